import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runJob, startClock, stopClock } from '@/lib/clock/clock'
import { jobs } from '@/lib/clock/jobs'
import { sql, transaction } from '@/lib/store/db'
import { holdsLease, updateLease } from '@/lib/store/leases'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { patient } from '@/lib/testing/patience'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

const signal = new AbortController().signal

test('of ten processes that want a job at once, one runs it', async () => {
  let runs = 0
  const job = { name: 'count', every_ms: 1_000, run: async () => (runs += 1) }
  const ran = await Promise.all(
    Array.from({ length: 10 }, (_, n) => runJob(job, `process ${n}`, signal)),
  )
  expect(ran.filter(Boolean)).toHaveLength(1)
  expect(runs).toBe(1)
})

test('a lease that ran out goes to another with a higher fence, and the first is told', async () => {
  const first = await updateLease('slow', 'one', 10)
  expect(await updateLease('slow', 'two', 10)).toBeNull()
  await sql('work', "UPDATE leases SET expires_at = now() WHERE name = 'slow'")
  const second = await updateLease('slow', 'two', 10)
  expect(second).toBe((first ?? 0) + 1)
  await transaction('work', async (tx) => {
    expect(await holdsLease(tx, 'slow', first ?? 0)).toBe(false)
    expect(await holdsLease(tx, 'slow', second ?? 0)).toBe(true)
  })
})

test('a job that fails comes again, and stopping gives the leases up', async () => {
  let tries = 0
  const failing = async () => {
    tries += 1
    throw new Error('not today')
  }
  vi.stubEnv('LOG_LEVEL', 'silent')
  startClock([{ name: 'failing', every_ms: 20, run: failing }])
  await vi.waitFor(() => expect(tries).toBeGreaterThan(2), patient)
  await stopClock()
  vi.unstubAllEnvs()
  expect(await updateLease('failing', 'another', 10)).not.toBeNull()
})

test('every job of the installation runs against an empty database', async () => {
  for (const job of jobs) expect(await runJob(job, 'test', signal)).toBe(true)
  const [row] = await sql<{ hosts_online: number }>(
    'work',
    'SELECT hosts_online FROM fleet_minutes',
  )
  expect(row?.hosts_online).toBe(0)
})
