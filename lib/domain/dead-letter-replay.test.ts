import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { replayDeadLetters } from '@/lib/domain/dead-letter-replay'
import { listDeadLetters, readDeadLetterReasons } from '@/lib/domain/dead-letters'
import { recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  L1,
  L3,
  L4,
  logHost,
  results,
  rowCount,
  statuses,
  storedResults,
} from '@/lib/testing/log-lines'
import { person, team } from '@/lib/testing/people'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer

beforeAll(async () => {
  database = await testDatabase()
  admin = (await person()).viewer
  await ensurePartitions()
})
afterAll(() => database.stop())
beforeEach(() => sql('work', 'TRUNCATE result_lines, status_lines, dead_letters'))

const letters = async () => (await listDeadLetters(admin, { limit: 1_000 })).dead_letters
const all = { filter: {} }

/** What the database does not take until it is mended. */
async function whileRefusing<T>(table: string, check: string, run: () => Promise<T>): Promise<T> {
  await sql('work', `ALTER TABLE ${table} ADD CONSTRAINT fault CHECK (${check})`)
  try {
    return await run()
  } finally {
    await sql('work', `ALTER TABLE ${table} DROP CONSTRAINT fault`)
  }
}

test('a line that the database refused is stored once the database is mended, as if just received', async () => {
  const host = await logHost('mended')
  await sql('work', "UPDATE hosts SET rendering_hash = 'r1' WHERE id = $1", [host.id])
  await whileRefusing('result_lines', "content->'columns'->>'username' <> 'bad'", () =>
    recordLog(host, results(L1, { ...L1, columns: { username: 'bad' } })),
  )
  await whileRefusing('status_lines', "message <> 'bad'", () =>
    recordLog(host, statuses({ ...L4, message: 'bad' })),
  )
  expect(await letters()).toMatchObject([
    { reason: 'refused_by_database', replay: 'possible', tries: 0 },
    { reason: 'refused_by_database', replay: 'possible', tries: 0 },
  ])
  const reply = await replayDeadLetters(admin, all, '')
  expect(reply).toEqual({
    ...{ letters: 2, stored: 2, still_dead: 0, cut: 0, no_line: 0, gone: 0, lines: 2 },
    next_cursor: null,
  })
  expect(await letters()).toEqual([])
  expect(await storedResults(host.id)).toMatchObject([
    { content: { columns: { username: 'root' } } },
    { content: { columns: { username: 'bad' } }, pack_query_id: 7, unsolicited: false },
  ])
  expect(await rowCount('status_lines', host.id)).toBe(1)
})

test('what is refused again stays, with the reason of today, and keeps nobody else', async () => {
  const host = await logHost('again')
  await recordLog(host, results('odd', { ...L3, snapshot: 7 }, L1))
  await sql('work', 'DELETE FROM result_lines')
  await sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     SELECT $1, 'result', 'odd_rows', $2, octet_length($2)`,
    [host.id, JSON.stringify(L3)],
  )
  const check = "content ? 'columns'"
  const first = await whileRefusing('result_lines', check, () => replayDeadLetters(admin, all, ''))
  expect(first).toMatchObject({ letters: 3, stored: 0, still_dead: 3 })
  expect(await letters()).toMatchObject([
    { reason: 'refused_by_database', tries: 1, tried_at: expect.any(Date) },
    { reason: 'odd_rows', tries: 1 },
    { reason: 'not_an_object', tries: 1 },
  ])
  const second = await replayDeadLetters(admin, all, '')
  expect(second).toMatchObject({ letters: 3, stored: 1, still_dead: 2, lines: 1 })
  expect(await storedResults(host.id)).toMatchObject([{ action: 'snapshot', name: 'procs' }])
})

test('a line of which only the beginning was kept, or that is none, stays as it is', async () => {
  const host = await logHost('cut')
  await recordLog(host, results({ ...L3, snapshot: 'x'.repeat(100_000) }))
  await sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     VALUES ($1, 'quota', 'over_quota', '{}', 2)`,
    [host.id],
  )
  const reply = await replayDeadLetters(admin, { filter: { host_id: host.id } }, '')
  expect(reply).toMatchObject({ letters: 2, stored: 0, cut: 1, no_line: 1 })
  expect(await letters()).toMatchObject([{ tries: 0 }, { tries: 0 }])
})

test('letters named are replayed alone; a line stored before is not stored twice', async () => {
  const host = await logHost('twice')
  await recordLog(host, results(L1))
  const buried = [L1, { ...L1, counter: 4 }, { ...L1, counter: 5 }]
  for (const line of buried) {
    await sql(
      'work',
      `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
       SELECT $1, 'refused', 'refused_by_database', $2, octet_length($2)`,
      [host.id, JSON.stringify(line)],
    )
  }
  const ids = (await letters()).map(({ id }) => id).slice(1)
  const [reply, other] = await Promise.all([
    replayDeadLetters(admin, { ids: [...ids, 999_999] }, ''),
    replayDeadLetters(admin, { ids }, ''),
  ])
  expect(reply.stored + other.stored).toBe(2)
  expect(reply.lines + other.lines).toBe(1)
  expect(reply.gone + other.gone).toBe(3)
  expect(await rowCount('result_lines', host.id)).toBe(2)
  expect(await letters()).toHaveLength(1)
})

test('many are replayed a stretch at a time, oldest first, and what arrives meanwhile is left', async () => {
  const host = await logHost('many')
  await sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     SELECT $1, 'result', 'odd_rows', line, octet_length(line)
       FROM generate_series(1, 450) n, LATERAL (SELECT replace($2, '"counter":3', '"counter":' || n)
         AS line) l`,
    [host.id, JSON.stringify(L1)],
  )
  const [{ id: newest } = { id: 0 }] = await letters()
  const cursor = `${newest - 300}-${newest - 100}`
  const reply = await replayDeadLetters(admin, { ...all, cursor }, '')
  expect(reply).toMatchObject({ letters: 200, stored: 200, lines: 200 })
  expect(await replayDeadLetters(admin, all, '')).toMatchObject({ stored: 250, next_cursor: null })
})

test('it takes a maintainer of the host’s team, and leaves an entry in the audit trail', async () => {
  const own = await team()
  const host = await logHost('theirs')
  const strange = await logHost('other')
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [own, host.id])
  for (const each of [host, strange]) await recordLog(each, results('odd'))
  const [other, theirs] = await letters()
  const keeper = (await person({ teams: [{ id: own, role: 'maintainer' }] })).viewer
  const reader = (await person({ teams: [{ id: own, role: 'observer' }] })).viewer
  const ask = (viewer: Viewer, id = 0) => replayDeadLetters(viewer, { ids: [id] }, '')
  await expect(ask(reader, theirs?.id)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(ask(keeper, other?.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await ask(keeper, theirs?.id)).toMatchObject({ still_dead: 1 })
  expect(await replayDeadLetters(keeper, all, '')).toMatchObject({ letters: 1 })
  const entries = await sql<{ details: unknown }>(
    'work',
    "SELECT details FROM activities WHERE type = 'replayed_dead_letters' ORDER BY id DESC LIMIT 2",
  )
  expect(entries).toMatchObject([
    { details: { filter: {}, letters: 1, still_dead: 1 } },
    { details: { ids: [theirs?.id] } },
  ])
  expect((await readDeadLetterReasons(keeper, {})).reasons).toMatchObject([
    { reason: 'not_an_object', log_type: 'result', lines: 1, possible: 1, hosts: 1 },
  ])
})
