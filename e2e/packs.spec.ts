import { expect, packFile, packName, test } from './fixtures'

test('a pack shows its queries, whom it is for and who runs it', async ({ signedIn, pack }) => {
  const page = await signedIn()
  await page.goto('/packs')
  await page.getByRole('grid', { name: 'Packs' }).getByRole('link', { name: packName }).click()
  await expect(page).toHaveURL(`/packs/${pack}`)
  await expect(page.getByRole('heading', { level: 1, name: packName })).toBeFocused()
  for (const name of ['operating_system', 'uptime', 'people'])
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible()
  await page.getByRole('tab', { name: 'Targets' }).click()
  await expect(page.getByRole('checkbox', { name: 'Every host' })).toBeChecked()
})

test('nothing is saved before the last step of an import, and a taken name is in the way', async ({
  signedIn,
  office,
  pack: _pack,
}) => {
  const page = await signedIn()
  await page.goto('/packs?import=1')
  const sheet = page.getByRole('dialog', { name: 'Import packs' })
  await sheet.getByLabel('Pack file').setInputFiles({
    name: `${packName}.conf`,
    mimeType: 'application/json',
    buffer: Buffer.from(packFile.replaceAll('uptime', 'how_long')),
  })
  await expect(sheet.getByText(/Nothing has been saved\.$/).first()).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Choose targets' })).toBeDisabled()
  await sheet.getByRole('combobox', { name: packName, exact: true }).click()
  await page.getByRole('option', { name: /^Import as/ }).click()
  await sheet.getByLabel(`New name for ${packName}`).fill('another-name')
  await expect(sheet.getByRole('button', { name: 'Choose targets' })).toBeEnabled()
  await sheet.getByRole('button', { name: 'Close' }).first().click()
  const { count } = await office.get('/packs?query=another-name')
  expect(count).toBe(0)
})

test('what is no pack is refused with its place, and nothing is saved', async ({
  signedIn,
  guard,
}) => {
  guard.allow(/\b(400|413|422)\b/)
  const page = await signedIn()
  await page.goto('/packs?import=1')
  const sheet = page.getByRole('dialog', { name: 'Import packs' })
  await sheet.getByLabel('Or paste its text').fill('{"queries": {"x": ]}')
  await sheet.getByRole('button', { name: 'Check' }).click()
  await expect(sheet.getByRole('alert')).toContainText('Nothing has been saved.')
  await expect(sheet.getByRole('alert')).toContainText(/line 1/i)
})
