// A query with a mistake: written by keyboard, tested on a fast host, given to half of the hosts first,
// stopped by a gate there, and taken back.
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { exhausts } from '@/cli/simulate/load'
import { makeMachine } from '@/cli/simulate/machine'
import { expect, keysWork, test } from './fixtures'
import { startFleet } from './fleet'
import type { Guard } from './guard'
import { Office, signInContext } from './people'
import { startServer } from './server'

const hosts = 24
const prefix = 'heron'
const sql = "SELECT path FROM file WHERE path LIKE '/%%'"

/** A host that is fast enough for the walk, so that a test there finds nothing wrong. */
function fastHost(): string {
  const nowSeconds = 1_800_000_000
  const machines = Array.from({ length: hosts }, (_, index) =>
    makeMachine({ seed: 1, index, nowSeconds, prefix }),
  )
  const fast = machines.find((one) => one.platform === 'linux' && !exhausts(one, sql))
  if (!fast) throw new Error('Every host of the fleet is too slow')
  return fast.hostname
}

/** A pack with one query that all hosts run already. */
async function basePack(office: Office): Promise<number> {
  const { labels } = await office.get('/labels?per_page=500')
  const all = labels.find((label: { name: string }) => label.name === 'All Hosts')
  const system = { name: 'system', query: 'SELECT name, version FROM os_version', interval: 600 }
  const body = { name: 'Baseline', label_ids: [all.id], queries: [system] }
  return (await office.get('/packs', body)).pack.id
}

type World = { browser: Browser; options: BrowserContextOptions; guard: Guard }

/** A server and a fast-living fleet of its own, so that counts elsewhere stay what they are. */
async function inOwnWorld(world: World, tell: (page: Page, office: Office) => Promise<void>) {
  const server = await startServer()
  const office = await Office.open(server)
  const fleet = startFleet(server, hosts, prefix, ['--hurry', '60', '--refresh', '5'])
  const context = await world.browser.newContext({ ...world.options, baseURL: server.url })
  world.guard.watch(context)
  try {
    await office.awaitOnline(hosts)
    await signInContext(context, server, 'admin')
    await tell(await context.newPage(), office)
  } finally {
    await context.close()
    await fleet.stop()
    await server.stop()
  }
  expect(server.printed().split('\n').filter(isComplaint)).toEqual([])
}

/** Warnings and worse in the server's log. */
const isComplaint = (line: string) => /"level":(4|5|6)0|"level":"(warn|error|fatal)"/.test(line)

/** By keyboard: a new query, its name, its SQL with a slip, which the checker names and mends. */
async function write(page: Page): Promise<void> {
  await page.keyboard.press('n')
  const grid = page.getByRole('grid', { name: 'Queries' })
  await expect(grid.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('all_files')
  await page.keyboard.press('Tab')
  await page.keyboard.type('10 min')
  await page.keyboard.press('Enter')
  // The cell is shown again, not edited: only then do the keys walk over cells.
  await expect(grid.getByRole('textbox')).toHaveCount(0)
  await expect(grid.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  const editor = page.getByRole('textbox', { name: 'SQL of the query' })
  await expect(editor).toBeFocused()
  await page.keyboard.type(sql.replace('file', 'fille'))
  const problems = page.getByRole('list', { name: 'Problems' }).getByRole('listitem')
  const slip = problems.filter({ hasText: 'Line 1, column 18: no such table: fille' })
  await slip.getByRole('button', { name: 'Use file', exact: true }).click()
  await expect(editor).toHaveText(sql)
  await expect(problems.filter({ hasText: 'no such table' })).toHaveCount(0)
}

/** On the one host where it does no harm. */
async function testOnOne(page: Page): Promise<void> {
  const name = fastHost()
  await page.getByRole('button', { name: 'Test on one host' }).click()
  const panel = page.getByRole('region', { name: 'Test on one host' })
  await panel.getByRole('combobox', { name: 'Host to test on' }).fill(name)
  await page.getByRole('option', { name }).click()
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByRole('status').filter({ hasText: name })).toContainText(
    /^[1-9]\d* rows? from /,
    { timeout: 30_000 },
  )
  await expect(panel.getByRole('grid', { name: 'Rows of the test' })).toBeVisible()
}

/** From the review: half of the hosts first, judged by the usual gates. */
async function saveInStages(page: Page): Promise<void> {
  await page.keyboard.press('Control+s')
  const review = page.getByRole('dialog', { name: /^Save 1 change to Baseline/ })
  await review.getByRole('radio', { name: 'In stages' }).click()
  await review.getByLabel('First share, %').fill('50')
  await review.getByLabel('Note').fill('Every file, to see what is there')
  await review.getByRole('button', { name: 'Save, start on about 12 hosts' }).click()
  await expect(review).toBeHidden()
}

async function rollBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Roll back \d+ hosts$/ }).click()
  const asked = page.getByRole('alertdialog', { name: /^Roll back revision 2 on \d+ hosts\?$/ })
  await expect(asked).toContainText('They get revision 1 again at their next refresh')
  await asked.getByRole('button', { name: /^Roll back/ }).click()
  await expect(asked).toBeHidden()
  await expect(page.getByText(`${hosts} hosts = ${hosts} on r1`)).toBeVisible({ timeout: 60_000 })
}

test('a query that ends agents is stopped at half of the hosts, and goes back', async ({
  browser,
  contextOptions: options,
  guard,
}) => {
  test.setTimeout(300_000)
  await inOwnWorld({ browser, options, guard }, async (page, office) => {
    const id = await basePack(office)
    await page.goto(`/packs/${id}`)
    await keysWork(page)
    await test.step('write it, with a slip that is mended', () => write(page))
    await test.step('test it on one host', () => testOnOne(page))
    await test.step('save it in stages', () => saveInStages(page))
    await page.goto(`/packs/${id}?tab=rollout`)
    await test.step('the gate pauses it and says why', async () => {
      const reason = /hosts are denylisted, [\d.]+ % where 2 % is the limit: all_files/
      await expect(page.getByText(reason).first()).toBeVisible({ timeout: 150_000 })
    })
    const { rollouts } = await office.get(`/packs/${id}/rollouts`)
    expect(rollouts).toMatchObject([{ state: 'paused', share: 50, from: 1, to: 2 }])
    await test.step('roll back; hosts run the former revision', () => rollBack(page))
    const after = await office.get(`/packs/${id}/rollouts`)
    expect(after.rollouts).toMatchObject([{ state: 'rolled_back' }])
  })
})
