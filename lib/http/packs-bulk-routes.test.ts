import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as cloned from '@/app/api/[version]/fleet/packs/[id]/clone/route'
import * as bulk from '@/app/api/[version]/fleet/packs/bulk/route'
import * as imported from '@/app/api/[version]/fleet/packs/import/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { threeHosts } from '@/lib/testing/three-hosts'

let database: TestDatabase
let admin: Person
let allHosts = 0

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  allHosts = await threeHosts()
})
afterAll(() => database.stop())
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
})

type Reply = { status: number; body: Record<string, never> }
const as = (who: Person, route: Parameters<typeof call>[0], more: object = {}): Promise<Reply> =>
  call(route, { token: who.token, ...more })

const idOf = (value: unknown): number => Number(Object(value).id)
async function make(body: object, who = admin): Promise<number> {
  const reply = await as(who, packs.POST, { body })
  expect(reply.status).toBe(200)
  return idOf(reply.body.pack)
}
const change = (body: object, who = admin) => as(who, bulk.POST, { body })
const list = async (query: string, who = admin): Promise<{ count: number; names: string[] }> => {
  const reply = await as(who, packs.GET, { query })
  const found: unknown[] = Object(reply.body).packs ?? []
  return { count: Number(reply.body.count), names: found.map((pack) => String(Object(pack).name)) }
}

test('switching packs off counts each host once, writes one revision each and one entry with the hosts', async () => {
  const ids = [
    await make({ name: 'a', label_ids: [allHosts] }),
    await make({ name: 'b', label_ids: [allHosts], platform: 'linux' }),
    await make({ name: 'c', label_ids: [allHosts], disabled: true }),
  ]
  const asked = await change({ ids, action: 'disable', dry_run: true })
  expect(asked.body).toMatchObject({ changed: 2, hosts: 3, online: 0, offline: 3 })
  expect(await sql('work', 'SELECT id FROM packs WHERE disabled')).toHaveLength(1)
  expect((await change({ ids, action: 'disable' })).body).toMatchObject({ changed: 2, hosts: 3 })
  const rows = await sql('work', 'SELECT name, disabled, revision FROM packs ORDER BY name')
  expect(rows).toEqual([
    { name: 'a', disabled: true, revision: 2 },
    { name: 'b', disabled: true, revision: 2 },
    { name: 'c', disabled: true, revision: 1 },
  ])
  const entries = await sql<{ hosts: number; object_name: string }>(
    'work',
    "SELECT hosts, object_name FROM activities WHERE type = 'disabled_packs'",
  )
  expect(entries).toEqual([{ hosts: 3, object_name: 'a, b' }])
  expect((await change({ ids, action: 'disable' })).body).toMatchObject({ changed: 0, hosts: 0 })
})

test('a bulk act is done to all or to none: one unknown or foreign pack refuses the rest', async () => {
  const ours = await team()
  const theirs = await team()
  const keeper = await person({ teams: [{ id: ours, role: 'maintainer' }] })
  const own = await make({ name: 'own', team_id: ours })
  const foreign = await make({ name: 'foreign', team_id: theirs })
  const shared = await make({ name: 'shared' })
  expect((await change({ ids: [own, 999_999], action: 'delete' })).status).toBe(422)
  expect((await change({ ids: [own, shared], action: 'disable' }, keeper)).status).toBe(403)
  expect((await change({ ids: [own, foreign], action: 'delete' }, keeper)).status).toBe(404)
  expect(await sql('work', 'SELECT id FROM packs WHERE NOT disabled')).toHaveLength(3)
  expect((await change({ ids: [own], action: 'delete' }, keeper)).body).toMatchObject({
    changed: 1,
  })
  expect((await list('', keeper)).names).toEqual(['shared'])
})

test('a filter stands for every pack that matches it, and tags make no revision', async () => {
  for (const name of ['web one', 'web two', 'mail']) await make({ name })
  const tagged = await change({ filter: { query: 'WEB' }, action: 'tag', tags: ['#Edge', 'edge '] })
  expect(tagged.body).toMatchObject({ changed: 2, hosts: 0 })
  expect(await list('tag=Edge')).toEqual({ count: 2, names: ['web one', 'web two'] })
  expect(await sql('work', 'SELECT id FROM packs WHERE revision > 1')).toEqual([])
  expect(
    (await change({ filter: { tag: 'edge' }, action: 'untag', tags: ['edge'] })).body,
  ).toMatchObject({ changed: 2 })
  expect((await list('tag=edge')).count).toBe(0)
  expect((await change({ action: 'tag', ids: [1] })).status).toBe(422)
  expect((await change({ action: 'disable' })).status).toBe(422)
})

test('a clone is off and whole: content, targets, tags and keys that only the file knows', async () => {
  const content = JSON.stringify({
    queries: {
      up: { query: 'SELECT days FROM uptime', interval: 60, value: 'why', vendor_key: 7 },
    },
    platform: 'linux',
    vendor: { kept: true },
  })
  const reply = await as(admin, imported.POST, { body: { content, name: 'origin' } })
  const [origin] = await sql<{ id: number }>('work', "SELECT id FROM packs WHERE name = 'origin'")
  expect(reply.status).toBe(201)
  const params = { id: String(origin?.id) }
  await change({ ids: [origin?.id], action: 'tag', tags: ['kept'] })
  const made = await as(admin, cloned.POST, { params, body: {} })
  expect(made.status).toBe(201)
  expect(made.body.pack).toMatchObject({ name: 'origin copy', disabled: true, query_count: 1 })
  const rows = await sql(
    'work',
    `SELECT p.extra, p.tags, p.platform, q.name, q.query, q.value, q.extra AS query_extra
     FROM packs p JOIN pack_queries q ON q.pack_id = p.id ORDER BY p.id`,
  )
  expect(rows).toHaveLength(2)
  expect(rows[1]).toEqual(rows[0])
  expect(rows[1]).toMatchObject({ extra: { vendor: { kept: true } } })
  const again = await as(admin, cloned.POST, { params, body: {} })
  expect(again.body.pack).toMatchObject({ name: 'origin copy 2' })
  const taken = await as(admin, cloned.POST, { params, body: { name: 'origin' } })
  expect(taken).toMatchObject({ status: 409, body: { errors: [{ name: 'name' }] } })
})

test('a copy for another team carries its own SQL of a saved query that stays behind', async () => {
  const ours = await team()
  const theirs = await team()
  const saved = await as(admin, queries.POST, {
    body: { name: 'q', query: 'SELECT 1', team_id: ours },
  })
  const id = await make({ name: 'teams', team_id: ours })
  await sql(
    'work',
    "INSERT INTO pack_queries (pack_id, name, query_id, interval) VALUES ($1, 'q', $2, 60)",
    [id, idOf(saved.body.query)],
  )
  const params = { id: String(id) }
  const body = { name: 'moved', team_id: theirs }
  expect((await as(admin, cloned.POST, { params, body })).status).toBe(201)
  const rows = await sql(
    'work',
    `SELECT q.query_id, q.query FROM pack_queries q JOIN packs p ON p.id = q.pack_id
     WHERE p.name = 'moved'`,
  )
  expect(rows).toEqual([{ query_id: null, query: 'SELECT 1' }])
})

test('the list finds by name, description, tag, query name and SQL, always literally', async () => {
  const id = await make({ name: 'Alpha', description: 'watches 100% of doors' })
  await make({ name: 'Beta' })
  await sql(
    'work',
    "INSERT INTO pack_queries (pack_id, name, query, interval) VALUES ($1, 'open_sockets', 'SELECT pid FROM process_open_sockets', 60)",
    [id],
  )
  await change({ ids: [id], action: 'tag', tags: ['network'] })
  for (const text of ['ALPHA', '100% of', 'netw', 'open_sock', 'from process_open'])
    expect((await list(new URLSearchParams({ query: text }).toString())).names).toEqual(['Alpha'])
  for (const text of ["' OR 1=1 --", 'al_ha', '%'.repeat(3), "x'); DROP TABLE packs; --"])
    expect((await list(new URLSearchParams({ query: text }).toString())).count).toBe(0)
  const injected = await as(admin, packs.GET, { query: 'order_key=name%3BDROP%20TABLE%20packs' })
  expect(injected.status).toBe(422)
})

test('packs in need come first, an off pack needs nobody, and states filter', async () => {
  await make({ name: 'fine', label_ids: [allHosts] })
  const [fine] = await sql<{ id: number }>('work', 'SELECT id FROM packs')
  await sql(
    'work',
    "INSERT INTO pack_queries (pack_id, name, query, interval) VALUES ($1, 'q', 'SELECT 1', 60)",
    [fine?.id],
  )
  await make({ name: 'asleep', disabled: true })
  await make({ name: 'zero' })
  const stuck = await make({ name: 'stuck', label_ids: [allHosts] })
  await sql(
    'work',
    `INSERT INTO rollouts (pack_id, "from", "to", share, state, reason)
     VALUES ($1, 1, 2, 10, 'paused', '7 denylisted')`,
    [stuck],
  )
  expect((await list('order_key=need')).names).toEqual(['stuck', 'zero', 'asleep', 'fine'])
  expect((await list('state=need')).names.sort()).toEqual(['stuck', 'zero'])
  expect((await list('state=off')).names).toEqual(['asleep'])
  expect((await list('state=rolling_out')).names).toEqual(['stuck'])
  expect(
    (await list('state=on&order_key=total_hosts_count&order_direction=desc')).names.at(-1),
  ).toBe('zero')
  expect((await list('order_key=query_count&order_direction=desc&per_page=1')).names).toEqual([
    'fine',
  ])
  const { body } = await as(admin, packs.GET, { query: 'query=stuck' })
  expect(Object(body).packs[0]).toMatchObject({
    needs: [{ kind: 'rollout_paused', detail: 'Revision 2 is paused: 7 denylisted' }, {}],
  })
  const [query] = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries')
  const counts = ['denylisted', 'reporting'].map((state) => ({
    ...{ pack_query_id: query?.id, team_id: 0, state, message: null, hosts: 2 },
    ...{ last_at: null, last_result_at: null, heard_at: null, rows_per_day: 0, bytes_per_day: 0 },
  }))
  await sql(
    'work',
    'INSERT INTO pack_states (pack_id, team_id, computed_at, counts) VALUES ($1, 0, now(), $2)',
    [fine?.id, JSON.stringify(counts)],
  )
  const found = await as(admin, packs.GET, { query: 'state=need&query=fine' })
  expect(Object(found.body).packs).toMatchObject([
    { needs: [{ kind: 'denylisted', count: 1, detail: 'q denylisted on 2' }] },
  ])
})
