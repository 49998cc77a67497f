import { afterAll, beforeAll, expect, test } from 'vitest'
import { pool, sql, transaction } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

test('R22: the last words of a dying server to a client that is being handed over end nothing', async () => {
  const client = await pool('work').connect()
  // An error that nobody hears is thrown where it is emitted, and would end the process.
  expect(() => client.emit('error', new Error('unexpected postmaster exit'))).not.toThrow()
  client.release(true)
  expect(await sql('work', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a transaction whose connection is ended rejects, and the next one has another', async () => {
  const cut = transaction('work', async (tx) => {
    const [row] = await tx.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await sql('people', 'SELECT pg_terminate_backend($1)', [row?.pid])
    await tx.sql('SELECT 1')
  })
  await expect(cut).rejects.toThrow()
  const one = await transaction('work', (tx) => tx.sql('SELECT 1 AS one'))
  expect(one).toEqual([{ one: 1 }])
})
