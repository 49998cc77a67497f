// Stories of questions to a whole pack's hosts and to one host, told on the simulated fleet.
import { randomUUID } from 'node:crypto'
import { expectAccessible } from './accessibility'
import { expect, fleetSize, test } from './fixtures'
import { HandAgent } from './fleet'
import type { Office } from './people'

const query = (name: string, sql: string, more: object = {}) => ({
  name,
  query: sql,
  interval: 3600,
  ...more,
})

/** A laptop that is shut as soon as it has enrolled: before the first story, to be long gone by the last. */
const laptop: { name: string; agent?: HandAgent } = { name: `moor-${randomUUID().slice(0, 8)}` }

function moor(): { name: string; agent: HandAgent } {
  const { name, agent } = laptop
  if (!agent) throw new Error('the laptop has not enrolled')
  return { name, agent }
}

test.beforeAll(async ({ hosts }) => {
  laptop.agent = new HandAgent(hosts, laptop.name, randomUUID())
  await laptop.agent.enroll()
})

async function makePack(office: Office, name: string, queries: object[]): Promise<number> {
  const { id } = await office.fleetLabel()
  const { pack } = await office.get('/packs', { name, label_ids: [id], queries })
  return pack.id
}

test('a pack is run now: one bar for each query, the cheapest first, and sums that add up', async ({
  signedIn,
  office,
  hosts: _hosts,
}) => {
  test.setTimeout(120_000)
  const pack = await makePack(office, 'Ask it all', [
    query('every_file', "SELECT path FROM file WHERE path LIKE '/Users/%%'"),
    query('who', 'SELECT username FROM users'),
    query('system', 'SELECT name, version FROM os_version'),
    query('nowhere', 'SELECT 1', { version: '99.0.0' }),
  ])
  const page = await signedIn()
  await page.goto(`/packs/${pack}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Run Ask it all now?' })
  await expect(dialog).toContainText(`${fleetSize} hosts = ${fleetSize} online + 0 offline`)
  await expect(dialog).toContainText('nowhere is left out: none of the hosts runs it')
  const planned = dialog.getByRole('table').getByRole('row')
  await expect(planned).toHaveCount(3)
  await expect(planned.last()).toContainText('every_file')
  await expectAccessible(page, 'the dialog that runs a pack')
  await dialog.getByRole('button', { name: `Run 3 queries on ${fleetSize} hosts` }).click()

  await page.waitForURL(/\/campaigns\/runs\/\d+$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Run of Ask it all')
  const rows = page.getByRole('list', { name: 'Queries of the run' }).getByRole('listitem')
  await expect(rows).toHaveCount(3)
  await expect(rows.last()).toContainText('every_file')
  await expect(page.getByRole('group', { name: /^questions: / })).toContainText(
    `${3 * fleetSize} questions`,
  )
  await expect(page.getByText('1 not asked')).toBeVisible()
  await expect(rows.first()).toContainText(`${fleetSize} of ${fleetSize} answered`, {
    timeout: 60_000,
  })
  const done = page.getByRole('main').getByText(`3 of 3 queries done, on ${fleetSize} hosts`)
  await expect(done).toBeVisible({ timeout: 60_000 })
  await expectAccessible(page, 'a run of a pack')
  const run = new URL(page.url()).pathname

  await page.goto('/campaigns?mine=true')
  const row = page.getByRole('row').filter({ hasText: 'Ask it all' })
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('3 of 3 queries')
  await row.getByRole('link').click()
  await page.waitForURL(new RegExp(`${run}$`))
  await rows.filter({ hasText: 'system' }).getByRole('link').click()
  await page.waitForURL(/\/campaigns\/\d+$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('system')
})

test('one host is asked from its page; its answers stay, and the arrows bring questions back', async ({
  signedIn,
  another,
  office,
  hosts: _hosts,
}) => {
  const { hosts } = await office.get('/hosts?per_page=1&query=heron')
  const [host] = hosts
  const page = await signedIn()
  await page.goto(`/hosts/${host.id}?tab=live`)
  const editor = page.getByRole('textbox', { name: /^SQL for / })
  const asked = page.getByRole('list', { name: 'Questions to this host' }).getByRole('listitem')
  const ask = async (sql: string) => {
    await editor.fill(sql)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Enter')
    await expect(asked.first()).toContainText(sql)
  }
  await ask('SELECT name AS heron_system FROM os_version')
  await expect(asked.first()).toContainText('answered', { timeout: 30_000 })
  const grid = asked.first().getByRole('grid')
  await expect(grid.getByRole('columnheader', { name: 'heron_system' })).toBeVisible()
  await ask('SELECT missing FROM no_such_table_here')
  await expect(asked.first()).toContainText('failed', { timeout: 30_000 })
  await expectAccessible(page, 'the console of a host')

  await editor.fill('')
  await editor.focus()
  await page.keyboard.press('ArrowUp')
  await expect(editor).toContainText('no_such_table_here')
  await page.keyboard.press('ArrowUp')
  await expect(editor).toContainText('heron_system')
  await page.keyboard.press('ArrowDown')
  await expect(editor).toContainText('no_such_table_here')

  const watcher = await another('observer')
  await watcher.goto(`/hosts/${host.id}?tab=live`)
  const theirs = watcher.getByRole('list', { name: 'Questions to this host' })
  await theirs.getByRole('button', { name: /heron_system/ }).click()
  await expect(theirs.getByRole('columnheader', { name: 'heron_system' })).toBeVisible()
  await expect(watcher.getByText('Your role asks saved queries')).toBeVisible()
})

test('a question to an offline host is queued, and its answer appears when the host returns', async ({
  signedIn,
  office,
}) => {
  test.setTimeout(240_000)
  const { name, agent } = moor()
  const found = await office.get(`/hosts?query=${name}`)
  const page = await signedIn()
  await page.goto(`/hosts/${found.hosts[0].id}?tab=live`)
  await expect(page.getByText(`${name} is offline.`)).toBeVisible({ timeout: 150_000 })
  await page.getByRole('textbox', { name: /^SQL for / }).fill('SELECT 42 AS answer')
  await page.getByRole('radio', { name: '7 d' }).check()
  await page.getByRole('button', { name: 'Queue for its return' }).click()
  const question = page.getByRole('list', { name: 'Questions to this host' }).getByRole('listitem')
  await expect(question).toContainText('Queued: asked when the host returns')
  await expect(async () => {
    const said = await agent.answerOnce((sql) =>
      sql === 'SELECT 42 AS answer' ? { rows: [{ answer: '42' }] } : undefined,
    )
    expect(said).toBe(1)
  }).toPass({ timeout: 30_000 })
  await expect(question).toContainText('answered', { timeout: 30_000 })
  await expect(question.getByRole('gridcell', { name: '42' })).toBeVisible()
})
