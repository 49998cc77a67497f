import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sqlDigest } from '@/lib/domain/costs'
import { createPack } from '@/lib/domain/packs'
import { listQueryHosts } from '@/lib/domain/query-hosts'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { servedHost, storeRendering } from '@/lib/testing/health'
import { person, team } from '@/lib/testing/people'
import { PackInput } from '@/lib/wire/packs'
import { QueryHosts, QueryHostsQuery } from '@/lib/wire/query-hosts'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let viewer: Viewer
let packId = 0
let queryId = 0
let scheduled = 0
let other = 0
const hosts: number[] = []
const text = 'SELECT 1'

async function pack(name: string, host_ids: number[]): Promise<number> {
  const query = { name: 'q', query_id: queryId, interval: 600 }
  const made = await createPack(viewer, PackInput.parse({ name, host_ids, queries: [query] }), '')
  return made.id
}

beforeAll(async () => {
  database = await testDatabase()
  viewer = (await person()).viewer
  for (let n = 0; n < 8; n++) hosts.push(await servedHost(`h${n}`, []))
  const [query] = await sql<{ id: number }>(
    'work',
    'INSERT INTO queries (name, query) VALUES ($1, $2) RETURNING id',
    ['q', text],
  )
  queryId = query?.id ?? 0
  packId = await pack('base', hosts.slice(0, 7))
  await pack('more', hosts.slice(0, 2))
  const rows = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries ORDER BY id')
  scheduled = rows[0]?.id ?? 0
  other = rows[1]?.id ?? 0
  const queries = [{ id: scheduled, name: 'q', sql: text, interval: 600 }]
  await storeRendering({ hash: 'r1', pack: { id: packId, name: 'base' }, queries })
  for (const id of [scheduled, other])
    await sql('work', 'INSERT INTO rendering_queries VALUES ($1, $2, $3, 600)', [
      ...['r1', id, sqlDigest(text)],
    ])
})
afterAll(() => database.stop())

beforeEach(async () => {
  await sql('work', 'TRUNCATE query_hosts, host_renderings')
  await sql('work', 'UPDATE host_seen SET seen_at = now()')
})

/** One host of each kind, in the order of their ids; the last one is of no pack. */
async function oneOfEach() {
  const [reporting, failing, denylisted, silent, offline, , due] = hosts
  const report = (host: number | undefined, more: string, columns = '') =>
    sql(
      'work',
      `INSERT INTO query_hosts (pack_query_id, host_id${columns}) VALUES ($1, $2${more})`,
      [...[scheduled, host]],
    )
  await report(reporting, ', now()', ', last_result_at')
  await report(failing, ", 'no such table: x', now(), 1800000000", ', error, error_at, error_unix')
  await report(
    denylisted,
    ", true, now(), now() - interval '1 day'",
    ', denylisted, schedule_at, last_result_at',
  )
  await report(offline, ", now() - interval '1 day'", ', last_result_at')
  const serve = (host: number | undefined, minutes: number) =>
    sql(
      'work',
      `INSERT INTO host_renderings VALUES ($1, 'r1', now() - make_interval(mins => $2))`,
      [...[host, minutes]],
    )
  await serve(silent, 240)
  await serve(due, 1)
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '1 hour' WHERE host_id = $1", [
    offline,
  ])
}

const ask = async (of: Parameters<typeof listQueryHosts>[1], query = {}, who = viewer) =>
  QueryHosts.parse(await listQueryHosts(who, of, QueryHostsQuery.parse(query)))

test('each host is in one state, and the states add up to the hosts in view', async () => {
  await oneOfEach()
  const of = { pack_id: packId, pack_query_id: scheduled }
  const reply = await ask(of)
  expect(reply.hosts.map(({ hostname, state }) => [hostname, state])).toEqual([
    ['h0', 'reporting'],
    ['h1', 'failing'],
    ['h2', 'denylisted'],
    ['h3', 'silent'],
    ['h4', 'offline'],
    ['h5', 'not_reached'],
    ['h6', 'not_due'],
  ])
  expect(reply.expected).toBe(7)
  expect(Object.values(reply.counts)).toEqual(Array(8).fill(1))
  expect(reply.hosts[1]).toMatchObject({ message: 'no such table: x', interval: 600 })
  expect(reply.hosts[4]).toMatchObject({ last_result_at: expect.any(String), status: 'offline' })
  const elsewhere = await ask(of, { state: 'not_targeted' })
  expect(elsewhere.hosts).toMatchObject([{ hostname: 'h7', state: 'not_targeted' }])
})

test('a saved query reports from a host when any pack that schedules it does', async () => {
  await oneOfEach()
  await sql(
    'work',
    'INSERT INTO query_hosts (pack_query_id, host_id, last_result_at) VALUES ($1, $2, now())',
    [other, hosts[1]],
  )
  const { counts, expected } = await ask({ query_id: queryId })
  expect(expected).toBe(7)
  expect(counts).toMatchObject({ reporting: 2, failing: 0, denylisted: 1 })
})

test('they are listed by state, page after page', async () => {
  const of = { query_id: queryId }
  const first = await ask(of, { state: 'not_reached,offline', limit: '4' })
  const second = await ask(of, {
    ...{ state: 'not_reached,offline', limit: '4' },
    cursor: first.next_cursor,
  })
  expect([...first.hosts, ...second.hosts].map(({ hostname }) => hostname)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((n) => `h${n}`),
  )
  expect(second.next_cursor).toBeNull()
})

test('hosts of another team are in no count', async () => {
  const own = await team()
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [own, hosts[6]])
  const member = (await person({ teams: [{ id: own, role: 'observer' }] })).viewer
  expect(await ask({ query_id: queryId }, {}, member)).toMatchObject({
    expected: 1,
    counts: { not_reached: 1, not_targeted: 0 },
    hosts: [{ hostname: 'h6' }],
  })
  await expect(ask({ pack_id: packId, pack_query_id: 99_999 })).rejects.toMatchObject({
    code: 'not_found',
  })
})
