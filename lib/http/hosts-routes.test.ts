import { afterAll, beforeAll, expect, test } from 'vitest'
import * as config from '@/app/api/[version]/fleet/hosts/[id]/config/route'
import * as explain from '@/app/api/[version]/fleet/hosts/[id]/explain/route'
import * as host from '@/app/api/[version]/fleet/hosts/[id]/route'
import * as count from '@/app/api/[version]/fleet/hosts/count/route'
import * as identifier from '@/app/api/[version]/fleet/hosts/identifier/[identifier]/route'
import * as hosts from '@/app/api/[version]/fleet/hosts/route'
import * as transfer from '@/app/api/[version]/fleet/hosts/transfer/route'
import * as labelHosts from '@/app/api/[version]/fleet/labels/[id]/hosts/route'
import * as labels from '@/app/api/[version]/fleet/labels/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let mine: number

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  mine = await team('Mine')
  await sql(
    'work',
    `INSERT INTO hosts (hostname, display_name, uuid, platform, team_id, enrolled_at) VALUES
       ('seen', 'Seen', 'U-1', 'linux', $1, now() - interval '2 days'),
       ('slow', 'Slow', 'U-2', 'darwin', NULL, now()),
       ('late', 'Late', 'U-3', 'windows', NULL, now() - interval '2 days'),
       ('gone', 'Gone', 'U-4', 'linux', NULL, now() - interval '90 days')`,
    [mine],
  )
  await sql(
    'work',
    `INSERT INTO host_seen (host_id, seen_at, rhythm_seconds)
     SELECT id, now() - CASE hostname WHEN 'seen' THEN interval '80 s' WHEN 'slow' THEN interval '300 s'
       WHEN 'late' THEN interval '100 s' ELSE interval '40 days' END,
       CASE hostname WHEN 'slow' THEN 200 ELSE 10 END FROM hosts`,
  )
})
afterAll(() => database.stop())

type Reply = { status: number; body: Record<string, never> }
const as = (who: Person, route: Parameters<typeof call>[0], more: object = {}): Promise<Reply> =>
  call(route, { token: who.token, ...more })
const namesOf = (reply: Reply): string[] =>
  [...Object(reply.body.hosts)].map((one: { hostname: string }) => one.hostname)
const idOf = async (hostname: string) => {
  const [row] = await sql<{ id: number }>('work', 'SELECT id FROM hosts WHERE hostname = $1', [
    hostname,
  ])
  return String(row?.id)
}

test('a selection lists and counts whom a live query would ask, cut to the reader', async () => {
  const [seen, gone] = [Number(await idOf('seen')), Number(await idOf('gone'))]
  const asked = (selected: object) => ({ query: `selected=${JSON.stringify(selected)}` })
  const chosen = asked({ hosts: [gone], teams: [mine] })
  expect(namesOf(await as(admin, hosts.GET, chosen))).toEqual(['gone', 'seen'])
  expect((await as(admin, count.GET, chosen)).body).toMatchObject({ count: 2, online: 1 })
  const out = asked({ all: true, exclude: { hosts: [seen] } })
  expect(namesOf(await as(admin, hosts.GET, out))).toEqual(['gone', 'late', 'slow'])
  const inTeam = await person({ teams: [{ id: mine, role: 'observer' }] })
  expect(namesOf(await as(inTeam, hosts.GET, asked({ all: true })))).toEqual(['seen'])
  expect((await as(admin, hosts.GET, { query: 'selected={' })).status).toBe(422)
})

test('each host’s own rhythm decides its status, and the statuses add up', async () => {
  const counted = await as(admin, count.GET)
  expect(counted.body).toEqual({ count: 4, online: 2, offline: 1, missing: 1, new: 1 })
  expect(namesOf(await as(admin, hosts.GET, { query: 'status=online' }))).toEqual(['seen', 'slow'])
  expect(namesOf(await as(admin, hosts.GET, { query: 'status=missing' }))).toEqual(['gone'])
  expect(namesOf(await as(admin, hosts.GET, { query: 'status=new' }))).toEqual(['slow'])
})

test('lists filter, search, sort and page; keys that are not offered are refused', async () => {
  expect(
    namesOf(await as(admin, hosts.GET, { query: 'platform=linux&order_direction=desc' })),
  ).toEqual(['seen', 'gone'])
  expect(namesOf(await as(admin, hosts.GET, { query: 'query=u-3' }))).toEqual(['late'])
  expect(namesOf(await as(admin, hosts.GET, { query: 'query=%25' }))).toEqual([])
  const page = await as(admin, hosts.GET, { query: 'per_page=3&page=1' })
  expect(page.body).toMatchObject({
    count: 4,
    meta: { has_next_results: false, has_previous_results: true },
  })
  for (const query of ['order_key=node_key', 'order_key=id;drop', 'status=lost', 'per_page=x'])
    expect((await as(admin, hosts.GET, { query })).status).toBe(422)
})

test('a host is found by uuid or hostname, and reads whole', async () => {
  const found = await as(admin, identifier.GET, { params: { identifier: 'U-1' } })
  expect(found.body.host).toMatchObject({ hostname: 'seen', team_name: 'Mine', status: 'online' })
  expect(await as(admin, identifier.GET, { params: { identifier: 'nobody' } })).toMatchObject({
    status: 404,
  })
})

test('S53, S55: a team sees and counts only its hosts, and moves none that are not its own', async () => {
  const member = await person({ teams: [{ id: mine, role: 'maintainer' }] })
  expect(namesOf(await as(member, hosts.GET))).toEqual(['seen'])
  expect((await as(member, count.GET)).body).toMatchObject({ count: 1 })
  const late = await idOf('late')
  expect(await as(member, host.GET, { params: { id: late } })).toMatchObject({ status: 404 })
  const body = { team_id: mine, hosts: [Number(late)] }
  expect((await as(member, transfer.POST, { body })).status).toBe(404)
  expect((await as(admin, transfer.POST, { body })).status).toBe(200)
  expect(namesOf(await as(member, hosts.GET))).toEqual(['late', 'seen'])
  expect(await as(admin, transfer.POST, { body: { team_id: 999_999, hosts: [1] } })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'team_id' }] },
  })
})

test('a host shows its exact configuration, and why it has or lacks each query', async () => {
  const id = await idOf('seen')
  const made = await as(admin, labels.POST, { body: { name: 'Some', host_ids: [Number(id)] } })
  const labelId = Number(Object(made.body.label).id)
  const inLabel = await as(admin, labelHosts.GET, { params: { id: String(labelId) } })
  expect(namesOf(inLabel)).toEqual(['seen'])
  await as(admin, packs.POST, { body: { name: 'for some', label_ids: [labelId] } })
  const { body } = await as(admin, config.GET, { params: { id } })
  expect(body).toMatchObject({ config: { options: { pack_delimiter: '/' }, packs: {} } })
  expect(body.bytes).toBe(JSON.stringify(body.config).length)
  const why = await as(admin, explain.GET, { params: { id } })
  expect(why.body.packs).toMatchObject([{ name: 'for some', scheduled: true }])
  const other = await as(admin, explain.GET, { params: { id: await idOf('gone') } })
  expect(Object(other.body.packs)[0].steps).toContainEqual(
    expect.objectContaining({ rule: 'target', outcome: 'failed', detail: 'in none of Some' }),
  )
})

test('a deleted host is gone with its lines, and observers delete none', async () => {
  const id = await idOf('gone')
  const observer = await person({ global_role: 'observer' })
  const params = { id }
  expect((await as(observer, host.DELETE, { params, method: 'DELETE' })).status).toBe(403)
  expect((await as(admin, host.DELETE, { params, method: 'DELETE' })).status).toBe(200)
  expect((await as(admin, host.GET, { params })).status).toBe(404)
  const deeds = await sql<{ type: string }>(
    'work',
    "SELECT type FROM activities WHERE object_name = 'Gone'",
  )
  expect(deeds).toEqual([{ type: 'deleted_hosts' }])
})
