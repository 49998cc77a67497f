import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as clone from '@/app/api/[version]/fleet/queries/[id]/clone/route'
import * as effect from '@/app/api/[version]/fleet/queries/[id]/effect/route'
import * as hosts from '@/app/api/[version]/fleet/queries/[id]/hosts/route'
import * as one from '@/app/api/[version]/fleet/queries/[id]/route'
import * as many from '@/app/api/[version]/fleet/queries/delete/route'
import * as byId from '@/app/api/[version]/fleet/queries/id/[id]/route'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import { wake } from '@/lib/bus/bus'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { threeHosts } from '@/lib/testing/three-hosts'

let database: TestDatabase
let admin: Person
let allHosts = 0

beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  admin = await person()
  allHosts = await threeHosts()
})
afterAll(() => database.stop())
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
  wake('configuration')
})

type Reply = { status: number; body: Record<string, never> }
const as = (who: Person, route: Parameters<typeof call>[0], more: object = {}): Promise<Reply> =>
  call(route, { token: who.token, ...more })
const idOf = (value: unknown): number => Number(Object(value).id)
async function make(body: object): Promise<number> {
  const reply = await as(admin, queries.POST, {
    body: { query: 'SELECT days FROM uptime', ...body },
  })
  expect(reply.status).toBe(200)
  return idOf(reply.body.query)
}
async function schedule(pack: string, queryId: number, more: { team_id?: number } = {}) {
  const [row] = await sql<{ id: number }>(
    'work',
    `WITH p AS (INSERT INTO packs (name, discovery, team_id) VALUES ($1, '{}', $4) RETURNING id),
       t AS (INSERT INTO pack_targets SELECT id, 'label', $3, false FROM p)
     INSERT INTO pack_queries (pack_id, name, query_id, interval, platform)
     SELECT id, 'q', $2, 60, 'linux' FROM p RETURNING id`,
    [pack, queryId, allHosts, more.team_id ?? null],
  )
  wake('configuration')
  return row?.id ?? 0
}
async function names(query: string, who = admin): Promise<string[]> {
  const { body } = await as(who, queries.GET, { query })
  const found: unknown[] = Object(body).queries ?? []
  return found.map((each) => String(Object(each).name))
}

test('tags are kept in one spelling and filter; search is literal and covers tags and SQL', async () => {
  const id = await make({ name: 'up', tags: ['Health', '#health', 'Daily'] })
  await make({ name: 'other', query: 'SELECT pid FROM processes' })
  expect((await as(admin, one.GET, { params: { id: String(id) } })).body.query).toMatchObject({
    tags: ['daily', 'health'],
    packs: [],
    packs_count: 0,
    last_run_at: null,
    cost: { basis: 'rule', class: 'minimal' },
  })
  expect(await names('tag=Health')).toEqual(['up'])
  expect(await names('query=heal')).toEqual(['up'])
  expect(await names('query=FROM+processes')).toEqual(['other'])
  expect(await names(new URLSearchParams({ query: "%' OR '1'='1" }).toString())).toEqual([])
  expect((await as(admin, queries.GET, { query: 'order_key=query' })).status).toBe(422)
  const params = { id: String(id) }
  await as(admin, one.PATCH, { params, body: { tags: [] }, method: 'PATCH' })
  expect(await names('tag=health')).toEqual([])
})

test('a team lists its own queries, and with merge_inherited those of the fleet beside them', async () => {
  const ours = await team()
  const theirs = await team()
  const keeper = await person({ teams: [{ id: ours, role: 'maintainer' }] })
  await make({ name: 'fleet' })
  await make({ name: 'ours', team_id: ours })
  await make({ name: 'theirs', team_id: theirs })
  expect(await names('', keeper)).toEqual(['fleet', 'ours'])
  expect(await names(`team_id=${ours}`, keeper)).toEqual(['ours'])
  const merged = await as(keeper, queries.GET, { query: `team_id=${ours}&merge_inherited=true` })
  expect(merged.body).toMatchObject({ count: 2, inherited_query_count: 1 })
  expect(await names(`team_id=${theirs}&merge_inherited=true`, keeper)).toEqual(['fleet'])
})

test('a query that packs schedule is not deleted, alone or among others; packs out of view are counted', async () => {
  const theirs = await team()
  const ours = await team()
  const used = await make({ name: 'used' })
  const free = await make({ name: 'free' })
  await schedule('Baseline', used)
  await schedule('Hidden', used, { team_id: theirs })
  const params = { id: String(used) }
  const refused = await as(admin, byId.DELETE, { params, method: 'DELETE' })
  expect(refused).toMatchObject({
    status: 409,
    body: { message: 'The query is scheduled in: Baseline, Hidden' },
  })
  const bulk = await as(admin, many.POST, { body: { ids: [free, used] } })
  expect(bulk).toMatchObject({
    status: 409,
    body: { message: 'Nothing was deleted: used is scheduled in: Baseline, Hidden' },
  })
  expect(await names('')).toEqual(['free', 'used'])
  expect((await as(admin, many.POST, { body: { ids: [free] } })).body).toEqual({ deleted: 1 })
  const keeper = await person({ teams: [{ id: ours, role: 'maintainer' }] })
  expect((await as(keeper, one.GET, { params })).body.query).toMatchObject({
    packs: [{ name: 'Baseline' }],
    packs_count: 2,
  })
  expect((await as(keeper, many.POST, { body: { ids: [used] } })).status).toBe(403)
})

test('a clone keeps everything under a free name', async () => {
  const id = await make({ name: 'q', tags: ['a'], platform: 'linux', observer_can_run: true })
  const params = { id: String(id) }
  const made = await as(admin, clone.POST, { params, body: {} })
  expect(made.status).toBe(201)
  expect(made.body.query).toMatchObject({
    name: 'q copy',
    tags: ['a'],
    platform: 'linux',
    observer_can_run: true,
  })
  expect((await as(admin, clone.POST, { params, body: { name: 'q' } })).status).toBe(409)
})

test('the effect counts each host once; hosts fall into those that report and those that do not', async () => {
  const id = await make({ name: 'q' })
  const packQuery = await schedule('First', id)
  await schedule('Second', id)
  const params = { id: String(id) }
  expect((await as(admin, effect.GET, { params })).body).toMatchObject({
    packs: [{ name: 'First' }, { name: 'Second' }],
    hosts: 2,
    online: 0,
    offline: 2,
  })
  await sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, last_result_at)
     SELECT $1, id, now() FROM hosts WHERE hostname = 'h2'`,
    [packQuery],
  )
  const absent = await as(admin, hosts.GET, { params, query: 'state=silent,offline' })
  expect(absent.body).toMatchObject({
    expected: 2,
    counts: { reporting: 1, offline: 1, silent: 0 },
    hosts: [{ hostname: 'h3', state: 'offline', last_result_at: null }],
    next_cursor: null,
  })
  const stranger = await person({ teams: [{ id: await team(), role: 'observer' }] })
  expect((await as(stranger, hosts.GET, { params })).body).toMatchObject({ expected: 0, hosts: [] })
})
