import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as undoRoute from '@/app/api/[version]/fleet/packs/import/undo/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { importDoor, packText, queryEntry } from '@/lib/testing/pack-imports'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
beforeEach(async () => {
  await sql('work', 'DELETE FROM packs')
  await sql('work', 'DELETE FROM queries')
})
afterAll(() => database.stop())

const { ok } = importDoor(() => admin)
const q = queryEntry
const undo = (body: unknown, who = admin): Promise<{ status: number; body: unknown }> =>
  call(undoRoute.POST, { token: who.token, body })

const rows = (name: string) =>
  sql(
    'work',
    `SELECT q.id, q.name, coalesce(q.query, s.query) AS query, q.interval, p.description, p.extra
     FROM packs p JOIN pack_queries q ON q.pack_id = p.id LEFT JOIN queries s ON s.id = q.query_id
     WHERE p.name = $1 ORDER BY q.position`,
    [name],
  )

const yaml = (sqlText: string, pack: string) => `kind: query
spec: {name: users, query: ${sqlText}}
---
kind: pack
spec: {name: ${pack}, description: ${sqlText}, queries: [{query: users, interval: 60}], owner: Ada}
`

test('packs and library queries that an import made are gone again', async () => {
  const reply = await ok({ content: yaml('SELECT 1', 'one'), disabled: true })
  expect(await undo(reply.undo)).toMatchObject({ status: 200, body: { deleted: 1, restored: 0 } })
  expect(await sql('work', 'SELECT 1 FROM packs UNION ALL SELECT 1 FROM queries')).toEqual([])
})

test('what an import replaced is as it was, unknown keys and ids too', async () => {
  await ok({ content: yaml('SELECT 1', 'one'), disabled: true })
  await ok({
    name: 'two',
    content: packText({ a: q('SELECT 2'), b: q('SELECT 3') }),
    disabled: true,
  })
  const before = [await rows('one'), await rows('two')]
  const choices = {
    packs: { one: { action: 'replace' }, two: { action: 'merge' } },
    queries: { two: { a: { action: 'replace' } } },
    library: { users: { action: 'rename' } },
  }
  const files = [
    { content: yaml('SELECT 9', 'one').replace('Ada', 'Bob') },
    { name: 'two', content: packText({ a: q('SELECT 8'), c: q('SELECT 7') }) },
  ]
  const reply = await ok({ files, choices })
  expect(await rows('one')).toMatchObject([{ query: 'SELECT 9', extra: { owner: 'Bob' } }])
  expect(await rows('two')).toHaveLength(3)
  expect(await undo(reply.undo)).toMatchObject({ status: 200, body: { deleted: 0, restored: 2 } })
  expect([await rows('one'), await rows('two')]).toEqual(before)
  expect(await sql('work', 'SELECT name FROM queries')).toEqual([{ name: 'users' }])
})

test('it is refused once somebody changed the pack, and then nothing is undone', async () => {
  const files = ['a', 'b'].map((name) => ({ name, content: packText({ x: q('SELECT 1') }) }))
  const reply = await ok({ files, disabled: true })
  const id = String(reply.packs[1]?.id)
  await call(pack.PATCH, {
    token: admin.token,
    params: { id },
    method: 'PATCH',
    body: { shard: 5 },
  })
  expect(await undo(reply.undo)).toMatchObject({
    status: 409,
    body: { message: 'The import cannot be undone: "b" was changed since, to revision 2' },
  })
  expect(await sql('work', 'SELECT 1 FROM packs')).toHaveLength(2)
})

test('it is refused once a host has got it, and not offered for packs that are on', async () => {
  const content = packText({ x: q('SELECT 1') })
  expect((await ok({ name: 'on', content })).undo).toBeNull()
  const reply = await ok({ name: 'off', content, disabled: true })
  const id = reply.packs[0]?.id
  await sql(
    'work',
    `WITH made AS (INSERT INTO renderings (hash, body, expected_config_hash, etag_config_hash, names)
       VALUES ('h', '{}', 'e', 'e', '{}') RETURNING hash)
     INSERT INTO rendering_packs (rendering_hash, pack_id, revision) SELECT hash, $1, 1 FROM made`,
    [id],
  )
  expect(await undo(reply.undo)).toMatchObject({
    status: 409,
    body: { message: 'The import cannot be undone: hosts already have "off"' },
  })
})

test('it is refused once another pack took up a library query that it changed', async () => {
  await sql('work', "INSERT INTO queries (name, query) VALUES ('users', 'SELECT 1')")
  const choices = { library: { users: { action: 'replace' } } }
  const reply = await ok({ content: yaml('SELECT 2', 'one'), disabled: true, choices })
  await sql(
    'work',
    `WITH other AS (INSERT INTO packs (name) VALUES ('other') RETURNING id)
     INSERT INTO pack_queries (pack_id, position, name, query_id, interval)
     SELECT other.id, 0, 'u', q.id, 60 FROM other, queries q`,
  )
  expect(await undo(reply.undo)).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('"users" is scheduled by another pack now') },
  })
  expect(await sql('work', 'SELECT query FROM queries')).toEqual([{ query: 'SELECT 2' }])
})

test('observers undo nothing', async () => {
  const content = packText({ x: q('SELECT 1') })
  const reply = await ok({ name: 'mine', content, disabled: true })
  const observer = await person({ global_role: 'observer' })
  expect(await undo(reply.undo, observer)).toMatchObject({ status: 403 })
})
