import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as previews from '@/app/api/[version]/fleet/packs/[id]/preview/route'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as newPreviews from '@/app/api/[version]/fleet/packs/preview/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import { Configuration } from '@/lib/domain/configuration'
import { sqlDigest } from '@/lib/domain/costs'
import { largestConfigurations } from '@/lib/domain/pack-preview-bytes'
import { detailFor } from '@/lib/domain/pack-reach'
import { sql } from '@/lib/store/db'
import { anyHost, anyPacks } from '@/lib/testing/any-packs'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { hostMasks } from '@/lib/testing/host-masks'
import { call, type Person, person, team } from '@/lib/testing/people'
import { PackPreview } from '@/lib/wire/pack-preview'

let database: TestDatabase
let admin: Person
let mine: number
let allHosts: number
let finance: number

const labelId = async (name: string) =>
  (await sql<{ id: number }>('work', 'SELECT id FROM labels WHERE name = $1', [name]))[0]?.id ?? 0

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  mine = await team('Mine')
  await sql('work', "INSERT INTO labels (name, kind) VALUES ('Finance', 'manual')")
  allHosts = await labelId('All Hosts')
  finance = await labelId('Finance')
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, display_name, platform, osquery_version, team_id)
     SELECT n, 'h' || n, 'Host ' || n, (ARRAY['linux', 'darwin', 'windows'])[1 + n % 3],
       CASE WHEN n <= 10 THEN '5.9.1' ELSE '5.23.1' END, CASE WHEN n <= 6 THEN $1::int END
     FROM generate_series(1, 30) n`,
    [mine],
  )
  await sql(
    'work',
    `INSERT INTO label_verdicts (label_id, host_id, member)
     SELECT $1::int, id, true FROM hosts UNION ALL SELECT $2, id, id <= 12 FROM hosts`,
    [allHosts, finance],
  )
})
afterAll(() => database.stop())

const make = async (body: object): Promise<number> => {
  const made = await call(packs.POST, { token: admin.token, body })
  return Number(Object(Object(made.body).pack).id)
}
const ask = (id: number, body: object, token = admin.token) =>
  call(previews.POST, { token, body, params: { id: String(id) } })
const preview = async (id: number, body: object, token = admin.token) =>
  PackPreview.parse((await ask(id, body, token)).body)

const users = { name: 'users', query: 'SELECT * FROM users', interval: 3600, snapshot: true }

test('hosts gained and lost are named, and add up by platform and version', async () => {
  const id = await make({ name: 'finance', label_ids: [finance], queries: [users] })
  const same = await preview(id, {})
  expect(same.hosts).toMatchObject({ before: 12, matched: 12, gained: 0, lost: 0, cohort: null })
  const { hosts } = await preview(id, { label_ids: [allHosts], exclude_host_ids: [1, 2] })
  expect(hosts).toMatchObject({ before: 12, matched: 28, gained: 18, lost: 2 })
  expect(hosts.by_platform).toEqual({ darwin: 9, linux: 10, windows: 9 })
  expect(hosts.by_version).toEqual([
    { version: '5.23.1', hosts: 20, gained: 18, lost: 0 },
    { version: '5.9.1', hosts: 8, gained: 0, lost: 2 },
  ])
  expect(hosts.lost_sample).toEqual([
    { id: 1, display_name: 'Host 1' },
    { id: 2, display_name: 'Host 2' },
  ])
  expect(hosts.gained_sample).toHaveLength(10)
})

test('what a reader may not see is neither counted nor named', async () => {
  const id = await make({ name: 'scoped', label_ids: [finance], queries: [users] })
  const member = await person({ teams: [{ id: mine, role: 'observer' }] })
  const { hosts } = await preview(id, { label_ids: [], host_ids: [2, 20] }, member.token)
  expect(hosts).toMatchObject({ before: 6, matched: 1, gained: 0, lost: 5 })
  expect(hosts.lost_sample.map(({ id: host }) => host)).toEqual([1, 3, 4, 5, 6])
})

test('a pack that is off reaches nobody, and says whom it would', async () => {
  const id = await make({ name: 'off', label_ids: [finance], queries: [users] })
  const { hosts } = await preview(id, { disabled: true })
  expect(hosts).toMatchObject({ before: 12, matched: 0, lost: 12, if_enabled: 12 })
})

test('each query tells who runs it, where a table is missing, and what it costs', async () => {
  const queries = [
    users,
    { name: 'registry', query: 'SELECT * FROM registry WHERE key = 1', interval: 60 },
    { name: 'mac', query: 'SELECT * FROM launchd', interval: 60, platform: 'darwin' },
    { name: 'new agents', query: 'SELECT 1', interval: 60, version: '5.20.0' },
    { name: 'mistake', query: 'SELECT *\nFROM usr', interval: 60 },
  ]
  const reply = await preview(await make({ name: 'each', label_ids: [allHosts] }), { queries })
  const byName = Object.fromEntries(reply.queries.map((query) => [query.name, query]))
  expect(reply.queries.map(({ name, hosts }) => [name, hosts])).toEqual([
    ['users', 30],
    ['registry', 30],
    ['mac', 10],
    ['new agents', 20],
    ['mistake', 30],
  ])
  expect(byName.registry?.missing_on).toEqual([
    { platform: 'darwin', hosts: 10, reason: 'registry does not exist on macOS' },
    { platform: 'linux', hosts: 10, reason: 'registry does not exist on Linux' },
  ])
  expect(byName.mac?.missing_on).toEqual([])
  expect(byName.mistake?.errors).toMatchObject([{ line: 2, column: 6 }])
  expect(byName.users?.estimates).toMatchObject({ basis: 'rule', class: 'minimal' })
  expect(reply.estimates.rows_per_day).toBeCloseTo(
    reply.queries.reduce((sum, { estimates }) => sum + estimates.rows_per_day, 0),
  )
  expect(reply.estimates).toMatchObject({ measured: 0, by_rule: 5 })
})

test('the cost of SQL that ran before is the measured one, and so is its risk', async () => {
  const query = 'SELECT path, sha256 FROM hash WHERE path = 1'
  const one = { p50: 10, p95: 500 }
  const cost = {
    ...{ wall_ms: one, cpu_ms: one, user_ms: 5, system_ms: 5, memory_bytes: one },
    ...{ rows_per_run: 2, bytes_per_run: 100, hosts: 4, runs: 40 },
  }
  const digest = sqlDigest(query)
  await sql(
    'work',
    "INSERT INTO sql_costs (sql_digest, platform, cost) VALUES ($1::uuid, '', $2::jsonb)",
    [digest, JSON.stringify(cost)],
  )
  await sql(
    'work',
    `INSERT INTO query_hosts (pack_query_id, host_id, sql_digest, denylisted)
     VALUES (1, 1, $1::uuid, true), (1, 2, $1::uuid, false)`,
    [digest],
  )
  const queries = [{ name: 'hashes', query: `${query} `, interval: 86_400 / 24 }]
  const reply = await preview(await make({ name: 'cost', label_ids: [finance] }), { queries })
  expect(reply.queries[0]?.estimates).toEqual({
    rows_per_day: 2 * 24 * 12,
    bytes_per_day: 100 * 24 * 12,
    agent_seconds_per_day: 12,
    basis: 'measured',
    class: 'minimal',
  })
  expect(reply.queries[0]?.denylist_risk).toEqual({
    level: 'high',
    reason: 'the same SQL was denylisted on 1 host',
  })
})

test('a rollout of a stored revision tells its cohort', async () => {
  const id = await make({ name: 'staged', label_ids: [allHosts], queries: [users] })
  const body = { queries: [users, { ...users, name: 'more' }], release: false }
  await call(pack.PATCH, { token: admin.token, method: 'PATCH', body, params: { id: String(id) } })
  const staged = await preview(id, { revision: 2, label_id: finance })
  expect(staged.hosts).toMatchObject({ matched: 30, gained: 0, lost: 0, cohort: 12 })
  expect(staged.queries.map(({ name, hosts }) => [name, hosts])).toEqual([
    ['users', 12],
    ['more', 12],
  ])
  const share = await preview(id, { revision: 2, share: 50 })
  expect(share.hosts.cohort).toBeGreaterThan(5)
  expect(share.hosts.cohort).toBeLessThan(25)
  expect(await ask(id, { revision: 9 })).toMatchObject({ status: 404 })
})

test('what saving would refuse is refused by the same names, or told', async () => {
  const id = await make({ name: 'refusals', label_ids: [finance] })
  const wrong = [users, { ...users, name: 'b' }, { name: 'c', query: '', interval: 60 }]
  expect(await ask(id, { queries: wrong })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'queries[2].query' }] },
  })
  expect(await ask(id, { label_ids: [9_999] })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'label_ids' }] },
  })
  expect(await ask(id, { queries: [{ name: 'x', query_id: 999, interval: 60 }] })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'queries[0].query_id' }] },
  })
  const long = Array.from({ length: 20 }, (_, at) => ({
    ...{ name: `q${at}`, interval: 60 },
    query: `SELECT '${'x'.repeat(60_000)}'`,
  }))
  const { refusal, config_bytes_max } = await preview(id, { queries: long })
  expect(config_bytes_max).toBeGreaterThan(900_000)
  expect(refusal).toContain('Pack refusals')
})

test('a pack that does not exist yet is previewed beside nothing', async () => {
  const body = { name: 'to come', label_ids: [finance], queries: [users] }
  const reply = await call(newPreviews.POST, { token: admin.token, body })
  const { hosts, queries } = PackPreview.parse(reply.body)
  expect(hosts).toMatchObject({ before: 0, matched: 12, gained: 12, lost: 0 })
  expect(queries).toMatchObject([{ name: 'users', hosts: 12 }])
})

test('the largest configuration is told to the byte', () => {
  const hosts = fc.array(anyHost, { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(anyPacks, hosts, (given, fleet) => {
      const source = { version: 1, organisation: {}, teams: [], labels: [], packs: given }
      const configuration = new Configuration(source)
      const sizes = fleet.map((host) => configuration.renderFor(host, null).body_bytes)
      const masks = hostMasks(fleet, detailFor(given))
      expect(largestConfigurations(configuration, masks, [given])).toEqual([Math.max(...sizes)])
    }),
  )
})
