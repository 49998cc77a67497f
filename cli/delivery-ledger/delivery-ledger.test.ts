import { expect, test } from 'vitest'
import { runDeliveryLedger } from '@/cli/delivery-ledger/delivery-ledger'

test('H1, R12: through kill -9 of servers, brokers and database, what was acknowledged is stored, and what is stored is delivered', async () => {
  const report = await runDeliveryLedger({ kills: 4, agents: 4, seed: 2, pause_max_ms: 900 })
  expect(report).toMatchObject({ lost: [], invented: [], duplicates: 0, stuck: 0 })
  for (const end of report.ends)
    expect(end).toMatchObject({ missing: [], foreign: [], odd_keys: [] })
  expect(report.ends.map(({ kind }) => kind)).toEqual(['redis', 'nats', 'file'])
  expect(Math.min(...Object.values(report.kills))).toBeGreaterThan(0)
  expect(report.acked).toBeGreaterThan(200)
}, 300_000)
