import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POST as logout } from '@/app/api/[version]/fleet/logout/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import { passwordHash } from '@/lib/domain/passwords'
import { cookieName } from '@/lib/http/cookies'
import { authOptions } from '@/lib/http/sign-in'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, person } from '@/lib/testing/people'

let database: TestDatabase
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const password = 'a long enough sentence'
let email = ''

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  database = await testDatabase()
  const { viewer } = await person()
  email = viewer.email
  await sql('people', 'UPDATE users SET password_hash = $1', [await passwordHash(password)])
})
afterAll(async () => {
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

function provider() {
  const [credentials] = authOptions().providers
  if (credentials?.type !== 'credentials') throw new Error('there is one provider, credentials')
  // next-auth keeps what it was given under `options` and merges it when it answers.
  const { authorize } = credentials.options as typeof credentials
  return (given: Record<string, string>) => authorize(given, { headers: {} })
}

async function cookieOf(): Promise<string> {
  const user = await provider()({ email, password })
  const { jwt, callbacks } = authOptions()
  const token = await callbacks?.jwt?.({ token: {}, user: user ?? { id: '' }, account: null })
  return (await jwt?.encode?.({ token: token ?? {}, secret: '' })) ?? ''
}

const asBrowser = (cookie: string) => ({
  headers: {
    cookie: `other=1; ${cookieName('session')}=${cookie}`,
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
  },
})

describe('browser sign-in', () => {
  test('S38: the cookie is an opaque token of a session row, and signing out ends it everywhere', async () => {
    const cookie = await cookieOf()
    expect(cookie).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect((await call(me, asBrowser(cookie))).status).toBe(200)
    const reply = await call(logout, { method: 'POST', ...asBrowser(cookie) })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('set-cookie')).toMatch(/=; .*Max-Age=0/)
    expect((await call(me, asBrowser(cookie))).status).toBe(401)
    expect(await authOptions().jwt?.decode?.({ token: cookie, secret: '' })).toBeNull()
  })

  test('S38: each sign-in has a token of its own, and a made-up one is nobody', async () => {
    expect(await cookieOf()).not.toBe(await cookieOf())
    for (const made of ['', 'x', 'A'.repeat(43), `${'A'.repeat(20)}.${'B'.repeat(40)}.C`])
      expect(await authOptions().jwt?.decode?.({ token: made, secret: '' })).toBeNull()
  })

  test('S38: nothing in a dump of the database signs anybody in', async () => {
    const cookie = await cookieOf()
    const dump = JSON.stringify(await sql('people', 'SELECT to_jsonb(s) FROM sessions s'))
    expect(dump).not.toContain(cookie)
    const hashes = await sql<{ token_hash: Buffer }>('people', 'SELECT token_hash FROM sessions')
    expect(hashes.length).toBeGreaterThan(0)
    for (const { token_hash } of hashes) {
      const forms = (['base64url', 'base64', 'hex', 'latin1'] as const).map((form) =>
        encodeURIComponent(token_hash.toString(form)),
      )
      for (const stolen of forms) expect((await call(me, asBrowser(stolen))).status).toBe(401)
    }
    expect((await call(me, asBrowser(cookie))).status).toBe(200)
  })

  test('S38: a session that a stranger planted before is not the one that signing in gives', async () => {
    const planted = 'A'.repeat(43)
    const user = await provider()({ email, password })
    const { jwt, callbacks } = authOptions()
    const given = { token: { session_token: planted }, user: user ?? { id: '' }, account: null }
    const token = await callbacks?.jwt?.(given)
    const cookie = await jwt?.encode?.({ token: token ?? {}, secret: '' })
    expect(cookie).not.toBe(planted)
    expect((await call(me, asBrowser(planted))).status).toBe(401)
    expect((await call(me, asBrowser(cookie ?? ''))).status).toBe(200)
  })

  test('a refusal reaches the form as a word, never as a reason or a stack', async () => {
    await expect(provider()({ email, password: 'wrong' })).rejects.toThrow(/^refused$/)
    await expect(provider()({})).rejects.toThrow(/^refused$/)
    await sql('people', 'UPDATE throttles SET tokens = 0, updated_at = now()')
    await expect(provider()({ email, password })).rejects.toThrow(/^throttled:[1-9]$/)
  })

  test('S38: cookies are Secure and bound to the host when PUBLIC_URL is https', () => {
    const of = () => authOptions().cookies?.sessionToken
    expect(of()).toMatchObject({
      name: 'muster-session',
      options: { secure: false, httpOnly: true },
    })
    vi.stubEnv('PUBLIC_URL', 'https://muster.example')
    expect(of()).toEqual({
      name: '__Host-muster-session',
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
    })
    vi.stubEnv('PUBLIC_URL', '')
  })
})
