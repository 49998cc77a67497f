import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET, PATCH } from '@/app/api/[version]/fleet/me/preferences/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let ada: Person

beforeAll(async () => {
  database = await testDatabase()
  ada = await person({ global_role: 'observer' })
})
afterAll(() => database.stop())

const patch = (body: object, { token } = ada) => call(PATCH, { token, method: 'PATCH', body })

test('each choice is kept with the person, over the others, and is nobody else’s', async () => {
  expect((await call(GET, { token: ada.token })).body).toEqual({ preferences: {} })
  await patch({ theme: 'dark', zone: 'Europe/Zurich' })
  const kept = { theme: 'dark', zone: 'Europe/Zurich', shortcuts: false, announcements: 0 }
  expect((await patch({ shortcuts: false, announcements: 0 })).body).toEqual({ preferences: kept })
  expect((await call(GET, { token: ada.token })).body).toEqual({ preferences: kept })
  const other = await person()
  expect((await call(GET, { token: other.token })).body).toEqual({ preferences: {} })
})

test.each([
  { theme: 'sepia' },
  { zone: 'Mars/Olympus' },
  { announcements: 5 },
  { global_role: 'admin' },
])('refuses %o', async (body) => {
  expect((await patch(body)).status).toBe(422)
})

test('what another version kept and this one does not know is left out, not in the way', async () => {
  await sql('people', 'UPDATE users SET preferences = $1 WHERE id = $2', [
    JSON.stringify({ theme: 'sepia', density: 'compact', font: 'huge' }),
    ada.viewer.user_id,
  ])
  const reply = await call(GET, { token: ada.token })
  expect(reply.body).toEqual({ preferences: { density: 'compact' } })
})
