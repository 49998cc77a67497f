// What a host's last hours are drawn from: gaps by its own rhythm, configurations, restarts, and that the
// record of it stays bounded.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readHostTimeline, servedChanges } from '@/lib/domain/host-timeline'
import { sql } from '@/lib/store/db'
import { appendChecks } from '@/lib/store/host-checks'
import { removeOldHostEvents } from '@/lib/store/host-events'
import { appendSeen } from '@/lib/store/host-seen'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let id: number

beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  admin = await person()
})
afterAll(() => database.stop())

beforeEach(async () => {
  await sql('work', 'DELETE FROM host_events')
  await sql('work', 'DELETE FROM fleet_minutes')
  const [row] = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, enrolled_at, osquery_version)
     VALUES ('h', now() - interval '9 days', '5.20.0') RETURNING id`,
  )
  id = row?.id ?? 0
})

const heard = (ageSeconds: number, rhythm: number) =>
  appendSeen({
    ...{ host_ids: [id], ages_ms: [ageSeconds * 1000], rhythms_seconds: [rhythm] },
    ...{ addresses: ['192.0.2.1'], key_ids: [], check_ins: 1, refused: 0 },
  })
const silentFor = (text: string) =>
  sql('work', `UPDATE host_seen SET seen_at = now() - interval '${text}' WHERE host_id = $1`, [id])
const timeline = () => readHostTimeline(admin.viewer, id, {})
const minutesOf = ({ from, to }: { from: string; to: string | null }) =>
  Math.round((Date.parse(to ?? '') - Date.parse(from)) / 60_000)

test('a gap is what its own rhythm calls offline: ten minutes are one for a fast host, none for a slow', async () => {
  await heard(0, 10)
  await silentFor('10 minutes')
  await heard(0, 10)
  expect((await timeline()).gaps.map(minutesOf)).toEqual([10])
  await sql('work', 'DELETE FROM host_events')
  await heard(0, 600)
  await silentFor('10 minutes')
  await heard(0, 600)
  expect((await timeline()).gaps).toEqual([])
})

test('a host that is away has an open gap, and one in which nobody was heard is ours', async () => {
  await heard(0, 10)
  await sql('work', 'DELETE FROM fleet_minutes')
  await silentFor('3 hours')
  expect((await timeline()).gaps).toMatchObject([{ to: null, server_away: false }])
  await heard(0, 10)
  expect((await timeline()).gaps).toMatchObject([{ server_away: true }])
  await sql(
    'work',
    "INSERT INTO fleet_minutes (minute, check_ins) VALUES (now() - interval '2 hours', 5)",
  )
  const [gap] = (await timeline()).gaps
  expect(gap).toMatchObject({ server_away: false })
})

const checks = (facts: object, agent_start: number) =>
  appendChecks({
    host_id: id,
    facts: { vitals: {}, ...facts },
    schedule: { config_hash: '', agent_time: 0, agent_start, readings: [] },
    verdicts: [],
    labels_version: null,
  })

test('new versions, a reboot and another process of the agent are told once each', async () => {
  await checks({ osquery_version: '5.20.0', vitals: { uptime_seconds: 900 } }, 1_000)
  await checks({ osquery_version: '5.21.0', vitals: { uptime_seconds: 60 } }, 2_000)
  await checks({ osquery_version: '5.21.0', vitals: { uptime_seconds: 90 } }, 2_000)
  const { events } = await timeline()
  expect(events.map(({ kind }) => kind).sort()).toEqual(['rebooted', 'restarted', 'upgraded'])
  expect(events.find(({ kind }) => kind === 'upgraded')?.details).toEqual({
    ...{ from: '5.20.0', to: '5.21.0' },
  })
})

test('what a served configuration changes is said by pack and revision', () => {
  const at = new Date(0)
  const pack = (packId: number, name: string, revision: number) => ({ id: packId, name, revision })
  const was = { at, hash: 'a', packs: [pack(1, 'Base', 7), pack(2, 'Old', 1)] }
  const is = { at, hash: 'b', packs: [pack(1, 'Base', 8), pack(3, 'Disks', 2)] }
  expect(servedChanges(was, is)).toEqual(['Base r7 to r8', 'Disks r2 came', 'Old went'])
  expect(servedChanges(was, { ...was, hash: 'c' })).toEqual(['options'])
  expect(servedChanges(undefined, is)).toEqual([])
})

test('the record is bounded: a thousand for each host, and thirty days', async () => {
  await sql(
    'work',
    `INSERT INTO host_events (host_id, kind, at)
     SELECT $1, 'restarted', now() - make_interval(mins => n) FROM generate_series(1, 1200) n
     UNION ALL SELECT $1 + 1, 'restarted', now() - interval '31 days'`,
    [id],
  )
  await removeOldHostEvents()
  const [row] = await sql('work', 'SELECT count(*) AS kept, max(host_id) AS last FROM host_events')
  expect(row).toEqual({ kept: 1_000, last: id })
})

test('a timeline of a host beyond the reader’s teams is not found', async () => {
  const other = await person({ teams: [{ id: await team(), role: 'admin' }] })
  await expect(readHostTimeline(other.viewer, id, {})).rejects.toMatchObject({ code: 'not_found' })
})
