import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  openSet,
  refreshCampaigns,
  startCampaigns,
  stopCampaigns,
  waits,
} from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { asking, fleet, person } from '@/lib/testing/live'

/** While it is shut, hosts that were read do not get into memory. */
const gate = vi.hoisted(() => ({ waiting: 0, shut: undefined as Promise<void> | undefined }))

vi.mock('@/lib/store/campaign-open', async (original) => {
  const store = await original<typeof import('@/lib/store/campaign-open')>()
  return {
    ...store,
    findWaitingPacked: async (id: number) => {
      const read = await store.findWaitingPacked(id)
      gate.waiting += 1
      await gate.shut
      return read
    },
  }
})

let database: TestDatabase

beforeAll(async () => {
  process.env.DATA_DIR = mkdtempSync(join(tmpdir(), 'muster-memory-'))
  database = await testDatabase()
})
afterAll(() => {
  stopCampaigns()
  return database.stop()
})

test('hosts that were merged while memory read them are read again', async () => {
  const [older, provisional] = await fleet(2)
  if (!older || !provisional) throw new Error('no hosts')
  await sql(
    'people',
    `UPDATE hosts SET identity_conflict = $2, enrolled_at = now() - interval '30 minutes'
      WHERE id = $1`,
    [provisional.id, older.id],
  )
  await sql(
    'people',
    "UPDATE host_seen SET seen_at = now() - interval '40 minutes' WHERE host_id = $1",
    [older.id],
  )
  const { campaign_id } = await runCampaign(await person('Ada', 'admin'), asking([provisional]), '')
  stopCampaigns()
  let open = () => {}
  gate.shut = new Promise((resolve) => {
    open = resolve
  })
  gate.waiting = 0
  const starting = startCampaigns()
  await vi.waitFor(() => expect(gate.waiting).toBe(1), 10_000)
  expect(await mergeSameMachines()).toBe(1)
  gate.shut = undefined
  open()
  await starting
  await refreshCampaigns()
  const set = openSet(campaign_id)
  expect(set && waits(set, older.id)).toBe(true)
  expect(set && waits(set, provisional.id)).toBe(false)
})
