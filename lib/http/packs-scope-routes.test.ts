import { afterAll, beforeAll, expect, test } from 'vitest'
import * as diff from '@/app/api/[version]/fleet/packs/[id]/diff/route'
import * as preview from '@/app/api/[version]/fleet/packs/[id]/preview/route'
import * as revisions from '@/app/api/[version]/fleet/packs/[id]/revisions/route'
import * as rollouts from '@/app/api/[version]/fleet/packs/[id]/rollouts/route'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import * as effect from '@/app/api/[version]/fleet/queries/[id]/effect/route'
import * as query from '@/app/api/[version]/fleet/queries/[id]/route'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import * as specs from '@/app/api/[version]/fleet/spec/packs/[name]/route'
import { sqlDigest } from '@/lib/domain/costs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let member: Person
let packId: number
let savedId: number

const sqlText = 'SELECT * FROM users'

const at = (route: Parameters<typeof call>[0], id: number | string, more: object = {}) =>
  call(route, { token: member.token, params: { id: String(id) }, ...more })
const make = async (route: Parameters<typeof call>[0], body: object, noun: string) => {
  const reply = await call(route, { token: admin.token, body })
  return Number(Object(Object(reply.body)[noun]).id)
}

/** Three hosts of the member's team, seven of another, one of which a pack of the fleet names. */
beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  const [mine, theirs] = [await team('Mine'), await team('Theirs')]
  member = await person({ teams: [{ id: mine, role: 'observer' }] })
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, display_name, platform, team_id)
     SELECT n, 'h' || n, 'Host ' || n, 'linux', CASE WHEN n <= 3 THEN $1::int ELSE $2::int END
     FROM generate_series(1, 10) n`,
    [mine, theirs],
  )
  savedId = await make(queries.POST, { name: 'saved', query: sqlText }, 'query')
  const content = { host_ids: [1, 2, 3, 4], team_ids: [theirs] }
  const given = {
    name: 'fleet',
    ...content,
    queries: [{ name: 'q', query_id: savedId, interval: 60 }],
  }
  packId = await make(packs.POST, given, 'pack')
})
afterAll(() => database.stop())

test('a pack and its lists count the hosts in view, and name no others', async () => {
  const one = await at(pack.GET, packId)
  const told = { total_hosts_count: 3, hosts_by_revision: [{ revision: null, hosts: 3 }] }
  const hosts = [{ name: 'Host 1' }, { name: 'Host 2' }, { name: 'Host 3' }]
  expect(one.body).toMatchObject({ pack: { ...told, hosts, teams: [], host_ids: [1, 2, 3, 4] } })
  const listed = await call(packs.GET, { token: member.token })
  expect(listed.body).toMatchObject({ packs: [{ ...told, hosts, teams: [] }] })
  const all = await call(pack.GET, { token: admin.token, params: { id: String(packId) } })
  expect(all.body).toMatchObject({ pack: { total_hosts_count: 10, teams: [{ name: 'Theirs' }] } })
})

test('a pack that reaches hosts out of view only is not said to reach nobody', async () => {
  const given = {
    name: 'elsewhere',
    host_ids: [9],
    queries: [{ name: 'q', query: 'SELECT 1', interval: 60 }],
  }
  await make(packs.POST, given, 'pack')
  const reply = await call(packs.GET, { token: member.token, query: 'query=elsewhere' })
  expect(reply.body).toMatchObject({ packs: [{ total_hosts_count: 0, needs: [] }] })
})

test('revisions and differences count the hosts in view, and name no others', async () => {
  const body = { exclude_host_ids: [1, 5], host_ids: [2, 3, 4] }
  await call(pack.PATCH, {
    token: admin.token,
    method: 'PATCH',
    params: { id: String(packId) },
    body,
  })
  const reply = await at(diff.GET, packId)
  expect(reply.body).toMatchObject({ hosts: { gained: 0, lost: 1 } })
  expect(Object(reply.body).names).toEqual({ label: {}, host: { 1: 'Host 1' }, team: {} })
  const first = await at(diff.GET, packId, { query: 'from=0&to=1' })
  expect(Object(first.body).names.team).toEqual({})
  const { body: list } = await at(revisions.GET, packId)
  expect(list).toMatchObject({ revisions: [{ hosts: 0 }, { hosts: 0 }] })
})

test('a preview counts the hosts in view for each query, and their risk', async () => {
  await sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, sql_digest, denylisted)
     SELECT 1, id, $1::uuid, true FROM hosts WHERE id > 3`,
    [sqlDigest(sqlText)],
  )
  const reply = await at(preview.POST, packId, { body: { exclude_host_ids: [] } })
  const seen = { hosts: 2, platforms: { linux: 2 }, denylist_risk: { level: 'low' } }
  expect(reply.body).toMatchObject({ hosts: { matched: 2 }, queries: [seen] })
})

test('the effect of a query counts the hosts in view', async () => {
  const { body } = await at(effect.GET, savedId)
  expect(body).toMatchObject({ packs_count: 1, hosts: 2, online: 0, offline: 2 })
})

test('a query asked of other hosts only has not run as far as the reader can tell', async () => {
  const [campaign] = await sql<{ id: number }>(
    'work',
    `INSERT INTO campaigns (query, query_id, user_id, selected, expires_at, status)
     VALUES ($1, $2, $3, '{}', now(), 'complete') RETURNING id`,
    [sqlText, savedId, admin.viewer.user_id],
  )
  const target = 'INSERT INTO campaign_hosts (campaign_id, host_id) VALUES ($1, $2)'
  await sql('work', target, [campaign?.id, 9])
  expect((await at(query.GET, savedId)).body).toMatchObject({ query: { last_run_at: null } })
  await sql('work', target, [campaign?.id, 2])
  const { body } = await at(query.GET, savedId)
  expect(body).toMatchObject({ query: { last_run_at: expect.any(String) } })
})

test('a spec names no team out of view', async () => {
  const ask = (token: string) => call(specs.GET, { token, params: { name: 'fleet' } })
  expect((await ask(member.token)).body).toMatchObject({ specs: { targets: { teams: [] } } })
  expect((await ask(admin.token)).body).toMatchObject({ specs: { targets: { teams: ['Theirs'] } } })
})

test('what hosts out of view said stays out of the events of a rollout', async () => {
  const params = { id: String(packId) }
  await call(rollouts.POST, { token: admin.token, params, body: { revision: 2, share: 50 } })
  await sql(
    'work',
    `INSERT INTO rollout_events (rollout_id, type, actor_name, details)
     SELECT id, 'tripped', 'Muster', '{"reason": "r", "worst": [{"message": "secret"}], "hosts": {}}'
     FROM rollouts`,
  )
  const { body } = await at(rollouts.GET, packId)
  const [rollout] = Object(body).rollouts
  expect(rollout.events.at(-1)).toMatchObject({ type: 'tripped', details: { reason: 'r' } })
  expect(JSON.stringify(body)).not.toContain('secret')
  const whole = await call(rollouts.GET, { token: admin.token, params })
  expect(JSON.stringify(whole.body)).toContain('secret')
})
