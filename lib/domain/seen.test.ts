import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  callsPerSecond,
  flushSeen,
  recordCall,
  recordHurry,
  rhythmOf,
  type Seen,
  seenOf,
} from '@/lib/domain/seen'
import { announceDatabase } from '@/lib/env'
import { unpin } from '@/lib/global'
import { closeDatabase, sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await sql('work', "INSERT INTO hosts (hostname) SELECT 'h' || n FROM generate_series(1, 5) n")
})
afterAll(() => database.stop())
beforeEach(() => unpin('domain.seen'))

const start = 1_700_000_000_000
const begin = { at_ms: 0, rhythm_seconds: 0 }

function read(seen: Seen, seconds: number): void {
  const nowMs = start + seconds * 1_000
  recordCall(seen, { nowMs, address: '10.0.0.1', keyId: 0, read: true })
}

const stored = (id: number) =>
  sql<{ rhythm_seconds: number; address: string; fresh: boolean }>(
    'work',
    "SELECT rhythm_seconds, address, seen_at > now() - interval '5 s' AS fresh FROM host_seen WHERE host_id = $1",
    [id],
  )

test('the rhythm is the median gap, which one long silence does not move', () => {
  expect(rhythmOf([])).toBe(0)
  expect(rhythmOf([10, 11, 10, 900, 10])).toBe(10)
  expect(rhythmOf([60])).toBe(60)
  expect(rhythmOf([0, 0])).toBe(1)
})

test('gaps that we asked for by accelerating do not count as rhythm', async () => {
  const seen = seenOf(1, begin)
  for (const second of [0, 60, 120, 180]) read(seen, second)
  recordHurry(seen, start + 220_000)
  for (const second of [185, 190, 195, 200, 205, 210, 215]) read(seen, second)
  read(seen, 275)
  expect(seen.gaps).toEqual([60, 60, 60, 60])
  await flushSeen(start + 275_000)
  expect(await stored(1)).toEqual([{ rhythm_seconds: 60, address: '10.0.0.1', fresh: true }])
})

test('a host that is gone is passed over, the others of its batch are written', async () => {
  for (const id of [2, 999_999]) read(seenOf(id, begin), 0)
  await flushSeen(start)
  expect(await stored(2)).toHaveLength(1)
  expect(await stored(999_999)).toHaveLength(0)
})

test('what cannot be written now is written later, check-ins included', async () => {
  read(seenOf(3, begin), 0)
  const checkIns = () =>
    sql<{ n: number }>('work', 'SELECT coalesce(sum(check_ins), 0)::int AS n FROM fleet_minutes')
  const before = (await checkIns())[0]?.n ?? 0
  await closeDatabase()
  announceDatabase('postgres://127.0.0.1:1/none')
  await expect(flushSeen(start)).rejects.toThrow()
  await closeDatabase()
  announceDatabase(database.url)
  read(seenOf(4, begin), 1)
  await flushSeen(start + 1_000)
  expect(await stored(3)).toHaveLength(1)
  expect(await stored(4)).toHaveLength(1)
  expect((await checkIns())[0]?.n).toBe(before + 2)
})

test('calls a second are counted from memory', () => {
  for (let id = 1; id <= 90; id += 1) read(seenOf(id, begin), id % 9)
  expect(callsPerSecond(start + 9_000)).toBe(10)
  expect(callsPerSecond(start + 200_000)).toBe(0)
})
