import { expect, keysWork, test } from './fixtures'

test('the palette opens by Ctrl K anywhere and finds pages, commands and hosts', async ({
  signedIn,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await page.goto('/')
  await keysWork(page)
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await palette.getByRole('combobox').fill('go to packs')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Packs' })).toBeFocused()
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('heron-0003')
  const host = palette.getByRole('group', { name: 'Hosts' }).getByRole('option')
  await expect(host).toHaveCount(1)
  await host.click()
  await expect(page).toHaveURL(/\/hosts\/\d+$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

test('g and a letter go to a page, c asks, and a field keeps its letters', async ({ signedIn }) => {
  const page = await signedIn()
  await page.goto('/')
  await keysWork(page)
  for (const [letter, name] of [
    ['h', 'Hosts'],
    ['p', 'Packs'],
    ['c', 'Campaigns'],
    ['o', 'Overview'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(page.getByRole('heading', { level: 1, name })).toBeFocused()
  }
  await page.goto('/hosts')
  await page.getByRole('searchbox', { name: 'Search hosts' }).fill('')
  await page.getByRole('searchbox', { name: 'Search hosts' }).pressSequentially('gpc?')
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
  await expect(page.getByRole('searchbox', { name: 'Search hosts' })).toHaveValue('gpc?')
})

test('? lists the keys of the page', async ({ signedIn }) => {
  const page = await signedIn()
  await page.goto('/hosts')
  await keysWork(page)
  await page.getByRole('heading', { level: 1, name: 'Hosts' }).focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys on this page' })
  await expect(sheet.getByText('Add hosts')).toBeVisible()
  await expect(sheet.getByText('Search and commands')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('the theme stays as it was chosen, in the first HTML already', async ({ signedIn }) => {
  const page = await signedIn('observer')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await background()
  await keysWork(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('option', { name: 'Theme: dark' }).click()
  await expect.poll(background).not.toBe(light)
  const html = await (await page.request.get('/')).text()
  expect(html).toContain('data-theme="dark"')
  await page.reload()
  expect(await background()).not.toBe(light)
})

test('the first Tab is a way past the navigation', async ({ signedIn }) => {
  const page = await signedIn()
  await page.goto('/hosts')
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('on a phone the navigation is a drawer that closes behind the reader', async ({
  signedIn,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  const drawer = page.getByRole('dialog', { name: 'Navigation' })
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await drawer.getByRole('link', { name: 'Hosts' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hosts' })).toBeVisible()
  await expect(drawer).toBeHidden()
  // How many there are depends on the tests before: their hosts stay online for a while.
  await expect(page.getByRole('button', { name: /Live: \d+ of \d+ hosts online/ })).toBeVisible()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
})
