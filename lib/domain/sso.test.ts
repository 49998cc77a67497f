// What an admin may set about single sign-on, and what anybody can see of it afterwards.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { GET, PATCH } from '@/app/api/[version]/fleet/config/route'
import { POST as look } from '@/app/api/[version]/fleet/sso/test/route'
import { passwordHash } from '@/lib/domain/passwords'
import { findConnection } from '@/lib/domain/sso'
import { recordTrial } from '@/lib/domain/sso-proofs'
import { seal, unseal } from '@/lib/keys'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { apiToken, call, type Person, person, team } from '@/lib/testing/people'
import { newestEntry, storeSso } from '@/lib/testing/sso'

let database: TestDatabase
let chief: Person
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const client_secret = 'canary-secret-of-the-client'
const complete = { issuer: 'https://idp.example', client_id: 'muster', client_secret }

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  vi.stubEnv('LOG_LEVEL', 'silent')
  database = await testDatabase()
  chief = await person()
})
beforeEach(async () => {
  await storeSso({})
  await sql('people', 'UPDATE settings SET sso_test = NULL')
})
afterAll(async () => {
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

const patch = (sso: object, who = chief) =>
  call(PATCH, { method: 'PATCH', token: who.token, body: { sso } })

async function refusalOf(sso: object): Promise<string> {
  const { status, body } = await patch(sso)
  const { errors }: { errors: { name: string; reason: string }[] } = body
  return `${status} ${errors[0]?.name}`
}

/** A trial that worked, of the connection as it is. */
async function tryIt(): Promise<void> {
  const connection = await findConnection()
  if (!connection) throw new Error('nothing to try')
  const raw = { iss: connection.issuer, sub: 'ada', email: 'ada@example.com' }
  await recordTrial(chief.viewer, { connection, raw, uuid: 'u' }, '')
}

describe('the client secret', () => {
  test('is kept sealed and told to nobody: not by the API, the trail or a dump', async () => {
    const saved = await patch({ ...complete, enabled: true })
    expect(saved.status).toBe(200)
    expect(saved.body).toMatchObject({ sso: { client_secret_set: true, client_id: 'muster' } })
    expect((await findConnection())?.client_secret).toBe(client_secret)
    const shown = await call(GET, { token: chief.token })
    const [dump] = await sql<{ text: string }>('people', 'SELECT s::text AS text FROM settings s')
    const trail = await sql('people', 'SELECT * FROM activities')
    for (const text of [saved, shown, dump, trail].map((part) => JSON.stringify(part))) {
      expect(text).not.toContain(client_secret)
      expect(text).not.toContain(Buffer.from(client_secret).toString('hex'))
    }
    expect(await newestEntry('edited_sso')).toMatchObject({ client_secret: 'changed' })
  })

  test('stays with null or without a word, and goes when it is emptied', async () => {
    await patch(complete)
    for (const kept of [{ name: 'Heron' }, { client_secret: null }]) {
      expect((await patch(kept)).status).toBe(200)
      expect((await findConnection())?.client_secret).toBe(client_secret)
    }
    await patch({ client_secret: '' })
    expect((await findConnection())?.client_secret).toBeUndefined()
  })

  test('is never sent to another issuer than the one it was given for', async () => {
    await patch(complete)
    const elsewhere = { issuer: 'https://evil.example' }
    expect(await refusalOf(elsewhere)).toBe('422 sso.client_secret')
    expect((await patch({ ...elsewhere, client_secret: 'another' })).status).toBe(200)
  })

  test('that was sealed in another data folder breaks no page, and is given again', async () => {
    await patch(complete)
    await sql('people', "UPDATE settings SET sso_secret = '\\x01' || sso_secret")
    const { status, body } = await call(GET, { token: chief.token })
    expect([status, body]).toEqual([200, expect.objectContaining({ org_name: expect.anything() })])
    expect((await patch({ client_secret })).status).toBe(200)
    expect((await findConnection())?.client_secret).toBe(client_secret)
  })

  test('opens for its purpose only, and not with a changed byte', () => {
    const sealed = seal('one purpose', client_secret)
    expect(unseal('one purpose', sealed)).toBe(client_secret)
    expect(sealed.equals(seal('one purpose', client_secret))).toBe(false)
    expect(() => unseal('another purpose', sealed)).toThrow()
    for (const at of [1, 20, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      expect(() => unseal('one purpose', changed)).toThrow()
    }
    expect(() => unseal('one purpose', Buffer.of(2, 3))).toThrow()
  })
})

describe('what is set', () => {
  test('is refused where it could not work, naming the field', async () => {
    expect(await refusalOf({ enabled: true })).toBe('422 sso.issuer')
    expect(await refusalOf({ ...complete, client_id: '', enabled: true })).toBe('422 sso.client_id')
    expect(await refusalOf({ ...complete, scopes: ['email'], enabled: true })).toBe(
      '422 sso.scopes',
    )
    expect(await refusalOf({ issuer: 'http://idp.example' })).toBe('422 sso.issuer')
    expect(await refusalOf({ issuer: 'https://a:b@idp.example' })).toBe('422 sso.issuer')
    expect(await refusalOf({ scopes: ['openid evil'] })).toBe('422 sso.scopes[0]')
    expect(await refusalOf({ surprise: true })).toBe('422 sso.surprise')
    const gone = [{ group: 'a', team_id: 999_999, role: 'observer' }]
    expect(await refusalOf({ group_roles: gone })).toBe('422 sso.group_roles[0].team_id')
    expect(await refusalOf({ group_roles: [{ group: 'a' }] })).toBe('422 sso.group_roles[0]')
    expect(await refusalOf({ default_teams: [{ id: 999_999, role: 'admin' }] })).toMatch(/teams/)
  })

  test('is changed by global admins alone, and by itself', async () => {
    const here = await team()
    const others = [
      await person({ global_role: 'maintainer' }),
      await person({ global_role: 'gitops' }),
      await person({ teams: [{ id: here, role: 'admin' }] }),
    ]
    for (const who of others) {
      expect((await patch({ name: 'Owned' }, who)).status).toBe(403)
      expect((await call(look, { token: who.token, body: {} })).status).toBe(403)
    }
    const narrow = await apiToken(chief, { scopes: ['read', 'write', 'live'] })
    const { status } = await call(PATCH, { method: 'PATCH', token: narrow, body: { sso: {} } })
    expect(status).toBe(403)
    const both = { org_name: 'Heron', sso: { name: 'Heron' } }
    expect((await call(PATCH, { method: 'PATCH', token: chief.token, body: both })).status).toBe(
      422,
    )
  })

  test('is shown to maintainers without who is admin and whom a trial named', async () => {
    await patch(complete)
    await tryIt()
    const maintainer = await person({ global_role: 'maintainer' })
    const { body } = await call(GET, { token: maintainer.token })
    expect(body).toMatchObject({ sso: { trial: null, admins: [], client_id: 'muster' } })
    const mine = await call(GET, { token: chief.token })
    expect(mine.body).toMatchObject({ sso: { trial: { ok: true, subject: 'ada' } } })
  })

  test('names the redirect URL by PUBLIC_URL', async () => {
    const { body } = await call(GET, { token: chief.token, headers: { host: 'evil.example' } })
    const redirect_url = 'http://localhost:3000/api/auth/callback/sso'
    expect(body).toMatchObject({ sso: { redirect_url } })
  })
})

describe('enforcing', () => {
  const enforce = (...people: Person[]) => ({
    enforce: true,
    password_admins: people.map(({ viewer }) => viewer.user_id),
  })

  test('takes a trial that worked of this very connection, and an admin with a password', async () => {
    await patch({ ...complete, enabled: true })
    expect(await refusalOf(enforce(chief))).toBe('422 sso.enforce')
    await tryIt()
    expect(await refusalOf(enforce(chief))).toBe('422 sso.password_admins')
    await sql('people', 'UPDATE users SET password_hash = $1 WHERE id = $2', [
      await passwordHash('a heron stands in the reeds'),
      chief.viewer.user_id,
    ])
    expect(await refusalOf({ enforce: true })).toBe('422 sso.password_admins')
    expect((await patch(enforce(chief))).status).toBe(200)
    // Another connection has had no trial, so it cannot be enforced as it is changed.
    expect(await refusalOf({ client_id: 'another' })).toBe('422 sso.enforce')
    expect(await refusalOf({ client_secret: 'another' })).toBe('422 sso.enforce')
    expect(await refusalOf({ enabled: false })).toBe('422 sso.enforce')
    expect((await patch({ enabled: false, enforce: false })).status).toBe(200)
  })

  test('is not bought with a trial that failed', async () => {
    await patch({ ...complete, enabled: true })
    const connection = await findConnection()
    if (!connection) throw new Error('nothing to try')
    await recordTrial(chief.viewer, { connection, fault: 'no', uuid: 'u' }, '')
    expect(await refusalOf(enforce(chief))).toBe('422 sso.enforce')
  })
})
