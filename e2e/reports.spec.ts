// What hosts report and when they stop: a report with its silent hosts, a laptop at a past time, and a
// line that is stored after all.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import pg from 'pg'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { HandAgent } from './fleet'
import type { Office } from './people'
import type { Place } from './server'

// Two widths in two themes are four readings of a page by axe, slow on a busy machine.
test.describe.configure({ timeout: 180_000 })

const phone = { width: 390, height: 844 }
const desk = { width: 1440, height: 900 }
const daySeconds = 86_400

/** The server's own database, for what only time or a fault would do to it. */
async function inDatabase(place: Place, ...statements: [text: string, values?: unknown[]][]) {
  const host = encodeURIComponent(join(place.dataDir, 'pg'))
  const client = new pg.Client(`postgresql://muster@localhost/postgres?host=${host}`)
  await client.connect()
  try {
    for (const [text, values] of statements) await client.query(text, values ?? [])
  } finally {
    await client.end()
  }
}

const packName = 'deck'
const packFile = JSON.stringify({
  queries: { installed: { query: 'SELECT name AS program FROM deb_packages', interval: 60 } },
})

type Deck = { pack: number; query: number }

async function deckOf(office: Office): Promise<Deck> {
  const pack = await office.importPack(packName, packFile)
  const { queries } = await office.get(`/packs/${pack}/health`)
  return { pack, query: queries[0].pack_query_id }
}

/** A laptop that enrolled; told of its queries unless it is `deaf`. */
async function laptop(place: Place, office: Office, name: string, { deaf = false } = {}) {
  const uuid = randomUUID()
  const agent = new HandAgent(place, name, uuid)
  await agent.enroll()
  if (!deaf) await agent.configure()
  const { hosts } = await office.get(`/hosts?query=${uuid}`)
  return { agent, id: Number(hosts[0].id) }
}

const line = (program: string, more: object = {}) => ({
  ...{ name: `pack/${packName}/installed`, counter: 0, action: 'added' },
  columns: { program },
  ...more,
})

async function accessibleAtBothWidths(page: Page, what: string) {
  await expectAccessible(page, what)
  await page.setViewportSize(phone)
  await expectAccessible(page, `${what} on a phone`)
  await page.setViewportSize(desk)
}

test('which hosts stopped reporting, and why', async ({ signedIn, server, office }) => {
  const { pack, query } = await deckOf(office)
  const gone = await laptop(server, office, 'gone-since-sunday')
  const fine = await laptop(server, office, 'reports-well')
  await laptop(server, office, 'never-fetched', { deaf: true })
  for (const { agent } of [gone, fine]) await agent.report([line('editor')])
  const report = async () => office.get(`/packs/${pack}/queries/${query}/hosts?state=reporting`)
  await expect.poll(async () => (await report()).counts.reporting).toBeGreaterThan(1)
  const longAgo = "now() - interval '3 days'"
  const page = await signedIn('observer')
  const absent = page.getByRole('region', { name: 'Not reporting, and why' })
  const row = absent.getByRole('listitem').filter({ hasText: 'gone-since-sunday' })
  // When it was heard of last may still be on its way from the server's memory, and then comes after.
  await expect(async () => {
    await inDatabase(
      server,
      [`UPDATE host_seen SET seen_at = ${longAgo} WHERE host_id = $1`, [gone.id]],
      [
        `UPDATE query_hosts SET last_result_at = ${longAgo}
          WHERE host_id = $1 AND pack_query_id = $2`,
        [gone.id, query],
      ],
    )
    await page.goto(`/packs/${pack}?tab=report`)
    await expect(row).toContainText('Offline: it reports when it is back')
  }).toPass({ timeout: 60_000 })
  await expect(row).toContainText('last result')
  await expect(absent.getByRole('listitem').filter({ hasText: 'never-fetched' })).toContainText(
    'has not fetched a configuration',
  )
  await page.getByRole('button', { name: /reporting, filter$/ }).click()
  const reporting = page.getByRole('region', { name: 'Hosts: reporting' })
  await expect(reporting.getByText('reports-well')).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Latest rows of installed' })).toContainText('editor')
  await accessibleAtBothWidths(page, 'the report of a query')
  const rows = page.getByRole('region', { name: 'Rows', exact: true })
  await rows.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export the whole report' })
  await expectAccessible(page, 'the export of a report')
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: /^Export \d+ hosts/ }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^installed-report-\d{8}T\d{6}Z\.csv$/)
  const text = (await (await file.createReadStream()).toArray()).join('')
  for (const name of ['gone-since-sunday', 'reports-well'])
    expect(text.split('\r\n').filter((each) => each.includes(`,${name},`))).toHaveLength(1)
})

test('what this laptop had installed last Tuesday', async ({ signedIn, server, office }) => {
  const { pack, query } = await deckOf(office)
  const { agent, id } = await laptop(server, office, 'the-laptop')
  const then = new Date(Date.now() - 6 * daySeconds * 1_000)
  const day = then.toISOString().slice(0, 10)
  const next = new Date(Date.parse(day) + daySeconds * 1_000).toISOString().slice(0, 10)
  await inDatabase(
    server,
    [
      `CREATE TABLE IF NOT EXISTS result_lines_${day.replaceAll('-', '')}
         PARTITION OF result_lines FOR VALUES FROM ('${day} 00:00:00+00') TO ('${next} 00:00:00+00')`,
    ],
    [
      `INSERT INTO result_lines (received_at, host_id, name, pack_id, pack_query_id, action, unix_time,
         epoch, counter, content, fingerprint)
       VALUES ($1, $2, 'pack/deck/installed', $3, $4, 'added', $5, 0, 0, $6, gen_random_uuid())`,
      [
        ...[then, id, pack, query, Math.floor(then.getTime() / 1_000)],
        JSON.stringify({ columns: { program: 'old-editor' } }),
      ],
    ],
  )
  await agent.report([
    line('old-editor', { counter: 1, action: 'removed' }),
    line('new-editor', { counter: 1 }),
  ])
  const page = await signedIn('observer')
  await page.goto(`/hosts/${id}?tab=results&pack_query_id=${query}`)
  const rows = page.getByRole('grid', { name: 'Rows of installed' })
  await expect(rows).toContainText('new-editor')
  await expect(rows).not.toContainText('old-editor')
  const tuesday = new Date(then.getTime() + 3_600_000).toISOString()
  await page.goto(`/hosts/${id}?tab=results&pack_query_id=${query}&at=${tuesday}`)
  await expect(rows).toContainText('old-editor')
  await expect(rows).not.toContainText('new-editor')
  await accessibleAtBothWidths(page, 'a host at a past time')
  await page.goto(`/hosts/${id}?tab=results&pack_query_id=${query}&at=${tuesday}&view=changes`)
  const changes = page.getByRole('region', { name: 'What changed' })
  await expect(changes.getByRole('listitem').filter({ hasText: 'new-editor' })).toContainText(
    'added',
  )
  await expect(changes.getByRole('listitem').filter({ hasText: 'old-editor' })).toContainText(
    'removed',
  )
})

test('a line that was refused is stored once what refused it is mended', async ({
  signedIn,
  server,
  office,
}) => {
  await deckOf(office)
  const { agent, id } = await laptop(server, office, 'with-a-dead-letter')
  await inDatabase(server, [
    `ALTER TABLE result_lines ADD CONSTRAINT fault
       CHECK (content->'columns'->>'program' IS DISTINCT FROM 'cursed')`,
  ])
  await agent.report([line('blessed'), line('cursed')])
  await inDatabase(server, ['ALTER TABLE result_lines DROP CONSTRAINT fault'])
  const page = await signedIn('maintainer')
  await page.goto(`/results?view=dead_letters&host_id=${id}`)
  const letters = page.getByRole('grid', { name: 'Dead letters' })
  await expect(letters).toContainText('The database refused the line')
  await accessibleAtBothWidths(page, 'dead letters')
  await page.getByRole('button', { name: 'Replay 1', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Replay 1 dead letter?' })
  await expectAccessible(page, 'the question before a replay')
  await dialog.getByRole('button', { name: 'Replay 1 dead letter' }).click()
  await expect(dialog.getByRole('status')).toHaveText('1 dead letter = 1 stored + 0 refused again.')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('No dead letter', { exact: true })).toBeVisible()
  const { results } = await office.get(`/results?host_id=${id}`)
  expect(results.map((each: { columns: object }) => each.columns)).toContainEqual({
    program: 'cursed',
  })
})
