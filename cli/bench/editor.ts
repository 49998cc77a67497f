// The pack editor with 500 queries in a real browser: how long a key takes to show, and how long a save
// takes from the press of its button until the dialog is gone.
import type { Page } from 'playwright'
import { sql } from '@/lib/store/db'
import { inBrowser, type Site, send, signIn } from './browser'
import { limitRow, quantile, type Row, rounded } from './figures'
import { seedHosts } from './seed'

const queryCount = 500
/** As many as a save may reach without its number being typed. */
const hostCount = 500
const keyPauseMs = 60
const saves = 5

const typed =
  "SELECT p.pid, p.name, l.port FROM listening_ports l JOIN processes p USING (pid) WHERE p.name = 'x' "

/** A pack of 500 queries for every host; resolves to its number. */
async function prepare({ base, bearer }: Site): Promise<number> {
  await seedHosts(1, hostCount)
  const [all] = await sql<{ id: number }>('work', "SELECT id FROM labels WHERE name = 'All Hosts'")
  const queries = Array.from({ length: queryCount }, (_, at) => ({
    name: `query_${String(at).padStart(3, '0')}`,
    query: `SELECT pid, name, path FROM processes WHERE pid > ${at} AND name LIKE 'a%'`,
    interval: 3_600,
  }))
  const pack = { name: 'Five hundred', label_ids: [all?.id ?? 0], queries }
  return (await send(base, '/api/v1/fleet/packs', pack, bearer)).pack.id
}

/** Text, because a compiled function may lean on names that the page does not have. */
const keyWatch = `
  window.keysShownMs = []
  window.addEventListener('keydown', (event) => {
    requestAnimationFrame(() => {
      // A message is handled after the frame that the callback belongs to was drawn.
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.keysShownMs.push(performance.now() - event.timeStamp)
      port2.postMessage(0)
    })
  }, { capture: true })
`

async function openPack({ browser, base }: Site, id: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript({ content: keyWatch })
  await signIn(page, base, `/packs/${id}`)
  await page.waitForFunction(() => document.documentElement.dataset.keys === 'on')
  await page.getByRole('grid', { name: 'Queries' }).getByText('query_000').waitFor()
  return page
}

/** Milliseconds from each key to the frame that shows it. */
async function typeInto(page: Page, label: string): Promise<number[]> {
  await page.getByLabel(label, { exact: true }).first().click()
  await page.evaluate(() => {
    Reflect.get(window, 'keysShownMs').length = 0
  })
  await page.keyboard.type(typed, { delay: keyPauseMs })
  const times: number[] = await page.evaluate(() => [...Reflect.get(window, 'keysShownMs')])
  if (times.length < typed.length) throw new Error(`${label}: ${times.length} keys were seen`)
  return times
}

/** Milliseconds of saves of the whole pack, one changed description each. */
async function saveAgain(page: Page): Promise<number[]> {
  const times: number[] = []
  const draft = page.getByRole('region', { name: 'Draft' })
  for (let round = 0; round < saves; round += 1) {
    await page.getByLabel('Description').first().fill(`Round ${round}`)
    await draft.getByRole('button', { name: /Review and save/ }).click()
    const review = page.getByRole('dialog', { name: /^Save/ })
    const save = review.getByRole('button', { name: /^Save/ })
    await save.waitFor()
    await page.waitForFunction(
      (button) => !button?.hasAttribute('disabled'),
      await save.elementHandle(),
    )
    const started = performance.now()
    await save.click()
    await review.waitFor({ state: 'hidden' })
    times.push(performance.now() - started)
  }
  return times
}

async function measure(site: Site): Promise<Row[]> {
  const page = await openPack(site, await prepare(site))
  await typeInto(page, 'SQL of the query')
  const inSql = await typeInto(page, 'SQL of the query')
  await page
    .getByRole('region', { name: 'Draft' })
    .getByRole('button', { name: /Discard/ })
    .click()
  const discard = page.getByRole('alertdialog').getByRole('button', { name: /^Discard/ })
  if (await discard.isVisible()) await discard.click()
  const inFilter = await typeInto(page, 'Filter queries')
  await page.getByLabel('Filter queries', { exact: true }).fill('')
  const saved = await saveAgain(page)
  const typing = (name: string, times: number[]) => {
    const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)]
    const ours = `p50 ${rounded(half)} ms, p95 ${rounded(most)} ms`
    return limitRow(`${name} beside 500 queries, key to frame`, ours, 'p95 < 50 ms', most < 50)
  }
  const middle = quantile(saved, 0.5)
  return [
    typing('typing SQL', inSql),
    typing('typing a filter', inFilter),
    limitRow(
      'save of 500 queries, button to done',
      `${rounded(middle)} ms`,
      '< 1 s',
      middle < 1_000,
    ),
  ]
}

export const benchEditor = (): Promise<Row[]> => inBrowser(measure)
