import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDestination } from '@/lib/domain/destinations'
import { readFrame } from '@/lib/domain/frame'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { DestinationCreate } from '@/lib/wire/destinations'
import { FrameStatus } from '@/lib/wire/frame'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await sql('people', "INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'ada@example.com')")
})
afterAll(() => database.stop())

const made = (name: string) =>
  addDestination(
    admin,
    DestinationCreate.parse({ name, kind: 'file', config: { path: `${name}.ndjson` } }),
    '',
  )

test('destinations that fail are counted for who may see them, and for nobody else', async () => {
  await made('fine')
  const { id } = await made('broken')
  const now = Date.now()
  const read = async (later: number) => FrameStatus.parse(await readFrame(admin, now + later))
  expect((await read(0)).destinations_behind).toBe(0)
  await sql(
    'people',
    `UPDATE destinations SET last_error = jsonb_build_object('message', 'It answers 503',
       'at', now(), 'attempt', 3, 'next_try_at', now() + interval '1 minute') WHERE id = $1`,
    [id],
  )
  expect((await read(1_000)).destinations_behind).toBe(0)
  expect((await read(2_500)).destinations_behind).toBe(1)
  const observer = { ...admin, global_role: 'observer' as const }
  expect((await readFrame(observer, now + 2_500)).destinations_behind).toBeNull()
})
