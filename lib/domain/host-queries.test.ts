import { afterAll, beforeAll, expect, test } from 'vitest'
import { listHostQueries } from '@/lib/domain/host-queries'
import { createPack, editPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { PackInput, PackPatch } from '@/lib/wire/packs'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

test('a host tells which revision of each pack it runs by the hash that it reported, and which is due', async () => {
  const [host] = await sql<{ id: number }>(
    'work',
    "INSERT INTO hosts (hostname, platform) VALUES ('h', 'linux') RETURNING id",
  )
  const host_ids = [host?.id ?? 0]
  const queries = [{ name: 'a', query: 'SELECT 1', interval: 60 }]
  const { id } = await createPack(admin, PackInput.parse({ name: 'p', host_ids, queries }), '')
  const other = await createPack(admin, PackInput.parse({ name: 'unreached', queries }), '')
  await editPack(admin, id, PackPatch.parse({ version: '5.0.0' }), '')
  const packs = async () => (await listHostQueries(admin, host?.id ?? 0)).packs
  expect(await packs()).toEqual([{ id, name: 'p', revision: null, due: 2 }])
  await sql(
    'work',
    `INSERT INTO renderings (hash, body, expected_config_hash, etag_config_hash, names)
     VALUES ('first', '{}', 'plain 1', 'etag 1', '{}'), ('second', '{}', 'plain 2', '', '{}')`,
  )
  await sql(
    'work',
    `INSERT INTO rendering_packs (rendering_hash, pack_id, revision)
     VALUES ('first', $1, 1), ('second', $1, 1), ('second', $1, 2), ('first', $2, 1)`,
    [id, other.id],
  )
  const report = (hash: string) => sql('work', 'UPDATE hosts SET reported_config_hash = $1', [hash])
  await report('etag 1')
  expect(await packs()).toMatchObject([{ revision: 1, due: 2 }])
  await report('plain 2')
  expect(await packs()).toMatchObject([{ revision: 2, due: 2 }])
  await report('')
  expect(await packs()).toMatchObject([{ revision: null }])
})
