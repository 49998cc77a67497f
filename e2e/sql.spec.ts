import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' })
const problems = (page: Page) => page.getByRole('list', { name: 'Problems' }).getByRole('listitem')

async function write(page: Page, sql: string): Promise<void> {
  await editor(page).fill(sql)
}

test('mistakes are told as one types, line and column, and mended by one click each', async ({
  signedIn,
}) => {
  const page = await signedIn('maintainer')
  await page.goto('/live')
  await write(page, 'SELECT vendor, modell\nFROM usb_device')
  await expect(problems(page)).toHaveCount(1)
  await expect(problems(page).first()).toContainText('Line 2, column 6: no such table: usb_device')
  await page.getByRole('button', { name: 'Use usb_devices' }).click()
  await expect(problems(page).first()).toContainText('Line 1, column 16: no such column: modell')
  await page.getByRole('button', { name: 'Use model' }).click()
  await expect(page.getByRole('list', { name: 'Runs on' })).toContainText('Windows')
  await expect(editor(page)).toContainText('FROM usb_devices')
})

test('while the server is away this browser checks alone, with the same words', async ({
  signedIn,
  guard,
}) => {
  guard.allow(/queries\/validate|ERR_FAILED/)
  const page = await signedIn('maintainer')
  await page.route('**/queries/validate', (route) => route.abort('failed'))
  await page.goto('/live')
  await write(page, 'SELECT pidd FROM processes')
  await expect(problems(page).first()).toContainText('no such column: pidd')
  await expect(page.getByText('Checked by this browser alone')).toBeVisible()
})

test('columns complete by alias, Tab takes one only while the list is open', async ({
  signedIn,
}) => {
  const page = await signedIn('maintainer')
  await page.goto('/live')
  await editor(page).click()
  await page.keyboard.type('SELECT h. FROM hash h')
  for (let left = 0; left < ' FROM hash h'.length; left++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+Space')
  const options = page.getByRole('listbox').getByRole('option')
  await expect(options.first()).toContainText('required')
  await page.keyboard.type('sha2')
  await expect(options.first()).toContainText('sha256')
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(editor(page)).toContainText('SELECT h.sha256 FROM hash h', { timeout: 500 })
  }).toPass()
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await page.keyboard.press('Tab')
  await expect(editor(page)).not.toBeFocused()
})

test('the schema opens by key, a column goes into the text, and Format sets it in lines', async ({
  signedIn,
}) => {
  const page = await signedIn('maintainer')
  await page.goto('/live')
  await write(page, 'select pid from processes where ')
  await editor(page).press('Control+i')
  const schema = page.getByRole('region', { name: 'Schema' })
  await expect(schema.getByRole('list', { name: 'Tables' })).toBeVisible()
  await schema.getByRole('list', { name: 'Columns of processes' }).getByText('on_disk').click()
  await expect(editor(page)).toContainText('where on_disk')
  await expectAccessible(page, 'live query with the schema open')
  await editor(page).press('Control+Shift+f')
  await expect(editor(page)).toContainText('WHERE')
  await expect(page.getByText('Formatted: white space and keyword case only')).toBeVisible()
})

test('the catalogue of tables travels compressed', async ({ signedIn }) => {
  const page = await signedIn('maintainer')
  await page.goto('/live')
  const reply = await page.request.get('/api/v1/fleet/osquery/tables')
  expect(reply.headers()).toMatchObject({ 'content-encoding': 'gzip' })
})
