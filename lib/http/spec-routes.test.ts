import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as scheduled from '@/app/api/[version]/fleet/packs/[id]/scheduled/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import * as labelSpec from '@/app/api/[version]/fleet/spec/labels/[name]/route'
import * as labelSpecs from '@/app/api/[version]/fleet/spec/labels/route'
import * as packSpec from '@/app/api/[version]/fleet/spec/packs/[name]/route'
import * as packSpecs from '@/app/api/[version]/fleet/spec/packs/route'
import * as querySpec from '@/app/api/[version]/fleet/spec/queries/[name]/route'
import * as querySpecs from '@/app/api/[version]/fleet/spec/queries/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let observer: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  observer = await person({ global_role: 'observer' })
  await team('Workstations')
  await sql(
    'work',
    `INSERT INTO hosts (hostname, uuid, platform) VALUES ('one', 'u-1', 'linux'),
       ('two', 'u-2', 'linux'), ('same', 'u-3', 'linux'), ('same', 'u-4', 'linux')`,
  )
})
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
  await sql('work', "DELETE FROM labels WHERE kind <> 'builtin'")
})
afterAll(() => database.stop())

type Route = Parameters<typeof call>[0]
type Reply = { status: number; body: Record<string, never> }
const get = (route: Route, name?: string, who = admin): Promise<Reply> =>
  call(route, { token: who.token, ...(name === undefined ? {} : { params: { name } }) })
const apply = (route: Route, specs: object[], who = admin): Promise<Reply> =>
  call(route, { token: who.token, body: { specs } })

const users = { name: 'users', query: 'SELECT * FROM users', description: 'Who' }
const base = {
  name: 'base',
  description: 'From a file',
  platform: 'darwin',
  disabled: false,
  targets: { labels: ['All Hosts'], teams: ['Workstations'] },
  queries: [
    { query: 'users', name: 'users', interval: 60, snapshot: true, removed: null, shard: null },
    { query: 'users', name: 'users often', interval: 10, denylist: false },
    { name: 'own', sql: 'SELECT 1', interval: 3600 },
  ],
}

describe('packs', () => {
  beforeEach(async () => {
    expect((await apply(querySpecs.POST, [users])).status).toBe(200)
  })

  test('are what their specs say, and listed as they were given', async () => {
    expect(await apply(packSpecs.POST, [base])).toMatchObject({ status: 200, body: {} })
    const { body } = await get(packSpec.GET, 'base')
    expect(body.specs).toMatchObject({
      ...{ name: 'base', description: 'From a file', platform: 'darwin', disabled: false },
      targets: { labels: ['All Hosts'], teams: ['Workstations'], exclude_labels: [] },
      queries: [
        { query: 'users', name: 'users', interval: 60, snapshot: true, removed: true, shard: null },
        { query: 'users', name: 'users often', interval: 10, denylist: false },
        { query: 'own', name: 'own', sql: 'SELECT 1', interval: 3600 },
      ],
    })
    const all = await get(packSpecs.GET)
    expect(all.body.specs).toEqual([body.specs])
    const entries = await sql<{ type: string }>(
      'work',
      "SELECT type FROM activities WHERE type LIKE 'applied_spec%' ORDER BY id DESC LIMIT 2",
    )
    expect(entries.map(({ type }) => type)).toEqual([
      'applied_spec_pack',
      'applied_spec_saved_query',
    ])
  })

  test('a list that is applied again as it was given changes nothing', async () => {
    await apply(packSpecs.POST, [base])
    const [listed] = [...Object((await get(packSpecs.GET)).body.specs)]
    expect((await apply(packSpecs.POST, [listed])).status).toBe(200)
    const [pack] = await sql('work', 'SELECT revision FROM packs')
    expect(pack).toEqual({ revision: 1 })
  })

  test('the list of queries is replaced by names, which keep their ids; host targets stay', async () => {
    const [host] = await sql<{ id: number }>('work', "SELECT id FROM hosts WHERE uuid = 'u-1'")
    await apply(packSpecs.POST, [{ ...base, version: '5.0.0' }])
    const [pack] = await sql<{ id: number }>('work', 'SELECT id FROM packs')
    await sql(
      'work',
      "INSERT INTO pack_targets (pack_id, kind, object_id) VALUES ($1, 'host', $2)",
      [pack?.id, host?.id],
    )
    const rowsOf = async () => {
      const reply: Reply = await call(scheduled.GET, {
        token: admin.token,
        params: { id: String(pack?.id) },
      })
      return [...Object(reply.body.scheduled)]
    }
    const before = await rowsOf()
    const queries = [{ name: 'own', sql: 'SELECT 2', interval: 60 }]
    await apply(packSpecs.POST, [{ name: 'base', targets: null, queries }])
    expect(await rowsOf()).toMatchObject([{ id: before[2].id, query: 'SELECT 2' }])
    const [after] = await sql('work', 'SELECT version, revision FROM packs')
    expect(after).toEqual({ version: '5.0.0', revision: 2 })
    const targets = await sql('work', 'SELECT kind, object_id FROM pack_targets')
    expect(targets).toEqual([{ kind: 'host', object_id: host?.id }])
  })

  test('names of nothing are refused by their path, and nothing is applied', async () => {
    const wrong = {
      ...base,
      name: 'second',
      targets: { labels: ['All Hosts', 'Nowhere'], teams: ['Nobody'] },
      queries: [
        { query: 'users', interval: 60 },
        { query: 'none', interval: 60 },
      ],
    }
    const failed = await apply(packSpecs.POST, [base, wrong])
    expect(failed).toMatchObject({
      status: 422,
      body: {
        errors: [
          { name: 'specs[1].targets.labels[1]', reason: 'there is no label "Nowhere"' },
          { name: 'specs[1].targets.teams[0]' },
          { name: 'specs[1].queries[1].query', reason: 'there is no query "none"' },
        ],
      },
    })
    expect(await sql('work', 'SELECT 1 FROM packs')).toEqual([])
    const odd = { ...base, queries: [{ query: 'users', interval: 0 }], color: 'red' }
    expect(await apply(packSpecs.POST, [odd, odd])).toMatchObject({
      status: 422,
      body: {
        errors: expect.arrayContaining([{ name: 'specs[0].color', reason: expect.any(String) }]),
      },
    })
    expect(await apply(packSpecs.POST, [base, base])).toMatchObject({
      status: 422,
      body: { errors: [{ name: 'specs[1].name', reason: 'is given twice' }] },
    })
  })

  test('observers read and apply nothing; a team neither sees nor touches another’s', async () => {
    await apply(packSpecs.POST, [base])
    expect((await get(packSpecs.GET, undefined, observer)).status).toBe(200)
    expect((await apply(packSpecs.POST, [base], observer)).status).toBe(403)
    const [mine, other] = [await team(), await team()]
    const member = await person({ teams: [{ id: mine, role: 'maintainer' }] })
    await call(packs.POST, { token: admin.token, body: { name: 'theirs', team_id: other } })
    expect((await get(packSpec.GET, 'theirs', member)).status).toBe(404)
    const taken = await apply(packSpecs.POST, [{ name: 'theirs', queries: [] }], member)
    expect(taken.status).toBe(404)
  })
})

describe('queries', () => {
  test('are declared by name and team; packs that schedule one get its SQL', async () => {
    await apply(querySpecs.POST, [users, { ...users, team: 'Workstations', query: 'SELECT 2' }])
    await apply(packSpecs.POST, [base])
    await apply(querySpecs.POST, [{ ...users, query: 'SELECT 3', interval: 0 }])
    const { body } = await get(querySpec.GET, 'users')
    expect(body.specs).toMatchObject({ name: 'users', query: 'SELECT 3', team: '', interval: 0 })
    const all = await get(querySpecs.GET)
    expect(all.body.specs).toMatchObject([
      { team: '' },
      { team: 'Workstations', query: 'SELECT 2' },
    ])
    expect(await sql('work', 'SELECT revision FROM packs')).toEqual([{ revision: 2 }])
  })

  test('a schedule of its own and teams of nothing are refused by their path', async () => {
    const scheduledOne = { ...users, interval: 3600 }
    expect(await apply(querySpecs.POST, [scheduledOne])).toMatchObject({
      status: 422,
      body: { errors: [{ name: 'specs[0].interval', reason: expect.stringContaining('packs') }] },
    })
    expect(await apply(querySpecs.POST, [users, { ...users, team: 'Nobody' }])).toMatchObject({
      status: 422,
      body: { errors: [{ name: 'specs[1].team', reason: 'there is no team "Nobody"' }] },
    })
    expect((await get(querySpec.GET, 'users')).status).toBe(404)
  })
})

describe('labels', () => {
  const macs = { name: 'Macs', query: 'SELECT 1', platform: 'darwin' }
  const list = { name: 'Listed', label_membership_type: 'manual', hosts: ['one', 'u-3'] }

  test('are declared by SQL or by hosts, and listed as they were given', async () => {
    expect((await apply(labelSpecs.POST, [macs, list])).status).toBe(200)
    const { body } = await get(labelSpec.GET, 'Listed')
    expect(body.specs).toMatchObject({ label_type: 'regular', query: '', hosts: ['one', 'u-3'] })
    const all = [...Object((await get(labelSpecs.GET)).body.specs)]
    expect((await apply(labelSpecs.POST, all)).status).toBe(200)
    await apply(labelSpecs.POST, [{ ...list, hosts: ['two'] }])
    expect((await get(labelSpec.GET, 'Listed')).body.specs).toMatchObject({ hosts: ['two'] })
  })

  test('what is built in, unknown or ambiguous is refused by its path', async () => {
    const specs = [
      { name: 'All Hosts', query: 'SELECT 5' },
      { ...macs, hosts: ['one'] },
      { ...list, hosts: ['nobody', 'same'] },
    ]
    expect(await apply(labelSpecs.POST, specs)).toMatchObject({
      status: 422,
      body: {
        errors: [
          { name: 'specs[0].name' },
          { name: 'specs[1].hosts' },
          { name: 'specs[2].hosts[0]', reason: 'there is no host "nobody"' },
          { name: 'specs[2].hosts[1]', reason: '"same" is 2 hosts; give the uuid' },
        ],
      },
    })
    expect((await get(labelSpec.GET, 'Macs')).status).toBe(404)
    expect((await apply(labelSpecs.POST, [macs], observer)).status).toBe(403)
  })
})
