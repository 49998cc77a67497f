// A new company's first hour: from the printed link to a team whose people see its hosts alone, and an
// observer of it who tries what is not theirs.
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { type OidcProvider, startOidcProvider } from '@/lib/testing/oidc-provider'
import { makeAdmin, passProvider } from './doors'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import type { Guard } from './guard'
import { Office } from './people'
import { type OwnServer, startServer } from './server'

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const chosen = 'a grebe dives under the pier'
const sql = 'SELECT 1 AS one'

let server: OwnServer
let provider: OidcProvider
let chief: BrowserContext
let admin: Page
let guest: string

type Parts = { browser: Browser; contextOptions: object; guard: Guard }

async function someone({ browser, contextOptions, guard }: Parts): Promise<BrowserContext> {
  const context = await browser.newContext({ ...contextOptions, baseURL: server.url })
  guard.watch(context)
  return context
}

test.beforeAll(async ({ browser, contextOptions }) => {
  test.setTimeout(180_000)
  server = await startServer({ tls: true })
  provider = await startOidcProvider(server.url)
  chief = await browser.newContext({ ...contextOptions, baseURL: server.url })
  await chief.grantPermissions(['clipboard-read', 'clipboard-write'])
  admin = await chief.newPage()
})
test.afterAll(async () => {
  await chief.close()
  await provider.stop()
  await server.stop()
})

test('the first administrator comes in by the printed link and makes a team', async ({ guard }) => {
  guard.watch(chief)
  await makeAdmin(admin, server)
  await admin.goto('/settings/teams')
  await admin.getByRole('button', { name: 'New team' }).click()
  await admin.getByRole('dialog').getByLabel('Name').fill('Wardens')
  await admin.getByRole('button', { name: 'Create team' }).click()
  await expect(admin.getByRole('heading', { level: 1, name: 'Wardens' })).toBeVisible()
})

test('whoever the provider knows as of a group comes in with a role in that team', async ({
  browser,
  contextOptions,
  guard,
}) => {
  // The page is the provider's, which would fetch a typeface from afar.
  guard.allow(/fonts\.googleapis\.com|favicon\.ico/)
  const office = await Office.open(server)
  const { teams } = await office.get('/teams')
  const { issuer, client_id, client_secret } = provider
  const group_roles = [{ group: 'wardens', team_id: teams[0].id, role: 'maintainer' }]
  const sso = { enabled: true, name: 'Heron', issuer, client_id, client_secret, create_users: true }
  const groups = {
    scopes: ['openid', 'email', 'profile', 'groups'],
    groups_claim: 'groups',
    group_roles,
  }
  await office.get('/config', { sso: { ...sso, ...groups } }, 'PATCH')
  const mira = { email: 'mira@muster.example', email_verified: true, name: 'Mira Reed' }
  provider.people.set('mira', { ...mira, groups: ['wardens'] })
  const context = await someone({ browser, contextOptions, guard })
  const page = await context.newPage()
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Sign in with Heron' }).click()
  await passProvider(page, 'mira')
  await expect(page.getByText('Maintainer in Wardens')).toBeVisible()
  await context.close()
})

test('an observer of the team is invited by a link', async ({ guard }) => {
  guard.watch(chief)
  await admin.goto('/settings/users')
  await admin.getByRole('button', { name: 'Invite' }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Grace Grebe')
  await dialog.getByLabel('E-mail').fill('grace@muster.example')
  await dialog.getByText('Some teams').click()
  await dialog.getByRole('combobox', { name: 'Team 1' }).click()
  await admin.getByRole('option', { name: 'Wardens' }).click()
  await dialog.getByRole('button', { name: 'Invite and show the link' }).click()
  await expect(admin.getByRole('dialog')).toContainText('Grace Grebe is invited')
  guest = await admin.getByRole('dialog').locator('pre').innerText()
  await admin.getByRole('button', { name: 'I have the link' }).click()
  await expect(admin.getByRole('row', { name: /Grace Grebe/ })).toContainText('Observer in Wardens')
})

test('three machines are added to the team, labelled, and answer a question', async ({ guard }) => {
  guard.watch(chief)
  await admin.goto('/hosts?add=1')
  const sheet = admin.getByRole('dialog', { name: 'Add hosts' })
  await sheet.getByRole('combobox', { name: 'Team' }).click()
  await admin.getByRole('option', { name: 'Wardens' }).click()
  await expect(sheet.getByText('Since you opened this: 0 hosts')).toBeVisible()
  await sheet.getByRole('button', { name: 'Create secret' }).click()
  await sheet.getByRole('button', { name: 'Copy enrol secret' }).click()
  const secret = await admin.evaluate(() => navigator.clipboard.readText())
  const agents = [1, 2, 3].map((n) => {
    return new HandAgent(server, `reed-${n}`, `f1057000-0000-4000-8000-00000000000${n}`)
  })
  for (const agent of agents) await agent.enroll(secret)
  await expect(sheet.getByText('Since you opened this: 3 hosts')).toBeVisible()

  await admin.goto('/labels')
  await admin.getByRole('button', { name: 'New label' }).click()
  const label = admin.getByRole('dialog', { name: 'New label' })
  await label.getByLabel('Name').fill('Reeds')
  await label.getByRole('radio', { name: 'Hosts that I list' }).click()
  await label.getByLabel(/^Pasted list/).fill('reed-1\nreed-2\nreed-3')
  await label.getByRole('button', { name: 'Make the label' }).click()
  await expect(admin.getByRole('dialog', { name: 'Reeds' })).toBeVisible()

  const office = await Office.open(server)
  const { labels } = await office.get('/labels?query=Reeds')
  const selected = { labels: [labels[0].id] }
  const { campaign } = await office.get('/queries/run', { query: sql, selected })
  for (const agent of agents)
    await expect
      .poll(() =>
        agent.answerOnce((asked) => (asked === sql ? { rows: [{ one: '1' }] } : undefined)),
      )
      .toBe(1)
  await admin.goto(`/campaigns/${campaign.id}`)
  await expect(admin.getByText(/^Complete\. 3 = /).first()).toBeVisible()
})

test('the observer sees the team, tries everything, and is told what each thing needs', async ({
  browser,
  contextOptions,
  guard,
}) => {
  guard.allow(/\b40[34]\b/)
  const context = await someone({ browser, contextOptions, guard })
  const page = await context.newPage()
  await page.goto(guest)
  await page.getByLabel('Password', { exact: true }).fill(chosen)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await page.goto('/hosts')
  await expect(page.getByRole('grid', { name: 'Hosts' })).toHaveAttribute('aria-rowcount', '4')
  const closed: [string, string | RegExp][] = [
    ['/packs', 'New pack'],
    ['/packs', 'Import'],
    ['/queries', 'New query'],
    ['/labels', 'New label'],
  ]
  for (const [path, name] of closed) {
    await page.goto(path)
    const control = page.getByRole('button', { name }).first()
    await expect(control, `${name} on ${path}`).toBeDisabled()
  }
  const admins = ['/settings/users', '/settings/sign-on', '/settings/security', '/activity']
  for (const path of [...admins, '/destinations']) {
    await page.goto(path)
    await expect(page.getByText(/Needs an administrator|Needs .*admin/).first(), path).toBeVisible()
  }
  await page.goto('/live')
  await expect(page.getByRole('tab', { name: 'Write SQL' })).toHaveCount(0)
  const { hosts } = await (await page.request.get('/api/v1/fleet/hosts')).json()
  const writes: [string, string, object][] = [
    ['POST', '/queries/run', { query: sql, selected: { hosts: [hosts[0].id] } }],
    ['DELETE', `/hosts/${hosts[0].id}`, {}],
    ['POST', '/hosts/transfer', { team_id: null, hosts: [hosts[0].id] }],
    ['POST', '/enroll_secrets', { name: 'mine' }],
    ['PATCH', '/config', { org_name: 'Mine' }],
    ['POST', '/users', { name: 'Me', email: 'me@muster.example', global_role: 'admin' }],
  ]
  for (const [method, path, data] of writes) {
    const headers = { origin: server.url, 'content-type': 'application/json' }
    const reply = await page.request.fetch(`/api/v1/fleet${path}`, { method, data, headers })
    expect([path, reply.status()]).toEqual([path, 403])
  }
  const office = await Office.open(server)
  const { activities } = await office.get('/activities?query=Grace&per_page=50')
  expect(JSON.stringify(activities)).toContain('denied')
  await context.close()
})
