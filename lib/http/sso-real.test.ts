// Single sign-on against a real provider: discovery, PKCE, a secret, userinfo, a sign-in page with its
// own cookies. Nothing of it is ours.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inspect } from '@/lib/domain/sso-discovery'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { type OidcProvider, startOidcProvider } from '@/lib/testing/oidc-provider'
import { newestEntry, storeSso } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'
import type { Sso } from '@/lib/wire/sso'

let database: TestDatabase
let provider: OidcProvider
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const home = 'http://localhost:3000'

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('LOG_LEVEL', 'silent')
  database = await testDatabase()
  provider = await startOidcProvider(home)
})
afterAll(async () => {
  await provider.stop()
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

const settings = (): Partial<Sso> => ({
  enabled: true,
  issuer: provider.issuer,
  client_id: provider.client_id,
  scopes: ['openid', 'email', 'profile', 'groups'],
  groups_claim: 'groups',
  group_roles: [{ group: 'fleet', global_role: 'maintainer' }],
  create_users: true,
})

/** A person at the provider's own pages: follows its redirects and fills in its form. */
async function passProvider(address: string, login: string, jar = new Map<string, string>()) {
  const ask = async (url: string, form?: Record<string, string>): Promise<string> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    const reply = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const next = reply.headers.get('location')
    if (next?.startsWith(home)) return next
    if (next) return ask(new URL(next, url).href)
    const action = /action="([^"]+)"/.exec(await reply.text())?.[1]
    if (!action) throw new Error(`${url}: ${reply.status}`)
    return ask(new URL(action, url).href, { prompt: 'login', login, password: 'any' })
  }
  return ask(address)
}

test('a person comes in with the role of a group, and out of the group stays out', async () => {
  await storeSso(settings(), provider.client_secret)
  provider.people.set('ada', {
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada',
    groups: ['fleet'],
  })
  const browser = new SsoBrowser()
  const end = await browser.arrive(
    await passProvider(await browser.leave({ return_to: '/packs' }), 'ada'),
  )
  expect([end.href, await newestEntry('failed_sign_in')]).toEqual([`${home}/packs`, {}])
  const users = await sql('people', 'SELECT name, email, global_role FROM users')
  expect(users).toEqual([{ name: 'Ada', email: 'ada@example.com', global_role: 'maintainer' }])
  provider.people.set('ada', {
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada',
    groups: [],
  })
  const later = new SsoBrowser()
  const refused = await later.arrive(await passProvider(await later.leave(), 'ada'))
  expect(refused.pathname).toBe('/login')
  expect((await newestEntry('failed_sign_in')).reason).toMatch(/No group/)
})

test('a proof makes the provider ask again, although it still knows the person', async () => {
  await storeSso({ ...settings(), default_role: 'observer' }, provider.client_secret)
  const browser = new SsoBrowser()
  const jar = new Map<string, string>()
  await browser.arrive(await passProvider(await browser.leave(), 'ada', jar))
  await sql('people', "UPDATE sessions SET proved_at = now() - interval '1 hour'")
  const away = await browser.leave({ purpose: 'prove' })
  const end = await browser.arrive(await passProvider(away, 'ada', jar))
  expect(end.search).toBe('?for=prove&done=1')
  expect(await newestEntry('proved_identity')).toMatchObject({ subject: 'ada' })
  const other = await browser.leave({ purpose: 'prove' })
  const failed = await browser.arrive(await passProvider(other, 'eve'))
  expect(failed.searchParams.get('failed')).toBeTruthy()
})

test('a wrong client secret is told to the trail, and the provider looks well from outside', async () => {
  await storeSso(settings(), 'a wrong secret')
  const browser = new SsoBrowser()
  const end = await browser.arrive(await passProvider(await browser.leave(), 'ada'))
  expect(end.pathname).toBe('/login')
  expect((await newestEntry('failed_sign_in')).reason).toMatch(/invalid_client/)
  expect(await inspect(provider.issuer, ['openid', 'groups'])).toMatchObject({ ok: true })
})
