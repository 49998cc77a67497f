// Stories of the results: what a laptop had before, zooming in by time, the one host that differs, files.
import type { BrowserContext, Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { expect, keysWork, test } from './fixtures'
import { HandAgent } from './fleet'
import { Office, signInContext } from './people'
import { type OwnServer, startServer } from './server'

test.describe.configure({ mode: 'serial', timeout: 180_000 })

const packName = 'Workstation baseline'
const hostCount = 110
const oddHost = 'fin-mac-012'
const laptop = 'fin-mac-007'

const nameOf = (index: number) => `fin-mac-${String(index).padStart(3, '0')}`
const lineOf = (query: string, counter: number, content: object) => ({
  name: `pack/${packName}/${query}`,
  counter,
  ...content,
})
const usb = (counter: number, action: 'added' | 'removed', model: string, more: object = {}) =>
  lineOf('usb_devices', counter, { action, columns: { vendor: 'SanDisk', model, ...more } })

const hostile = '<img src=x onerror=alert(1)>'

let server: OwnServer
let office: Office
let pack = 0
let before = ''

/** What the host told last, by our clock. */
async function lastReceived(host: string): Promise<string> {
  const { hosts } = await office.get(`/hosts?query=${host}`)
  const { results } = await office.get(`/results?host_id=${hosts[0].id}&limit=1`)
  return results[0].received_at
}

/** So many agents call at once. */
const together = 11

async function inTurns<T>(list: readonly T[], run: (one: T) => Promise<void>) {
  for (let at = 0; at < list.length; at += together)
    await Promise.all(list.slice(at, at + together).map(run))
}

async function enrolAll(): Promise<Map<string, HandAgent>> {
  const agents = new Map<string, HandAgent>()
  const names = Array.from({ length: hostCount }, (_, index) => nameOf(index))
  await inTurns(names, async (name) => {
    const agent = new HandAgent(
      server,
      name,
      `0e000000-0000-4000-8000-${name.slice(-3).padStart(12, '0')}`,
    )
    agents.set(name, agent)
    await agent.enroll()
    await agent.configure()
  })
  return agents
}

/** Every host listens with ssh, one with nc; the laptop had a stick and has another now. */
async function report(agents: Map<string, HandAgent>) {
  await inTurns([...agents], async ([name, agent]) => {
    const odd = { name: 'nc', port: '4444', note: '=1+1' }
    const columns = name === oddHost ? odd : { name: 'sshd', port: '22', note: '' }
    await agent.report([lineOf('listening', 0, { action: 'added', columns })])
  })
  const own = agents.get(laptop)
  await own?.report([usb(0, 'added', 'Ultra', { serial: hostile })])
  before = await lastReceived(laptop)
  // The next change is received in another millisecond than the first.
  await expect.poll(() => Date.now() - Date.parse(before)).toBeGreaterThan(1_500)
  await own?.report([usb(1, 'removed', 'Ultra', { serial: hostile }), usb(1, 'added', 'Cruzer')])
}

test.beforeAll(async () => {
  test.setTimeout(180_000)
  server = await startServer()
  office = await Office.open(server)
  const { labels } = await office.get('/labels?per_page=500')
  const all = labels.find(({ name }: { name: string }) => name === 'All Hosts')
  const query = (name: string, sql: string) => ({ name, query: sql, interval: 3600 })
  const made = await office.get('/packs', {
    ...{ name: packName, label_ids: [all.id] },
    queries: [
      query('usb_devices', 'SELECT vendor, model, serial FROM usb_devices'),
      query('listening', 'SELECT p.name, l.port FROM listening_ports l, processes p'),
    ],
  })
  pack = made.pack.id
  await report(await enrolAll())
})
test.afterAll(async () => server?.stop())

async function open(page: Page, context: BrowserContext, path: string) {
  await signInContext(context, server, 'admin')
  await page.goto(`${server.url}${path}`)
  await keysWork(page)
}

async function accessibleAtBothWidths(page: Page, what: string) {
  await expectAccessible(page, `${what}, 1440`)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page, `${what}, 390`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('what a laptop had before: the state at a past time, found from its last change', async ({
  page,
  context,
}) => {
  await open(page, context, '/results')
  await page.getByRole('tab', { name: 'Latest' }).click()
  await page.getByRole('list', { name: 'Packs' }).getByRole('button', { name: packName }).click()
  const queries = page.getByRole('list', { name: 'Queries of the pack' })
  await queries.getByRole('button', { name: /^usb_devices/ }).click()
  const rows = page.getByRole('grid', { name: 'Latest rows' })
  await expect(rows.getByRole('row').filter({ hasText: laptop })).toContainText('Cruzer')
  await page.getByRole('button', { name: 'The change before' }).click()
  await expect(page.getByRole('heading', { name: /^State as of \d/ })).toBeVisible()
  await page.getByRole('button', { name: 'The change before' }).click()
  await expect(rows.getByRole('row').filter({ hasText: laptop })).toContainText('Ultra')
  // What an agent sends is text, whatever it looks like.
  await expect(rows).toContainText(hostile)
  expect(new URL(page.url()).searchParams.get('at')).not.toBeNull()
  await accessibleAtBothWidths(page, 'Latest at a past time')
  await page.getByRole('button', { name: 'What changed since' }).click()
  const changes = page.getByRole('grid', { name: 'Changes' })
  await expect(changes.getByRole('row').filter({ hasText: 'Cruzer' })).toContainText('added')
  await expect(changes.getByRole('row').filter({ hasText: 'Ultra' })).toContainText('removed')
  await accessibleAtBothWidths(page, 'Changes')
})

test('zooming by the histogram narrows the lines, the link says so, and Back undoes it', async ({
  page,
  context,
}) => {
  await open(page, context, '/results')
  const time = page.getByRole('region', { name: 'Lines over time' })
  const all = hostCount + 3
  await expect(time.getByRole('heading')).toHaveText(`${all} lines from ${hostCount} hosts`)
  expect(new URL(page.url()).searchParams.get('from')).not.toBeNull()
  await accessibleAtBothWidths(page, 'Lines')
  const plot = time.getByRole('slider')
  await plot.focus()
  await page.keyboard.press('End')
  await expect(plot).toHaveAttribute('aria-valuetext', /lines?$/)
  await page.keyboard.press('Shift+ArrowLeft')
  const from = new URL(page.url()).searchParams.get('from')
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(new RegExp(encodeURIComponent(from ?? '')))
  await expect(time.getByRole('heading')).toHaveText(`${all} lines from ${hostCount} hosts`)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(encodeURIComponent(from ?? '')))
  const facets = page.getByRole('complementary', { name: 'Facets' })
  await facets.getByRole('button', { name: 'usb_devices, 3 lines' }).click()
  const lines = page.getByRole('grid', { name: 'Result lines' })
  await expect(lines).toHaveAttribute('aria-rowcount', '4')
  await expect(lines.getByRole('columnheader', { name: 'model' })).toBeVisible()
  await lines
    .getByRole('button', { name: `Open the line of ${laptop}` })
    .first()
    .click()
  const line = page.getByRole('dialog', { name: 'usb_devices' })
  await expect(line.getByRole('link', { name: 'Why here' })).toBeVisible()
  await expectAccessible(page, 'an open line')
})

test('grouped, the one host that differs is an outlier and leads to its line', async ({
  page,
  context,
}) => {
  await open(page, context, `/results?view=grouped&pack_id=${pack}&query=listening`)
  const groups = page.getByRole('grid', { name: 'Groups of lines' })
  await expect(groups.getByRole('row').filter({ hasText: 'sshd' })).toContainText(
    String(hostCount - 1),
  )
  const odd = groups.getByRole('row').filter({ hasText: '4444' })
  await expect(odd).toContainText('outlier')
  await accessibleAtBothWidths(page, 'Grouped')
  await odd.getByRole('button', { name: /^Lines of nc/ }).click()
  const lines = page.getByRole('grid', { name: 'Result lines' })
  await expect(lines).toHaveAttribute('aria-rowcount', '2')
  await expect(lines).toContainText(oddHost)
})

test('a file holds every line that matches, and no formula', async ({ page, context }) => {
  await open(page, context, `/results?pack_id=${pack}&query=listening`)
  const save = async (format: RegExp) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const menu = page.getByRole('dialog', { name: 'Export lines' })
    await menu.getByRole('radio', { name: format }).click()
    await menu.getByRole('checkbox', { name: /provenance/ }).uncheck()
    const download = page.waitForEvent('download')
    await menu.getByRole('button', { name: new RegExp(`^Export ${hostCount} lines`) }).click()
    const stream = await (await download).createReadStream()
    return (await stream.toArray()).join('').trim().split('\n')
  }
  const csv = await save(/^CSV/)
  expect(csv).toHaveLength(hostCount + 1)
  expect(csv.filter((line) => line.includes("'=1+1"))).toHaveLength(1)
  const ndjson = (await save(/^NDJSON/)).map((line) => JSON.parse(line))
  expect(ndjson).toHaveLength(hostCount)
  expect(ndjson.filter(({ columns }) => columns.note === '=1+1')).toHaveLength(1)
})

test('a view that is kept comes back with its filters', async ({ page, context }) => {
  await open(page, context, `/results?pack_id=${pack}&query=listening&column.name=nc`)
  await page.getByRole('button', { name: 'Views' }).click()
  const views = page.getByRole('dialog', { name: 'Saved views' })
  await views.getByLabel('Keep this view as').fill('Who listens with nc')
  await views.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(
    views.getByRole('button', { name: 'Who listens with nc', exact: true }),
  ).toBeVisible()
  await page.goto(`${server.url}/results`)
  await page.getByRole('button', { name: 'Views' }).click()
  await views.getByRole('button', { name: 'Who listens with nc', exact: true }).click()
  await expect(page).toHaveURL(/column\.name=nc/)
  await expect(page.getByRole('grid', { name: 'Result lines' })).toHaveAttribute(
    'aria-rowcount',
    '2',
  )
})
