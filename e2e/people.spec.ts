import type { BrowserContext, Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, keysWork, test } from './fixtures'
import { type Office, password } from './people'
import { shared } from './server'

test.describe.configure({ timeout: 180_000 })

const chosen = 'a grebe dives under the pier'

/** A team that holds that many hosts of the fleet; the rest belong to no team. */
async function teamWith(office: Office, name: string, count: number): Promise<number> {
  const { team } = await office.get('/teams', { name })
  const { hosts } = await office.get(`/hosts?per_page=${count}&query=heron`)
  const ids = hosts.map(({ id }: { id: number }) => id)
  await office.get('/hosts/transfer', { hosts: ids, team_id: team.id })
  return team.id
}

async function invite(page: Page, email: string, team: string): Promise<string> {
  await page.goto('/settings/users')
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Grace Grebe')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByText('Some teams').click()
  await dialog.getByRole('combobox', { name: 'Team 1' }).click()
  await page.getByRole('option', { name: team }).click()
  await dialog.getByRole('combobox', { name: `Role in ${team}` }).click()
  await page.getByRole('option', { name: 'Maintainer' }).click()
  await expectAccessible(page, 'the invitation')
  await dialog.getByRole('button', { name: 'Invite and show the link' }).click()
  await expect(page.getByRole('dialog')).toContainText('Grace Grebe is invited')
  const link = await page.getByRole('dialog').locator('pre').innerText()
  await expectAccessible(page, 'the link')
  await page.getByRole('button', { name: 'I have the link' }).click()
  await expect(page.getByRole('row', { name: /Grace Grebe/ })).toContainText(
    `Maintainer in ${team}`,
  )
  await expect(page.getByRole('row', { name: /Grace Grebe/ })).toContainText('invited')
  return link
}

/** Opens the link and chooses a password; ends on the overview, signed in. */
async function accept(page: Page, link: string, email: string): Promise<void> {
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1, name: 'Welcome to Heron' })).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(email)
  await page.getByLabel('Password', { exact: true }).fill(chosen)
  await expectAccessible(page, 'the door of an invitation')
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
}

test('an invited maintainer of one team sees that team alone, and is out within 5 s of being disabled', async ({
  signedIn,
  browser,
  contextOptions,
  guard,
  office,
  hosts: _hosts,
}) => {
  guard.allow(/\b(401|404)\b/)
  const email = `grace-${Date.now()}@muster.example`
  const team = `Grebes ${Date.now()}`
  const teamId = await teamWith(office, team, 2)
  const admin = await signedIn()
  const link = await invite(admin, email, team)
  const context: BrowserContext = await browser.newContext({
    ...contextOptions,
    baseURL: shared.url,
  })
  guard.watch(context)
  try {
    const page = await context.newPage()
    await accept(page, link, email)
    await page.goto('/hosts')
    await expect(page.getByText('Rows 1 to 2 of 2')).toBeVisible()
    await page.goto('/settings')
    await expect(page.getByText(`Maintainer in ${team}`)).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Settings' })).not.toContainText('Users')
    await page.goto('/settings/users')
    await expect(page.getByText('Needs an administrator')).toBeVisible()
    const used = await context.newPage()
    await used.goto(link)
    await expect(used.getByText('This link does not open anything')).toBeVisible()
    await used.close()
    await page.goto('/hosts')
    await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
    await admin.getByRole('button', { name: 'Grace Grebe' }).click()
    await expect(
      admin
        .getByRole('dialog')
        .getByText(/Chrome/)
        .first(),
    ).toBeVisible()
    await expectAccessible(admin, 'one person')
    await admin.getByRole('button', { name: 'Disable' }).click()
    await admin.getByRole('button', { name: 'Disable the user' }).click()
    await expect(admin.getByText('Grace Grebe is disabled')).toBeVisible()
    await expect(page).toHaveURL(/\/login\?return_to=/, { timeout: 5_500 })
  } finally {
    await context.close()
    await office.get('/teams/'.concat(String(teamId)), {}, 'DELETE')
  }
})

/** Somebody of this test alone, signed in there: ending their sign-ins ends no other test's. */
async function enterAs(context: BrowserContext, email: string): Promise<void> {
  const csrf = await (await context.request.get(`${shared.url}/api/auth/csrf`)).json()
  const reply = await context.request.post(`${shared.url}/api/auth/callback/credentials`, {
    headers: { origin: shared.url },
    form: { ...csrf, email, password, callbackUrl: '/', json: 'true' },
  })
  expect(reply.ok()).toBe(true)
}

test('signing out everywhere ends the other browser too, and the next sign-in finds its own theme', async ({
  browser,
  contextOptions,
  guard,
  office,
}) => {
  guard.allow(/\b401\b/)
  const email = `ivo-${Date.now()}@muster.example`
  await office.get('/users', { name: 'Ivo', email, password, global_role: 'observer' })
  const contexts = await Promise.all(
    [1, 2].map(() => browser.newContext({ ...contextOptions, baseURL: shared.url })),
  )
  try {
    const pages: Page[] = []
    for (const context of contexts) {
      guard.watch(context)
      await enterAs(context, email)
      pages.push(await context.newPage())
    }
    const [here, there] = pages
    if (!here || !there) throw new Error('no pages')
    await there.goto('/packs')
    await here.goto('/settings')
    await here.getByRole('radio', { name: 'Dark' }).click()
    await expect(here.locator('html')).toHaveAttribute('data-theme', 'dark')
    await here.getByRole('radio', { name: 'Date and time' }).click()
    await expect(here.getByText(/This one/)).toBeVisible()
    await here.getByRole('button', { name: 'Sign out everywhere' }).click()
    await expectAccessible(here, 'signing out everywhere')
    await here.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await expect(here).toHaveURL(/\/login/)
    await expect(there).toHaveURL(/\/login\?return_to=%2Fpacks/, { timeout: 5_500 })
    await there.getByLabel('E-mail').fill(email)
    await there.getByLabel('Password', { exact: true }).fill(password)
    await there.getByRole('button', { name: 'Sign in' }).click()
    await expect(there).toHaveURL(/\/packs/)
    await expect(there.locator('html')).toHaveAttribute('data-theme', 'dark')
  } finally {
    for (const context of contexts) await context.close()
  }
})

test('a token is shown once, does what its scopes say, and ends when it is revoked', async ({
  signedIn,
  guard,
}) => {
  guard.allow(/\b401\b/)
  const page = await signedIn('maintainer')
  await page.goto('/settings/tokens')
  await page.getByRole('button', { name: 'New API token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('nightly export')
  await expectAccessible(page, 'a new token')
  await page.getByRole('button', { name: 'Create API token' }).click()
  await page.getByRole('button', { name: 'Show API token' }).click()
  const secret = await page.getByRole('dialog').locator('pre').innerText()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect(page.getByText(secret)).toHaveCount(0)
  const ask = async (method: string, path: string) =>
    (
      await fetch(`${shared.url}/api/v1/fleet${path}`, {
        method,
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: JSON.stringify({ name: 'x', query: 'SELECT 1' }) }),
      })
    ).status
  expect([await ask('GET', '/packs'), await ask('POST', '/queries')]).toEqual([200, 403])
  await page.getByRole('button', { name: 'Revoke nightly export' }).click()
  await page.getByRole('button', { name: 'Revoke 1 API token' }).click()
  await expect(page.getByText('The token nightly export is revoked')).toBeVisible()
  await expect.poll(() => ask('GET', '/packs'), { timeout: 5_000 }).toBe(401)
})

test('single-letter keys can be switched off, and settings are saved where they are shown', async ({
  signedIn,
  office,
}) => {
  const page = await signedIn()
  await page.goto('/settings/security')
  await page.getByLabel('Idle limit').fill('3')
  await expect(page.getByText('Idle limit: from 5 to 43,200').first()).toBeVisible()
  await page.getByLabel('Idle limit').fill('240')
  await page.getByRole('button', { name: 'Save sign-ins' }).click()
  await expect(page.getByText('The settings are saved')).toBeVisible()
  expect((await office.get('/config')).security.idle_minutes).toBe(240)
  await page.goto('/settings')
  const kept = page.waitForResponse('**/me/preferences')
  await page.getByRole('switch', { name: 'Single-letter keys' }).click()
  await kept
  await page.reload()
  await keysWork(page)
  await expect(page.getByRole('switch', { name: 'Single-letter keys' })).not.toBeChecked()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expect(page.getByRole('dialog', { name: 'Keys on this page' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Single-letter keys' }).click()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys on this page' })).toBeVisible()
})
