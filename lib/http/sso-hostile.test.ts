// A provider that lies, in every way that is known to have worked somewhere. Each is refused, with
// nothing made: no account, no identity, no session.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { FakeProvider, type Twist } from '@/lib/testing/fake-provider'
import { countPeople, newestEntry, setUpSso } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'

let database: TestDatabase
let provider: FakeProvider
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const ada = { sub: 'ada-1', email: 'ada@example.com', email_verified: true, name: 'Ada' }

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('LOG_LEVEL', 'silent')
  database = await testDatabase()
  provider = await FakeProvider.start()
  await setUpSso(provider, { create_users: true, default_role: 'observer' })
})
afterEach(async () => {
  provider.twist = {}
  await sql('people', 'DELETE FROM throttles')
})
afterAll(async () => {
  await provider.stop()
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

const home = 'http://localhost:3000'

/** Signs in with the provider twisted; resolves to the reason that the audit trail has. */
async function refusalOf(twist: Twist, claims: object = ada): Promise<unknown> {
  const before = await countPeople()
  const browser = new SsoBrowser()
  const away = await browser.leave()
  provider.twist = twist
  const end = await browser.arrive(provider.authorize(away, { ...claims }))
  expect(end.pathname, 'an honest sign-in in disguise').toBe('/login')
  expect(end.searchParams.get('failed')).toMatch(/^[0-9a-f-]{36}$/)
  expect(browser.session).toBeUndefined()
  expect(await countPeople()).toEqual(before)
  const entry = await newestEntry('failed_sign_in')
  expect(entry.uuid).toBe(end.searchParams.get('failed'))
  return entry.reason
}

test('an honest provider signs somebody in, by each signature that is taken', async () => {
  for (const sign_with of [undefined, 'ES256', 'PS256'] as const) {
    const browser = new SsoBrowser()
    const away = await browser.leave({ return_to: '/hosts?status=online' })
    provider.twist = sign_with ? { sign_with } : {}
    const end = await browser.arrive(provider.authorize(away, { ...ada, sub: 'honest' }))
    expect(end.href).toBe(`${home}/hosts?status=online`)
    expect(browser.session).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect([...browser.cookies.keys()].sort()).toEqual([
      'muster-callback',
      'muster-csrf',
      'muster-session',
    ])
  }
  expect(await countPeople()).toEqual({ users: 1, sessions: 3, identities: 1 })
})

describe('S47: the token', () => {
  const claims = (change: object): Twist => ({ claims: (honest) => ({ ...honest, ...change }) })
  const now = () => Math.floor(Date.now() / 1_000)

  test.each<[string, () => Twist, RegExp]>([
    ['of another issuer', () => claims({ iss: 'https://evil.example' }), /unexpected iss/],
    ['whose issuer only has a slash more', () => claims({ iss: `${provider.issuer}/` }), /iss/],
    ['for another audience', () => claims({ aud: 'another-client' }), /aud mismatch/],
    ['for many audiences, ours not among them', () => claims({ aud: ['a', 'b'], azp: 'a' }), /aud/],
    [
      'for us among others, given to another',
      () => claims({ aud: ['muster', 'b'], azp: 'b' }),
      /azp/,
    ],
    ['for us among others, given to nobody', () => claims({ aud: ['muster', 'b'] }), /azp/],
    ['without signature', () => ({ header: { alg: 'none' } }), /signed by none/],
    ['without signature, oddly spelt', () => ({ header: { alg: 'nOnE' } }), /signed by nOnE/],
    [
      'signed with the client secret',
      () => ({ header: { alg: 'HS256' }, sign_with: 'client_secret' }),
      /signed by HS256/,
    ],
    [
      'signed with the public key as secret',
      () => ({ header: { alg: 'HS256' }, sign_with: 'public_key' }),
      /signed by HS256/,
    ],
    ['that says RS256 but is an HMAC', () => ({ sign_with: 'client_secret' }), /signature/],
    ['signed by a key that is not published', () => ({ sign_with: 'another_key' }), /signature/],
    ['that names a key that is not published', () => ({ header: { kid: 'unknown' } }), /key/],
    ['that has expired', () => claims({ exp: now() - 60 }), /expired/],
    ['that never expires', () => claims({ exp: undefined }), /exp/],
    ['that is not valid yet', () => claims({ nbf: now() + 120 }), /not active/],
    ['of the future', () => claims({ iat: now() + 600 }), /future/],
    ['with another nonce', () => claims({ nonce: 'replayed' }), /nonce/],
    ['without nonce', () => claims({ nonce: undefined }), /nonce/],
    ['without subject', () => claims({ sub: undefined }), /sub/],
    ['with an empty subject', () => claims({ sub: '' }), /sub/],
    ['with a subject beyond bounds', () => claims({ sub: 'x'.repeat(256) }), /sub/],
    ['with an object as subject', () => claims({ sub: { $ne: '' } }), /sub/],
    ['with an e-mail address that is none', () => claims({ email: '"><script>' }), /email/],
    [
      'with an e-mail address beyond bounds',
      () => claims({ email: `${'x'.repeat(300)}@example.com` }),
      /email/,
    ],
    [
      'with an unverified e-mail address',
      () => claims({ sub: 'new', email: 'new@example.com', email_verified: false }),
      /not verified/,
    ],
  ])('a token %s is refused', async (_, twist, reason) => {
    expect(await refusalOf(twist())).toMatch(reason)
  })

  test('clocks may differ by seconds, not by minutes', async () => {
    const browser = new SsoBrowser()
    const away = await browser.leave()
    provider.twist = claims({ nbf: now() + 5, iat: now() + 5, exp: now() - 5 })
    const end = await browser.arrive(provider.authorize(away, { ...ada, sub: 'honest' }))
    expect(end.pathname).toBe('/')
  })
})

describe('S47: the way back', () => {
  const strange = async (change: (back: URL, browser: SsoBrowser) => void) => {
    const before = await countPeople()
    const browser = new SsoBrowser()
    // Somebody who would come in, were it not for the change.
    const back = new URL(provider.authorize(await browser.leave(), { ...ada, sub: 'honest' }))
    change(back, browser)
    const end = await browser.arrive(back.href)
    expect(end.pathname).toBe('/login')
    expect(end.searchParams.get('failed')).toBeTruthy()
    expect(browser.session).toBeUndefined()
    expect(await countPeople()).toEqual(before)
  }

  test('an answer without state, with another or with two is refused', async () => {
    await strange((back) => back.searchParams.delete('state'))
    await strange((back) => back.searchParams.set('state', randomBytes(32).toString('base64url')))
    await strange((back) => back.searchParams.append('state', 'second'))
  })

  test('an answer in a browser that did not ask is refused: nobody is signed in as somebody else', async () => {
    const attacker = new SsoBrowser()
    const back = provider.authorize(await attacker.leave(), { ...ada, sub: 'attacker' })
    const victim = new SsoBrowser()
    expect((await victim.arrive(back)).pathname).toBe('/login')
    expect(victim.session).toBeUndefined()
    await victim.leave()
    expect((await victim.arrive(back)).pathname).toBe('/login')
    expect(victim.session).toBeUndefined()
  })

  test.each(['muster-journey', 'muster-state', 'muster-pkce', 'muster-nonce'])(
    'an answer without the cookie %s, or with a spoiled one, is refused',
    async (name) => {
      await strange((_, browser) => browser.cookies.delete(name))
      await strange((_, browser) => browser.cookies.set(name, `${browser.cookies.get(name)}x`))
    },
  )

  test('a journey whose purpose was changed in the browser is none', async () => {
    await strange((_, browser) => {
      const [body = '', mac] = (browser.cookies.get('muster-journey') ?? '').split('.')
      const journey = JSON.parse(Buffer.from(body, 'base64url').toString())
      const forged = Buffer.from(JSON.stringify({ ...journey, return_to: '//evil.example' }))
      browser.cookies.set('muster-journey', `${forged.toString('base64url')}.${mac}`)
    })
  })

  test('an answer of another issuer, or of none where one is promised, is refused (mix-up)', async () => {
    await strange((back) => back.searchParams.set('iss', 'https://evil.example'))
    await strange((back) => back.searchParams.delete('iss'))
  })

  test('a code is good once, in the browser that asked for it', async () => {
    const browser = new SsoBrowser()
    const back = provider.authorize(await browser.leave(), { ...ada, sub: 'honest' })
    expect((await browser.arrive(back)).pathname).toBe('/')
    expect((await browser.arrive(back)).pathname).toBe('/login')
    // The same code in another sign-in of the same browser: the verifier and the provider say no.
    const again = new URL(await browser.leave())
    const replayed = new URL(back)
    replayed.searchParams.set('state', again.searchParams.get('state') ?? '')
    expect((await browser.arrive(replayed.href)).searchParams.get('failed')).toBeTruthy()
  })

  test('A46, A47: what an interrupted sign-in leaves in a browser is nobody’s session', async () => {
    const browser = new SsoBrowser()
    await browser.leave()
    for (const name of ['muster-state', 'muster-pkce', 'muster-nonce', 'muster-journey']) {
      const value = browser.cookies.get(name) ?? ''
      expect(value).not.toBe('')
      const { bearerOf } = await import('@/lib/domain/sessions')
      expect(await bearerOf(value)).toBeNull()
      expect(await bearerOf(createHash('sha256').update(value).digest('base64url'))).toBeNull()
    }
  })

  test('an error of the provider is kept in the trail and shown to nobody', async () => {
    const browser = new SsoBrowser()
    const asked = new URL(await browser.leave())
    const state = asked.searchParams.get('state') ?? ''
    const more = new URLSearchParams({
      error: 'access_denied',
      error_description: '<b>x</b>',
      state,
    })
    const end = await browser.arrive(`/api/auth/callback/sso?${more}`)
    expect(end.href).not.toContain('access_denied')
    expect((await newestEntry('failed_sign_in')).reason).toMatch(/access_denied: <b>x<\/b>/)
  })
})

describe('API10: what a provider sends is bounded', () => {
  const large = Buffer.alloc(400_000, ' ')

  test.each(['/token', '/keys', '/userinfo'])(
    'an oversized reply of %s is refused',
    async (path) => {
      const lacking = { sub: 'big' }
      const twist: Twist = {
        answer: (asked, res) => {
          if (asked !== path) return false
          res.writeHead(200, { 'content-type': 'application/json' })
          res.end(Buffer.concat([large, Buffer.from('{}')]))
          return true
        },
      }
      expect(await refusalOf(twist, path === '/userinfo' ? lacking : ada)).toMatch(/refused/)
    },
  )

  test('a redirect is followed nowhere, by no endpoint', async () => {
    const evil = await FakeProvider.start()
    for (const path of ['/token', '/keys']) {
      const twist: Twist = {
        answer: (asked, res) => {
          if (asked !== path) return false
          res.writeHead(307, { location: `${evil.issuer}${path}` }).end()
          return true
        },
      }
      expect(await refusalOf(twist)).toMatch(/refused/)
    }
    expect(evil.asked).toEqual([])
    await evil.stop()
  })

  test('a userinfo of somebody else is refused', async () => {
    const userinfo = { sub: 'the-boss', email: 'boss@example.com', email_verified: true }
    expect(await refusalOf({ userinfo }, { sub: 'somebody' })).toMatch(/sub/)
  })
})
