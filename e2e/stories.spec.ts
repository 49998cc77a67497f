// Stories of people who run packs, told on the simulated fleet.
import { expect, fleetSize, test } from './fixtures'
import type { Office } from './people'

const query = (name: string, sql: string, more: object = {}) => ({
  name,
  query: sql,
  interval: 3600,
  ...more,
})

/** A pack for all hosts; resolves to its number. */
async function makePack(office: Office, name: string, queries: object[]): Promise<number> {
  const { labels } = await office.get('/labels?per_page=500')
  const all = labels.find((label: { name: string }) => label.name === 'All Hosts')
  const { pack } = await office.get('/packs', { name, label_ids: [all.id], queries })
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

test('a laptop that lacks a query says which rule keeps it away', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  await makePack(office, 'Who has what', [
    query('launch_items_here', 'SELECT label FROM launchd', { platform: 'darwin' }),
  ])
  const { hosts } = await office.get('/hosts?per_page=50&query=heron')
  const laptop = hosts.find((host: { platform: string }) => host.platform === 'windows')
  const page = await signedIn()
  await page.goto(`/hosts/${laptop.id}`)
  await page.getByRole('tab', { name: 'Why' }).click()
  await page.getByLabel('Query or pack').fill('launch_items_here')
  const why = page.getByRole('group').filter({ hasText: 'launch_items_here' }).last()
  await expect(why.getByText('does not run')).toBeVisible()
  const failed = why.getByRole('listitem').filter({ has: page.getByLabel('failed') })
  await expect(failed).toContainText('platform')
  await expect(failed).toContainText('darwin')
})
