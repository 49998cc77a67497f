import { afterAll, beforeAll, expect, test } from 'vitest'
import { editPack, openPack } from '@/lib/domain/packs'
import { createQuery, editQuery } from '@/lib/domain/queries'
import { scheduleQuery } from '@/lib/domain/schedules'
import { findConfigurationSource } from '@/lib/store/configuration'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { inline, packOf } from '@/lib/testing/inline-packs'
import { admin, person } from '@/lib/testing/people'
import { PackPatch, ScheduleInput } from '@/lib/wire/packs'
import { QueryInput } from '@/lib/wire/queries'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await person()
})
afterAll(() => database.stop())

const edit = (id: number, patch: object) => editPack(admin, id, PackPatch.parse(patch), '')
const served = async (id: number) =>
  (await findConfigurationSource()).packs.find((each) => each.id === id)
async function startRollout(packId: number): Promise<void> {
  await sql('work', 'UPDATE packs SET released = revision - 1 WHERE id = $1', [packId])
  await sql(
    'work',
    `INSERT INTO rollouts (pack_id, "from", "to", share)
     SELECT id, revision - 1, revision, 10 FROM packs WHERE id = $1`,
    [packId],
  )
}

test('a draft reaches nobody until it is released, and a switch does not let it out', async () => {
  const { id } = await packOf(admin, [inline('a')])
  await edit(id, { queries: [inline('b')], release: false })
  expect(await openPack(admin, id)).toMatchObject({ revision: 2, released: 1 })
  await edit(id, { queries: [inline('c')], release: false })
  expect(await served(id)).toMatchObject({ revision: 1, queries: [{ name: 'a' }] })
  await edit(id, { disabled: true })
  expect(await openPack(admin, id)).toMatchObject({ revision: 4, released: 1 })
  expect(await served(id)).toMatchObject({ revision: 1, disabled: true, queries: [{ name: 'a' }] })
  await edit(id, { description: 'words alone' })
  expect(await openPack(admin, id)).toMatchObject({ released: 1 })
  await edit(id, { release: true })
  expect(await openPack(admin, id)).toMatchObject({ revision: 4, released: 4 })
  expect(await served(id)).toMatchObject({ revision: 4, queries: [{ name: 'c' }] })
})

test('while a rollout is under way every save is a draft, whatever is asked', async () => {
  const { id } = await packOf(admin, [inline('a')])
  await edit(id, { queries: [inline('b')] })
  await startRollout(id)
  const saved = await edit(id, { queries: [inline('c')], release: true })
  expect(saved).toMatchObject({ revision: 3, released: 1, rollout: { from: 1, to: 2, share: 10 } })
  await scheduleQuery(admin, ScheduleInput.parse({ pack_id: id, ...inline('d') }), '')
  expect(await openPack(admin, id)).toMatchObject({ revision: 4, released: 1 })
  await edit(id, { release: true })
  expect(await openPack(admin, id)).toMatchObject({ released: 1 })
  expect(await served(id)).toMatchObject({
    queries: [{ name: 'a' }],
    rollout: { to: { revision: 2, queries: [{ name: 'b' }] } },
  })
})

test('new SQL of a saved query is a revision of each pack with it, a draft where one waits or rolls out', async () => {
  const library = await createQuery(
    admin,
    QueryInput.parse({ name: 'library', query: 'SELECT 1' }),
    '',
  )
  const entry = { name: 'q', query_id: library.id, interval: 60 }
  const free = await packOf(admin, [entry])
  const drafted = await packOf(admin, [entry])
  await edit(drafted.id, { queries: [entry, inline('draft')], release: false })
  const rolling = await packOf(admin, [entry])
  await edit(rolling.id, { queries: [entry, inline('more')] })
  await startRollout(rolling.id)
  await editQuery(admin, library.id, { query: 'SELECT 2' }, '')
  expect(await openPack(admin, free.id)).toMatchObject({ revision: 2, released: 2 })
  expect(await served(free.id)).toMatchObject({ queries: [{ query: 'SELECT 2' }] })
  expect(await openPack(admin, drafted.id)).toMatchObject({ revision: 3, released: 1 })
  expect(await served(drafted.id)).toMatchObject({ queries: [{ query: 'SELECT 1' }] })
  expect(await openPack(admin, rolling.id)).toMatchObject({ revision: 3, released: 1 })
  await editQuery(admin, library.id, { description: 'words' }, '')
  expect(await openPack(admin, free.id)).toMatchObject({ revision: 2 })
})
