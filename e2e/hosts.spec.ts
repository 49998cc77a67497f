import { expect, test } from './fixtures'

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
