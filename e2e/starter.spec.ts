import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'

test('a starter pack is read, added switched off, and opened from where it was added', async ({
  signedIn,
  office,
}) => {
  const page = await signedIn()
  await page.goto('/packs?starter=1')
  const sheet = page.getByRole('dialog', { name: 'Starter packs' })
  await expect(sheet.getByRole('heading', { level: 3 }).first()).toBeVisible()
  expect(await sheet.getByRole('heading', { level: 3 }).count()).toBeGreaterThanOrEqual(8)
  await sheet.getByRole('button', { name: 'See queries of Hardware and health' }).click()
  await expect(page).toHaveURL(/starter=hardware-health/)
  await expect(sheet.getByText('FROM system_info', { exact: false }).first()).toBeVisible()
  await sheet.getByRole('button', { name: 'Add Hardware and health' }).click()
  await expect(sheet.getByText('Added', { exact: true })).toBeVisible()
  await expect(sheet.getByText(/switched off and without targets/)).toBeVisible()
  const { packs } = await office.get('/packs?query=Hardware')
  const added = packs.find((pack: { name: string }) => pack.name === 'Hardware and health')
  expect(added).toMatchObject({ disabled: true, label_ids: [] })
  await sheet.getByRole('link', { name: 'Open Hardware and health' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Hardware and health' })).toBeVisible()
})

test('a taken name asks for another one in place', async ({ signedIn, office, guard }) => {
  guard.allow(/\b409\b/)
  await office.ask('/packs', { name: 'Containers', disabled: true })
  const page = await signedIn()
  await page.goto('/packs?starter=1')
  const sheet = page.getByRole('dialog', { name: 'Starter packs' })
  await sheet.getByRole('button', { name: 'Add Containers' }).click()
  await expect(sheet.getByText('There is already a pack named Containers')).toBeVisible()
  await sheet.getByLabel('Another name').fill('Docker hosts')
  await sheet.getByRole('button', { name: 'Add by this name' }).click()
  await expect(sheet.getByRole('link', { name: 'Open Containers' })).toBeVisible()
  const { count } = await office.get('/packs?query=Docker%20hosts')
  expect(count).toBe(1)
})

test('the sheet goes back by keyboard, fits a phone, and keeps to WCAG in both themes', async ({
  signedIn,
}) => {
  const page = await signedIn()
  await page.goto('/packs?starter=1')
  const sheet = page.getByRole('dialog', { name: 'Starter packs' })
  const open = sheet.getByRole('button', { name: 'See queries of Agent watch' })
  await open.focus()
  await page.keyboard.press('Enter')
  const back = sheet.getByRole('button', { name: 'All starter packs' })
  await expect(back).toBeFocused()
  await expectAccessible(page, 'an open starter pack')
  await page.keyboard.press('Enter')
  await expect(open).toBeFocused()
  await expectAccessible(page, 'the starter packs')
  await page.setViewportSize({ width: 390, height: 844 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(390)
  await expectAccessible(page, 'the starter packs on a phone')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('an observer reads starter packs and cannot add them', async ({ signedIn }) => {
  const page = await signedIn('observer')
  await page.goto('/packs?starter=linux-servers')
  const sheet = page.getByRole('dialog', { name: 'Starter packs' })
  await expect(sheet.getByText('failed_units')).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Add Linux servers' })).toBeDisabled()
})
