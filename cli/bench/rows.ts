// The page of a campaign with 300,000 rows in a real browser: how soon its first rows are there, how
// smoothly it scrolls, what the tab weighs; and of one with 50,000 how soon a new order is drawn.
import { existsSync, readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { sql } from '@/lib/store/db'
import { browserRowsMost } from '@/lib/wire/campaign-rows'
import { inBrowser, signIn } from './browser'
import { limitRow, quantile, type Row, rounded } from './figures'
import { seedCampaign } from './rows-seed'
import { seedHosts } from './seed'

const hosts = 3_000
const largeRows = 100
const smallRows = 10
const smallHosts = 5_000
const opens = 5
const scrollSeconds = 6
/** Pixels of the wheel a frame: one notch, as fast as hands turn it, and a fling of a screen a frame. */
const notch = 120
const fling = 700
const sorts = 9
const frameMs = 1_000 / 60

async function signedIn(browser: Browser, base: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await signIn(page, base, '/settings')
  await page.close()
  return context
}

/** Text, because a compiled function may lean on names that the page does not have. */
const pageScript = `
  window.noteFrames = () => {
    const times = window.framesMs = []
    const note = (now) => { times.push(now); requestAnimationFrame(note) }
    requestAnimationFrame(note)
  }
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-cell="0:1"]')?.offsetParent) return
    seen.disconnect()
    requestAnimationFrame(() => { window.firstRowsMs = performance.now() })
  })
  seen.observe(document, { childList: true, subtree: true })
  window.shownRows = () => document.querySelector('table[role="grid"] tbody')?.textContent ?? ''
  // From the press of a head to the frame that shows other rows.
  window.sortedMs = (label) => new Promise((resolve) => {
    const heads = [...document.querySelectorAll('th')]
    const head = heads.find((one) => one.textContent.trim() === label)
    const before = window.shownRows()
    const started = performance.now()
    const look = () => {
      if (window.shownRows() === before) return requestAnimationFrame(look)
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - started)
      requestAnimationFrame(() => port2.postMessage(0))
    }
    head.click()
    requestAnimationFrame(look)
  })
`

/** The tab with the rows of that campaign; and the milliseconds from the address to its first rows. */
async function openRows(context: BrowserContext, base: string, id: number) {
  const page = await context.newPage()
  await page.addInitScript({ content: pageScript })
  await page.goto(`${base}/campaigns/${id}?tab=rows`, { waitUntil: 'commit' })
  await page.locator('[data-cell="0:1"]:visible').first().waitFor()
  await page.waitForFunction('window.firstRowsMs')
  const first = Number(await page.evaluate('window.firstRowsMs'))
  return { page, first }
}

/** Until every row that a browser keeps is there; milliseconds from the address. */
async function wholeOf(page: Page, rows: number): Promise<number> {
  const kept = Math.min(rows, browserRowsMost)
  const grid = page.getByRole('grid', { name: /^Rows of/ })
  const deadline = performance.now() + 180_000
  for (;;) {
    const count = Number(await grid.getAttribute('aria-rowcount'))
    if (count > kept) return Number(await page.evaluate('performance.now()'))
    if (performance.now() > deadline) throw new Error(`only ${count} rows of ${kept} arrived`)
    await page.waitForTimeout(50)
  }
}

/** Milliseconds between frames while the wheel turns through the rows, so many pixels a frame. */
async function scroll(page: Page, pixels: number): Promise<number[]> {
  await page
    .getByRole('grid', { name: /^Rows of/ })
    .first()
    .hover({ position: { x: 200, y: 200 } })
  await page.evaluate('noteFrames()')
  const end = performance.now() + scrollSeconds * 1_000
  while (performance.now() < end) {
    await page.mouse.wheel(0, pixels)
    await page.waitForTimeout(16)
  }
  const times: number[] = await page.evaluate(() => [...Reflect.get(window, 'framesMs')])
  return times.slice(1).map((at, place) => at - (times[place] ?? at))
}

/** Megabytes of memory of the heaviest tab, workers included. */
async function weight(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^Rss:\s+(\d+)/m.exec(smapsOf(id))?.[1] ?? 0) / 1_024)
  return Math.max(0, ...sizes)
}

/** Of Linux; elsewhere the figure is left out. */
function smapsOf(pid: number): string {
  const file = `/proc/${pid}/smaps_rollup`
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

async function sortAll(page: Page): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < sorts; round += 1) {
    const label = ['path', 'pid', 'name'][round % 3]
    times.push(Number(await page.evaluate(`sortedMs('${label}')`)))
    await page.waitForTimeout(100)
  }
  return times
}

function framesText(frames: readonly number[]): string {
  const late = frames.filter((ms) => ms > 1.5 * frameMs).length / Math.max(1, frames.length)
  const p95 = rounded(quantile([...frames], 0.95))
  return `p95 ${p95} ms, ${rounded(late * 100)} % late of ${frames.length}`
}

async function largeFigures(browser: Browser, base: string, id: number): Promise<Row[]> {
  const context = await signedIn(browser, base)
  const firsts: number[] = []
  for (let round = 0; round < opens; round += 1) {
    const { page, first } = await openRows(context, base, id)
    firsts.push(first)
    await page.close()
  }
  const { page } = await openRows(context, base, id)
  const whole = await wholeOf(page, hosts * largeRows)
  const frames = await scroll(page, notch)
  const flung = await scroll(page, fling)
  const megabytes = await weight(browser)
  await context.close()
  const soon = quantile(firsts, 0.5)
  const p95 = quantile(frames, 0.95)
  return [
    limitRow(
      'campaign of 300 000 rows, address to first rows',
      `${rounded(soon)} ms (${rounded(Math.min(...firsts))}–${rounded(Math.max(...firsts))})`,
      '< 500 ms',
      soon < 500,
    ),
    limitRow('… until the browser has its newest 250 000', `${rounded(whole / 1_000)} s`, ''),
    limitRow(
      '… frames while scrolling, a notch a frame',
      framesText(frames),
      'p95 ≤ 16.7 ms',
      p95 < frameMs + 0.5,
    ),
    limitRow('… flung, a screen a frame', framesText(flung), ''),
    limitRow('… memory of the tab', `${rounded(megabytes)} MB`, '< 500 MB', megabytes < 500),
  ]
}

async function sortFigures(browser: Browser, base: string, id: number): Promise<Row[]> {
  const context = await signedIn(browser, base)
  const { page } = await openRows(context, base, id)
  await wholeOf(page, smallHosts * smallRows)
  await page.waitForTimeout(1_000)
  // The first one also starts the worker and hands it the rows.
  const [first = 0, ...times] = await sortAll(page)
  await context.close()
  const middle = quantile(times, 0.5)
  return [
    limitRow(
      'sort of 50 000 rows, press to first paint',
      `${rounded(middle)} ms, worst ${rounded(Math.max(...times))} ms, the very first ${rounded(first)} ms`,
      '≤ 100 ms',
      middle <= 100,
    ),
  ]
}

export function benchRows(): Promise<Row[]> {
  return inBrowser(async ({ browser, base }) => {
    await seedHosts(1, smallHosts)
    const large = await seedCampaign(hosts, largeRows)
    const small = await seedCampaign(smallHosts, smallRows)
    await sql('work', 'ANALYZE campaign_hosts, campaign_results')
    return [
      ...(await largeFigures(browser, base, large)),
      ...(await sortFigures(browser, base, small)),
    ]
  })
}
