// Connecting one's account with the provider by hand, and taking that away.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DELETE } from '@/app/api/[version]/fleet/users/[id]/identities/[identity_id]/route'
import { GET } from '@/app/api/[version]/fleet/users/[id]/identities/route'
import { passwordHash } from '@/lib/domain/passwords'
import { bearerOf } from '@/lib/domain/sessions'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { FakeProvider } from '@/lib/testing/fake-provider'
import { call, type Person, person } from '@/lib/testing/people'
import { newestEntry, setUpSso } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'

let database: TestDatabase
let provider: FakeProvider
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const ada = { sub: 'ada-1', email: 'somebody@else.example', email_verified: false }

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('LOG_LEVEL', 'silent')
  database = await testDatabase()
  provider = await FakeProvider.start()
})
beforeEach(async () => {
  await sql('people', 'DELETE FROM user_identities')
  await sql('people', 'DELETE FROM throttles')
  await setUpSso(provider)
})
afterAll(async () => {
  await provider.stop()
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

function browserOf({ token }: Person): SsoBrowser {
  const browser = new SsoBrowser()
  browser.cookies.set('muster-session', token)
  return browser
}

async function connect(who: Person, claims: object = ada): Promise<URL> {
  const browser = browserOf(who)
  const away = await browser.leave({ purpose: 'link', return_to: '/settings' })
  return browser.arrive(provider.authorize(away, { ...claims }))
}

const listOf = async (of: Person, by: Person) => {
  const { status, body } = await call(GET, {
    token: by.token,
    params: { id: String(of.viewer.user_id) },
  })
  const { identities = [] }: { identities?: { id: number; subject: string }[] } = body
  return { status, identities }
}

const remove = async (of: Person, by: Person, id?: number) => {
  const [first] = (await listOf(of, of)).identities
  const params = { id: String(of.viewer.user_id), identity_id: String(id ?? first?.id ?? 1) }
  return (await call(DELETE, { method: 'DELETE', token: by.token, params })).status
}

test('a person connects their account, whatever address the provider has, and comes in by it', async () => {
  const chief = await person()
  expect((await connect(chief)).pathname).toBe('/settings')
  expect(await newestEntry('linked_identity')).toMatchObject({ subject: 'ada-1', by: 'the person' })
  const browser = new SsoBrowser()
  await browser.arrive(provider.authorize(await browser.leave(), ada))
  expect((await bearerOf(browser.session ?? ''))?.viewer.user_id).toBe(chief.viewer.user_id)
})

test('connecting takes a proof of the last 15 minutes', async () => {
  const chief = await person()
  await sql('people', "UPDATE sessions SET proved_at = now() - interval '16 minutes'")
  expect((await browserOf(chief).askToLeave({ purpose: 'link' })).status).toBe(403)
})

test('an identity is of one account, and an account of one subject there', async () => {
  const [one, two] = [await person(), await person()]
  await connect(one)
  for (const end of [await connect(two), await connect(one, { ...ada, sub: 'another' })])
    expect(end.searchParams.get('failed')).toBeTruthy()
  expect((await listOf(one, one)).identities.map(({ subject }) => subject)).toEqual(['ada-1'])
  expect((await listOf(two, two)).identities).toEqual([])
})

test('an administrator disconnects it, which ends the sessions; the person keeps their last way in', async () => {
  const [chief, reader] = [await person(), await person({ global_role: 'observer' })]
  await connect(reader)
  expect(await remove(reader, reader)).toBe(409)
  expect(await remove(reader, chief, 999_999)).toBe(404)
  expect(await remove(reader, chief)).toBe(200)
  expect(await bearerOf(reader.token)).toBeNull()
  expect(await newestEntry('unlinked_identity')).toMatchObject({ subject: 'ada-1' })
})

test('a person with a password disconnects their own and stays signed in', async () => {
  const reader = await person({ global_role: 'observer' })
  await connect(reader)
  const hash = await passwordHash('a heron stands in the reeds')
  await sql('people', 'UPDATE users SET password_hash = $1', [hash])
  expect(await remove(reader, reader)).toBe(200)
  expect(await bearerOf(reader.token)).not.toBeNull()
})

test('nobody sees or takes the identities of people that they do not administer', async () => {
  const [victim, other] = [await person(), await person({ global_role: 'maintainer' })]
  await connect(victim)
  expect((await listOf(victim, other)).status).toBeOneOf([403, 404])
  expect(await remove(victim, other)).toBeOneOf([403, 404])
  expect((await listOf(victim, victim)).identities).toHaveLength(1)
})
