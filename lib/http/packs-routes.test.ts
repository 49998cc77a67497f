import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as exported from '@/app/api/[version]/fleet/packs/[id]/export/route'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as scheduled from '@/app/api/[version]/fleet/packs/[id]/scheduled/route'
import * as packById from '@/app/api/[version]/fleet/packs/id/[id]/route'
import * as imported from '@/app/api/[version]/fleet/packs/import/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import * as scheduledOne from '@/app/api/[version]/fleet/packs/schedule/[id]/route'
import * as schedule from '@/app/api/[version]/fleet/packs/schedule/route'
import * as query from '@/app/api/[version]/fleet/queries/[id]/route'
import * as queries from '@/app/api/[version]/fleet/queries/route'
import * as validate from '@/app/api/[version]/fleet/queries/validate/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'
import { threeHosts } from '@/lib/testing/three-hosts'

let database: TestDatabase
let admin: Person
let observer: Person
let allHosts: number

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  observer = await person({ global_role: 'observer' })
  allHosts = await threeHosts()
})
afterAll(() => database.stop())

type Reply = { status: number; body: Record<string, never> }
const as = (who: Person, route: Parameters<typeof call>[0], more: object = {}): Promise<Reply> =>
  call(route, { token: who.token, ...more })
const create = (body: object) => as(admin, packs.POST, { body })
const idOf = (reply: Reply): string => String(Object(reply.body.pack).id)

test('a pack is made with its targets, counts whom it reaches, and its name is taken once', async () => {
  const made = await create({ name: 'base', platform: 'macos', label_ids: [allHosts] })
  expect(made.status).toBe(200)
  expect(made.body.pack).toMatchObject({
    platform: 'darwin',
    label_ids: [allHosts],
    labels: [{ id: allHosts, name: 'All Hosts' }],
    revision: 1,
    disabled: false,
    query_count: 0,
    total_hosts_count: 1,
  })
  expect(await create({ name: 'base' })).toMatchObject({
    status: 409,
    body: { errors: [{ name: 'name' }] },
  })
  expect(await create({ name: 'lost', label_ids: [999_999] })).toMatchObject({
    status: 422,
    body: { errors: [{ name: 'label_ids' }] },
  })
  expect(await create({ name: 'extra', nonsense: 1 })).toMatchObject({ status: 422 })
  expect((await as(admin, packs.GET, { query: 'query=lost' })).body.count).toBe(0)
})

test('a patch leaves what is absent or null, clears what is empty, and writes a revision', async () => {
  const id = idOf(await create({ name: 'patched', label_ids: [allHosts], description: 'first' }))
  const params = { id }
  const left = await as(admin, pack.PATCH, { params, body: { description: null }, method: 'PATCH' })
  expect(left.body.pack).toMatchObject({ description: 'first', revision: 1 })
  const cleared = await as(admin, pack.PATCH, { params, body: { label_ids: [] }, method: 'PATCH' })
  expect(cleared.body.pack).toMatchObject({ label_ids: [], revision: 2, total_hosts_count: 0 })
  const revisions = await sql<{ number: number }>(
    'work',
    'SELECT number FROM pack_revisions WHERE pack_id = $1 ORDER BY number',
    [Number(id)],
  )
  expect(revisions.map(({ number }) => number)).toEqual([1, 2])
})

test('a query is scheduled from the library or inline; wrong fields are named', async () => {
  const id = Number(idOf(await create({ name: 'scheduling' })))
  const saved = await as(admin, queries.POST, {
    body: { name: 'users', query: 'SELECT * FROM users' },
  })
  const queryId = Number(Object(saved.body.query).id)
  const added = await as(admin, schedule.POST, {
    body: { pack_id: id, query_id: queryId, interval: 60, snapshot: true },
  })
  expect(added.body.scheduled).toMatchObject({ name: 'users', query: 'SELECT * FROM users' })
  const again = await as(admin, schedule.POST, {
    body: { pack_id: id, query_id: queryId, interval: 90 },
  })
  expect(again.body.scheduled).toMatchObject({ name: 'users-1', interval: 90 })
  const wrong = await as(admin, schedule.POST, {
    body: { pack_id: id, query_id: queryId, interval: 0 },
  })
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ name: 'interval' }] } })
  const inUse = await as(admin, query.DELETE, { params: { id: 'users' }, method: 'DELETE' })
  expect(inUse.status).toBe(409)
  const own = { id: String(Object(added.body.scheduled).id) }
  const inline = await as(admin, scheduledOne.PATCH, {
    params: own,
    method: 'PATCH',
    body: { query: 'SELECT 1', denylist: false },
  })
  expect(inline.body.scheduled).toMatchObject({
    query: 'SELECT 1',
    query_id: null,
    denylist: false,
  })
  await as(admin, scheduledOne.DELETE, { params: own, method: 'DELETE' })
  const left = await as(admin, scheduled.GET, { params: { id: String(id) } })
  expect(left.body.scheduled).toMatchObject([{ name: 'users-1' }])
})

test('a pack goes by name or by id; what is gone is not found', async () => {
  const first = idOf(await create({ name: 'goes by name' }))
  const second = idOf(await create({ name: 'goes by id' }))
  expect(
    await as(admin, pack.DELETE, { params: { id: 'goes by name' }, method: 'DELETE' }),
  ).toMatchObject({ status: 200 })
  expect(
    await as(admin, packById.DELETE, { params: { id: second }, method: 'DELETE' }),
  ).toMatchObject({
    status: 200,
  })
  for (const id of [first, second])
    expect(await as(admin, pack.GET, { params: { id } })).toMatchObject({ status: 404 })
})

test('observers read packs and change none; a team sees its own and the fleet’s', async () => {
  const mine = await team()
  const other = await team()
  const member = await person({ teams: [{ id: mine, role: 'maintainer' }] })
  const own = await as(member, packs.POST, { body: { name: 'of my team', team_id: mine } })
  expect(own.status).toBe(200)
  expect(
    await as(member, packs.POST, { body: { name: 'not mine', team_id: other } }),
  ).toMatchObject({
    status: 404,
  })
  expect(await as(member, packs.POST, { body: { name: 'the fleet’s' } })).toMatchObject({
    status: 403,
  })
  const foreign = idOf(await create({ name: 'of another team', team_id: other }))
  expect(await as(member, pack.GET, { params: { id: foreign } })).toMatchObject({ status: 404 })
  const listed = await as(member, packs.GET, { query: 'query=team' })
  expect(listed.body.packs).toMatchObject([{ name: 'of my team' }])
  expect(await as(observer, packs.GET)).toMatchObject({ status: 200 })
  expect(await as(observer, packs.POST, { body: { name: 'no' } })).toMatchObject({ status: 403 })
})

const folder = '../shared/packs'
describe.runIf(existsSync(folder))('C72: the shipped packs', () => {
  const counts = {
    'hardware-monitoring': 17,
    'incident-response': 35,
    'it-compliance': 32,
    'osquery-monitoring': 3,
    'ossec-rootkit': 60,
    'osx-attacks': 74,
    'unwanted-chrome-extensions': 14,
    'vuln-management': 18,
    'windows-attacks': 14,
    'windows-hardening': 39,
  }

  test('import through the API, are saved whole, and export to what imports the same', async () => {
    let total = 0
    for (const [name, count] of Object.entries(counts)) {
      const content = readFileSync(`${folder}/${name}.conf`, 'utf8')
      const body = { content, name, label_ids: [allHosts] }
      const preview = await as(admin, imported.POST, { body: { ...body, dry_run: true } })
      expect(preview.status).toBe(200)
      const saved = await as(admin, imported.POST, { body })
      expect(saved.status).toBe(201)
      const [made] = [...Object(saved.body.packs)]
      expect(made.queries).toHaveLength(count)
      total += made.queries.length
      const response = await exported.GET(
        new Request('http://localhost:3000/x', {
          headers: { authorization: `Bearer ${admin.token}` },
        }),
        { params: Promise.resolve({ version: 'v1', id: String(made.id) }) },
      )
      const again = await as(admin, imported.POST, {
        body: { content: await response.text(), name, dry_run: true },
      })
      const { queries: before } = Object(preview.body.packs)[0]
      expect(Object(again.body.packs)[0].queries).toEqual(before)
    }
    expect(total).toBe(306)
  })
})

test('a file that is no pack is refused with its place, and nothing is saved', async () => {
  const content = '{\n  "queries": {\n    "a": {"query": "SELECT 1", },\n  }\n}'
  const refused = await as(admin, imported.POST, { body: { content, name: 'broken' } })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ name: 'content' }] } })
  expect(String(Object(refused.body).message)).toContain('line 3')
})

test('a query is judged before it is saved', async () => {
  const verdict = await as(observer, validate.POST, {
    body: {
      query: 'SELECT r.key FROM registry r JOIN processes p ON r.path = p.path',
      platforms: ['darwin'],
    },
  })
  expect(verdict.body).toMatchObject({
    valid: true,
    platforms: { darwin: false, linux: false, windows: true },
    warnings: [{ code: 'absent_on_platform' }],
  })
  const wrong = await as(observer, validate.POST, {
    body: { query: 'SELECT pidd\nFROM processes' },
  })
  expect(wrong.body).toMatchObject({ valid: false, errors: [{ line: 1, column: 8 }] })
})
