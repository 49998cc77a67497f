import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as secretHosts } from '@/app/api/[version]/fleet/enroll_secrets/[id]/hosts/route'
import { DELETE as removeSecret } from '@/app/api/[version]/fleet/enroll_secrets/[id]/route'
import {
  POST as createSecret,
  GET as listSecrets,
} from '@/app/api/[version]/fleet/enroll_secrets/route'
import { secretHash } from '@/lib/domain/secrets'
import { sql } from '@/lib/store/db'
import { findUsableSecret } from '@/lib/store/secrets'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let red = 0
let blue = 0

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  red = await team('Red')
  blue = await team('Blue')
})
afterAll(() => database.stop())

type Made = { enroll_secret: { id: number }; secret: string }

describe('enrol secrets', () => {
  test('one is told once, works at once, and is nowhere in what is stored or listed', async () => {
    const body = { name: 'laptops', team_id: red, max_uses: 3 }
    const reply = await call(createSecret, { token: admin.token, body })
    expect(reply).toMatchObject({ status: 201, body: { enroll_secret: { ...body, uses: 0 } } })
    const { secret } = reply.body as Made
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(await findUsableSecret(secretHash(secret))).toMatchObject({ team_id: red })
    const stored = await sql('people', 'SELECT to_jsonb(s) FROM enroll_secrets s')
    const audited = await sql('people', 'SELECT to_jsonb(a) FROM activities a')
    const listed = (await call(listSecrets, { token: admin.token })).body
    for (const place of [stored, audited, listed])
      expect(JSON.stringify(place)).not.toContain(secret)
    expect(JSON.stringify(listed)).not.toContain('hash')
  })

  test('a revoked one enrols nobody, and stays in the list', async () => {
    const made = await call(createSecret, { token: admin.token, body: { name: 'old' } })
    const { enroll_secret, secret } = made.body as Made
    const params = { id: String(enroll_secret.id) }
    expect(
      (await call(removeSecret, { token: admin.token, method: 'DELETE', params })).status,
    ).toBe(200)
    expect(await findUsableSecret(secretHash(secret))).toBeUndefined()
    const gone = { token: admin.token, method: 'DELETE', params: { id: '9999' } }
    expect((await call(removeSecret, gone)).status).toBe(404)
  })

  test('a role in a team reaches the secrets of that team alone; gitops writes and does not read', async () => {
    const keeper = await person({ teams: [{ id: red, role: 'maintainer' }] })
    const gitops = await person({ teams: [{ id: red, role: 'gitops' }] })
    const observer = await person({ teams: [{ id: red, role: 'observer' }] })
    const make = async (who: Person, team_id: number | null) =>
      (await call(createSecret, { token: who.token, body: { name: 'x', team_id } })).status
    expect([await make(keeper, red), await make(keeper, blue), await make(keeper, null)]).toEqual([
      201, 404, 403,
    ])
    expect([await make(gitops, red), await make(observer, red)]).toEqual([201, 403])
    const list = await call(listSecrets, { token: keeper.token })
    const { enroll_secrets } = list.body as { enroll_secrets: { team_id: number }[] }
    expect(new Set(enroll_secrets.map(({ team_id }) => team_id))).toEqual(new Set([red]))
    expect((await call(listSecrets, { token: gitops.token })).status).toBe(403)
    const foreign = await call(createSecret, {
      token: admin.token,
      body: { name: 'b', team_id: blue },
    })
    const params = { id: String((foreign.body as Made).enroll_secret.id) }
    expect(
      (await call(removeSecret, { token: keeper.token, method: 'DELETE', params })).status,
    ).toBe(404)
  })

  test('the hosts that came with one last are its hosts, counted and listed for who sees them', async () => {
    const make = async (name: string) =>
      (
        (await call(createSecret, { token: admin.token, body: { name, team_id: red } }))
          .body as Made
      ).enroll_secret.id
    const [old, fresh] = [await make('old door'), await make('new door')]
    const enrol = (host: number, secret: number, n: number) =>
      sql(
        'work',
        'INSERT INTO node_keys (key_hash, host_id, enroll_secret_id) VALUES ($1, $2, $3)',
        [Buffer.from(`${host} ${n}`), host, secret],
      )
    const hosts = await sql<{ id: number }>(
      'work',
      "INSERT INTO hosts (team_id, hostname) VALUES ($1, 'a'), ($1, 'b'), ($2, 'c') RETURNING id",
      [red, blue],
    )
    for (const { id } of hosts) await enrol(id, old, 1)
    await enrol(hosts[0]?.id ?? 0, fresh, 2)
    const keeper = await person({ teams: [{ id: red, role: 'maintainer' }] })
    const seen = async (who: Person) => {
      const list = await call(listSecrets, { token: who.token, query: `team_id=${red}` })
      const { enroll_secrets } = list.body as {
        enroll_secrets: { id: number; host_count: number; author: { name: string } }[]
      }
      expect(enroll_secrets[0]?.author.name).toBe(admin.viewer.name)
      return [old, fresh].map((id) => enroll_secrets.find((one) => one.id === id)?.host_count)
    }
    expect([await seen(admin), await seen(keeper)]).toEqual([
      [2, 1],
      [1, 1],
    ])
    const params = { id: String(old) }
    const listed = await call(secretHosts, { token: keeper.token, params })
    expect(listed).toMatchObject({ body: { count: 1, hosts: [{ hostname: 'b' }] } })
    const stranger = await person({ teams: [{ id: blue, role: 'maintainer' }] })
    expect((await call(secretHosts, { token: stranger.token, params })).status).toBe(404)
  })

  test.each([
    ['an expiry in the past', { expires_at: '2020-01-01T00:00:00Z' }],
    ['no uses', { max_uses: 0 }],
    ['an unknown team', { team_id: 9_999 }],
    ['a secret of one’s own', { secret: 'hunter2' }],
  ])('refuses %s', async (_, given) => {
    const reply = await call(createSecret, { token: admin.token, body: { name: 'x', ...given } })
    expect(reply.status).toBe(422)
  })
})
