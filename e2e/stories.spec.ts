// Stories of people who run packs, told on the simulated fleet.
import { expect, fleetSize, test } from './fixtures'
import type { Office } from './people'

const query = (name: string, sql: string, more: object = {}) => ({
  name,
  query: sql,
  interval: 3600,
  ...more,
})

/** A pack for the whole fleet; resolves to its number. */
async function makePack(office: Office, name: string, queries: object[]): Promise<number> {
  const { id } = await office.fleetLabel()
  const { pack } = await office.get('/packs', { name, label_ids: [id], queries })
  return pack.id
}

test('last week’s revision comes back for every host, and the page tells who runs it', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  test.setTimeout(120_000)
  const users = query('accounts', 'SELECT username FROM users')
  const id = await makePack(office, 'Restore me', [users])
  const before = await office.get(`/packs/${id}/scheduled`)
  const queries = [{ ...users, id: before.scheduled[0].id, interval: 60 }]
  await office.get(`/packs/${id}`, { queries }, 'PATCH')
  const page = await signedIn()
  await page.goto(`/packs/${id}?tab=revisions`)
  await page.getByRole('button', { name: 'Restore revision 1' }).click()
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
  await expect(dialog.getByText(/^Against revision 2: /)).toContainText('1 query changed')
  await dialog.getByLabel('Note').fill('Every minute was too often')
  await dialog.getByRole('button', { name: `Restore for ${fleetSize} hosts` }).click()
  const list = page.getByRole('list', { name: 'Revisions' })
  const newest = list.getByRole('listitem').first()
  await expect(newest).toContainText('Revision 3')
  await expect(newest).toContainText('Every minute was too often')
  await expect(newest).toContainText(`${fleetSize} hosts run it`, { timeout: 60_000 })
  const { scheduled } = await office.get(`/packs/${id}/scheduled`)
  expect(scheduled).toMatchObject([{ name: 'accounts', interval: 3600 }])
})

test('a laptop that lacks a query says why, and has it once that reason is gone', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  test.setTimeout(120_000)
  const only = query('accounts_here', 'SELECT username FROM users', { platform: 'darwin' })
  const pack = await makePack(office, 'Who has what', [only])
  const { hosts } = await office.get('/hosts?per_page=50&query=heron')
  const laptop = hosts.find((host: { platform: string }) => host.platform === 'windows')
  const page = await signedIn()
  await page.goto(`/hosts/${laptop.id}`)
  await page.getByRole('tab', { name: 'Why' }).click()
  await page.getByLabel('Query or pack').fill('accounts_here')
  const why = page.getByRole('listitem').filter({ hasText: 'accounts_here' })
  await expect(why.getByText('does not run')).toBeVisible()
  const failed = why.getByRole('listitem').filter({ has: page.getByLabel('failed') })
  await expect(failed).toContainText('Platform')
  await expect(failed).toContainText('"darwin" on windows')
  await expect(failed).toContainText('This is why')

  await page.goto(`/packs/${pack}`)
  await page.getByRole('checkbox', { name: 'Windows', exact: true }).check()
  await page.keyboard.press('Control+s')
  const review = page.getByRole('dialog', { name: /^Save 1 change to Who has what/ })
  await expect(review).toContainText('macOS, Windows')
  await review.getByRole('button', { name: /^Save on/ }).click()
  await expect(review).toBeHidden()

  await page.goto(`/hosts/${laptop.id}?tab=why&why=accounts_here`)
  await expect(why.getByText('runs', { exact: true })).toBeVisible()
  await expect(why.getByText('does not run')).toHaveCount(0)
  const results = `/results?host_id=${laptop.id}&pack_id=${pack}`
  await expect(async () => {
    const { results: lines } = await office.get(results)
    expect(lines).not.toEqual([])
  }).toPass({ timeout: 60_000 })
})
