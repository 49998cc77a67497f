import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POST as createPack } from '@/app/api/[version]/fleet/packs/route'
import { POST as createQuery } from '@/app/api/[version]/fleet/queries/route'
import { GET as effectRoute } from '@/app/api/[version]/fleet/teams/[id]/effect/route'
import {
  DELETE as deleteRoute,
  GET as getTeam,
  PATCH as patchTeam,
} from '@/app/api/[version]/fleet/teams/[id]/route'
import { PATCH as patchUsers } from '@/app/api/[version]/fleet/teams/[id]/users/route'
import { POST as createTeam, GET as listTeams } from '@/app/api/[version]/fleet/teams/route'
import { createSecret } from '@/lib/domain/secrets'
import { deleteTeam } from '@/lib/domain/teams'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
})
afterAll(() => database.stop())

const at = (id: number) => ({ params: { id: String(id) } })
const hosts = (team_id: number, count: number) =>
  sql(
    'work',
    "INSERT INTO hosts (team_id, hostname) SELECT $1, 'h' || n FROM generate_series(1, $2::int) n",
    [team_id, count],
  )
const effectOf = async (id: number) =>
  (await call(effectRoute, { token: admin.token, ...at(id) })).body as { effect: object }
const remove = (id: number, query = '') =>
  call(deleteRoute, { token: admin.token, method: 'DELETE', query, ...at(id) })

describe('a team', () => {
  test('is made, renamed and described, with what was in the trail; a name is taken once', async () => {
    const made = await call(createTeam, { token: admin.token, body: { name: 'Servers' } })
    expect(made).toMatchObject({ status: 201, body: { team: { name: 'Servers', host_count: 0 } } })
    const { id } = (made.body as { team: { id: number } }).team
    const body = { name: 'Linux servers', description: 'In both halls' }
    const patched = await call(patchTeam, {
      token: admin.token,
      method: 'PATCH',
      body,
      ...at(id),
    })
    expect(patched).toMatchObject({ status: 200, body: { team: body } })
    const again = await call(createTeam, { token: admin.token, body: { name: body.name } })
    expect(again).toMatchObject({ status: 409, body: { errors: [{ name: 'name' }] } })
    const [entry] = await sql('work', "SELECT details FROM activities WHERE type = 'edited_team'")
    expect(entry).toEqual({ details: { was: { name: 'Servers', description: '' }, is: body } })
  })

  test('counts its own, and its people see and count no other', async () => {
    const [red, blue] = [await team(), await team()]
    await hosts(red, 3)
    await hosts(blue, 5)
    await createSecret({ name: 'works', team_id: red })
    const { enroll_secret } = await createSecret({ name: 'ended', team_id: red })
    await sql('work', 'UPDATE enroll_secrets SET revoked_at = now() WHERE id = $1', [
      enroll_secret.id,
    ])
    const own = { name: 'red baseline', team_id: red }
    expect((await call(createPack, { token: admin.token, body: own })).status).toBeLessThan(300)
    const reader = await person({ teams: [{ id: red, role: 'observer' }] })
    const { body } = await call(listTeams, { token: reader.token })
    expect(body).toMatchObject({
      count: 1,
      teams: [
        { id: red, host_count: 3, secret_count: 1, pack_count: 1, query_count: 0, user_count: 1 },
      ],
    })
    expect((await call(getTeam, { token: reader.token, ...at(blue) })).status).toBe(404)
    expect(await call(getTeam, { token: reader.token, ...at(red) })).toMatchObject({
      body: { team: { users: [], agent_options: {} } },
    })
  })
})

describe('deleting a team', () => {
  test('says what goes with it, and lets its hosts go on without one', async () => {
    const id = await team('Leavers')
    await hosts(id, 2)
    const member = await person({ teams: [{ id, role: 'observer' }] })
    await createSecret({ name: 'leaving', team_id: id })
    const query = { name: 'own', query: 'SELECT 1', team_id: id }
    await call(createQuery, { token: admin.token, body: query })
    await call(createPack, { token: admin.token, body: { name: 'leaving pack', team_id: id } })
    expect((await effectOf(id)).effect).toMatchObject({
      hosts: 2,
      packs: [{ name: 'leaving pack' }],
      queries: 1,
      secrets: 1,
      members: 1,
      members_left: 1,
      kept_by: [],
    })
    expect((await remove(id, 'confirm=Stayers')).status).toBe(409)
    expect((await remove(id, 'confirm=Leavers')).status).toBe(200)
    expect(
      await sql('work', "SELECT team_id FROM hosts WHERE hostname = 'h1' AND team_id = $1", [id]),
    ).toEqual([])
    const left = await call(listTeams, { token: member.token })
    expect(left.status).toBe(403)
    const [entry] = await sql(
      'work',
      "SELECT hosts, details FROM activities WHERE type = 'deleted_team'",
    )
    expect(entry).toMatchObject({ hosts: 2, details: { packs: ['leaving pack'], queries: 1 } })
  })

  test('is refused while packs of others target it or schedule its queries, naming them', async () => {
    const id = await team()
    const made = await call(createQuery, {
      token: admin.token,
      body: { name: 'shared', query: 'SELECT 1', team_id: id },
    })
    const query_id = (made.body as { query: { id: number } }).query.id
    const [pack] = await sql<{ id: number }>(
      'work',
      "INSERT INTO packs (name) VALUES ('everybody') RETURNING id",
    )
    await sql(
      'work',
      "INSERT INTO pack_queries (pack_id, name, query_id, interval) VALUES ($1, 'q', $2, 60)",
      [pack?.id, query_id],
    )
    await sql(
      'work',
      "INSERT INTO pack_targets (pack_id, kind, object_id) VALUES ($1, 'team', $2)",
      [pack?.id, id],
    )
    const refused = await remove(id)
    expect(refused).toMatchObject({
      status: 409,
      body: {
        errors: expect.arrayContaining([
          { name: 'packs', reason: 'everybody targets the team' },
          { name: 'packs', reason: 'everybody schedules one of its queries' },
        ]),
      },
    })
    expect((await call(getTeam, { token: admin.token, ...at(id) })).status).toBe(200)
  })

  test('asks a browser for the typed name, and nobody below a global admin may', async () => {
    const id = await team('Typed')
    const inBrowser = { ...admin.viewer, in_browser: true } as const
    await expect(deleteTeam(inBrowser, id, { address: '' })).rejects.toMatchObject({
      code: 'forbidden',
      errors: [{ name: 'confirm' }],
    })
    const chief = await person({ teams: [{ id, role: 'admin' }] })
    const attempt = { token: chief.token, method: 'DELETE', ...at(id) }
    expect((await call(deleteRoute, attempt)).status).toBe(403)
    await deleteTeam(inBrowser, id, { confirm: 'Typed', address: '' })
    expect((await call(getTeam, { token: admin.token, ...at(id) })).status).toBe(404)
  })
})

test('a team’s admin changes and removes its members; only a global admin brings in somebody new', async () => {
  const id = await team()
  const chief = await person({ teams: [{ id, role: 'admin' }] })
  const reader = await person({ teams: [{ id, role: 'observer' }] })
  const stranger = await person({ teams: [] })
  const put = (who: Person, user: Person, role: string | null) =>
    call(patchUsers, {
      token: who.token,
      method: 'PATCH',
      body: { users: [{ id: user.viewer.user_id, role }] },
      ...at(id),
    })
  expect((await put(chief, reader, 'maintainer')).status).toBe(200)
  expect((await put(chief, stranger, 'observer')).status).toBe(422)
  expect((await put(admin, stranger, 'observer')).status).toBe(200)
  expect((await put(admin, admin, 'observer')).status).toBe(422)
  const gone = await put(chief, reader, null)
  const { users } = (gone.body as { team: { users: { id: number }[] } }).team
  expect(users.map((user) => user.id)).not.toContain(reader.viewer.user_id)
})
