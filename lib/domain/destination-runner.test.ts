import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { replayDestination } from '@/lib/domain/destination-replays'
import { Runner, waitAfter } from '@/lib/domain/destination-runner'
import { getDestination } from '@/lib/domain/destinations'
import { type Refused, type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { pool, sql } from '@/lib/store/db'
import { leaseOf } from '@/lib/store/destination-cursors'
import { listEnabledDestinations } from '@/lib/store/destinations'
import { findSettledId } from '@/lib/store/health-horizon'
import { updateLease } from '@/lib/store/leases'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  appendResults,
  destinationFolder,
  fileDestination,
  lineHost,
} from '@/lib/testing/destinations'
import { admin } from '@/lib/testing/people'

/** The far end: what it took, and what it does with the next batch. */
const far = vi.hoisted(() => ({
  taken: [] as { key: string; text: string }[],
  sends: 0,
  answer: async (
    _events: readonly SinkEvent[],
    _signal: AbortSignal,
  ): Promise<readonly Refused[]> => [],
}))

vi.mock('@/lib/sinks/sinks', () => ({
  openSink: async (): Promise<Sink> => ({
    async send(events, signal) {
      far.sends += 1
      const refused = await far.answer(events, signal)
      const out = new Set(refused.map(({ index }) => index))
      far.taken.push(...events.filter((_, index) => !out.has(index)))
      return refused
    },
    async close() {},
  }),
}))

let database: TestDatabase
let folder: string
let host: number
const runners: Runner[] = []

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'silent')
  folder = destinationFolder()
  database = await testDatabase()
  host = await lineHost()
})
beforeEach(() => {
  Object.assign(far, { taken: [], sends: 0, answer: async () => [] })
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop(0)))
  await sql('work', 'DELETE FROM destinations')
})
afterAll(async () => {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 20 })
const keys = () => far.taken.map(({ key }) => key)
const numbers = () => far.taken.map(({ text }) => Number(JSON.parse(text).columns.n))

/** Forwards the destination as another process would, if it gets the lease. */
async function run(id: number, owner: string = randomUUID()): Promise<Runner | null> {
  const fence = await updateLease(leaseOf(id), owner, 60)
  const destination = (await listEnabledDestinations()).find((one) => one.id === id)
  if (fence === null || !destination) return null
  const runner = new Runner(destination, fence)
  runners.push(runner)
  return runner
}

const cursorOf = async (id: number) => {
  const [row] = await sql<{ result_id: number; delivered: number }>(
    'work',
    'SELECT result_id, delivered FROM destinations WHERE id = $1',
    [id],
  )
  return row
}
const lapse = (id: number) =>
  sql('work', 'UPDATE leases SET expires_at = now() WHERE name = $1', [leaseOf(id)])

test('a batch that was sent when the process died comes again, whole and with the same keys', async () => {
  const id = await fileDestination()
  const before = await cursorOf(id)
  await appendResults(host, 100)
  let sentFirst: string[] = []
  far.answer = (events) => {
    sentFirst = events.map(({ key }) => key)
    return new Promise(() => {})
  }
  const died = await run(id)
  await until(() => expect(sentFirst).toHaveLength(100))
  far.answer = async () => []
  await died?.stop(0)
  expect(await cursorOf(id)).toEqual(before)
  await lapse(id)
  await run(id)
  await until(async () => expect((await cursorOf(id))?.delivered).toBe(100))
  expect(keys()).toEqual(sentFirst)
  expect(new Set(keys()).size).toBe(100)
})

test('a stop lets the batch under way end and puts it on record', async () => {
  const id = await fileDestination()
  await appendResults(host, 10)
  let take = () => {}
  far.answer = () =>
    new Promise((resolve) => {
      take = () => resolve([])
    })
  const runner = await run(id)
  await until(() => expect(far.sends).toBe(1))
  const stopped = runner?.stop(10_000)
  take()
  await stopped
  expect((await cursorOf(id))?.delivered).toBe(10)
})

test('a refused line goes to the dead letters, the rest is delivered, and a replay brings it', async () => {
  const id = await fileDestination()
  await appendResults(host, 10)
  far.answer = async (events) =>
    events.flatMap(({ text }, index) =>
      text.includes('"n": "4"') ? [{ index, reason: 'no field of that name' }] : [],
    )
  await run(id)
  await until(async () => expect((await cursorOf(id))?.delivered).toBe(9))
  expect(numbers()).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10])
  expect(await getDestination(admin, id)).toMatchObject({ dead_letters: 1, lag_lines: 0 })
  const [letter] = await sql<{ reason: string; key: string; text: string }>(
    'work',
    'SELECT reason, key, text FROM destination_dead_letters WHERE destination_id = $1',
    [id],
  )
  expect(letter?.reason).toBe('no field of that name')
  expect(JSON.parse(letter?.text ?? '')).toMatchObject({ columns: { n: '4' } })

  await replayDestination(admin, id, { dead_letters: true, dry_run: false }, '')
  await lapse(id)
  await run(id, 'refused again')
  await until(() => expect(far.sends).toBe(2))
  await until(async () => expect((await getDestination(admin, id)).dead_letters).toBe(1))
  far.answer = async () => []
  await replayDestination(admin, id, { dead_letters: true, dry_run: false }, '')
  await lapse(id)
  await run(id, 'taken')
  await until(async () => expect((await getDestination(admin, id)).dead_letters).toBe(0))
  expect(far.taken.at(-1)?.key).toBe(letter?.key)
})

test('of two instances one forwards, and an old owner that slept changes nothing', async () => {
  const id = await fileDestination()
  await appendResults(host, 10)
  let wakeUp = () => {}
  far.answer = () =>
    new Promise((resolve) => {
      wakeUp = () => resolve([])
    })
  const old = await run(id, 'old')
  expect(await run(id, 'new')).toBeNull()
  await until(() => expect(far.sends).toBe(1))
  await lapse(id)
  far.answer = async () => []
  await run(id, 'new')
  await until(async () => expect((await cursorOf(id))?.delivered).toBe(10))
  await appendResults(host, 5, { from: 11 })
  await until(async () => expect((await cursorOf(id))?.delivered).toBe(15))
  const reached = await cursorOf(id)
  wakeUp()
  await old?.done
  expect(await cursorOf(id)).toEqual(reached)
  expect(numbers().filter((n) => n > 10)).toEqual([11, 12, 13, 14, 15])
})

test('a far end that fails is tried again after a while, and says so; then everything arrives', async () => {
  const id = await fileDestination()
  await appendResults(host, 10)
  far.answer = async () => {
    throw new SinkFault('It answers 503', { retry_after_ms: 1_500 })
  }
  await run(id)
  await until(async () =>
    expect(await getDestination(admin, id)).toMatchObject({
      ...{ state: 'failing', retries: 1, delivered: 0 },
      last_error: { message: 'It answers 503', attempt: 1, next_try_at: expect.any(String) },
    }),
  )
  far.answer = async () => []
  await until(async () =>
    expect(await getDestination(admin, id)).toMatchObject({
      ...{ state: 'well', delivered: 10 },
      last_error: { message: 'It answers 503', next_try_at: null },
    }),
  )
})

test('the wait doubles up to five minutes, is never two alike, and is as long as it was asked', () => {
  expect([1, 2, 3, 4].map((attempt) => waitAfter(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(waitAfter(30, 1)).toBe(300_000)
  expect(waitAfter(3, 0)).toBe(2_000)
  expect(waitAfter(1, 0.3, 60_000)).toBe(60_000)
  expect(waitAfter(1, 0.3, 9e9)).toBe(3_600_000)
})

test('a line that commits late, after ones with higher ids, is not passed over', async () => {
  const id = await fileDestination()
  const late = await pool('work').connect()
  await late.query('BEGIN')
  await late.query(
    `INSERT INTO result_lines (host_id, name, action, unix_time, epoch, counter, content, fingerprint)
     VALUES ($1, 'late', 'added', 1, 0, 0, '{"columns": {"n": "0"}}', gen_random_uuid())`,
    [host],
  )
  await appendResults(host, 5)
  await run(id)
  // It asks for as long as the runner does: while the writer is open nobody knows what is settled.
  expect(await findSettledId('result_lines')).toBeNull()
  expect(far.sends).toBe(0)
  await late.query('COMMIT')
  late.release()
  await until(() => expect(numbers()).toEqual([0, 1, 2, 3, 4, 5]))
})
