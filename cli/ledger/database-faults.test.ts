import { expect, test } from 'vitest'
import { runDatabaseFaults } from '@/cli/ledger/database-faults'

// The faults that differ most for who waits; `npm run prove:delivery` goes through all of them.
test('H2, R1, R2, R22: a database that falls still or is gone unnoticed loses nothing acknowledged, every agent is answered, and all is well 30 s later', async () => {
  const report = await runDatabaseFaults({
    faults: [{ kind: 'black_hole' }, { kind: 'half_open' }],
    fault_ms: 1_500,
  })
  expect(report).toMatchObject({ lost: [], invented: [], duplicates: 0, stuck: 0, unanswered: 0 })
  expect(report.refusals).toBeGreaterThan(0)
  expect(report.acked).toBeGreaterThan(200)
  expect(Math.max(...Object.values(report.recovery_ms))).toBeLessThan(30_000)
}, 180_000)
