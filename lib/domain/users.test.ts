import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as me } from '@/app/api/[version]/fleet/me/route'
import {
  GET as getTeam,
  PATCH as patchTeam,
  DELETE as removeTeam,
} from '@/app/api/[version]/fleet/teams/[id]/route'
import { PATCH as patchMembers } from '@/app/api/[version]/fleet/teams/[id]/users/route'
import { POST as createTeam, GET as listTeams } from '@/app/api/[version]/fleet/teams/route'
import {
  GET as getUser,
  PATCH as patchUser,
  DELETE as removeUser,
} from '@/app/api/[version]/fleet/users/[id]/route'
import { POST as createUser, GET as listUsers } from '@/app/api/[version]/fleet/users/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let red = 0
let blue = 0
let redAdmin: Person
let redObserver: Person
let blueObserver: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  red = await team('Red')
  blue = await team('Blue')
  redAdmin = await person({ teams: [{ id: red, role: 'admin' }] })
  redObserver = await person({ teams: [{ id: red, role: 'observer' }] })
  blueObserver = await person({ teams: [{ id: blue, role: 'observer' }] })
})
afterAll(() => database.stop())

const password = 'a long enough sentence'
let made = 0
const newUser = (given = {}) => ({
  name: 'Grace',
  email: `grace${++made}@example.com`,
  password,
  global_role: 'observer',
  ...given,
})
const idOf = ({ viewer }: Person) => ({ id: String(viewer.user_id) })
const user = (reply: { body: unknown }) =>
  (reply.body as { user: { id: number; teams: object[]; global_role: string | null } }).user

describe('users', () => {
  test('an administrator makes somebody, whose password and hash are never shown', async () => {
    const body = newUser()
    const reply = await call(createUser, { token: admin.token, body })
    expect(reply).toMatchObject({
      status: 201,
      body: { user: { email: body.email, global_role: 'observer', teams: [], api_only: false } },
    })
    expect(JSON.stringify(reply.body)).not.toMatch(/password|scrypt/)
    expect((await call(createUser, { token: admin.token, body })).status).toBe(409)
  })

  test.each([
    ['no role', { global_role: null }],
    ['both kinds of role', { teams: [{ id: 1, role: 'observer' }] }],
    ['an unknown role', { global_role: 'root' }],
    ['an unknown team', { global_role: null, teams: [{ id: 999, role: 'observer' }] }],
    ['a common password', { password: 'qwertyuiopasdf' }],
    ['an extra key', { password_hash: 'x' }],
  ])('refuses somebody with %s', async (_, given) => {
    expect((await call(createUser, { token: admin.token, body: newUser(given) })).status).toBe(422)
  })

  test('who administers a team grants roles in that team and nowhere else', async () => {
    const { token } = redAdmin
    const grant = (given: object) => call(createUser, { token, body: newUser(given) })
    const inTeam = (id: number) => ({ global_role: null, teams: [{ id, role: 'maintainer' }] })
    expect((await grant(inTeam(red))).status).toBe(201)
    expect((await grant(inTeam(blue))).status).toBe(404)
    expect((await grant({ global_role: 'observer' })).status).toBe(404)
    const promote = { global_role: 'admin' }
    const params = idOf(redAdmin)
    expect((await call(patchUser, { token, method: 'PATCH', params, body: promote })).status).toBe(
      404,
    )
  })

  test('people of other teams are not there', async () => {
    const { token } = redAdmin
    const list = await call(listUsers, { token })
    const ids = (list.body as { users: { id: number }[] }).users.map(({ id }) => id)
    expect(ids).toContain(redObserver.viewer.user_id)
    expect(ids).not.toContain(blueObserver.viewer.user_id)
    expect(ids).not.toContain(admin.viewer.user_id)
    expect((await call(getUser, { token, params: idOf(redObserver) })).status).toBe(200)
    for (const hidden of [blueObserver, admin])
      expect((await call(getUser, { token, params: idOf(hidden) })).status).toBe(404)
    expect((await call(getUser, { token, params: { id: '99999' } })).status).toBe(404)
    expect((await call(listUsers, { token: redObserver.token })).status).toBe(403)
  })

  test('people see and name themselves, and give themselves nothing', async () => {
    const { token } = redObserver
    const params = idOf(redObserver)
    const patch = (body: object) => call(patchUser, { token, method: 'PATCH', params, body })
    expect((await call(getUser, { token, params })).status).toBe(200)
    expect((await patch({ name: 'Joan' })).body).toMatchObject({ user: { name: 'Joan' } })
    expect((await patch({ global_role: 'admin' })).status).toBe(403)
    expect((await patch({ teams: [{ id: red, role: 'admin' }] })).status).toBe(403)
    expect((await patch({ password })).status).toBe(422)
  })

  test('S38: a new role ends the person’s sessions', async () => {
    const somebody = await person({ global_role: 'observer' })
    expect((await call(me, { token: somebody.token })).status).toBe(200)
    const params = idOf(somebody)
    const body = { global_role: 'maintainer' }
    const reply = await call(patchUser, { token: admin.token, method: 'PATCH', params, body })
    expect(user(reply).global_role).toBe('maintainer')
    expect((await call(me, { token: somebody.token })).status).toBe(401)
  })

  test('a role in teams takes the place of a global one, and the other way round', async () => {
    const somebody = await person({ global_role: 'observer' })
    const patch = async (body: object) =>
      user(
        await call(patchUser, {
          token: admin.token,
          method: 'PATCH',
          params: idOf(somebody),
          body,
        }),
      )
    const moved = await patch({ teams: [{ id: blue, role: 'maintainer' }] })
    expect(moved).toMatchObject({ global_role: null, teams: [{ id: blue, role: 'maintainer' }] })
    expect(await patch({ global_role: 'observer' })).toMatchObject({
      global_role: 'observer',
      teams: [],
    })
  })

  test('a user who is gone can no longer act', async () => {
    const somebody = await person({ global_role: 'observer' })
    expect((await call(me, { token: somebody.token })).status).toBe(200)
    const params = idOf(somebody)
    const reply = await call(removeUser, { token: admin.token, method: 'DELETE', params })
    expect(reply.status).toBe(200)
    expect((await call(me, { token: somebody.token })).status).toBe(401)
  })

  test('two administrators who remove each other at once leave one', async () => {
    const other = await person()
    await sql(
      'people',
      "UPDATE users SET global_role = 'observer' WHERE id <> ALL($1) AND global_role = 'admin'",
      [[admin.viewer.user_id, other.viewer.user_id]],
    )
    const replies = await Promise.all([
      call(removeUser, { token: admin.token, method: 'DELETE', params: idOf(other) }),
      call(patchUser, {
        token: other.token,
        method: 'PATCH',
        params: idOf(admin),
        body: { global_role: 'observer' },
      }),
    ])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    const left = await sql('people', "SELECT id FROM users WHERE global_role = 'admin'")
    expect(left).toHaveLength(1)
    admin = await person()
  })
})

describe('disabled', () => {
  const disable = (who: Person, disabled: boolean, by = admin) =>
    call(patchUser, { token: by.token, method: 'PATCH', params: idOf(who), body: { disabled } })

  test('who is disabled is out until enabled again, and the audit trail says so', async () => {
    const somebody = await person({ global_role: 'observer' })
    expect(await disable(somebody, true)).toMatchObject({
      status: 200,
      body: { user: { status: 'disabled', disabled_at: expect.any(String) } },
    })
    expect((await call(me, { token: somebody.token })).status).toBe(401)
    expect((await disable(somebody, false)).body).toMatchObject({ user: { status: 'active' } })
    expect((await call(me, { token: somebody.token })).status).toBe(401)
    const rows = await sql<{ type: string }>(
      'people',
      'SELECT type FROM activities WHERE object_id = $1 ORDER BY id',
      [somebody.viewer.user_id],
    )
    expect(rows.map(({ type }) => type)).toEqual(['disabled_user', 'enabled_user'])
  })

  test('nobody disables, demotes or deletes above their own level', async () => {
    for (const who of [admin, blueObserver])
      expect((await disable(who, true, redAdmin)).status).toBe(404)
    expect((await disable(redObserver, true, redObserver)).status).toBe(403)
  })

  test('S59: ten administrators who end one another at once leave at least one', async () => {
    await sql('people', "UPDATE users SET global_role = 'observer' WHERE global_role = 'admin'")
    const admins = await Promise.all(Array.from({ length: 10 }, () => person()))
    const ring = admins.map((who, at) => [who, admins[(at + 1) % 10] ?? who] as const)
    const replies = await Promise.all(
      ring.map(([who, next], at) =>
        at % 2 === 0
          ? disable(next, true, who)
          : call(removeUser, { token: who.token, method: 'DELETE', params: idOf(next) }),
      ),
    )
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    const left = await sql(
      'people',
      "SELECT id FROM users WHERE global_role = 'admin' AND disabled_at IS NULL",
    )
    expect(left.length).toBeGreaterThan(0)
    admin = await person()
  })

  test('an administrator who was only invited does not count as one who stays', async () => {
    const others =
      "UPDATE users SET global_role = 'observer' WHERE id <> $1 AND global_role = 'admin'"
    await sql('people', others, [admin.viewer.user_id])
    const body = { name: 'Later', email: 'later@example.com', global_role: 'admin' }
    expect((await call(createUser, { token: admin.token, body })).status).toBe(201)
    expect((await disable(admin, true)).status).toBe(409)
  })
})

describe('teams', () => {
  test('only the installation’s administrators make and remove them', async () => {
    const body = { name: 'Green' }
    expect((await call(createTeam, { token: redAdmin.token, body })).status).toBe(403)
    const reply = await call(createTeam, { token: admin.token, body })
    expect(reply).toMatchObject({ status: 201, body: { team: { name: 'Green', host_count: 0 } } })
    expect((await call(createTeam, { token: admin.token, body })).status).toBe(409)
    const { id } = (reply.body as { team: { id: number } }).team
    const params = { id: String(id) }
    expect(
      (await call(removeTeam, { token: redAdmin.token, method: 'DELETE', params })).status,
    ).toBe(403)
    expect((await call(removeTeam, { token: admin.token, method: 'DELETE', params })).status).toBe(
      200,
    )
    expect((await call(getTeam, { token: admin.token, params })).status).toBe(404)
  })

  test('people list their own teams and see no other', async () => {
    const list = await call(listTeams, { token: blueObserver.token })
    expect(list.body).toMatchObject({ count: 1, teams: [{ name: 'Blue' }] })
    const statusOf = async (id: number) =>
      (await call(getTeam, { token: blueObserver.token, params: { id: String(id) } })).status
    expect([await statusOf(blue), await statusOf(red)]).toEqual([200, 404])
  })

  test('agent options of a team are written by those who may, and wrong ones are refused', async () => {
    const gitops = await person({ teams: [{ id: red, role: 'gitops' }] })
    const params = { id: String(red) }
    const patch = (token: string, body: object) =>
      call(patchTeam, { token, method: 'PATCH', params, body })
    const agent_options = { config: { options: { distributed_interval: 30 } } }
    expect((await patch(gitops.token, { agent_options })).status).toBe(200)
    expect((await patch(gitops.token, { name: 'Rouge' })).status).toBe(403)
    expect((await patch(redObserver.token, { agent_options })).status).toBe(403)
    const wrong = { config: { options: { no_such_option: 1 } } }
    expect((await patch(gitops.token, { agent_options: wrong })).status).toBe(422)
  })

  test('who administers a team changes roles in it, and cannot pull in strangers', async () => {
    const member = await person({ teams: [{ id: red, role: 'observer' }] })
    const params = { id: String(red) }
    const patch = (token: string, users: object[]) =>
      call(patchMembers, { token, method: 'PATCH', params, body: { users } })
    const asMember = { id: member.viewer.user_id, role: 'maintainer' }
    expect((await patch(redAdmin.token, [asMember])).status).toBe(200)
    expect((await call(me, { token: member.token })).status).toBe(401)
    const stranger = { id: blueObserver.viewer.user_id, role: 'observer' }
    expect((await patch(redAdmin.token, [stranger])).status).toBe(422)
    expect((await patch(admin.token, [stranger])).status).toBe(200)
    expect(
      (await patch(admin.token, [{ id: admin.viewer.user_id, role: 'observer' }])).status,
    ).toBe(422)
    expect((await patch(redObserver.token, [asMember])).status).toBe(403)
  })
})
