import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import { editPack, openPack } from '@/lib/domain/packs'
import { createQuery } from '@/lib/domain/queries'
import { editScheduled, listSchedule } from '@/lib/domain/schedules'
import { findConfigurationSource } from '@/lib/store/configuration'
import { sql, transaction } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { inline, packOf } from '@/lib/testing/inline-packs'
import { patient } from '@/lib/testing/patience'
import { admin, call, type Person, person, team } from '@/lib/testing/people'
import { PackPatch } from '@/lib/wire/packs'
import { QueryInput } from '@/lib/wire/queries'

let database: TestDatabase
let owner: Person
beforeAll(async () => {
  database = await testDatabase()
  owner = await person()
})
afterAll(() => database.stop())

const edit = (id: number, patch: object) => editPack(admin, id, PackPatch.parse(patch), '')
const listOf = async (id: number) =>
  (await listSchedule(admin, id)).map(({ id, name, interval }) => ({ id, name, interval }))
async function idsOf(id: number): Promise<[number, number, number]> {
  const [a = 0, b = 0, c = 0] = (await listSchedule(admin, id)).map((query) => query.id)
  return [a, b, c]
}
const served = async (id: number) =>
  (await findConfigurationSource()).packs.find((each) => each.id === id)
async function revisionsOf(id: number): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'work',
    'SELECT count(*)::int AS count FROM pack_revisions WHERE pack_id = $1',
    [id],
  )
  return row?.count ?? 0
}

test('the whole list is saved: ids keep the query through renames, what is missing goes, the order holds', async () => {
  const { id } = await packOf(admin, [inline('a'), inline('b'), inline('c')])
  const [a, b] = await idsOf(id)
  const saved = await edit(id, {
    queries: [
      inline('new'),
      { id: b, ...inline('a', { interval: 90 }) },
      { id: a, ...inline('b') },
    ],
    note: 'a and b change names',
  })
  expect(saved).toMatchObject({
    revision: 2,
    released: 2,
    query_count: 3,
    changed_by: owner.viewer.name,
  })
  expect(await listOf(id)).toEqual([
    { id: expect.any(Number), name: 'new', interval: 60 },
    { id: b, name: 'a', interval: 90 },
    { id: a, name: 'b', interval: 60 },
  ])
  const [revision] = await sql('work', 'SELECT note, summary FROM pack_revisions WHERE number = 2')
  expect(revision).toEqual({
    note: 'a and b change names',
    summary: '1 query added, 1 removed, 2 changed, order changed',
  })
  const [entry] = await sql<{ details: { diff: object } }>(
    'work',
    "SELECT details FROM activities WHERE type = 'edited_pack' ORDER BY id DESC LIMIT 1",
  )
  expect(entry?.details).toMatchObject({ revision: 2, released: 2 })
  expect(entry?.details.diff).toMatchObject({ queries: { changed: [{ id: b }, { id: a }] } })
})

test('unknown keys of an imported query stay through a save of the list', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const [a] = await idsOf(id)
  await sql('work', `UPDATE pack_queries SET extra = '{"author": "me"}' WHERE id = $1`, [a])
  await edit(id, { queries: [{ id: a, ...inline('a', { interval: 61 }) }] })
  const [row] = await sql('work', 'SELECT interval, extra FROM pack_queries WHERE id = $1', [a])
  expect(row).toEqual({ interval: 61, extra: { author: 'me' } })
})

test('each fault of the list is told under the place of its field, and nothing is saved', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const [foreign] = await idsOf((await packOf(admin, [inline('a')])).id)
  const mine = await createQuery(
    admin,
    QueryInput.parse({ name: 'of a team', query: 'SELECT 1', team_id: await team() }),
    '',
  )
  const patched = (queries: object[]) =>
    call(pack.PATCH, {
      token: owner.token,
      method: 'PATCH',
      params: { id: String(id) },
      body: { queries },
    })
  const faults: [object[], string][] = [
    [[inline('a'), { id: foreign, ...inline('b') }], 'queries[1].id'],
    [[inline('a'), inline('b'), inline('c', { interval: 0 })], 'queries[2].interval'],
    [[inline('a', { interval: 604_801 })], 'queries[0].interval'],
    [[inline('a'), inline('a')], 'queries[1].name'],
    [[inline('a'), inline('login_counter')], 'queries[1].name'],
    [[inline('a:b')], 'queries[0].name'],
    [[{ name: 'x', interval: 60 }], 'queries[0].query'],
    [[{ name: 'x', interval: 60, query_id: 999_999 }], 'queries[0].query_id'],
    [[{ name: 'x', interval: 60, query_id: mine.id }], 'queries[0].query_id'],
    [[inline('a', { nonsense: 1 })], 'queries[0].nonsense'],
  ]
  for (const [queries, name] of faults)
    expect(await patched(queries)).toMatchObject({ status: 422, body: { errors: [{ name }] } })
  expect(await listOf(id)).toMatchObject([{ name: 'a' }])
  expect(await revisionsOf(id)).toBe(1)
})

test('a save that fails at its end leaves nothing behind', async () => {
  const { name } = await packOf(admin, [])
  const { id } = await packOf(admin, [inline('a')])
  const refused = edit(id, { queries: [inline('b')], tags: ['x'], name })
  await expect(refused).rejects.toMatchObject({ code: 'conflict', errors: [{ name: 'name' }] })
  expect(await listOf(id)).toMatchObject([{ name: 'a' }])
  expect(await openPack(admin, id)).toMatchObject({ revision: 1, tags: [] })
})

test('a save whose connection dies half-way leaves the pack as it was', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const waiting = () =>
    sql<{ pid: number }>(
      'work',
      `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'
         AND application_name = 'muster people' AND datname = current_database()`,
    )
  await transaction('work', async (tx) => {
    await tx.sql('SELECT 1 FROM settings FOR UPDATE')
    const saving = edit(id, { queries: [inline('b')], tags: ['x'] }).catch((error) => error)
    const pid = await vi.waitFor(async () => {
      const [row] = await waiting()
      if (!row) throw new Error('The save does not wait yet')
      return row.pid
    }, patient)
    await sql('work', 'SELECT pg_terminate_backend($1)', [pid])
    expect(await saving).toBeInstanceOf(Error)
  })
  expect(await listOf(id)).toMatchObject([{ name: 'a' }])
  expect(await openPack(admin, id)).toMatchObject({ revision: 1, tags: [] })
  expect(await edit(id, { queries: [inline('b')] })).toMatchObject({ revision: 2 })
})

test('of many saves from the same revision at once exactly one is taken', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const tries = await Promise.allSettled(
    Array.from({ length: 6 }, (_, index) =>
      edit(id, { queries: [inline(`q${index}`)], base_revision: 1 }),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const each of tries)
    if (each.status === 'rejected')
      expect(each.reason).toMatchObject({ code: 'conflict', errors: [{ name: 'base_revision' }] })
  expect(await revisionsOf(id)).toBe(2)
})

test('what no host could notice makes no revision; a rename still raises the configuration', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const [a] = await idsOf(id)
  const version = async () => (await findConfigurationSource()).version
  const before = await version()
  await edit(id, { description: 'why', tags: ['x', 'y'] })
  await edit(id, { queries: [{ id: a, ...inline('a') }], label_ids: [], base_revision: 1 })
  expect(await version()).toBe(before)
  await edit(id, { name: 'renamed' })
  expect(await version()).toBe(before + 1)
  expect((await served(id))?.name).toBe('renamed')
  expect(await openPack(admin, id)).toMatchObject({ revision: 1, tags: ['x', 'y'] })
})

test('one query changed to what it is already makes no revision', async () => {
  const { id } = await packOf(admin, [inline('a')])
  const [a] = await idsOf(id)
  await editScheduled(admin, a, { interval: 60 }, '')
  expect(await revisionsOf(id)).toBe(1)
  await editScheduled(admin, a, { interval: 61 }, '')
  expect(await revisionsOf(id)).toBe(2)
})

test('two packs whose full names would be one are refused, whichever is saved last', async () => {
  await packOf(admin, [inline('b/c')], { name: 'x' })
  await expect(packOf(admin, [inline('c')], { name: 'x/b' })).rejects.toMatchObject({
    code: 'conflict',
  })
  const { id } = await packOf(admin, [], { name: 'x/b' })
  await expect(edit(id, { queries: [inline('c')] })).rejects.toMatchObject({ code: 'conflict' })
})

test('a maintainer of one team touches no pack of another, and an observer none at all', async () => {
  const [mine, other] = [await team(), await team()]
  const member = await person({ teams: [{ id: mine, role: 'maintainer' }] })
  const observer = await person({ global_role: 'observer' })
  const { id } = await packOf(admin, [inline('a')], { team_id: other })
  const params = { id: String(id) }
  const body = { queries: [] }
  const asMember = await call(pack.PATCH, { token: member.token, method: 'PATCH', params, body })
  expect(asMember.status).toBe(404)
  const asObserver = await call(pack.PATCH, {
    token: observer.token,
    method: 'PATCH',
    params,
    body,
  })
  expect(asObserver.status).toBe(403)
  const own = await call(packs.POST, {
    token: member.token,
    body: { name: 'own', team_id: mine, queries: [inline('a')], tags: ['B', 'a'], note: 'first' },
  })
  expect(own.body).toMatchObject({
    pack: { query_count: 1, tags: ['a', 'b'], changed_by: member.viewer.name },
  })
})

test('500 queries renamed and turned round at once keep their ids', async () => {
  const { id } = await packOf(
    admin,
    Array.from({ length: 500 }, (_, index) => inline(`q${index}`)),
  )
  const turned = (await listSchedule(admin, id)).reverse()
  await edit(id, { queries: turned.map(({ id, name }) => ({ ...inline(`${name}x`), id })) })
  expect((await listSchedule(admin, id)).map(({ id, name }) => ({ id, name }))).toEqual(
    turned.map(({ id, name }) => ({ id, name: `${name}x` })),
  )
})
