import { expect, test } from './fixtures'
import { emailOf, nameOf, password, signInContext } from './people'
import { setupToken, shared } from './server'

test.beforeEach(({ office }) => office.employ('observer'))

test('a wrong password is refused in one sentence, the right one opens the page that was asked for', async ({
  page,
  guard,
}) => {
  guard.allow(/401.*(Unauthorized|callback\/credentials)/)
  await page.goto('/hosts?status=online')
  await expect(page).toHaveURL('/login?return_to=%2Fhosts%3Fstatus%3Donline')
  await expect(page).toHaveTitle('Sign in · Muster')
  for (const email of [emailOf('observer'), 'nobody@muster.example']) {
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('a wrong guess of mine')
    const answer = page.waitForResponse('**/api/auth/callback/credentials')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await answer
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled()
    await expect(page.getByText('The e-mail address or password is wrong.')).toBeVisible()
  }
  await page.getByLabel('E-mail').fill(emailOf('observer'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/hosts?status=online')
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
})

test('a link that would lead elsewhere after sign-in leads home', async ({ page }) => {
  await page.goto('/login?return_to=https%3A%2F%2Fevil.example%2F')
  await page.getByLabel('E-mail').fill(emailOf('observer'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})

test('too many tries are answered with a countdown, not with a lock', async ({ page, guard }) => {
  guard.allow(/\b(401|429)\b/)
  await page.route('**/api/auth/callback/credentials', (route) => {
    const url = `${shared.url}/api/auth/error?error=throttled%3A2`
    return route.fulfill({ status: 401, json: { url } })
  })
  await page.goto('/login')
  await page.getByLabel('E-mail').fill(emailOf('observer'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Too many tries. Nothing is locked')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Try again in [12] s$/ })).toBeDisabled()
  await page.unroute('**/api/auth/callback/credentials')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/')
})

test('signing out ends the session for good, also for a copy of the cookie', async ({
  page,
  context,
}) => {
  await signInContext(context, shared, 'observer')
  const copy = await context.cookies()
  await page.goto('/')
  await page.getByRole('button', { name: `Account of ${nameOf('observer')}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await context.addCookies(copy)
  await page.goto('/hosts')
  await expect(page).toHaveURL('/login?return_to=%2Fhosts')
})

test('a session that was revoked elsewhere leads to sign-in and back to the same page', async ({
  page,
  context,
  guard,
  office,
}) => {
  guard.allow(/\b401\b/)
  await office.employ('observer_plus')
  await signInContext(context, shared, 'observer_plus')
  await page.goto('/hosts')
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
  const { users } = await office.get(`/users?query=${emailOf('observer_plus')}`)
  await office.get(`/users/${users[0].id}`, { password: `${password} still` }, 'PATCH')
  await page.reload()
  await expect(page).toHaveURL('/login?return_to=%2Fhosts')
  await office.get(`/users/${users[0].id}`, { password }, 'PATCH')
  await page.getByLabel('E-mail').fill(emailOf('observer_plus'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL('/hosts')
})

test('the set-up link is closed once it was used', async ({ page }) => {
  await page.goto(`/setup?token=${setupToken}`)
  await expect(page.getByRole('heading', { name: 'Set-up is finished' })).toBeVisible()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})
