import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as login } from '@/app/api/[version]/fleet/login/route'
import { POST as logout } from '@/app/api/[version]/fleet/logout/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import { POST as setup } from '@/app/api/[version]/setup/route'
import { setupLink } from '@/lib/domain/setup'
import { signIn } from '@/lib/domain/sign-in'
import { addressKey } from '@/lib/domain/throttle'
import { closeDatabase, sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call } from '@/lib/testing/people'

let database: TestDatabase
const email = 'ada@example.com'
const password = 'a long enough sentence'
let setupToken = ''

beforeAll(async () => {
  database = await testDatabase()
  const link = await setupLink()
  setupToken = new URL(link ?? '').searchParams.get('token') ?? ''
})
afterAll(() => database.stop())

const request = (name: string, given = {}) => ({
  setup_token: setupToken,
  admin: { name, email: `${name}@example.com`, password },
  org_name: 'Example',
  ...given,
})
const count = async (from: string) =>
  (await sql<{ n: number }>('people', `SELECT count(*) AS n FROM ${from}`))[0]?.n

describe('set-up and sign-in', () => {
  test('S37: a wrong link makes nobody, and a common password is refused by name', async () => {
    const wrong = await call(setup, { body: request('ada', { setup_token: 'wrong' }) })
    expect(wrong.status).toBe(403)
    const admin = { name: 'ada', email, password: 'Password12345!' }
    const common = await call(setup, { body: request('ada', { admin }) })
    expect(common).toMatchObject({ status: 422, body: { errors: [{ name: 'admin.password' }] } })
    const short = { name: 'ada', email, password: 'short' }
    const refusal = await call(setup, { body: request('ada', { admin: short }) })
    expect(refusal).toMatchObject({ status: 422, body: { errors: [{ name: 'admin.password' }] } })
    expect(await count('users')).toBe(0)
  })

  test('S37: two set-ups at once make one administrator, and then set-up is gone', async () => {
    const replies = await Promise.all(
      ['ada', 'eve'].map((name) => call(setup, { body: request(name) })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 404])
    expect(await count("users WHERE global_role = 'admin'")).toBe(1)
    expect((await call(setup, { body: request('late') })).status).toBe(404)
    expect(await setupLink()).toBeNull()
    await sql('people', 'UPDATE users SET email = $1', [email])
  })

  test('S38: signing in gives a token that works until signing out, and is nowhere in the database', async () => {
    const signedIn = await call(login, { body: { email: ' ADA@example.com ', password } })
    expect(signedIn).toMatchObject({ status: 200, body: { user: { email } } })
    const { token } = signedIn.body as { token: string }
    expect(await call(me, { token })).toMatchObject({ status: 200, body: { user: { email } } })
    const rows = await sql('people', 'SELECT to_jsonb(s) FROM sessions s')
    expect(JSON.stringify(rows)).not.toContain(token)
    expect((await call(logout, { token, method: 'POST' })).status).toBe(200)
    expect((await call(me, { token })).status).toBe(401)
  })

  test('S38: a session ends 8 h after its last use and 24 h after its start', async () => {
    for (const aged of ["seen_at = now() - interval '481 minutes'", 'expires_at = now()']) {
      const { body } = await call(login, { body: { email, password } })
      await sql('people', `UPDATE sessions SET ${aged} WHERE revoked_at IS NULL`)
      expect((await call(me, { token: (body as { token: string }).token })).status).toBe(401)
    }
  })

  test('S40: a wrong password and an unknown person get the same answer and cost the same', async () => {
    const least: Record<string, number> = {}
    const bodies: unknown[] = []
    // In turn, and the quickest of each: a busy machine makes any one slow.
    for (const who of Array(3).fill([email, 'nobody@example.com']).flat()) {
      const started = performance.now()
      const { status, body } = await call(login, {
        body: { email: who, password: 'wrong wrong wrong' },
      })
      least[who] = Math.min(least[who] ?? Number.POSITIVE_INFINITY, performance.now() - started)
      expect(status).toBe(401)
      bodies.push({ ...(body as object), uuid: '' })
    }
    expect(bodies[0]).toEqual(bodies[1])
    const [known = 0, unknown = 0] = Object.values(least)
    expect(unknown / known).toBeGreaterThan(0.4)
    const rows = await sql<{ actor_name: string }>(
      'people',
      "SELECT actor_name FROM activities WHERE type = 'failed_sign_in' ORDER BY id",
    )
    expect(rows.map((row) => row.actor_name).slice(0, 2)).toEqual([email, 'unknown'])
  })

  test('S39: of 200 wrong sign-ins at once at most 10 are looked at, also after a restart', async () => {
    await sql('people', 'DELETE FROM throttles')
    const before = (await count("activities WHERE type = 'failed_sign_in'")) ?? 0
    const attempt = () => call(login, { body: { email, password: 'wrong wrong wrong' } })
    const replies = await Promise.all(Array.from({ length: 200 }, attempt))
    const after = (await count("activities WHERE type = 'failed_sign_in'")) ?? 0
    expect(after - before).toBeLessThanOrEqual(10)
    expect(after - before).toBeGreaterThan(0)
    const limited = replies.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThanOrEqual(190)
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    await sql('people', 'UPDATE throttles SET tokens = 0, updated_at = now()')
    await closeDatabase()
    expect((await call(login, { body: { email, password } })).status).toBe(429)
  })

  test('S41: the delay ends: who waits is let in', async () => {
    await sql('people', "UPDATE throttles SET updated_at = now() - interval '7 seconds'")
    expect((await call(login, { body: { email, password } })).status).toBe(200)
  })

  test('S41: strangers who use up an account’s turns do not keep its owner out', async () => {
    const from = (address: string) => ({ address, user_agent: 'test' })
    await signIn({ email, password }, from('192.0.2.10'))
    await sql('people', 'UPDATE throttles SET tokens = 0, updated_at = now()')
    const stranger = signIn({ email, password }, from('198.51.100.1'))
    await expect(stranger).rejects.toMatchObject({ code: 'rate_limited' })
    await sql('people', "DELETE FROM throttles WHERE key LIKE 'client:%'")
    await expect(signIn({ email, password }, from('198.51.100.2'))).rejects.toThrow('Try again')
    expect((await signIn({ email, password }, from('192.0.2.10'))).user.email).toBe(email)
  })

  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', 'unknown'],
  ])('clients are counted by address, or by the /64 of one: %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
