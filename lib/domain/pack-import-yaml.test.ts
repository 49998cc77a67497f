import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as exported from '@/app/api/[version]/fleet/packs/[id]/export/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { importDoor } from '@/lib/testing/pack-imports'
import { type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let allHosts: number

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  const [label] = await sql<{ id: number }>(
    'work',
    "SELECT id FROM labels WHERE name = 'All Hosts'",
  )
  allHosts = label?.id ?? 0
})
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
})
afterAll(() => database.stop())

const { ok, refused, preview } = importDoor(() => admin)
const rowsOf = (name: string) =>
  sql<{ id: number; name: string; query: string; interval: number; revision: number }>(
    'work',
    `SELECT q.id, q.name, coalesce(q.query, s.query) AS query, q.interval, p.revision FROM packs p
     JOIN pack_queries q ON q.pack_id = p.id LEFT JOIN queries s ON s.id = q.query_id
     WHERE p.name = $1 ORDER BY q.position`,
    [name],
  )

const yaml = `kind: query
spec: {name: users, query: SELECT * FROM users, description: Who}
---
kind: pack
spec:
  name: fleet
  description: From Fleet
  version: 5.10
  shard: 50
  discovery: [SELECT 1]
  tags: [Base]
  disabled: true
  targets: {labels: [All Hosts, Nowhere]}
  queries:
    - {query: users, interval: 60}
    - {query: users, name: often, interval: 10, snapshot: true}
    - {query: missing, interval: 60}
  owner: Ada
`
const exportOf = async (id: number, format: string) => {
  const request = new Request(`http://localhost:3000/x?format=${format}`, {
    headers: { authorization: `Bearer ${admin.token}` },
  })
  const response = await exported.GET(request, {
    params: Promise.resolve({ version: 'v1', id: String(id) }),
  })
  expect(response.status).toBe(200)
  return response.text()
}

test('brings packs with their library queries and targets; what names nothing is told', async () => {
  const reply = await ok({ content: yaml })
  expect(reply).toMatchObject({
    files: [{ format: 'yaml' }],
    library: [{ name: 'users', status: 'new', outcome: 'created' }],
    library_counts: { queries: 1, new: 1 },
    undo: { packs: [{ before: null }] },
  })
  const [pack] = reply.packs
  expect(pack?.warnings.map(({ code }) => code)).toEqual(['unknown_query', 'unknown_target'])
  const [stored] = await sql('work', 'SELECT * FROM packs')
  expect(stored).toMatchObject({ version: '5.10', shard: 50, disabled: true, tags: ['base'] })
  const targets = await sql('work', 'SELECT kind, object_id FROM pack_targets')
  expect(targets).toEqual([{ kind: 'label', object_id: allHosts }])
  const library = await sql('work', 'SELECT name, query FROM queries')
  expect(library).toEqual([{ name: 'users', query: 'SELECT * FROM users' }])
})

test.each(['yaml', 'osquery'])(
  'what is exported as %s imports as the same pack',
  async (format) => {
    const first = await ok({ content: yaml })
    const id = first.packs[0]?.id ?? 0
    const content = await exportOf(id, format)
    const again = await preview({ content, ...(format === 'osquery' ? { name: 'fleet' } : {}) })
    expect(again.counts).toEqual({
      queries: 2,
      new: 0,
      identical: 2,
      conflict: 0,
      runs_nowhere: 0,
    })
    expect(again.packs[0]).toMatchObject({
      description: 'From Fleet',
      version: '5.10',
      shard: 50,
      discovery: ['SELECT 1'],
    })
    expect(content).toContain('owner')
    if (format === 'yaml') expect(again.library).toMatchObject([{ status: 'identical' }])
  },
)

test('a library query with other SQL needs a decision; replacing it tells its packs', async () => {
  await ok({ content: yaml })
  const other = yaml
    .replace('SELECT * FROM users', 'SELECT uid FROM users')
    .replace('name: fleet', 'name: two')
  const failed = await refused({ content: other })
  expect(failed).toMatchObject({ status: 409, errors: [{ name: 'choices.library.users' }] })
  expect(failed.message).toContain('1 pack schedules it')
  await ok({ content: other, choices: { library: { users: { action: 'rename' } } } })
  expect((await rowsOf('two'))[0]?.query).toBe('SELECT uid FROM users')
  expect((await rowsOf('fleet'))[0]).toMatchObject({ query: 'SELECT * FROM users', revision: 1 })
  const third = other.replace('name: two', 'name: three')
  await ok({ content: third, choices: { library: { users: { action: 'replace' } } } })
  expect((await rowsOf('fleet'))[0]).toMatchObject({
    query: 'SELECT uid FROM users',
    revision: 2,
  })
})
