import { expect, test } from 'vitest'
import { runLedger } from '@/cli/ledger/ledger'

test('H1, R1, R7, R21: through 20 kill -9 nothing acknowledged is lost and nothing is stored twice', async () => {
  const report = await runLedger({ kills: 20, agents: 4, pauseMaxMs: 900 })
  expect(report).toMatchObject({ lost: [], invented: [], duplicates: 0, stuck: 0 })
  expect(report.kills.server).toBeGreaterThan(0)
  expect(report.kills.database).toBeGreaterThan(0)
  expect(report.acked).toBeGreaterThan(200)
  expect(report.stored).toBeGreaterThanOrEqual(report.acked)
}, 180_000)
