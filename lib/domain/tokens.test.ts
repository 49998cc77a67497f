import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as getConfig, PATCH as patchConfig } from '@/app/api/[version]/fleet/config/route'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import { GET as listTeams } from '@/app/api/[version]/fleet/teams/route'
import { DELETE as removeToken } from '@/app/api/[version]/fleet/tokens/[id]/route'
import { POST as createToken, GET as listTokens } from '@/app/api/[version]/fleet/tokens/route'
import { GET as listUsers } from '@/app/api/[version]/fleet/users/route'
import { looksLikeToken, newToken } from '@/lib/domain/token-format'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { apiToken, call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
afterAll(() => database.stop())

async function mint(owner: Person, given = {}) {
  const { status, body } = await call(createToken, {
    token: owner.token,
    body: { name: 'ci', ...given },
  })
  const { token, secret } = body as { token: { id: number }; secret: string }
  return { status, id: token?.id, secret }
}

describe('API tokens', () => {
  test('a secret is told once, can be recognised, and only its hash is kept', async () => {
    const { status, secret } = await mint(admin)
    expect(status).toBe(201)
    expect(looksLikeToken(secret)).toBe(true)
    expect(looksLikeToken(`${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`)).toBe(false)
    expect((await call(me, { token: secret })).status).toBe(200)
    const rows = await sql('people', 'SELECT to_jsonb(t) FROM api_tokens t')
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4, 40))
    const list = await call(listTokens, { token: admin.token })
    expect(JSON.stringify(list.body)).not.toMatch(/hash|mst_/)
    expect(list.body).toMatchObject({ tokens: [{ name: 'ci' }] })
  })

  test('a token cannot make tokens', async () => {
    const token = await apiToken(admin)
    expect((await call(createToken, { token, body: { name: 'more' } })).status).toBe(403)
  })

  test('S64: a session whose password was proved long ago makes none until it is proved again', async () => {
    const owner = await person()
    const { session_id } = owner.viewer
    const set = (age: string) =>
      sql('people', `UPDATE sessions SET proved_at = now() - interval '${age}' WHERE id = $1`, [
        session_id,
      ])
    await set('16 minutes')
    const reply = await call(createToken, { token: owner.token, body: { name: 'ci' } })
    expect(reply).toMatchObject({ status: 403, body: { errors: [{ name: 'password' }] } })
    await set('14 minutes')
    expect((await mint(owner)).status).toBe(201)
  })

  test('who administers a user without a password makes their tokens, and nobody else’s', async () => {
    const red = await team()
    const script = await person({ teams: [{ id: red, role: 'gitops' }] })
    await sql('people', 'UPDATE users SET api_only = true WHERE id = $1', [script.viewer.user_id])
    const redAdmin = await person({ teams: [{ id: red, role: 'admin' }] })
    const user_id = script.viewer.user_id
    const { status, secret } = await mint(redAdmin, { user_id })
    expect(status).toBe(201)
    expect((await call(me, { token: secret })).body).toMatchObject({ user: { id: user_id } })
    expect((await mint(redAdmin, { user_id: admin.viewer.user_id })).status).toBe(404)
    expect((await mint(admin, { user_id: redAdmin.viewer.user_id })).status).toBe(422)
    expect((await mint(script, { user_id: admin.viewer.user_id })).status).toBe(404)
  })

  test('a token lives for a year at most, and ends when it says', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    expect((await mint(admin, { expires_at: inDays(400) })).status).toBe(422)
    expect((await mint(admin, { expires_at: inDays(-1) })).status).toBe(422)
    const { status, secret, id } = await mint(admin, { expires_at: inDays(1) })
    expect(status).toBe(201)
    await sql(
      'people',
      "UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = $1",
      [id],
    )
    expect((await call(me, { token: secret })).status).toBe(401)
  })

  test('a token of a team sees that team alone, whatever its owner sees', async () => {
    const [red, blue] = [await team('Red'), await team('Blue')]
    const { secret } = await mint(admin, { team_id: red })
    const list = await call(listTeams, { token: secret })
    expect(list.body).toMatchObject({ count: 1, teams: [{ id: red }] })
    expect((await call(getConfig, { token: secret })).status).toBe(403)
    const observer = await person({ teams: [{ id: blue, role: 'observer' }] })
    expect((await mint(observer, { team_id: red })).status).toBe(422)
  })

  test('scopes narrow what a token may do', async () => {
    const { secret } = await mint(admin, { scopes: ['read'] })
    expect((await call(listTeams, { token: secret })).status).toBe(200)
    expect((await call(listUsers, { token: secret })).status).toBe(403)
    expect((await mint(admin, { scopes: ['root'] })).status).toBe(422)
  })

  test('a token ends when it is removed and with its owner', async () => {
    const owner = await person({ global_role: 'maintainer' })
    const [removed, kept] = [await mint(owner), await mint(owner)]
    for (const { secret } of [removed, kept])
      expect((await call(me, { token: secret })).status).toBe(200)
    const remove = (token: string) =>
      call(removeToken, { token, method: 'DELETE', params: { id: String(removed.id) } })
    const other = await person({ global_role: 'maintainer' })
    expect((await remove(other.token)).status).toBe(404)
    expect((await remove(owner.token)).status).toBe(200)
    expect((await call(me, { token: removed.secret })).status).toBe(401)
    await sql('people', 'DELETE FROM users WHERE id = $1', [owner.viewer.user_id])
    const again = await person()
    expect((await call(listTokens, { token: again.token })).status).toBe(200)
    expect(
      await sql('people', 'SELECT 1 FROM api_tokens WHERE user_id = $1', [owner.viewer.user_id]),
    ).toEqual([])
  })

  test('the audit trail names the token that acted', async () => {
    const { secret, id } = await mint(admin)
    const body = { org_name: 'Acme' }
    expect((await call(patchConfig, { token: secret, method: 'PATCH', body })).status).toBe(200)
    const rows = await sql(
      'people',
      "SELECT actor_kind, details->'token_id' AS token_id FROM activities WHERE type = 'edited_settings'",
    )
    expect(rows).toEqual([{ actor_kind: 'token', token_id: id }])
  })

  test('made tokens differ', () => {
    expect(new Set(Array.from({ length: 1_000 }, newToken)).size).toBe(1_000)
  })
})

describe('settings', () => {
  test('options are written by those who may; the rest by administrators', async () => {
    const gitops = await person({ global_role: 'gitops' })
    const patch = (token: string, body: object) =>
      call(patchConfig, { token, method: 'PATCH', body })
    const agent_options = { config: { options: { logger_tls_period: 20 } } }
    expect(await patch(gitops.token, { agent_options })).toMatchObject({
      status: 200,
      body: { agent_options },
    })
    expect((await patch(gitops.token, { org_name: 'Mine' })).status).toBe(403)
    const wrong = { config: { options: { enroll_secret_path: '/x' } } }
    expect((await patch(admin.token, { agent_options: wrong })).status).toBe(422)
    const limits = { denied_tables: ['curl', 'file'] }
    expect((await patch(admin.token, { limits })).body).toMatchObject({
      limits: { ...limits, result_retention_days: 30 },
    })
    expect((await patch(admin.token, { server_url: 'ftp://x' })).status).toBe(422)
    expect((await patch(admin.token, { server_url: 'https://u:p@x.example' })).status).toBe(422)
    expect((await patch(admin.token, { server_url: 'not a url' })).status).toBe(422)
    expect((await patch(admin.token, { set_up_at: null })).status).toBe(422)
    const observer = await person({ global_role: 'observer' })
    expect((await call(getConfig, { token: observer.token })).status).toBe(403)
  })
})
