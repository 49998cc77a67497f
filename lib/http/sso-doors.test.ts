// The doors of single sign-on: who may knock, where they lead, and what else a sign-in there is for.
import { describe, expect, test, vi } from 'vitest'
import { PATCH as patchConfig } from '@/app/api/[version]/fleet/config/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import { authDoor } from '@/lib/http/auth-door'
import { sql } from '@/lib/store/db'
import { call } from '@/lib/testing/people'
import { newestEntry } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'
import { ada, home, ssoWorld } from '@/lib/testing/sso-world'

const world = ssoWorld()
const { signedIn } = world

const meOf = (browser: SsoBrowser) =>
  call(me, { headers: { cookie: `muster-session=${browser.session}` } })

describe('S38: the session of a sign-in', () => {
  test('is our own opaque one, another each time, and never one that was planted', async () => {
    const planted = 'A'.repeat(43)
    const browser = new SsoBrowser()
    browser.cookies.set('muster-session', planted)
    await signedIn(ada, browser)
    expect(browser.session).not.toBe(planted)
    expect((await meOf(browser)).status).toBe(200)
    expect((await call(me, { headers: { cookie: `muster-session=${planted}` } })).status).toBe(401)
    expect((await signedIn()).session).not.toBe(browser.session)
  })

  test('does not begin again from the session of somebody else in the same browser', async () => {
    const browser = new SsoBrowser()
    browser.cookies.set('muster-session', world.chief.token)
    await signedIn(ada, browser)
    const { body } = await meOf(browser)
    expect(body).toMatchObject({ user: { email: 'ada@example.com', global_role: 'observer' } })
  })
})

describe('S45, CSRF: next-auth’s paths', () => {
  const post = (path: string, headers: Record<string, string>, form: Record<string, string> = {}) =>
    new SsoBrowser().ask(path, { method: 'POST', headers, body: new URLSearchParams(form) })

  test('take no write from another site, and none without the token of this browser', async () => {
    for (const path of [
      '/api/auth/signin/sso',
      '/api/auth/callback/credentials',
      '/api/auth/signout',
    ])
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: home, 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ])
        expect([path, (await post(path, headers as Record<string, string>)).status]).toEqual([
          path,
          403,
        ])
    expect((await post('/api/auth/signin/sso', { origin: home })).status).toBe(403)
    const csrfToken = await new SsoBrowser().csrf()
    expect((await post('/api/auth/signin/sso', { origin: home }, { csrfToken })).status).toBe(403)
  })

  test('are five; what else next-auth could do is not there', async () => {
    const browser = await signedIn()
    const paths = [
      'session',
      'providers',
      'signin',
      'signout',
      'error',
      'verify-request',
      '_log',
      'csrf/x',
      'callback/credentials',
      'callback/email',
      'signin/credentials',
      'callback/sso/x',
      '__proto__',
      'constructor',
    ]
    for (const path of paths) {
      const reply = await browser.ask(`/api/auth/${path}`)
      expect([path, reply.status]).toEqual([path, 404])
      expect(Object.keys(await reply.json()).sort()).toEqual(['errors', 'message', 'uuid'])
    }
    const csrfToken = await browser.csrf()
    for (const path of [
      'session',
      '_log',
      'callback/sso',
      'signin',
      'signin/credentials',
      'csrf',
    ]) {
      const body = new URLSearchParams({ csrfToken, code: 'error', level: 'error' })
      const reply = await browser.ask(`/api/auth/${path}`, { method: 'POST', body })
      expect([path, reply.status]).toEqual([path, 404])
    }
  })

  test('read no body that is not a small form', async () => {
    const browser = new SsoBrowser()
    const path = '/api/auth/callback/credentials'
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    expect((await browser.ask(path, json)).status).toBe(400)
    const body = new URLSearchParams({ email: 'x'.repeat(20_000) })
    expect((await browser.ask(path, { method: 'POST', body })).status).toBe(413)
  })

  test('S45: a cookie alone never writes to the API, whoever signed it in', async () => {
    const browser = await signedIn()
    const write = (headers: Record<string, string>) =>
      call(patchConfig, {
        method: 'PATCH',
        body: { org_name: 'Owned' },
        headers: { cookie: `muster-session=${browser.session}`, ...headers },
      })
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3001'])
      expect((await write({ origin })).status).toBe(403)
    expect((await write({ 'content-type': 'text/plain', origin: home })).status).toBe(403)
  })
})

describe('S104: addresses come from PUBLIC_URL alone', () => {
  const spoofed = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'host=evil.example;proto=https',
  }

  test('whatever Host and X-Forwarded-* say, and whatever the environment would trust', async () => {
    vi.stubEnv('AUTH_TRUST_HOST', 'true')
    vi.stubEnv('VERCEL', '1')
    vi.stubEnv('NEXTAUTH_URL', 'https://evil.example')
    const browser = new SsoBrowser()
    const csrfToken = await browser.csrf()
    const reply = await browser.ask('/api/auth/signin/sso', {
      method: 'POST',
      headers: { origin: home, ...spoofed },
      body: new URLSearchParams({ csrfToken, return_to: '/packs' }),
    })
    const { url } = await reply.json()
    const asked = new URL(url).searchParams
    expect(asked.get('redirect_uri')).toBe(`${home}/api/auth/callback/sso`)
    const back = await browser.ask(world.provider.authorize(url, ada), { headers: spoofed })
    expect(back.headers.get('location')).toBe(`${home}/packs`)
    expect((await newestEntry('signed_in')).subject).toBe('ada-1')
    const [entry] = await sql<{ address: string | null }>(
      'people',
      "SELECT address FROM activities WHERE type = 'signed_in' ORDER BY id DESC LIMIT 1",
    )
    expect(entry?.address ?? '').not.toContain('203.0.113.9')
    for (const name of ['AUTH_TRUST_HOST', 'VERCEL', 'NEXTAUTH_URL']) vi.stubEnv(name, undefined)
  })

  test('what is asked of the provider cannot be changed by who asks', async () => {
    const browser = new SsoBrowser()
    const csrfToken = await browser.csrf()
    const evil = new URLSearchParams({
      redirect_uri: 'https://evil.example/',
      scope: 'all',
      state: 'known',
      prompt: 'none',
      client_id: 'evil',
    })
    const reply = await browser.ask(`/api/auth/signin/sso?${evil}`, {
      method: 'POST',
      headers: { origin: home },
      body: new URLSearchParams({ csrfToken, ...Object.fromEntries(evil) }),
    })
    const asked = new URL((await reply.json()).url).searchParams
    expect(asked.get('redirect_uri')).toBe(`${home}/api/auth/callback/sso`)
    expect(asked.get('client_id')).toBe('muster')
    expect(asked.get('scope')).toBe('openid email profile')
    expect(asked.get('state')).not.toBe('known')
    expect(asked.get('prompt')).toBeNull()
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('nonce')).toMatch(/^[A-Za-z0-9_-]{20,}$/)
  })
})

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/%2f/evil.example/../..//evil.example',
  'javascript:alert(1)',
  '/\u0009/evil.example',
  `${home}@evil.example/`,
  `${home}.evil.example/`,
])('S51: %s as return_to or callbackUrl leads home', async (evil) => {
  const browser = new SsoBrowser()
  const away = await browser.leave({ return_to: evil, form: { callbackUrl: evil } })
  browser.cookies.set('muster-callback', encodeURIComponent(evil))
  const end = await browser.arrive(world.provider.authorize(away, ada))
  expect(end.origin).toBe(home)
  expect(end.pathname.startsWith('//')).toBe(false)
  const csrfToken = await browser.csrf()
  const body = new URLSearchParams({ csrfToken, email: 'a', password: 'b', callbackUrl: evil })
  const path = '/api/auth/callback/credentials'
  const reply = await browser.ask(path, { method: 'POST', body, headers: { origin: home } })
  expect(new URL(reply.headers.get('location') ?? home, home).origin).toBe(home)
  for (const line of reply.headers.getSetCookie())
    expect(decodeURIComponent(line)).not.toMatch(/=(https?:)?\/\/(?!localhost:3000(\/|;))/)
})

test('S39: a client that brings bad answers waits; others do not', async () => {
  const browser = new SsoBrowser()
  for (let tries = 0; tries < 12; tries += 1) await browser.arrive('/api/auth/callback/sso?state=x')
  const before = world.provider.asked.length
  const away = await browser.leave()
  const end = await browser.arrive(world.provider.authorize(away, ada))
  expect(end.pathname).toBe('/login')
  expect(world.provider.asked.slice(before)).not.toContain('/token')
})

test('an unknown path below answers like the API, whatever the method', async () => {
  const request = new Request(`${home}/api/auth/x`, { method: 'POST' })
  expect((await authDoor(request, { params: Promise.resolve({ nextauth: ['x'] }) })).status).toBe(
    404,
  )
})
