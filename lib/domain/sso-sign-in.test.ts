// Who comes in through a provider, as whom and with which roles. By issuer and subject; an address is
// a label unless an admin said otherwise.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { passwordHash } from '@/lib/domain/passwords'
import { bearerOf } from '@/lib/domain/sessions'
import { signIn } from '@/lib/domain/sign-in'
import type { Connection } from '@/lib/domain/sso'
import { proofsOf, proveBySso } from '@/lib/domain/sso-proofs'
import { signInBySso } from '@/lib/domain/sso-sign-in'
import { deleteUser, patchUser } from '@/lib/domain/users'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { type Person, person, team } from '@/lib/testing/people'
import { countPeople, newestEntry, storeSso } from '@/lib/testing/sso'
import { Sso } from '@/lib/wire/sso'

let database: TestDatabase
let chief: Person
const dataDir = mkdtempSync(join(tmpdir(), 'muster-'))
const issuer = 'https://idp.example'
const client = { address: '192.0.2.7', user_agent: 'test' }

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  database = await testDatabase()
  chief = await person()
})
beforeEach(async () => {
  await sql('people', 'DELETE FROM users WHERE id <> $1', [chief.viewer.user_id])
  await sql('people', "UPDATE users SET global_role = 'admin', password_hash = NULL")
  await sql('people', 'DELETE FROM user_identities')
  await sql('people', 'DELETE FROM throttles')
  await storeSso({ enabled: false })
})
afterAll(async () => {
  await database.stop()
  vi.unstubAllEnvs()
  rmSync(dataDir, { recursive: true })
})

function connection(more: Partial<Sso> = {}): Connection {
  const sso = Sso.parse({ enabled: true, issuer, client_id: 'muster', create_users: true, ...more })
  return { ...sso, client_secret: undefined, fingerprint: 'x' }
}

const ada = { iss: issuer, sub: 'ada', email: 'Ada@Example.com', email_verified: true, name: 'Ada' }
const come = (raw: object, more?: Partial<Sso>) => signInBySso(connection(more), { ...raw }, client)

/** Refused with that reason, nothing made. */
async function refused(raw: object, more: Partial<Sso>, reason: RegExp): Promise<void> {
  const before = await countPeople()
  await expect(come(raw, more)).rejects.toThrow(reason)
  expect(await countPeople()).toEqual(before)
}

describe('an account', () => {
  const observer: Partial<Sso> = { default_role: 'observer' }

  test('is made once for a subject, with the default role and without password', async () => {
    const first = await come(ada, observer)
    expect(first.user).toMatchObject({ email: 'ada@example.com', global_role: 'observer' })
    const renamed = { ...ada, email: 'ada@elsewhere.example', name: 'Ada L.' }
    expect((await come(renamed, observer)).user.id).toBe(first.user.id)
    expect(await proofsOf({ ...chief.viewer, user_id: first.user.id })).toMatchObject({
      password: false,
    })
    expect(await newestEntry('signed_in')).toMatchObject({ issuer, subject: 'ada' })
    await expect(signIn({ email: 'ada@example.com', password: '' }, client)).rejects.toThrow()
  })

  test('is one, however many browsers come first at once', async () => {
    const came = await Promise.all(Array.from({ length: 8 }, () => come(ada, observer)))
    expect(new Set(came.map(({ user }) => user.id)).size).toBe(1)
    expect(new Set(came.map(({ token }) => token)).size).toBe(8)
  })

  test('of another subject with the same address is another person, and stays out', async () => {
    await come(ada, observer)
    await refused({ ...ada, sub: 'eve' }, observer, /not linked/)
    await refused({ ...ada, sub: 'eve' }, { ...observer, link_by_email: true }, /another person/)
  })

  test('is not made where none are made, without address, or without any role', async () => {
    await refused(ada, { ...observer, create_users: false }, /none is made/)
    await refused({ ...ada, email: undefined }, observer, /e-mail/)
    await refused(ada, {}, /no default/)
    await refused({ ...ada, email_verified: false }, observer, /not verified/)
    await refused({ ...ada, iss: 'https://evil.example' }, observer, /another issuer/)
    await refused(ada, { ...observer, enabled: false }, /switched off/)
  })

  test('has a name of one line, whatever the provider sends', async () => {
    const name = `  Ada\u202e\n<script>\u0000${'x'.repeat(900)}`
    const { user } = await come({ ...ada, name }, observer)
    expect(user.name).toMatch(/^Ada <script> x+$/)
    expect(user.name.length).toBe(100)
  })

  test('that is disabled stays out, and its sessions end', async () => {
    const { user } = await come(ada, observer)
    await sql('people', 'UPDATE users SET disabled_at = now() WHERE id = $1', [user.id])
    await refused(ada, observer, /disabled/)
    await refused({ ...ada, sub: 'other' }, { ...observer, link_by_email: true }, /disabled/)
  })
})

describe('linking by address', () => {
  const known = { iss: issuer, sub: 'chief', email: '', email_verified: true }

  beforeEach(() => {
    known.email = chief.viewer.email
  })

  test('happens only when an admin said so, and only for a verified address', async () => {
    await refused(known, { default_role: 'admin' }, /not linked/)
    await refused({ ...known, email_verified: false }, { link_by_email: true }, /not verified/)
    await refused({ ...known, email_verified: undefined }, { link_by_email: true }, /not verified/)
    const { user } = await come(known, { link_by_email: true })
    expect(user.id).toBe(chief.viewer.user_id)
    expect(await newestEntry('linked_identity')).toMatchObject({ issuer, subject: 'chief' })
    // From then on it is the subject that counts.
    await refused({ ...known, sub: 'recycled' }, { link_by_email: true }, /another person/)
    expect((await come(known, { link_by_email: false })).user.id).toBe(chief.viewer.user_id)
  })

  test('never takes an account that is for scripts', async () => {
    await sql(
      'people',
      "INSERT INTO users (name, email, api_only) VALUES ('Bot', 'bot@x.example', true)",
    )
    await refused({ ...known, email: 'bot@x.example' }, { link_by_email: true }, /scripts/)
  })
})

describe('roles from groups', () => {
  const rules = (more: Partial<Sso> = {}): Partial<Sso> => ({
    groups_claim: 'groups',
    group_roles: [
      { group: 'fleet-admins', global_role: 'admin' },
      { group: 'fleet-readers', global_role: 'observer' },
    ],
    ...more,
  })
  const member = (...groups: unknown[]) => ({ ...ada, groups })

  test('are laid on at each sign-in, and a change ends the sessions before it', async () => {
    const first = await come(member('fleet-readers', 'other'), rules())
    expect(first.user.global_role).toBe('observer')
    const same = await come(member('fleet-readers'), rules())
    expect(await bearerOf(first.token)).not.toBeNull()
    const promoted = await come(member('fleet-readers', 'fleet-admins'), rules())
    expect(promoted.user.global_role).toBe('admin')
    for (const { token } of [first, same]) expect(await bearerOf(token)).toBeNull()
    expect((await bearerOf(promoted.token))?.viewer.global_role).toBe('admin')
    expect(await newestEntry('edited_user')).toMatchObject({ is: { global_role: 'admin' } })
    expect((await come(member('fleet-readers'), rules())).user.global_role).toBe('observer')
  })

  test('may be of teams, the strongest of several counting', async () => {
    const [one, two] = [await team(), await team()]
    const group_roles: Sso['group_roles'] = [
      { group: 'a', team_id: one, role: 'observer' },
      { group: 'b', team_id: one, role: 'maintainer' },
      { group: 'b', team_id: two, role: 'observer_plus' },
    ]
    const { user } = await come(member('a', 'b'), rules({ group_roles }))
    expect(user.teams.map(({ id, role }) => ({ id, role }))).toEqual(
      expect.arrayContaining([
        { id: one, role: 'maintainer' },
        { id: two, role: 'observer_plus' },
      ]),
    )
    const fewer = await come(member('a'), rules({ group_roles }))
    expect(fewer.user.teams).toMatchObject([{ id: one, role: 'observer' }])
  })

  test('taken away leave nothing: the person stays out, and their sessions end', async () => {
    const { token } = await come(member('fleet-readers'), rules())
    await expect(come(member(), rules())).rejects.toThrow(/any more/)
    await expect(come(ada, rules())).rejects.toThrow(/any more/)
    expect(await bearerOf(token)).toBeNull()
  })

  test('of a claim that is missing, elsewhere, or no list of names give nothing', async () => {
    await refused(ada, rules(), /no default/)
    await refused({ ...ada, _claim_names: { groups: 'src1' } }, rules(), /too many/)
    await refused({ ...ada, groups: { 'fleet-admins': true } }, rules(), /not a list/)
    await refused(member({ name: 'fleet-admins' }), rules(), /not a list/)
    await refused(member(...Array(2_001).fill('g')), rules(), /not a list/)
    await refused(member('FLEET-ADMINS', 'fleet-admins '), rules(), /no default/)
  })

  test('are found under a dotted path, never through what an object inherits', async () => {
    const nested = { ...ada, realm_access: { roles: ['fleet-readers'] } }
    const at = (groups_claim: string) => rules({ groups_claim })
    expect((await come(nested, at('realm_access.roles'))).user.global_role).toBe('observer')
    await expect(come(nested, at('constructor.name'))).rejects.toThrow(/any more/)
  })

  test('never take the role of the last administrator', async () => {
    const mine = { iss: issuer, sub: 'chief', email: chief.viewer.email, email_verified: true }
    const { user } = await come({ ...mine, groups: [] }, rules({ link_by_email: true }))
    expect(user.global_role).toBe('admin')
    await person()
    await expect(come({ ...mine, groups: [] }, rules())).rejects.toThrow(/any more/)
    expect(await sql('people', "SELECT id FROM users WHERE global_role = 'admin'")).toHaveLength(1)
  })
})

describe('a proof by the provider', () => {
  const now = () => Math.floor(Date.now() / 1_000)
  const prove = async (viewer: Person['viewer'], claims: object, began = now()) =>
    proveBySso(viewer, { connection: connection(), raw: { ...ada, ...claims }, began }, '')

  test('takes the same identity and a sign-in after it was asked for', async () => {
    const { user, token } = await come(ada, { default_role: 'observer' })
    const { user: other } = await come(
      { ...ada, sub: 'eve', email: 'eve@x.example' },
      { default_role: 'admin' },
    )
    const viewer = (await bearerOf(token))?.viewer
    if (!viewer) throw new Error('nobody')
    await sql('people', "UPDATE sessions SET proved_at = now() - interval '1 hour'")
    await expect(prove(viewer, {})).rejects.toThrow(/does not tell/)
    await expect(prove(viewer, { auth_time: now() - 3_600 })).rejects.toThrow(/again/)
    await expect(prove(viewer, { sub: 'eve', auth_time: now() })).rejects.toThrow(/Somebody else/)
    await expect(prove(viewer, { sub: 'nobody', auth_time: now() })).rejects.toThrow(
      /Somebody else/,
    )
    expect(await provedRecently(user.id)).toBe(false)
    await prove(viewer, { auth_time: now() })
    expect(await provedRecently(user.id)).toBe(true)
    expect(await provedRecently(other.id)).toBe(false)
  })

  async function provedRecently(userId: number): Promise<boolean> {
    const rows = await sql(
      'people',
      "SELECT 1 FROM sessions WHERE user_id = $1 AND proved_at > now() - interval '1 minute'",
      [userId],
    )
    return rows.length > 0
  }
})

describe('while sign-on is enforced', () => {
  const password = 'a heron stands in the reeds'
  const withPassword = async (...people: Person[]) => {
    const hash = await passwordHash(password)
    for (const { viewer } of people)
      await sql('people', 'UPDATE users SET password_hash = $2 WHERE id = $1', [
        viewer.user_id,
        hash,
      ])
  }
  const enter = ({ viewer }: Person) => signIn({ email: viewer.email, password }, client)
  const enforce = (...admins: Person[]) =>
    storeSso({
      enabled: true,
      enforce: true,
      issuer,
      client_id: 'muster',
      password_admins: admins.map(({ viewer }) => viewer.user_id),
    })

  test('a password is for the named administrators only', async () => {
    const [second, reader] = [await person(), await person({ global_role: 'observer' })]
    await withPassword(chief, second, reader)
    await enforce(chief)
    await expect(enter(chief)).resolves.toMatchObject({ user: { email: chief.viewer.email } })
    await expect(enter(second)).rejects.toThrow(/wrong/)
    await expect(enter(reader)).rejects.toThrow(/wrong/)
    expect(await newestEntry('failed_sign_in')).toMatchObject({ reason: /enforced/ })
  })

  test('one administrator with a password stays, and should all named be gone, any may enter', async () => {
    const [second, third] = [await person(), await person()]
    await withPassword(chief, second)
    await enforce(second)
    await deleteUser(chief.viewer, second.viewer.user_id, '')
    await expect(enter(chief)).resolves.toBeTruthy()
    await expect(deleteUser(third.viewer, chief.viewer.user_id, '')).rejects.toThrow(/last/)
    const demoted = patchUser(third.viewer, chief.viewer.user_id, { global_role: 'observer' }, '')
    await expect(demoted).rejects.toThrow(/last administrator with a password/)
  })
})
