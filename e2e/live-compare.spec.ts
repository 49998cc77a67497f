// The story of a change: the same question asked again, and what it tells against what it told before.
import { expect, test } from './fixtures'
import { awakeCount, type Storks } from './storks'

test.describe.configure({ timeout: 180_000 })

const listening =
  'SELECT DISTINCT p.name, l.port FROM listening_ports l JOIN processes p USING (pid)'

const complete = (storks: Storks, id: number) =>
  expect
    .poll(async () => (await storks.office.get(`/campaigns/${id}`)).campaign.status, {
      timeout: 60_000,
    })
    .toBe('complete')

test('compare with the last time: what came and what went, host by host', async ({
  page,
  context,
  storks,
}) => {
  await storks.fleet.tell('start stork-0006 /opt/old/relay 7070')
  const before = await storks.run(listening)
  await complete(storks, before)
  await storks.fleet.tell('end stork-0006 relay')
  await storks.fleet.tell('start stork-0005 /usr/bin/nc 4444')

  await storks.enter(context, 'admin')
  await page.goto(storks.at(`/campaigns/${before}`))
  await page.getByRole('link', { name: 'Run again' }).click()
  await page.getByRole('button', { name: `Run on ${awakeCount} hosts` }).click()
  await page.waitForURL(
    (url) => /\/campaigns\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${before}`),
  )
  const after = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])
  await complete(storks, after)

  await page.goto(storks.at('/campaigns'))
  for (const id of [before, after]) {
    await page.getByRole('checkbox', { name: new RegExp(`^Select #${id} `) }).check()
  }
  await page.getByRole('link', { name: 'Compare' }).click()
  const both = `${awakeCount} hosts answered both; 0 only #${before}, 0 only #${after}`
  await expect(page.getByText(both)).toBeVisible()
  await expect(page.getByText(/^1 row added, 1 removed, \d+ unchanged; 2 of/)).toBeVisible()
  const changed = page.getByRole('list', { name: 'Hosts compared' }).getByRole('listitem')
  await expect(changed).toHaveCount(2)
  const onHost = (name: string) =>
    changed.filter({ has: page.locator(`a[href="/hosts/${storks.idOf(name)}"]`) })
  const came = onHost('stork-0005')
  await expect(came.getByRole('row', { name: /added nc 4444/ })).toBeVisible()
  const went = onHost('stork-0006')
  await expect(went.getByRole('row', { name: /removed relay 7070/ })).toBeVisible()
  await storks.fleet.tell('end stork-0005 nc')
})
