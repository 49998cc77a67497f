import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { keepPartitions, keepRenderings } from '@/lib/domain/retention'
import { unpin } from '@/lib/global'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, logHost, results, rowCount } from '@/lib/testing/log-lines'
import { makeDay, partitions } from '@/lib/testing/partition-days'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

test('S26: lines are kept by receipt and for as long as the limits say, claimed times do not count', async () => {
  const [kept, old] = [await makeDay(30), await makeDay(31)]
  const host = await logHost()
  await recordLog(host, results({ ...L1, unixTime: 0 }, { ...L1, unixTime: 4_102_444_800 }))
  await keepPartitions()
  expect(await partitions()).toContain(kept)
  expect(await partitions()).not.toContain(old)
  expect(await rowCount('result_lines', host.id)).toBe(2)

  await sql('work', `UPDATE settings SET limits = '{"result_retention_days": 5}'`)
  unpin('ingest.quota')
  await keepPartitions()
  expect(await partitions()).not.toContain(kept)
  expect(await rowCount('result_lines', host.id)).toBe(2)
})

test('dead letters are forgotten after their days', async () => {
  const host = await logHost()
  await recordLog(host, results('fresh', 'stale'))
  await sql(
    'work',
    `UPDATE dead_letters SET received_at = now() - interval '31 days' WHERE sample = '"stale"'`,
  )
  await keepPartitions()
  expect(await rowCount('dead_letters', host.id)).toBe(1)
})

test('a name that a host runs stays known however long ago it was served; others go after 30 days', async () => {
  const host = await logHost('keeper')
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, names, served_at)
     SELECT h, '', '', '{}', now() - interval '31 days' FROM unnest(ARRAY['runs', 'ran']) h`,
  )
  await sql(
    'work',
    `INSERT INTO host_renderings (host_id, rendering_hash, served_at)
     SELECT $1, h, now() - interval '31 days' FROM unnest(ARRAY['runs', 'ran']) h`,
    [host.id],
  )
  await sql('work', "UPDATE hosts SET rendering_hash = 'runs' WHERE id = $1", [host.id])
  await keepRenderings()
  const held = await sql<{ hash: string }>(
    'work',
    'SELECT rendering_hash AS hash FROM host_renderings WHERE host_id = $1',
    [host.id],
  )
  expect(held).toEqual([{ hash: 'runs' }])
  const bodies = await sql('work', "SELECT hash FROM renderings WHERE hash IN ('runs', 'ran')")
  expect(bodies).toEqual([{ hash: 'runs' }])
})
