import { expectAccessible } from './accessibility'
import { expect, keysWork, test } from './fixtures'

test('the host list searches as one types, and the search is part of the address', async ({
  signedIn,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await page.goto('/hosts')
  const search = page.getByRole('searchbox', { name: 'Search hosts' })
  await search.pressSequentially('heron-0003')
  const grid = page.getByRole('grid', { name: 'Hosts' })
  await expect(grid).toHaveAttribute('aria-rowcount', '2')
  await expect(page).toHaveURL(/query=heron-0003/)
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(grid).not.toHaveAttribute('aria-rowcount', '2')
})

test('a part of the sum filters the list to that part', async ({ signedIn, hosts: _hosts }) => {
  const page = await signedIn()
  await page.goto('/hosts')
  await page.getByRole('button', { name: /online, filter$/ }).click()
  await expect(page).toHaveURL(/status=online/)
  await page.reload()
  await expect(page.getByRole('button', { name: /online, filter$/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})

test('a host shows what it runs, why, its configuration and its results', async ({
  signedIn,
  office,
  pack: _pack,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron-0003')
  const page = await signedIn()
  await page.goto(`/hosts/${hosts[0].id}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(hosts[0].display_name)
  const queries = page.getByRole('grid', { name: 'Scheduled queries' })
  await page.getByRole('tab', { name: /^Queries/ }).click()
  await expect(queries.getByText('operating_system')).toBeVisible()
  await page.getByRole('tab', { name: 'Config' }).click()
  await expect(page.getByText('os_version').first()).toBeVisible()
  await page.getByRole('tab', { name: /^Results/ }).click()
  await expect(page).toHaveURL(/tab=results/)
})

test('filters narrow the list together, are kept as a view, and come back with it', async ({
  signedIn,
  hosts: _hosts,
}) => {
  const page = await signedIn()
  await page.goto('/hosts?status=online&query=heron-000&order_key=hostname&order_direction=desc')
  await keysWork(page)
  const grid = page.getByRole('grid', { name: 'Hosts' })
  await page.getByRole('button', { name: 'Views' }).click()
  const views = page.getByRole('dialog', { name: 'Saved views' })
  await views.getByLabel('Keep this view as').fill('Single digits')
  await views.getByRole('button', { name: 'Keep' }).click()
  await expect(views.getByRole('button', { name: 'Single digits', exact: true })).toBeVisible()
  await expectAccessible(page, 'the host list with its views open')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove filter Status: online' }).click()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(grid).not.toHaveAttribute('aria-rowcount', '10')
  await page.getByRole('button', { name: 'Views' }).click()
  await views.getByRole('button', { name: 'Single digits', exact: true }).click()
  await expect(page).toHaveURL(/status=online/)
  await expect(page).toHaveURL(/order_key=hostname/)
  await expect(grid).toHaveAttribute('aria-rowcount', '10')
})

test('a transfer of selected hosts says how many packs they gain, then moves exactly them', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  const { team } = await office.get('/teams', { name: 'Rookery' })
  const { pack } = await office.get('/packs', { name: 'rookery', team_ids: [team.id] })
  await office.get('/packs/schedule', {
    ...{ pack_id: pack.id, name: 'up', query: 'SELECT days FROM uptime', interval: 3600 },
  })
  const page = await signedIn()
  await page.goto('/hosts?query=heron-000')
  await keysWork(page)
  const grid = page.getByRole('grid', { name: 'Hosts' })
  const boxes = grid.getByRole('checkbox', { name: /^Select (?!every)/ })
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  const bar = page.getByRole('region', { name: 'Selected: 2 hosts' })
  await bar.getByRole('button', { name: 'Transfer' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('combobox', { name: 'Team' }).click()
  await page.getByRole('option', { name: 'Rookery' }).click()
  await expect(dialog.getByText('They gain 1 pack: rookery.')).toBeVisible()
  await expectAccessible(page, 'a transfer of hosts')
  await dialog.getByRole('button', { name: 'Transfer 2 hosts' }).click()
  await expect(dialog).toBeHidden()
  const { count } = await office.get(`/hosts?team_id=${team.id}`)
  expect(count).toBe(2)
  const { activities } = await office.get('/activities?per_page=5')
  expect(activities[0]).toMatchObject({ type: 'transferred_hosts', hosts: 2 })
})

test('the page of a host tells its last hours in lanes and as a table, and its labels', async ({
  signedIn,
  office,
  pack: _pack,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron-0004')
  const page = await signedIn()
  await page.goto(`/hosts/${hosts[0].id}`)
  await keysWork(page)
  await expect(page.getByRole('group', { name: 'check-in: no gap' })).toBeVisible()
  await expect(page.getByRole('group', { name: /^events: 1 event/ })).toBeVisible()
  await expectAccessible(page, 'a host')
  await page.getByRole('button', { name: 'As table' }).click()
  await expect(page.getByRole('cell', { name: /^Enrolled from/ })).toBeVisible()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(page).toHaveURL(/from=.*to=/)
  await page.getByRole('tab', { name: /^Labels/ }).click()
  const labels = page.getByRole('list', { name: 'Labels of this host' })
  await expect(labels.getByRole('link', { name: 'All Hosts' })).toBeVisible()
  await expect(labels.getByText('member').first()).toBeVisible()
})
