import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keyOf, markOf } from '@/cli/delivery-ledger/far-end'
import { type HttpEnd, openHttpEnd } from '@/cli/delivery-ledger/http-end'
import { startForwarding, stopForwarding } from '@/lib/domain/destination-workers'
import { addDestination, getDestination } from '@/lib/domain/destinations'
import { type LogHost, recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { type FaultProxy, openFaultProxy } from '@/lib/testing/fault-proxy'
import { person } from '@/lib/testing/live'
import { L1, logHost, results } from '@/lib/testing/log-lines'
import { patient } from '@/lib/testing/patience'
import { DestinationCreate } from '@/lib/wire/destinations'
import type { Viewer } from '@/lib/wire/roles'

const folder = mkdtempSync(join(tmpdir(), 'muster-outage-'))
let database: TestDatabase
let admin: Viewer
let host: LogHost
let end: HttpEnd
let proxy: FaultProxy

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('LOG_LEVEL', 'silent')
  vi.stubEnv('DESTINATION_ALLOW', '127.0.0.0/8')
  database = await testDatabase()
  await ensurePartitions()
  admin = await person('Ada', 'admin')
  host = await logHost()
})
afterAll(async () => {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})
beforeEach(async () => {
  end = await openHttpEnd()
  proxy = await openFaultProxy({ port: end.port ?? 0 })
})
afterEach(async () => {
  await stopForwarding()
  await proxy.stop()
  await end.stop()
  await sql('work', 'DELETE FROM destinations')
})

async function destination(name: string, timeout_seconds = 10): Promise<number> {
  const { kind, config } = end.settings(proxy.port)
  const body = DestinationCreate.parse({ kind, name, config: { ...config, timeout_seconds } })
  const { id } = await addDestination(admin, body, '')
  startForwarding()
  return id
}

let counter = 0

/** Logs a batch as the door does, and tells how long its acknowledgement took. */
async function acknowledged(marks: readonly string[]): Promise<number> {
  const lines = marks.map((id) => ({ ...L1, counter: counter++, columns: { id } }))
  const started = performance.now()
  await recordLog(host, results(...lines))
  return performance.now() - started
}

const minutes = 60
const batch = (minute: number) => Array.from({ length: 50 }, (_, n) => `minute ${minute}/${n}`)

test('R12: a destination that is down for an hour gets every line of it, in order, and no agent waited', async () => {
  const id = await destination('down')
  await proxy.meet({ kind: 'refuse' })
  const took: number[] = []
  const acked: string[] = []
  for (let minute = 0; minute < minutes; minute++) {
    took.push(await acknowledged(batch(minute)))
    acked.push(...batch(minute))
    // An hour of logging: each minute's lines were received that many minutes ago.
    await sql(
      'work',
      `UPDATE result_lines SET received_at = received_at - make_interval(mins => $2)
        WHERE content->'columns'->>'id' LIKE $1`,
      [`minute ${minute}/%`, minutes - minute],
    )
  }
  await vi.waitFor(async () => {
    const shown = await getDestination(admin, id)
    expect(shown.state).toBe('failing')
    expect(shown.lag_lines).toBe(acked.length)
    expect(shown.lag_seconds).toBeGreaterThanOrEqual(minutes * 60)
    expect(shown.retries).toBeGreaterThan(1)
    expect(Number(new Date(shown.held_until ?? 0))).toBeGreaterThan(Date.now())
    expect(shown.last_error?.message).toBe('Nothing listens at that address')
  }, patient)
  expect(end.receiver.taken).toEqual([])
  await proxy.meet({ kind: 'none' })
  await vi.waitFor(
    async () => expect(await getDestination(admin, id)).toMatchObject({ state: 'well' }),
    { timeout: 60_000, interval: 100 },
  )
  const texts = await end.texts()
  expect(texts.map(markOf)).toEqual(acked)
  expect(new Set(texts.map(keyOf)).size).toBe(acked.length)
  expect(took.sort((a, b) => a - b)[Math.floor(took.length * 0.9)]).toBeLessThan(2_000)
}, 120_000)

test('R14: a destination that answers after a minute delays no acknowledgement', async () => {
  await destination('slow', 120)
  const quick: number[] = []
  for (let n = 0; n < 30; n++) quick.push(await acknowledged([`before/${n}`]))
  await proxy.meet({ kind: 'latency', ms: 60_000 })
  const held = proxy.received
  const slow = [await acknowledged(['first of the slow'])]
  await vi.waitFor(() => expect(proxy.received).toBeGreaterThan(held), patient)
  for (let n = 0; n < 30; n++) slow.push(await acknowledged([`while/${n}`]))
  const median = (times: number[]) => times.sort((a, b) => a - b)[15] ?? 0
  expect(median(slow)).toBeLessThan(median(quick) * 3 + 250)
  expect(Math.max(...slow)).toBeLessThan(5_000)
  expect((await end.texts()).map(markOf)).not.toContain('while/0')
  // Stopping does not wait for the slow one either.
  const stopping = performance.now()
  await stopForwarding()
  expect(performance.now() - stopping).toBeLessThan(20_000)
}, 90_000)
