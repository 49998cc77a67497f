import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openAllEnds } from '@/cli/delivery-ledger/engine-ends'
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { runSinkFaults } from '@/cli/delivery-ledger/sink-faults'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

const folder = mkdtempSync(join(tmpdir(), 'muster-sink-faults-'))
let database: TestDatabase
let ends: FarEnd[]

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('LOG_LEVEL', 'silent')
  vi.stubEnv('DESTINATION_ALLOW', '127.0.0.0/8')
  database = await testDatabase()
  await ensurePartitions()
  ends = await openAllEnds()
})
afterAll(async () => {
  await Promise.all(ends.map((end) => end.stop()))
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

// The faults that end by themselves; `npm run prove:delivery` also goes through those that only a
// sink's own patience ends.
test('H2, R12, R14: whatever the network does to destinations, all that is stored arrives, and no acknowledgement waits', async () => {
  const report = await runSinkFaults({
    ...{ databaseUrl: database.url, ends, fault_ms: 800 },
    faults: [
      { kind: 'reset' },
      { kind: 'refuse' },
      { kind: 'black_hole' },
      { kind: 'latency', ms: 300 },
    ],
  })
  expect(report.lost).toEqual([])
  for (const end of report.ends)
    expect(end).toMatchObject({ missing: [], foreign: [], odd_keys: [] })
  expect(report.acked).toBeGreaterThan(500)
  expect(Object.keys(report.retries)).toHaveLength(ends.length)
  expect(Math.min(...Object.values(report.retries))).toBeGreaterThan(0)
  expect(report.slowest_ack_ms).toBeLessThan(5_000)
}, 240_000)
