import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as packRoute } from '@/app/api/[version]/fleet/packs/[id]/queries/[query_id]/report.csv/route'
import { recordLog } from '@/lib/domain/ingest'
import { exportReport } from '@/lib/domain/query-report-exports'
import type { ReportOf } from '@/lib/domain/report-sources'
import { sql, statementCount } from '@/lib/store/db'
import { findMoment } from '@/lib/store/overview'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L3, logHost, results } from '@/lib/testing/log-lines'
import { admin, person } from '@/lib/testing/people'
import { nowUnix, scheduleUsers, userLine } from '@/lib/testing/scheduled'
import type { Download } from '@/lib/wire/csv'
import { ReportCsvQuery, ReportNdjsonQuery } from '@/lib/wire/query-reports'

let database: TestDatabase
let teamId = 0
let saved: ReportOf = { query_id: 0 }
const users: ReportOf = { pack_id: 1, pack_query_id: 7 }
const { signal } = new AbortController()
const many = 1_300

beforeAll(async () => {
  database = await testDatabase()
  const made = await scheduleUsers()
  teamId = made.teamId
  saved = { query_id: made.queryId }
})
afterAll(() => database.stop())

const address = '192.0.2.1'
const csv = (query: Record<string, string>) =>
  exportReport(admin, users, ReportCsvQuery.parse(query), { format: 'csv', address, signal })
const ndjson = (
  query: Record<string, string>,
  of: ReportOf = users,
  viewer = admin,
  leaving = signal,
) =>
  exportReport(viewer, of, ReportNdjsonQuery.parse(query), {
    ...{ format: 'ndjson', address, signal: leaving },
  })

async function textOf(file: Promise<Download>): Promise<string> {
  let text = ''
  for await (const chunk of (await file).chunks) text += chunk
  return text
}

async function rowsOf(file: Promise<Download>) {
  const lines = (await textOf(file)).split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}

/** So many hosts, each with two rows of 1,000 letters. */
async function manyHosts(mark: string, hosts = many): Promise<void> {
  await ensurePartitions()
  await sql(
    'work',
    `WITH made AS (INSERT INTO hosts (hostname, host_identifier)
       SELECT $1 || n, $1 || n FROM generate_series(1, $2::int) AS n RETURNING id)
     INSERT INTO result_lines (host_id, name, pack_id, pack_query_id, action, unix_time, epoch, counter,
                               content, fingerprint)
     SELECT id, 'pack/base/users', 1, 7, 'added', $3, 0, 0,
            jsonb_build_object('columns', jsonb_build_object('username', row, 'text', repeat('x', 1000))),
            gen_random_uuid() FROM made, unnest(ARRAY['ann', 'bob']) AS row`,
    [mark, hosts, nowUnix],
  )
}

/** A moment after all that has been received so far, and before all that will be. */
async function between(): Promise<string> {
  const { now } = await findMoment()
  await vi.waitFor(async () => expect((await findMoment()).now > now).toBe(true))
  return now.toISOString()
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

test('a file holds every row of every host once, by id, over all pages', async () => {
  await manyHosts('all-')
  const rows = await rowsOf(ndjson({ query: 'all-' }))
  expect(rows).toHaveLength(2 * many)
  const told = new Set(rows.map(({ host_id, columns }) => `${host_id} ${columns.username}`))
  expect(told.size).toBe(2 * many)
  const ids = rows.map(({ host_id }) => host_id)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  const lines = (await textOf(csv({ query: 'all-' }))).trimEnd().split('\r\n')
  expect(lines).toHaveLength(2 * many + 1)
})

test('a file is of one moment: of the time asked for, else of when it was begun', async () => {
  const host = await logHost('moment-01')
  await recordLog(host, results(userLine(0, 'ann')))
  const then = await between()
  const begun = await ndjson({ query: 'moment-' })
  await recordLog(host, results(userLine(1, 'bob')))
  const names = async (file: Promise<Download>) =>
    (await rowsOf(file)).map(({ columns }) => columns.username)
  expect(await names(Promise.resolve(begun))).toEqual(['ann'])
  expect(await names(ndjson({ query: 'moment-' }))).toEqual(['ann', 'bob'])
  expect(await names(ndjson({ query: 'moment-', at: then }))).toEqual(['ann'])
  expect(await names(ndjson({ query: 'moment-', at: minutesAgo(90) }))).toEqual([])
  expect(await names(ndjson({ query: 'moment-', since: minutesAgo(-30) }))).toEqual([])
  const ahead = await ndjson({ query: 'moment-', at: minutesAgo(-60) })
  await recordLog(host, results(userLine(2, 'cy')))
  expect(await names(Promise.resolve(ahead))).toEqual(['ann', 'bob'])
})

test('of a query that several packs schedule, the rows of whichever reported last', async () => {
  const host = await logHost('packs-01')
  await recordLog(host, results({ ...L3, unixTime: nowUnix, snapshot: [{ pid: '7' }] }))
  const then = await between()
  await recordLog(host, results(userLine(0, 'ann')))
  const columns = async (at: string) =>
    (await rowsOf(ndjson({ query: 'packs-', at }, saved))).map((row) => row.columns)
  expect(await columns(minutesAgo(-1))).toEqual([{ username: 'ann' }])
  expect(await columns(then)).toEqual([{ pid: '7' }])
})

test('a file holds no row of a host that its reader may not see', async () => {
  const [mine, other] = [await logHost('seen-mine'), await logHost('seen-other')]
  await sql('work', 'UPDATE hosts SET team_id = $2 WHERE id = $1', [mine.id, teamId])
  for (const host of [mine, other]) await recordLog(host, results(userLine(0, 'ann')))
  const { viewer } = await person({ teams: [{ id: teamId, role: 'observer' }] })
  const hosts = async (file: Promise<Download>) =>
    (await rowsOf(file)).map(({ host_name }) => host_name)
  expect(await hosts(ndjson({}, users, viewer))).toEqual(['seen-mine'])
  expect(await hosts(ndjson({ team_id: String(teamId) }))).toEqual(['seen-mine'])
  expect(await hosts(ndjson({ query: 'seen-' }))).toEqual(['seen-mine', 'seen-other'])
})

test('no cell runs in a spreadsheet, and no column is lost that the head does not have', async () => {
  const host = await logHost('=csv-01')
  await recordLog(host, results(userLine(0, '=1+1', { columns: { username: '=1+1', '@b': '-n' } })))
  const cells = async (query: Record<string, string>) =>
    (await textOf(csv({ query: '=csv-', ...query })))
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(',').slice(1))
  const [head, row] = await cells({})
  expect(head).toEqual([
    ...['host_name', 'last_fetched', 'partial_since', 'truncated'],
    ...["'@b", 'username', 'other_columns'],
  ])
  expect([row?.[0], ...(row?.slice(3) ?? [])]).toEqual(["'=csv-01", '', "'-n", "'=1+1", ''])
  const chosen = await cells({ columns: '["username","none"]' })
  expect(chosen[0]?.slice(4)).toEqual(['username', 'none', 'other_columns'])
  expect(chosen[1]?.slice(4)).toEqual(["'=1+1", '', '"{""@b"":""-n""}"'])
})

test('a state that was cut says so on each row, and where no row is left of it', async () => {
  const [cut, gone, whole] = [
    await logHost('cut-a'),
    await logHost('cut-b'),
    await logHost('cut-c'),
  ]
  await recordLog(cut, results(userLine(0, 'ann'), userLine(0, 'bob')))
  await recordLog(gone, results(userLine(1, 'ann', { action: 'removed' })))
  await recordLog(whole, results(userLine(0, 'ann')))
  await sql(
    'work',
    `UPDATE result_lines SET content = content || '{"truncated": true}' WHERE host_id = ANY($1)`,
    [[cut.id, gone.id]],
  )
  const told = (await rowsOf(ndjson({ query: 'cut-' }))).map(
    ({ host_name, truncated, partial_since, columns }) => [
      ...[host_name, truncated, partial_since !== null, columns.username],
    ],
  )
  expect(told).toEqual([
    ['cut-a', true, false, 'ann'],
    ['cut-a', true, false, 'bob'],
    ['cut-b', true, true, undefined],
    ['cut-c', false, false, 'ann'],
  ])
  const lines = (await textOf(csv({ query: 'cut-' }))).split('\r\n').slice(1, -1)
  expect(lines.map((line) => line.split(',')[4])).toEqual(['true', 'true', 'true', ''])
})

test('hosts with more lines together than are read at once are read in parts', async () => {
  await manyHosts('busy-', 11)
  for (let host = 1; host <= 11; host++)
    await sql(
      'work',
      `INSERT INTO result_lines (host_id, name, pack_id, pack_query_id, action, unix_time, epoch, counter,
                                 content, fingerprint)
       SELECT h.id, 'pack/base/users', 1, 7, 'removed', $1::bigint - n, 0, n, '{}', gen_random_uuid()
         FROM hosts h, generate_series(1, 18500) AS n WHERE h.hostname = 'busy-' || $2::int`,
      [nowUnix, host],
    )
  expect(await rowsOf(ndjson({ query: 'busy-' }))).toHaveLength(2 * 11)
}, 60_000)

test('nothing is read before it is taken, pieces are small, and a reader who leaves ends it', async () => {
  await manyHosts('left-')
  const leaving = new AbortController()
  const { chunks } = await ndjson({ query: 'left-' }, users, admin, leaving.signal)
  const before = statementCount()
  const reading = chunks[Symbol.asyncIterator]()
  const piece = await reading.next()
  expect(String(piece.value).length).toBeLessThan(300_000)
  const sent = statementCount()
  expect(sent).toBeGreaterThan(before)
  await new Promise((resolve) => setImmediate(resolve))
  expect(statementCount()).toBe(sent)
  leaving.abort(new Error('left'))
  await expect(reading.next()).rejects.toThrow('left')
  expect(statementCount()).toBeLessThanOrEqual(sent + 1)
})

test('who took a report, of what, is on record before the first byte leaves', async () => {
  const ada = await person()
  const asked = new Request('http://localhost:3000/x?query=web&at=2026-01-01T00:00:00Z', {
    headers: { authorization: `Bearer ${ada.token}` },
  })
  const params = Promise.resolve({ version: 'v1', id: '1', query_id: '7' })
  const reply = await packRoute(asked, { params })
  expect(reply.status).toBe(200)
  const [entry] = await sql<{ details: unknown; object_kind: string; object_name: string }>(
    'people',
    `SELECT details, object_kind, object_name FROM activities WHERE type = 'exported_query_report'
      ORDER BY id DESC LIMIT 1`,
  )
  expect(entry).toMatchObject({
    ...{ object_kind: 'pack', object_name: 'base' },
    details: { format: 'csv', filter: { query: 'web', query_id: 7 } },
  })
  await reply.body?.cancel()
  expect(reply.headers.get('content-disposition')).toContain('users-report-20260101T000000Z.csv"')
})
