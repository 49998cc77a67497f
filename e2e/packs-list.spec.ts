import { expectAccessible } from './accessibility'
import { expect, fleetSize, keysWork, test } from './fixtures'

type Made = { id: number }

test('packs are found by tag, switched off with their effect named, and cloned from their row', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const { id: fleet } = await office.fleetLabel()
  const ids: number[] = []
  for (const name of ['list one', 'list two']) {
    const { pack } = await office.get('/packs', { name, label_ids: [fleet], tags: ['rota'] })
    await office.get('/packs/schedule', {
      pack_id: pack.id,
      name: 'up',
      query: 'SELECT days FROM uptime',
      interval: 3600,
    })
    ids.push(pack.id)
  }
  const page = await signedIn()
  await page.goto('/packs?tag=rota')
  await keysWork(page)
  const grid = page.getByRole('grid', { name: 'Packs' })
  await expect(grid.getByRole('link', { name: /^list (one|two)/ })).toHaveCount(2)
  await expectAccessible(page, 'the pack list')
  await grid.getByRole('checkbox', { name: 'Select every pack that is loaded' }).check()
  const bar = page.getByRole('region', { name: 'Selected: 2 packs' })
  await bar.getByRole('button', { name: 'Switch off' }).click()
  const dialog = page.getByRole('alertdialog', {
    name: `Switch off 2 packs on ${fleetSize} hosts?`,
  })
  await expect(dialog.getByText(/2 queries stop/)).toBeVisible()
  await expectAccessible(page, 'switching packs off')
  await dialog.getByRole('button', { name: `Switch off 2 packs on ${fleetSize} hosts` }).click()
  await expect(grid.getByRole('switch', { name: 'list one is off' })).toBeVisible()
  const { packs } = await office.get('/packs?tag=rota&state=off')
  expect(packs.map(({ id }: Made) => id).sort()).toEqual(ids.sort())

  await expect(dialog).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  const clone = page.getByRole('menuitem', { name: 'Clone' })
  // Rows move while the bar goes and the list is read again: a press may have met another place.
  await expect(async () => {
    await grid.getByRole('button', { name: 'Actions on list one' }).click({ timeout: 2_000 })
    await expect(clone).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await clone.click()
  await expect(page.getByRole('heading', { level: 1, name: 'list one copy' })).toBeVisible()
})

test('a query that packs schedule names them when it is edited and when it is deleted', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const { query } = await office.get('/queries', {
    name: 'shared uptime',
    query: 'SELECT days FROM uptime',
    tags: ['rota'],
  })
  const { id: fleet } = await office.fleetLabel()
  const { pack } = await office.get('/packs', { name: 'uses shared uptime', label_ids: [fleet] })
  await office.get('/packs/schedule', { pack_id: pack.id, query_id: query.id, interval: 3600 })
  const page = await signedIn()
  await page.goto('/queries?tag=rota')
  await keysWork(page)
  const grid = page.getByRole('grid', { name: 'Queries' })
  await grid.getByRole('button', { name: 'Actions on shared uptime' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const refusal = page.getByRole('dialog', { name: '1 query is scheduled in packs' })
  await expect(refusal.getByRole('link', { name: 'uses shared uptime' })).toBeVisible()
  await refusal.getByRole('button', { name: 'Keep' }).click()

  await grid.getByRole('button', { name: 'shared uptime', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'shared uptime' })
  await expect(sheet.getByRole('tab', { name: 'Edit' })).toBeVisible()
  const sql = sheet.getByRole('textbox', { name: 'SQL of the query' })
  await sql.fill('SELECT days, hours FROM uptime')
  await expectAccessible(page, 'an open query')
  await sheet.getByRole('button', { name: 'Review and save' }).click()
  const save = page.getByRole('alertdialog', {
    name: `Change the SQL of 1 pack on ${fleetSize} hosts?`,
  })
  await save.getByRole('button', { name: `Save on ${fleetSize} hosts` }).click()
  await expect(save).toBeHidden()
  const stored = await office.get(`/queries/${query.id}`)
  expect(stored.query.query).toBe('SELECT days, hours FROM uptime')
})
