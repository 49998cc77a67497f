import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '@/lib/store/db'
import { findPageEnd } from '@/lib/store/destination-lines'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { appendResults, lineHost } from '@/lib/testing/destinations'

let database: TestDatabase
let ids: number[]

beforeAll(async () => {
  database = await testDatabase()
  const host = await lineHost()
  await appendResults(host, 10)
  // Numbers that no line has, as repeated lines leave them.
  await sql('work', "SELECT nextval('result_lines_id_seq') FROM generate_series(1, 50)")
  await appendResults(host, 10)
  await sql(
    'work',
    `UPDATE result_lines SET content = jsonb_build_object('columns', jsonb_build_object('n',
       (SELECT string_agg(md5(g::text || id), '') FROM generate_series(1, 1000) g)))
      WHERE id IN (SELECT id FROM result_lines ORDER BY id LIMIT 3)`,
  )
  ids = (await sql<{ id: number }>('work', 'SELECT id FROM result_lines ORDER BY id')).map(
    ({ id }) => id,
  )
})
afterAll(() => database.stop())

const after = (n: number) => ({ after: ids[n - 1] ?? 0, upTo: 1_000 })
const pages = { limit: 5, bytes: 1_000_000 }

test('a page ends at its lines, at its bytes but for one line at least, and where nothing is left', async () => {
  expect(await findPageEnd('result_lines', after(0), pages)).toBe(ids[4])
  expect(await findPageEnd('result_lines', after(0), { ...pages, bytes: 40_000 })).toBe(ids[1])
  expect(await findPageEnd('result_lines', after(0), { ...pages, bytes: 1 })).toBe(ids[0])
  expect(await findPageEnd('result_lines', after(8), pages)).toBe(ids[12])
  expect(await findPageEnd('result_lines', after(17), pages)).toBe(1_000)
  expect(await findPageEnd('result_lines', { after: 900, upTo: 950 }, pages)).toBe(950)
})
