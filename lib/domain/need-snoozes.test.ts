import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { snoozeNeed } from '@/lib/domain/need-snoozes'
import { readOverview } from '@/lib/domain/overview'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { person, team } from '@/lib/testing/people'
import { Overview, OverviewQuery, SnoozeBody } from '@/lib/wire/overview'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer
let hostId = 0

beforeAll(async () => {
  database = await testDatabase()
  admin = (await person()).viewer
  const [host] = await sql<{ id: number }>(
    'work',
    "INSERT INTO hosts (hostname) VALUES ('h') RETURNING id",
  )
  hostId = host?.id ?? 0
})
afterAll(() => database.stop())
beforeEach(async () => {
  await sql('work', 'TRUNCATE need_snoozes, dead_letters')
  await bury()
})

const bury = () =>
  sql(
    'work',
    `INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes)
     VALUES ($1, 'result', 'odd_rows', '1', 1)`,
    [hostId],
  )

const overview = async () => Overview.parse(await readOverview(admin, OverviewQuery.parse({})))
const kinds = async () => (await overview()).needs.map(({ kind }) => kind)
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const snooze = (more: object, viewer = admin) =>
  snoozeNeed(viewer, SnoozeBody.parse({ kind: 'dead_letters', count: 1, ...more }), '')

test('a need that is put off stays away until its time is over, and is told apart', async () => {
  expect(await kinds()).toContain('dead_letters')
  await snooze({ until: inHours(1), reason: 'known' })
  expect(await kinds()).not.toContain('dead_letters')
  expect((await overview()).snoozed).toMatchObject([
    { kind: 'dead_letters', count: 1, reason: 'known', user_name: admin.name },
  ])
  await sql('work', "UPDATE need_snoozes SET until = now() - interval '1 second'")
  expect(await kinds()).toContain('dead_letters')
})

test('it comes back when there is more of it, and when it is shown again', async () => {
  await snooze({ until: inHours(1) })
  await bury()
  expect(await kinds()).toContain('dead_letters')
  await snooze({ until: inHours(1), count: 2 })
  expect(await kinds()).not.toContain('dead_letters')
  await snooze({ until: null })
  expect(await kinds()).toContain('dead_letters')
})

test('it takes a maintainer of the whole fleet, or of the team, and no more than 90 days', async () => {
  const own = await team()
  const keeper = (await person({ teams: [{ id: own, role: 'maintainer' }] })).viewer
  await expect(snooze({ until: inHours(1) }, keeper)).rejects.toMatchObject({ code: 'not_found' })
  await snooze({ until: inHours(1), team_id: own }, keeper)
  expect(await kinds()).toContain('dead_letters')
  expect(() => SnoozeBody.parse({ kind: 'refused', until: inHours(24 * 91) })).toThrow('90 days')
})

test('what came today is told by pack, as it is counted behind the log', async () => {
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query, interval) VALUES
       (1, 1, 'a', 'SELECT 1', 60), (2, 1, 'b', 'SELECT 1', 60), (3, 2, 'c', 'SELECT 1', 60)`,
  )
  await sql(
    'work',
    `INSERT INTO query_days (pack_query_id, day, lines, rows, bytes, hosts)
     SELECT q, (now() AT TIME ZONE 'UTC')::date - back, 10 * q, 100 * q, 1000 * q, 1
       FROM generate_series(1, 3) q, generate_series(0, 1) back`,
  )
  const { arrived } = await overview()
  expect(arrived).toMatchObject({ lines: 60, rows: 600, bytes: 6_000, packs_count: 2 })
  expect(arrived.packs.map(({ name, rows }) => [name, rows])).toEqual([
    ['base', 300],
    ['more', 300],
  ])
})
