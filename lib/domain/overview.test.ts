import { afterAll, beforeAll, expect, test } from 'vitest'
import { listHostQueries } from '@/lib/domain/host-queries'
import { readOverview } from '@/lib/domain/overview'
import { packNeeds, rankNeeds } from '@/lib/domain/overview-needs'
import type { Judged } from '@/lib/domain/pack-listing'
import { createPack, editPack } from '@/lib/domain/packs'
import { listReachedHosts } from '@/lib/domain/reached-hosts'
import { scheduleQuery } from '@/lib/domain/schedules'
import { search } from '@/lib/domain/search'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { OverviewQuery } from '@/lib/wire/overview'
import { PackHostsQuery } from '@/lib/wire/pack-hosts'
import { PackInput, ScheduleInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let team: number
let hosts: number[]

const person = (patch: Partial<Viewer>): Viewer => ({
  user_id: 1,
  name: 'Ada',
  email: 'ada@example.com',
  global_role: null,
  teams: [],
  via: 'session',
  ...patch,
})
const admin = person({ global_role: 'admin' })
const ofTeam = () => person({ teams: [{ id: team, role: 'observer' }] })

beforeAll(async () => {
  database = await testDatabase()
  const [made] = await sql<{ id: number }>(
    'work',
    "INSERT INTO teams (name) VALUES ('Servers') RETURNING id",
  )
  team = made?.id ?? 0
  const rows = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, platform, team_id, enrolled_at) VALUES
       ('web-1', 'linux', $1, now()), ('web-2', 'linux', NULL, now()),
       ('old-1', 'darwin', $1, now() - interval '90 days') RETURNING id`,
    [team],
  )
  hosts = rows.map(({ id }) => id)
  await sql(
    'work',
    'INSERT INTO host_seen (host_id, seen_at, rhythm_seconds) SELECT id, now(), 10 FROM hosts WHERE id = ANY($1)',
    [hosts.slice(0, 2)],
  )
  await sql(
    'work',
    `INSERT INTO fleet_minutes (minute, check_ins, lines, refused)
     VALUES (date_trunc('minute', now()) - interval '5 minutes', 600, 120, 3)`,
  )
})
afterAll(() => database.stop())

const range = (text: string) => OverviewQuery.parse({ range: text })

test('the parts of every sum add up to the hosts in scope, the missing one among them', async () => {
  const { hosts: counts, configuration, platforms } = await readOverview(admin, range('1h'))
  expect(counts).toMatchObject({ count: 3, online: 2, offline: 0, missing: 1, new: 2 })
  expect(Object.values(configuration).reduce((a, b) => a + b)).toBe(3)
  expect(platforms).toEqual([
    { name: 'linux', count: 2 },
    { name: 'darwin', count: 1 },
  ])
})

test('a minute that nobody wrote is a gap, one that was written is a rate', async () => {
  const { steps, needs } = await readOverview(admin, range('1h'))
  expect(steps.filter(({ lines_per_second }) => lines_per_second !== null)).toEqual([
    expect.objectContaining({ check_ins_per_second: 10, lines_per_second: 2, refused: 3 }),
  ])
  expect(steps.length).toBeGreaterThanOrEqual(59)
  expect(needs).toContainEqual(expect.objectContaining({ kind: 'refused', count: 3 }))
})

test('someone of one team sees the hosts of that team and no other, in counts and in search', async () => {
  const { hosts: counts } = await readOverview(ofTeam(), range('24h'))
  expect(counts.count).toBe(2)
  const found = await search(ofTeam(), 'web')
  expect(found.hosts.map(({ name }) => name)).toEqual(['web-1'])
  expect(found.users).toEqual([])
  expect((await search(admin, 'web')).hosts).toHaveLength(2)
})

test('a search takes wildcards literally', async () => {
  expect((await search(admin, '%')).hosts).toEqual([])
})

test('reached hosts are those of the targets, page by page, cut to the viewer, on or off', async () => {
  const pack = await createPack(
    admin,
    PackInput.parse({ name: 'base', platform: 'linux', host_ids: hosts }),
    '',
  )
  const first = await listReachedHosts(admin, pack.id, PackHostsQuery.parse({ limit: '1' }))
  expect(first).toMatchObject({ count: 2, online: 2, hosts: [{ hostname: 'web-1' }] })
  const cursor = first.next_cursor ?? ''
  const second = await listReachedHosts(admin, pack.id, PackHostsQuery.parse({ cursor }))
  expect(second).toMatchObject({ next_cursor: null, hosts: [{ hostname: 'web-2' }] })
  expect(await listReachedHosts(ofTeam(), pack.id, PackHostsQuery.parse({}))).toMatchObject({
    count: 1,
  })
  await editPack(admin, pack.id, { disabled: true }, '')
  expect(await listReachedHosts(admin, pack.id, PackHostsQuery.parse({}))).toMatchObject({
    count: 2,
  })
})

test('the queries of a host are those of its configuration, the others are counted as ruled out', async () => {
  const pack = await createPack(admin, PackInput.parse({ name: 'mine', host_ids: hosts }), '')
  const add = (name: string, platform: string) =>
    scheduleQuery(
      admin,
      ScheduleInput.parse({ pack_id: pack.id, name, query: 'SELECT 1', interval: 60, platform }),
      '',
    )
  await add('everywhere', '')
  await add('mac', 'darwin')
  const listed = await listHostQueries(admin, hosts[0] ?? 0)
  expect(listed.queries.map(({ name, latest }) => [name, latest])).toEqual([['everywhere', null]])
  expect(listed.ruled_out).toBe(1)
})

test('needs are ranked by hosts, then by age; those of no host come last', () => {
  const need = (hosts: number | null, since: string) =>
    ({ kind: 'refused', count: 1, hosts, since, host_id: null }) as const
  const ranked = rankNeeds([
    need(null, '2026-01-01T00:00:00Z'),
    need(2, '2026-01-03T00:00:00Z'),
    need(2, '2026-01-02T00:00:00Z'),
    need(9, '2026-01-04T00:00:00Z'),
  ])
  expect(ranked.map(({ since }) => since?.slice(8, 10))).toEqual(['04', '02', '03', '01'])
})

test('packs in need come as rollouts that are paused and queries at fault, the worst pack by name', () => {
  const pack = (id: number, name: string, needs: Judged['needs']): Judged => ({
    ...{ id, name, needs, disabled: false, query_count: 2, hosts: 10 * id, rollout: null },
    ...{ created_at: new Date(0), updated_at: new Date(0) },
  })
  const paused = { kind: 'rollout_paused' as const, count: null, detail: 'Revision 2 is paused' }
  const failing = { kind: 'failing' as const, count: 2, detail: 'users failing on 3' }
  const denylisted = { kind: 'denylisted' as const, count: 1, detail: 'hash denylisted on 1' }
  const found = packNeeds([
    pack(1, 'watch', [paused, denylisted]),
    pack(2, 'base', [failing]),
    pack(3, 'fine', []),
  ])
  expect(found).toMatchObject([
    { kind: 'rollout_paused', count: 1, hosts: 10, pack: { name: 'watch' } },
    { kind: 'faulty_queries', count: 3, hosts: 20, pack: { detail: 'hash denylisted on 1' } },
  ])
  expect(packNeeds([pack(3, 'fine', [])])).toEqual([])
})
