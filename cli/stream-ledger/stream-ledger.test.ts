import { expect, test } from 'vitest'
import { isBalanced } from '@/cli/stream-ledger/balance'
import { runStreamLedger } from '@/cli/stream-ledger/stream-ledger'

test('H3, R15, R20: through kill -9 of instances and database every reader is told all that is stored, once, in order', async () => {
  const report = await runStreamLedger({
    ...{ kills: 6, hosts: 12, readers: 12, seed: 4 },
    ...{ pause_max_ms: 2_000, lanes_seconds: [5, 6, 7] },
  })
  expect(report).toMatchObject({
    ...{ missing: [], repeated: [], disordered: [], foreign: [], lost: [] },
    ...{ answered_twice: 0, unasked: 0, stuck: 0 },
  })
  expect(isBalanced(report)).toBe(true)
  expect(report.kills.server).toBeGreaterThan(0)
  expect(report.kills.database).toBeGreaterThan(0)
  expect(report.stored).toBeGreaterThan(50)
  expect(report.visits).toBeGreaterThan(50)
  expect(report.cuts).toBeGreaterThan(10)
}, 120_000)
