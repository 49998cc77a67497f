import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '@/lib/store/db'
import { listPacks } from '@/lib/store/packs'
import { listQueries } from '@/lib/store/queries'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { team } from '@/lib/testing/people'
import { PackListQuery } from '@/lib/wire/packs'
import { QueryListQuery } from '@/lib/wire/queries'
import type { TeamScope } from '@/lib/wire/roles'

let database: TestDatabase
let own: number

beforeAll(async () => {
  database = await testDatabase()
  own = await team()
  const others = await team()
  for (const [name, id] of [
    ['shared', null],
    ['own', own],
    ['hidden', others],
  ] as const) {
    await sql('people', 'INSERT INTO packs (name, team_id) VALUES ($1, $2)', [name, id])
    await sql('people', "INSERT INTO queries (name, query, team_id) VALUES ($1, 'SELECT 1', $2)", [
      name,
      id,
    ])
  }
})
afterAll(() => database.stop())

async function seen(scope: TeamScope): Promise<string[][]> {
  const { packs } = await listPacks(scope, PackListQuery.parse({}))
  const { queries } = await listQueries(scope, { ...QueryListQuery.parse({}), team_id: null })
  return [packs.map(({ name }) => name), queries.map(({ name }) => name)]
}

test('a list keeps inside its scope, and one that may see nothing shows nothing of the whole fleet', async () => {
  expect(await seen({ all: true })).toEqual(Array(2).fill(['hidden', 'own', 'shared']))
  expect(await seen({ team_ids: [own], shared: true })).toEqual(Array(2).fill(['own', 'shared']))
  expect(await seen({ team_ids: [own], shared: false })).toEqual(Array(2).fill(['own']))
  expect(await seen({ team_ids: [], shared: false })).toEqual([[], []])
})
