import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { currentConfiguration } from '@/lib/domain/configuration'
import { sqlDigest } from '@/lib/domain/costs'
import { listHealthHosts, readPackHealth } from '@/lib/domain/health'
import { judgePacks, statesOf } from '@/lib/domain/health-states'
import { createPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { never, servedHost, storeRendering } from '@/lib/testing/health'
import { person, team } from '@/lib/testing/people'
import { healthStates, type QueryHealth } from '@/lib/wire/health'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let viewer: Viewer
let packId: number
const ids: number[] = []
const hosts: number[] = []

const query = (name: string, more: object = {}) => ({
  name,
  query_id: null,
  query: `SELECT '${name}'`,
  interval: 600,
  snapshot: false,
  removed: true,
  denylist: true,
  platform: '',
  version: '',
  shard: null,
  description: '',
  value: '',
  ...more,
})

beforeAll(async () => {
  database = await testDatabase()
  viewer = (await person()).viewer
  for (let n = 0; n < 6; n++) hosts.push(await servedHost(`h${n}`, []))
  const input = {
    name: 'base',
    host_ids: hosts.slice(0, 5),
    queries: [query('one'), query('two', { platform: 'windows' }), query('three')],
  }
  packId = (await createPack(viewer, PackInput.parse(input), '')).id
  const rows = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries ORDER BY position')
  ids.push(...rows.map(({ id }) => id))
  const served = [0, 2].map((at) => ({
    id: ids[at] ?? 0,
    name: ['one', '', 'three'][at] ?? '',
    sql: `SELECT '${['one', '', 'three'][at]}'`,
    interval: 600,
  }))
  await storeRendering({ hash: 'r1', pack: { id: packId, name: 'base' }, queries: served })
  for (const { id, sql: text } of served)
    await sql('work', 'INSERT INTO rendering_queries VALUES ($1, $2, $3, 600)', [
      'r1',
      id,
      sqlDigest(text),
    ])
})
afterAll(() => database.stop())

beforeEach(async () => {
  await sql('work', 'TRUNCATE query_hosts, host_schedules, host_renderings, pack_states')
  await sql('work', 'UPDATE host_seen SET seen_at = now()')
})

const health = async (who = viewer): Promise<QueryHealth[]> =>
  (await readPackHealth(who, packId)).queries
const first = async () => (await health())[0]

/** Serves the configuration that long ago to the first host. */
const serve = (minutesAgo: number, host = hosts[0]) =>
  sql(
    'work',
    `INSERT INTO host_renderings VALUES ($1, 'r1', now() - make_interval(mins => $2), now())`,
    [host, minutesAgo],
  )

/** What is known of the first query on the first host; times are minutes ago. */
async function know(known: Record<string, unknown>, host = hosts[0]): Promise<void> {
  const times = Object.entries(known).map(([name, value]) =>
    typeof value === 'number' && name.endsWith('_at')
      ? [name, `now() - make_interval(mins => ${value})`]
      : [name, typeof value === 'string' ? `'${value}'` : String(value)],
  )
  await sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, ${times.map(([name]) => name).join(', ')})
     VALUES ($1, $2, ${times.map(([, value]) => value).join(', ')})`,
    [ids[0], host],
  )
}

test('expected are the hosts whose configuration has the query, not those that only know its name', async () => {
  await know({ last_result_at: 1 }, hosts[5])
  expect((await health()).map(({ expected }) => expected)).toEqual([5, 0, 5])
  expect(await first()).toMatchObject({ reporting: 0, not_due: 5 })
})

test('a recent result is reporting, an old one of an online host that ran nothing since is silent', async () => {
  await serve(3_000)
  await know({ last_result_at: 5, schedule_at: 5 })
  expect(await first()).toMatchObject({
    reporting: 1,
    not_due: 4,
    last_result_at: expect.any(String),
  })
  await sql('work', "UPDATE query_hosts SET last_result_at = now() - interval '5 hours'")
  expect(await first()).toMatchObject({ silent: 1, not_due: 4 })
})

test('a differential query that ran and had nothing to tell is reporting', async () => {
  await serve(3_000)
  await know({ schedule_at: 50, ran_at: 52 })
  expect(await first()).toMatchObject({ reporting: 1, silent: 0 })
})

test('before its first run is due, and while its host is away, a query is not due', async () => {
  await serve(8)
  expect(await first()).toMatchObject({ not_due: 5, silent: 0 })
  await sql('work', "UPDATE host_renderings SET first_served_at = now() - interval '1 day'")
  expect(await first()).toMatchObject({ not_due: 4, silent: 1 })
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '1 day'")
  expect(await first()).toMatchObject({ not_due: 5, silent: 0 })
})

test('a host that came back a minute ago has runs that are not due yet', async () => {
  await serve(3_000)
  await know({ schedule_at: 1, ran_at: 1_000 })
  await sql(
    'work',
    "INSERT INTO host_schedules (host_id, rows, present_since) VALUES ($1, '[]', now() - interval '1 minute')",
    [hosts[0]],
  )
  expect(await first()).toMatchObject({ not_due: 5, silent: 0 })
})

test('an error is failing until a result or a run without error comes', async () => {
  await know({ error: 'no such table: x', error_at: 3, error_unix: 1_000, last_result_at: 9 })
  expect(await first()).toMatchObject({
    failing: 1,
    errors: [{ message: 'no such table: x', hosts: 1 }],
  })
  await sql('work', 'UPDATE query_hosts SET last_executed = 1600, schedule_at = now()')
  expect(await first()).toMatchObject({ failing: 0, reporting: 1, errors: [] })
})

test('denylisted is what the agent says, for a day, until a result comes', async () => {
  await know({ schedule_at: 30, denylisted: true, error: 'x', error_at: 5, error_unix: 1 })
  expect(await first()).toMatchObject({ denylisted: 1, failing: 0 })
  const found = await listHealthHosts(viewer, packId, {
    query: 'one',
    state: 'denylisted',
    limit: 10,
  })
  expect(found).toMatchObject({
    count: 1,
    hosts: [{ hostname: 'h0', message: expect.any(String) }],
  })
  await sql('work', 'UPDATE query_hosts SET last_result_at = now(), error_at = null')
  expect(await first()).toMatchObject({ denylisted: 0, reporting: 1 })
})

test('hosts of a state come in pages with the count of all', async () => {
  const page = await listHealthHosts(viewer, packId, {
    query: String(ids[0]),
    state: 'not_due',
    limit: 2,
  })
  expect(page).toMatchObject({ count: 5, next_cursor: String(hosts[1]) })
  const rest = await listHealthHosts(viewer, packId, {
    query: 'one',
    state: 'not_due',
    limit: 10,
    cursor: Number(page.next_cursor),
  })
  expect(rest.hosts).toHaveLength(3)
  expect(rest).toMatchObject({ count: 5, next_cursor: null })
})

const minutes = fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: null })
const fact = fc.record({
  last_result_at: minutes,
  ran_at: minutes,
  schedule_at: minutes,
  error_at: minutes,
  killed_at: minutes,
  error_unix: fc.integer({ min: 0, max: 2_000_000_000 }),
  last_executed: fc.integer({ min: 0, max: 2_000_000_000 }),
  denylisted: fc.boolean(),
  error: fc.constantFrom('a', 'b'),
})

test('of any fleet the states are exclusive and add up, live and as the clock kept them', async () => {
  await serve(2_000, hosts[1])
  await serve(5, hosts[2])
  const fleet = fc.array(fc.tuple(fc.nat(5), fact), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fleet, async (facts) => {
      await sql('work', 'TRUNCATE query_hosts, pack_states')
      for (const [at, known] of new Map(facts)) await know(known, hosts[at])
      for (const each of await health()) {
        const parts = healthStates.map((state) => each[state])
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(each.expected)
        for (const state of healthStates) {
          const found = await listHealthHosts(viewer, packId, {
            query: each.name,
            state,
            limit: 100,
          })
          expect(found.hosts).toHaveLength(each[state])
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('what the clock judged is what is judged on asking', async () => {
  await serve(3_000)
  await know({ last_result_at: 5 })
  await judgePacks({ signal: never })
  const { source } = await currentConfiguration()
  const pack = source.packs[0]
  if (!pack) throw new Error('the pack is not in the configuration')
  const live = (await statesOf({ all: true }, pack)).counts
  const [kept] = await sql<{ counts: { state: string; hosts: number }[] }>(
    'work',
    'SELECT counts FROM pack_states',
  )
  const brief = (counts: readonly { state: string; hosts: number }[]) =>
    counts.map(({ state, hosts: count }) => `${state} ${count}`).sort()
  expect(brief(kept?.counts ?? [])).toEqual(brief(live))
})

test('a team’s people count their own hosts alone', async () => {
  const own = await team('own')
  const reader = (await person({ teams: [{ id: own, role: 'observer' }] })).viewer
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [own, hosts[0]])
  await know({ last_result_at: 1 })
  await know({ last_result_at: 1 }, hosts[1])
  expect((await health(reader))[0]).toMatchObject({ expected: 1, reporting: 1 })
  expect(await first()).toMatchObject({ expected: 5, reporting: 2 })
})
