import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { ingestFigures } from '@/lib/domain/ingest-figures'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, L2, logHost, results, rowCount, storedResults } from '@/lib/testing/log-lines'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
})
afterAll(() => database.stop())

test('C49: the same batch twice is stored once, equal rows within one batch are both kept', async () => {
  const host = await logHost()
  const before = ingestFigures().duplicates
  await recordLog(host, results(L1, L1, L2))
  await recordLog(host, results(L1, L1, L2))
  expect(await storedResults(host.id)).toHaveLength(5)
  expect(ingestFigures().duplicates - before).toBe(5)
})

test('R7: a retry that grew, shrank or merged adds only the lines that are new', async () => {
  const host = await logHost()
  const at = (counter: number) => ({ ...L1, counter })
  await recordLog(host, results(at(1), at(2), at(2)))
  await recordLog(host, results(at(1), at(2), at(2), at(2), at(3)))
  await recordLog(host, results(at(1)))
  await recordLog(host, results(at(2), at(2), at(2)))
  await recordLog(host, results(at(3), at(1), at(4)))
  const stored = (await storedResults(host.id)).map((line) => line.counter).sort()
  expect(stored).toEqual(['1', '2', '2', '2', '3', '4'])
})

test('two hosts with the same line are two lines', async () => {
  const [one, two] = [await logHost(), await logHost()]
  await Promise.all([recordLog(one, results(L1)), recordLog(two, results(L1))])
  expect(await rowCount('result_lines', one.id)).toBe(1)
  expect(await rowCount('result_lines', two.id)).toBe(1)
})

test('a line of the last 24 hours is known across midnight, an older one is new', async () => {
  const host = await logHost()
  await recordLog(host, results(L1, L2))
  const [day] = await sql<{ from: string; until: string; hours: number }>(
    'work',
    `SELECT to_char(now() AT TIME ZONE 'UTC' - interval '1 day', 'YYYY-MM-DD 00:00:00+00') AS from,
            to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD 00:00:00+00') AS until,
            extract(epoch FROM now() - date_trunc('day', now(), 'UTC'))::float8 / 3600 AS hours`,
  )
  await sql(
    'work',
    `CREATE TABLE the_day_before PARTITION OF result_lines
       FOR VALUES FROM ('${day?.from}') TO ('${day?.until}')`,
  )
  await sql(
    'work',
    'UPDATE result_lines SET received_at = $2::timestamptz - $3::interval WHERE host_id = $1',
    [host.id, day?.until, '1 second'],
  )
  await recordLog(host, results(L1, L2))
  expect(await rowCount('the_day_before', host.id)).toBe(4)
  expect(await storedResults(host.id)).toHaveLength(4)
  const older = `${Math.min(24, 24 - (day?.hours ?? 0) + 0.1)} hours`
  await sql(
    'work',
    'UPDATE result_lines SET received_at = $2::timestamptz - $3::interval WHERE host_id = $1',
    [host.id, day?.until, older],
  )
  await recordLog(host, results(L1, L2))
  expect(await storedResults(host.id)).toHaveLength(8)
})
