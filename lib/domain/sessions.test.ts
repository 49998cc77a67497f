import { afterAll, beforeAll, expect, test } from 'vitest'
import { PATCH as patchConfig } from '@/app/api/[version]/fleet/config/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import { DELETE as endOne } from '@/app/api/[version]/fleet/sessions/[id]/route'
import { DELETE as endAll, GET as list } from '@/app/api/[version]/fleet/sessions/route'
import { startSession } from '@/lib/domain/sessions'
import { sql, transaction } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let ada: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  ada = await person({ global_role: 'observer' })
})
afterAll(() => database.stop())

type Listed = { id: number; current: boolean; address: string; user_agent: string }[]

const again = ({ viewer }: Person, address = '198.51.100.7') =>
  transaction('people', (tx) =>
    startSession(tx, viewer.user_id, { address, user_agent: 'curl/8.5' }),
  )

async function sessionsOf(token: string, query = ''): Promise<Listed> {
  const { body } = await call(list, { token, query })
  return (body as { sessions: Listed }).sessions
}

const status = async (token: string) => (await call(me, { token })).status
const end = (token: string, id: number) =>
  call(endOne, { token, method: 'DELETE', params: { id: String(id) } })

test('people see where they are signed in, and which sign-in it is that asks', async () => {
  const { token } = await again(ada)
  const sessions = await sessionsOf(token)
  expect(sessions).toHaveLength(2)
  expect(sessions.filter(({ current }) => current)).toMatchObject([
    { address: '198.51.100.7', user_agent: 'curl/8.5' },
  ])
  expect(JSON.stringify(sessions)).not.toMatch(/hash/)
})

test('one sign-in ends and the others stay; ended ones are listed no more', async () => {
  const { token, session_id } = await again(ada)
  expect((await end(ada.token, session_id)).status).toBe(200)
  expect([await status(token), await status(ada.token)]).toEqual([401, 200])
  expect((await sessionsOf(ada.token)).map(({ id }) => id)).not.toContain(session_id)
  expect((await end(ada.token, session_id)).status).not.toBe(200)
})

test('signing out everywhere else keeps the one that asks, everywhere keeps none', async () => {
  const bob = await person({ global_role: 'observer' })
  const others = [await again(bob), await again(bob)]
  const reply = await call(endAll, { token: bob.token, method: 'DELETE', query: 'others=true' })
  expect(reply.body).toEqual({ ended: 2 })
  for (const { token } of others) expect(await status(token)).toBe(401)
  expect(await status(bob.token)).toBe(200)
  expect((await call(endAll, { token: bob.token, method: 'DELETE' })).body).toEqual({ ended: 1 })
  expect(await status(bob.token)).toBe(401)
})

test('who administers a person sees and ends their sign-ins; nobody else does', async () => {
  const red = await team('Red')
  const redAdmin = await person({ teams: [{ id: red, role: 'admin' }] })
  const mate = await person({ teams: [{ id: red, role: 'observer' }] })
  const of = ({ viewer }: Person) => `user_id=${viewer.user_id}`
  expect(await sessionsOf(redAdmin.token, of(mate))).toHaveLength(1)
  expect((await call(list, { token: redAdmin.token, query: of(ada) })).status).toBe(404)
  expect((await call(list, { token: mate.token, query: of(redAdmin) })).status).toBe(404)
  expect((await call(list, { token: ada.token, query: of(admin) })).status).toBe(403)
  const { session_id = 0 } = mate.viewer
  expect((await end(ada.token, session_id)).status).toBe(403)
  expect((await end(redAdmin.token, admin.viewer.session_id ?? 0)).status).toBe(404)
  expect((await end(redAdmin.token, session_id)).status).toBe(200)
  expect(await status(mate.token)).toBe(401)
  const [entry] = await sql<{ type: string; object_id: number }>(
    'people',
    'SELECT type, object_id FROM activities ORDER BY id DESC LIMIT 1',
  )
  expect(entry).toEqual({ type: 'ended_session', object_id: mate.viewer.user_id })
})

test('how long a sign-in lasts is a setting, within bounds, and holds for new ones', async () => {
  const patch = (security: object) =>
    call(patchConfig, { token: admin.token, method: 'PATCH', body: { security } })
  expect((await patch({ session_hours: 0 })).status).toBe(422)
  expect((await patch({ idle_minutes: 1 })).status).toBe(422)
  const reply = await patch({ session_hours: 2 })
  expect(reply.body).toMatchObject({ security: { session_hours: 2, idle_minutes: 480 } })
  const { session_id } = await again(ada)
  const [row] = await sql<{ hours: number }>(
    'people',
    `SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::int AS hours
       FROM sessions WHERE id = $1`,
    [session_id],
  )
  expect(row?.hours).toBe(2)
  const { token } = await again(ada)
  await patch({ idle_minutes: 5 })
  await sql(
    'people',
    "UPDATE sessions SET seen_at = now() - interval '6 minutes' WHERE user_id = $1",
    [ada.viewer.user_id],
  )
  expect(await status(token)).toBe(401)
})
