// Single sign-on from nothing to enforced, against a real provider with a sign-in page of its own.
import type { Page } from '@playwright/test'
import { type OidcProvider, startOidcProvider } from '@/lib/testing/oidc-provider'
import { expectAccessible } from './accessibility'
import { passProvider } from './doors'
import { expect, keysWork, test } from './fixtures'
import { emailOf, nameOf, Office, password, signInContext } from './people'
import { type OwnServer, startServer } from './server'

let server: OwnServer
let provider: OidcProvider
let chiefs: Office

test.describe.configure({ mode: 'serial', timeout: 120_000 })

test.beforeAll(async () => {
  test.setTimeout(180_000)
  server = await startServer()
  provider = await startOidcProvider(server.url)
  chiefs = await Office.open(server)
  const chief = { email: emailOf('admin'), email_verified: true, name: nameOf('admin') }
  provider.people.set('chief', { ...chief, groups: ['it'] })
  const mira = { email: 'mira@muster.example', email_verified: true, name: 'Mira Reed' }
  provider.people.set('mira', { ...mira, groups: ['it', 'everybody'] })
})

// The provider's own page asks for a font elsewhere and for an icon that it has not.
test.beforeEach(async ({ context }) => {
  await context.route('https://fonts.googleapis.com/**', (route) =>
    route.fulfill({ contentType: 'text/css', body: '' }),
  )
  await context.route(`${provider.issuer}/favicon.ico`, (route) =>
    route.fulfill({
      contentType: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }),
  )
})

test.afterAll(async () => {
  await provider.stop()
  await server.stop()
})

async function openAsAdmin(page: Page, path: string): Promise<void> {
  await signInContext(page.context(), server, 'admin')
  await page.goto(`${server.url}${path}`)
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save single sign-on' }).click()
  await expect(page.getByText('Single sign-on is saved').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save single sign-on' })).toBeHidden()
}

test('an admin sets the provider up, looks at it, tries it and switches it on', async ({
  page,
}) => {
  await openAsAdmin(page, '/settings/sign-on')
  await expect(page.getByRole('heading', { level: 1, name: 'Single sign-on' })).toBeVisible()
  await expect(page.getByText(`${server.url}/api/auth/callback/sso`)).toBeVisible()
  await page.getByLabel('Issuer').fill(`${provider.issuer}/wrong`)
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByText('It answers 404 where 200 is expected')).toBeVisible()
  await page.getByLabel('Issuer').fill(provider.issuer)
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByText('1 key')).toBeVisible()
  await page.getByLabel('Client ID').fill(provider.client_id)
  await page.getByLabel('Client secret').fill(provider.client_secret)
  await page.getByLabel('Scopes').fill('openid email profile groups')
  await page.getByLabel('Name', { exact: true }).fill('Heron')
  await page.getByText('Make an account at the first sign-in').click()
  await page.getByLabel('Claim with the groups').fill('groups')
  await page.getByRole('button', { name: 'Add a group' }).click()
  await page.getByLabel('Group 1', { exact: true }).fill('it')
  await page.getByLabel('Role of group 1').click()
  await page.getByRole('option', { name: 'Maintainer' }).click()
  await save(page)
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Try it in a new window' }).click(),
  ])
  await passProvider(popup, 'chief')
  await expect(page.getByText('tried this connection, and it worked')).toBeVisible()
  await expect(page.getByText('Maintainer of the whole fleet')).toBeVisible()
  await page.getByText('People can sign in with it').click()
  await save(page)
  await expectAccessible(page, 'single sign-on')
})

test('a new person comes in with the role of a group, and goes where the link led', async ({
  page,
  guard,
}) => {
  await page.goto(`${server.url}/hosts?status=online`)
  await expectAccessible(page, 'sign-in with a provider')
  await page.getByRole('button', { name: 'Sign in with Heron' }).click()
  await passProvider(page, 'mira')
  await expect(page).toHaveURL(`${server.url}/hosts?status=online`)
  const { users } = await chiefs.get('/users?query=mira')
  expect(users).toMatchObject([{ name: 'Mira Reed', global_role: 'maintainer' }])
  await keysWork(page)
  await page.getByRole('button', { name: 'Account of Mira Reed' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await chiefs.get(`/users/${users[0].id}`, { disabled: true }, 'PATCH')
  guard.allow(/401/)
  await page.getByRole('button', { name: 'Sign in with Heron' }).click()
  await expect(page.getByText('Heron did not sign you in here')).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/login')
  const failed = new URL(page.url()).searchParams.get('failed') ?? ''
  await expect(page.getByText(failed)).toBeVisible()
  const { activities } = await chiefs.get('/activities?per_page=5')
  expect(JSON.stringify(activities)).toContain(failed)
})

test('made the only way in, it leaves passwords to the administrator who is named', async ({
  page,
  browser,
}) => {
  await openAsAdmin(page, '/settings/sign-on')
  await page.getByText('It is the only way in').click()
  await page.getByRole('checkbox', { name: nameOf('admin') }).click()
  await save(page)
  await chiefs.employ('observer')
  const visitor = await browser.newContext({ baseURL: server.url })
  const door = await visitor.newPage()
  await door.goto('/login')
  await expect(door.getByLabel('E-mail')).toBeHidden()
  await door.getByRole('button', { name: 'Administrator: use a password' }).click()
  await door.getByLabel('E-mail').fill(emailOf('observer'))
  await door.getByLabel('Password', { exact: true }).fill(password)
  await door.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(door.getByText('The e-mail address or password is wrong.')).toBeVisible()
  await door.getByLabel('E-mail').fill(emailOf('admin'))
  await door.getByLabel('Password', { exact: true }).fill(password)
  await door.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(door).toHaveURL(`${server.url}/`)
  await visitor.close()
})
