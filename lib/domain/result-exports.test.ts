import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as csvRoute } from '@/app/api/[version]/fleet/results.csv/route'
import { recordLog } from '@/lib/domain/ingest'
import { exportResultsCsv, exportResultsNdjson } from '@/lib/domain/result-exports'
import { sql, statementCount } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, L3, logHost, results } from '@/lib/testing/log-lines'
import { admin, person, team } from '@/lib/testing/people'
import type { Download } from '@/lib/wire/csv'
import { ResultsCsvQuery, ResultsNdjsonQuery } from '@/lib/wire/result-exports'
import { Result } from '@/lib/wire/results'

let database: TestDatabase
const { signal } = new AbortController()
const now = Math.floor(Date.now() / 1_000)
const many = 5_000

beforeAll(async () => {
  database = await testDatabase()
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, '=base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query, interval)
     VALUES (7, 1, 'users', 'SELECT 1', 60), (9, 2, 'procs', 'SELECT 1', 60)`,
  )
})
afterAll(() => database.stop())

const line = (counter: number, columns: Record<string, string>) => ({
  ...{ ...L1, counter, unixTime: now, columns },
})
const csv = (query: Record<string, string>, viewer = admin, leaving = signal) =>
  exportResultsCsv(viewer, ResultsCsvQuery.parse(query), leaving)
const ndjson = (query: Record<string, string>, viewer = admin) =>
  exportResultsNdjson(viewer, ResultsNdjsonQuery.parse(query), signal)

async function textOf(file: Promise<Download>): Promise<string> {
  let text = ''
  for await (const chunk of (await file).chunks) text += chunk
  return text
}
/** What follows the twelve cells of the line itself. */
const cellsOf = (text: string) =>
  text
    .trimEnd()
    .split('\r\n')
    .map((record) => record.split(',').slice(12).join(','))

async function hostOfMany(): Promise<string> {
  const host = await logHost(`many-${crypto.randomUUID().slice(0, 8)}`)
  await sql(
    'work',
    `INSERT INTO result_lines (received_at, host_id, name, action, unix_time, epoch, counter, content,
                               fingerprint)
     SELECT now() - (n % 600) * interval '1 second', $1, 'x', 'added', $2, 0, n,
            jsonb_build_object('columns', jsonb_build_object('n', n::text, 'text', repeat('x', 200))),
            gen_random_uuid() FROM generate_series(1, $3::int) AS n`,
    [host.id, now, many],
  )
  return String(host.id)
}

test('CSV has the columns of the query asked for, and no cell that a spreadsheet would run', async () => {
  const host = await logHost('csv-01')
  await recordLog(host, results(line(1, { uid: '0', name: '=1+1' }), line(2, { name: '@x,"y"' })))
  const text = await textOf(csv({ host_id: String(host.id), query: 'users' }))
  expect(text.split('\r\n')[1]).toContain(`,'=base,users,added,0,2,`)
  expect(cellsOf(text)).toEqual(['name,uid,other_columns', `"'@x,""y""",,`, `'=1+1,0,`])
})

test('what the head does not have is kept in other_columns, with several queries every column', async () => {
  const host = await logHost('csv-02')
  const rows = [{ pid: '1' }, { pid: '2', name: '-n' }]
  await recordLog(host, results({ ...L3, unixTime: now, snapshot: rows }))
  const asked = { host_id: String(host.id) }
  expect(cellsOf(await textOf(csv({ ...asked, columns: '["pid"]' })))).toEqual([
    'pid,other_columns',
    '1,',
    '2,"{""name"":""-n""}"',
  ])
  expect(cellsOf(await textOf(csv(asked)))).toEqual([
    'other_columns',
    '"{""pid"":""1""}"',
    '"{""pid"":""2"",""name"":""-n""}"',
  ])
})

test('NDJSON tells every line once, newest first, as the list does, behind where it comes from', async () => {
  const host_id = await hostOfMany()
  const text = await textOf(ndjson({ host_id, provenance: 'true' }))
  const [head = '', ...lines] = text.trimEnd().split('\n')
  expect(JSON.parse(head).provenance).toMatchObject({
    filters: { host_id },
    all_teams: true,
    exported_by: admin.name,
  })
  const told = lines.map((one) => Result.parse(JSON.parse(one)))
  expect(new Set(told.map(({ counter }) => counter)).size).toBe(many)
  const times = told.map(({ received_at }) => received_at)
  expect(times).toEqual([...times].sort().reverse())
})

test('a file ends with what had been received when it was begun', async () => {
  const host = await logHost('begun-01')
  await recordLog(host, results(line(1, { a: '1' })))
  const file = await ndjson({ host_id: String(host.id) })
  await recordLog(host, results(line(2, { a: '2' })))
  expect((await textOf(Promise.resolve(file))).trimEnd().split('\n')).toHaveLength(1)
})

test('nothing is read before it is taken, pieces are small, and a reader who leaves ends it', async () => {
  const host_id = await hostOfMany()
  const leaving = new AbortController()
  const { chunks } = await csv({ host_id }, admin, leaving.signal)
  const reading = chunks[Symbol.asyncIterator]()
  await reading.next()
  const piece = await reading.next()
  expect(String(piece.value).length).toBeLessThan(1_000_000)
  const sent = statementCount()
  await new Promise((resolve) => setImmediate(resolve))
  expect(statementCount()).toBe(sent)
  leaving.abort(new Error('left'))
  await expect(reading.next()).rejects.toThrow('left')
})

test('a file holds no line of a host that its reader may not see', async () => {
  const teamId = await team()
  const [mine, other] = [await logHost('mine'), await logHost('other')]
  await sql('work', 'UPDATE hosts SET team_id = $2 WHERE id = $1', [mine.id, teamId])
  for (const host of [mine, other]) await recordLog(host, results(line(1, { a: '1' })))
  const { viewer } = await person({ teams: [{ id: teamId, role: 'observer' }] })
  const text = await textOf(ndjson({}, viewer))
  expect([text.includes('"mine"'), text.includes('"other"')]).toEqual([true, false])
  expect(await textOf(ndjson({ host_id: String(other.id) }, viewer))).toBe('')
})

test('S98: who took what, filtered how, is on record before the first byte leaves', async () => {
  const ada = await person()
  const asked = 'http://localhost:3000/api/v1/fleet/results.csv?query=users&column.uid=0&q=root'
  const reply = await csvRoute(
    new Request(asked, { headers: { authorization: `Bearer ${ada.token}` } }),
    { params: Promise.resolve({ version: 'v1' }) },
  )
  expect(reply.status).toBe(200)
  const [entry] = await sql<{ details: unknown }>(
    'people',
    "SELECT details FROM activities WHERE type = 'exported_results' ORDER BY id DESC LIMIT 1",
  )
  expect(entry?.details).toMatchObject({
    format: 'csv',
    filter: { query: 'users', q: 'root', filter: expect.stringContaining('"uid"') },
  })
  await reply.body?.cancel()
  expect(reply.headers.get('content-disposition')).toMatch(/results-users-\d{8}T\d{6}Z\.csv"$/)
})
