import { join } from 'node:path'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { retryDestination, switchDestination } from '@/lib/domain/destination-switches'
import { startForwarding, stopForwarding } from '@/lib/domain/destination-workers'
import { changeDestination, getDestination } from '@/lib/domain/destinations'
import { metricsRegistry } from '@/lib/metrics'
import { sql } from '@/lib/store/db'
import { leaseOf } from '@/lib/store/destination-cursors'
import {
  appendResults,
  appendStatuses,
  destinationWorld,
  fileDestination,
  linesIn,
} from '@/lib/testing/destinations'
import { admin } from '@/lib/testing/people'

const world = destinationWorld()
beforeAll(async () => {
  await sql('work', "INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'ada@example.com')")
})
afterEach(() => stopForwarding())

const patience = { timeout: 20_000, interval: 50 }
const until = (check: () => unknown) => vi.waitFor(check, patience)
const leasesOf = (id: number) =>
  sql('work', 'SELECT 1 FROM leases WHERE name = $1 AND expires_at > now()', [leaseOf(id)])
const fileOf = (name: string) => linesIn(join(world.folder, `${name}.ndjson`))

test('each stored line arrives once, in order, as osquery wrote it, with what Muster knows', async () => {
  await appendResults(world.host, 3)
  const id = await fileDestination({ name: 'all' })
  startForwarding()
  await appendResults(world.host, 12_000)
  await appendStatuses(world.host, 3)
  await until(() => expect(fileOf('all')).toHaveLength(12_003))
  const sent = fileOf('all')
  const results = sent.filter((line) => line.columns)
  expect(results.map((line) => line.columns?.n)).toEqual(
    Array.from({ length: 12_000 }, (_, n) => String(n + 1)),
  )
  const hostname = `line-host-${world.host}`
  expect(results[0]).toMatchObject({
    name: 'pack/base/users',
    hostIdentifier: hostname,
    calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
    ...{ unixTime: 1_756_803_601, epoch: 0, counter: 1, action: 'added', columns: { n: '1' } },
    decorations: { office: 'Berlin' },
    muster: { host_id: world.host, host: hostname, team: null, pack: null, query: null },
  })
  expect(sent.filter((line) => line.message)).toHaveLength(3)
  expect(new Set(sent.map((line) => line.muster.key)).size).toBe(12_003)
  await until(async () => {
    const shown = await getDestination(admin, id)
    expect(shown).toMatchObject({ state: 'well', lag_lines: 0, delivered: 12_003, retries: 0 })
    expect(shown.delivered_per_minute).toHaveLength(60)
    expect(shown.delivered_per_minute.reduce((a, b) => a + b, 0)).toBe(12_003)
    expect(shown.last_event?.text).toContain('"muster"')
  })
})

test('a filter lets through packs and kinds, and passes over the rest', async () => {
  const [pack] = await sql<{ id: number }>(
    'work',
    "INSERT INTO packs (name) VALUES ('base') RETURNING id",
  )
  const packs = [pack?.id ?? 0]
  await fileDestination({ name: 'base', filter: { packs, log_types: ['result'] } })
  await fileDestination({ name: 'runs', filter: { log_types: ['snapshot'] } })
  const none = await fileDestination({ name: 'none', filter: { log_types: [] } })
  startForwarding()
  await appendResults(world.host, 5, { pack_id: pack?.id ?? 0 })
  await appendResults(world.host, 7, { pack_id: pack?.id ?? 0, action: 'snapshot' })
  await appendResults(world.host, 9)
  await appendStatuses(world.host, 2)
  await until(() => expect(fileOf('base')).toHaveLength(5))
  await until(() => expect(fileOf('runs')).toHaveLength(7))
  expect(fileOf('base')[0]?.muster.pack).toBe('base')
  await until(async () =>
    expect(await getDestination(admin, none)).toMatchObject({ lag_lines: 0, delivered: 0 }),
  )
})

test('one that is paused waits where it is, and a change of its settings goes on from there', async () => {
  const id = await fileDestination({ name: 'waits' })
  startForwarding()
  await appendResults(world.host, 10)
  await until(() => expect(fileOf('waits')).toHaveLength(10))
  await switchDestination(admin, id, false, '')
  // Until its worker has heard of it, one more batch may go.
  await until(async () => expect(await leasesOf(id)).toEqual([]))
  await appendResults(world.host, 10, { from: 11 })
  await until(async () =>
    expect(await getDestination(admin, id)).toMatchObject({ state: 'paused', lag_lines: 10 }),
  )
  await changeDestination(admin, id, { config: { path: 'elsewhere.ndjson' } }, '')
  expect(fileOf('waits')).toHaveLength(10)
  await switchDestination(admin, id, true, '')
  await until(() => expect(fileOf('elsewhere')).toHaveLength(10))
  expect(fileOf('elsewhere')[0]?.columns?.n).toBe('11')
})

test('one that waits for its next try is tried at once when somebody asks for it', async () => {
  const id = await fileDestination({ name: 'mended' })
  await appendResults(world.host, 10)
  const fault = `{"message": "It answers 503", "attempt": 9, "at": "2026-01-01T00:00:00Z",
                  "next_try_at": "2999-01-01T00:00:00Z"}`
  await sql('work', 'UPDATE destinations SET last_error = $1 WHERE id = $2', [fault, id])
  startForwarding()
  await until(async () => expect(await leasesOf(id)).toHaveLength(1))
  expect(await getDestination(admin, id)).toMatchObject({ state: 'failing', delivered: 0 })
  await retryDestination(admin, id, '')
  await until(() => expect(fileOf('mended')).toHaveLength(10))
  await switchDestination(admin, id, false, '')
  await expect(retryDestination(admin, id, '')).rejects.toThrow('It is paused')
})

test('how far each is behind is a metric', async () => {
  const metrics = () => metricsRegistry().metrics()
  const id = await fileDestination({ name: 'measured' })
  startForwarding()
  await until(async () => expect(await leasesOf(id)).toHaveLength(1))
  await switchDestination(admin, id, false, '')
  await until(async () => expect(await leasesOf(id)).toEqual([]))
  await appendResults(world.host, 7)
  const line = 'muster_destination_lag_lines{destination="measured",kind="file"} 7'
  await until(async () => expect(await metrics()).toContain(line))
})
