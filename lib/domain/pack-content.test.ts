import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPackContent } from '@/lib/domain/pack-content'
import { createPack, editPack } from '@/lib/domain/packs'
import { readRevision } from '@/lib/domain/revisions'
import { findConfigurationSource } from '@/lib/store/configuration'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { PackInput, PackPatch } from '@/lib/wire/packs'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

const inline = (name: string, more: object = {}) => ({
  name,
  query: 'SELECT 1',
  interval: 60,
  ...more,
})
const servedNames = async (id: number) => {
  const { packs } = await findConfigurationSource()
  return packs.find((pack) => pack.id === id)?.queries.map(({ name }) => name)
}

test('a query that is switched off is in no configuration and keeps its place and id', async () => {
  const input = { name: 'switches', queries: [inline('off', { disabled: true }), inline('on')] }
  const { id } = await createPack(admin, PackInput.parse(input), '')
  expect(await servedNames(id)).toEqual(['on'])
  const before = await readPackContent(admin, id)
  expect(before.queries).toMatchObject([
    { name: 'off', disabled: true },
    { name: 'on', disabled: false },
  ])
  const queries = before.queries.map((query) => ({ ...query, disabled: false }))
  const patch = { queries, release: false, base_revision: 1 }
  const saved = await editPack(admin, id, PackPatch.parse(patch), '')
  expect(saved).toMatchObject({ revision: 2, released: 1 })
  // The draft is nobody's yet: the stored revision is what hosts get, without what was off.
  expect(await servedNames(id)).toEqual(['on'])
  expect((await readRevision(admin, id, 1)).content.queries[0]).toMatchObject({ disabled: true })
  await editPack(admin, id, PackPatch.parse({ release: true }), '')
  expect(await servedNames(id)).toEqual(['off', 'on'])
  const after = await readPackContent(admin, id)
  expect(after.queries.map((query) => query.id)).toEqual(before.queries.map((query) => query.id))
})
