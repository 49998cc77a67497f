import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { flushIngestFigures, ingestFigures } from '@/lib/domain/ingest-figures'
import { unpin } from '@/lib/global'
import { sql, transaction } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  L1,
  L4,
  logHost,
  results,
  rowCount,
  statuses,
  storedResults,
} from '@/lib/testing/log-lines'
import { patient } from '@/lib/testing/patience'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  // Stands for whatever PostgreSQL may refuse although the line was made storable.
  await sql(
    'work',
    `CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF NEW.content::text LIKE '%poison%' THEN
         RAISE EXCEPTION 'poison' USING ERRCODE = 'untranslatable_character';
       END IF;
       RETURN NEW;
     END $$`,
  )
  await sql(
    'work',
    `CREATE TRIGGER poison BEFORE INSERT ON result_lines
       FOR EACH ROW EXECUTE FUNCTION refuse_poison()`,
  )
})
afterAll(() => database.stop())
beforeEach(() => unpin('ingest.quota'))

const line = (counter: number, username = 'root') => ({ ...L1, counter, columns: { username } })
const backend = `SELECT pid FROM pg_stat_activity WHERE application_name = 'muster agents'
  AND datname = current_database()`

test('R5: one refused cell in 1,024 lines costs one dead letter, nothing else, at the first try', async () => {
  const host = await logHost()
  const batch = Array.from({ length: 1_024 }, (_, n) => line(n, n === 517 ? 'poison' : 'root'))
  await recordLog(host, results(...batch))
  expect(await rowCount('result_lines', host.id)).toBe(1_023)
  const letters = await sql('work', 'SELECT * FROM dead_letters WHERE host_id = $1', [host.id])
  expect(letters).toMatchObject([
    { reason: 'refused_by_database', sample: JSON.stringify(line(517, 'poison')) },
  ])
  await recordLog(host, results(...batch))
  expect(await rowCount('dead_letters', host.id)).toBe(1)
})

test('R5: lines that were let go while they waited are read again to find the refused one', async () => {
  const host = await logHost()
  const lines = [line(1), line(2, 'poison'), line(3)]
  const given = { log_type: 'result', data: [...lines], reread: async () => lines }
  await recordLog(host, given)
  expect(given.data).toEqual([])
  expect(await rowCount('result_lines', host.id)).toBe(2)
  const letters = await sql('work', 'SELECT * FROM dead_letters WHERE host_id = $1', [host.id])
  expect(letters).toMatchObject([{ sample: JSON.stringify(lines[1]) }])
})

test("R5: one host's poison does not cost the hosts that share its commit anything", async () => {
  const hosts = await Promise.all(['a', 'b', 'c', 'd'].map((name) => logHost(name)))
  await Promise.all(
    hosts.map((host, n) => recordLog(host, results(line(1), line(2, n === 2 ? 'poison' : 'root')))),
  )
  const stored = await Promise.all(hosts.map((host) => rowCount('result_lines', host.id)))
  expect(stored).toEqual([2, 2, 1, 2])
})

test('R1, C55: a database killed mid-commit refuses the batch; the retry stores it once', async () => {
  const host = await logHost()
  const batch = results(line(1), line(2))
  // Another transaction holds the same fingerprints, so that the insert is surely under way.
  const held = await transaction('work', async (tx) => {
    await tx.sql('LOCK TABLE result_lines IN ACCESS EXCLUSIVE MODE')
    const refused = recordLog(host, batch).then(
      () => 'acknowledged',
      (error: unknown) => error,
    )
    await vi.waitFor(async () => {
      const waiting = await tx.sql<{ pid: number }>(`${backend} AND wait_event_type = 'Lock'`)
      expect(waiting).toHaveLength(1)
      await tx.sql('SELECT pg_terminate_backend($1)', [waiting[0]?.pid])
    }, patient)
    return refused
  })
  expect(held).toMatchObject({ code: 'unavailable' })
  expect(await rowCount('result_lines', host.id)).toBe(0)
  await recordLog(host, batch)
  await recordLog(host, batch)
  expect(await rowCount('result_lines', host.id)).toBe(2)
})

test('a missing partition is made and the batch is stored', async () => {
  const host = await logHost()
  await sql('work', 'TRUNCATE result_lines')
  for (const { name } of await sql<{ name: string }>(
    'work',
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent IN ('result_lines'::regclass, 'status_lines'::regclass)",
  )) {
    await sql('work', `DROP TABLE ${name}`)
  }
  await Promise.all([recordLog(host, results(line(1))), recordLog(host, statuses(L4))])
  expect(await rowCount('result_lines', host.id)).toBe(1)
  await recordLog(host, statuses(L4))
  expect(await rowCount('status_lines', host.id)).toBe(1)
})

test('S24: beyond its daily quota a host is acknowledged, dropped and counted, and told of once', async () => {
  await sql('work', `UPDATE settings SET limits = '{"daily_rows_per_host": 3}'`)
  const [host, other] = [await logHost(), await logHost()]
  const before = ingestFigures().dropped
  await recordLog(host, results(line(1), line(2)))
  await recordLog(host, results(line(3), line(4)))
  await recordLog(host, results(line(5), line(6)))
  await recordLog(other, results(line(1)))
  expect((await storedResults(host.id)).map((stored) => stored.counter)).toEqual(['1', '2'])
  expect(await rowCount('result_lines', other.id)).toBe(1)
  expect(ingestFigures().dropped - before).toBe(4)
  expect(await rowCount('dead_letters', host.id)).toBe(1)
  await sql('work', `UPDATE settings SET limits = '{}'`)
})

test('S24: what an agent merely chats is dropped before its results and errors are', async () => {
  await sql('work', `UPDATE settings SET limits = '{"daily_rows_per_host": 10}'`)
  const host = await logHost()
  const status = (unixTime: number, severity: number) => ({ ...L4, unixTime, severity })
  const chatter = [1, 2, 3, 4, 5, 6].map((time) => status(time, 0))
  await recordLog(host, statuses(...chatter))
  await recordLog(host, statuses(status(7, 0), status(8, 2), status(9, 0), status(10, 1)))
  await recordLog(host, statuses(status(11, 0), status(12, 2)))
  expect(await rowCount('status_lines', host.id)).toBe(9)
  expect(await rowCount('dead_letters', host.id)).toBe(1)
  await recordLog(host, statuses(status(13, 2), status(14, 2)))
  await recordLog(host, statuses(status(15, 2)))
  expect(await rowCount('status_lines', host.id)).toBe(10)
  expect(await rowCount('dead_letters', host.id)).toBe(2)
  await sql('work', `UPDATE settings SET limits = '{}'`)
})

test('lines, refusals and commit times are added to the minute', async () => {
  const host = await logHost()
  await flushIngestFigures()
  await sql('work', 'DELETE FROM fleet_minutes')
  await recordLog(host, results(line(1), line(2)))
  await flushIngestFigures()
  await flushIngestFigures()
  const minutes = await sql<{ lines: number; commit_ms: number }>(
    'work',
    'SELECT * FROM fleet_minutes',
  )
  expect(minutes.reduce((sum, minute) => sum + minute.lines, 0)).toBe(2)
  expect(minutes[0]?.commit_ms).toBeGreaterThan(0)
})
