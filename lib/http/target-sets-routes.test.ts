import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as one from '@/app/api/[version]/fleet/targets/sets/[id]/route'
import * as sets from '@/app/api/[version]/fleet/targets/sets/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { fleet, newTeam } from '@/lib/testing/live'
import { call, type Person, person } from '@/lib/testing/people'

let database: TestDatabase
let ada: Person
let hosts: number[]

beforeAll(async () => {
  database = await testDatabase()
  hosts = (await fleet(4)).map(({ id }) => id)
})
afterAll(() => database.stop())
beforeEach(async () => {
  ada = await person()
})

type Reply = { status: number; body: Record<string, never> }
const as = (who: Person, route: Parameters<typeof call>[0], more: object = {}): Promise<Reply> =>
  call(route, { token: who.token, ...more })
const keep = (who: Person, name: string, selected: object) =>
  as(who, sets.POST, { body: { name, selected } })
const idOf = ({ body }: Reply) => ({ id: String(Object(body.target_set).id) })
const names = async (who: Person): Promise<string[]> => {
  const { body } = await as(who, sets.GET)
  return Object(body).target_sets.map((set: { name: string }) => set.name)
}

test('a set tells how many hosts it meant when it was kept, and how many it means now', async () => {
  const made = await keep(ada, 'Web servers', { hosts })
  expect(made).toMatchObject({
    status: 201,
    body: { target_set: { name: 'Web servers', hosts_count: 4, hosts_count_now: 4 } },
  })
  await sql('people', 'DELETE FROM hosts WHERE id = $1', [hosts.pop()])
  const { body } = await as(ada, sets.GET)
  expect(body.target_sets).toMatchObject([
    { name: 'Web servers', hosts_count: 4, hosts_count_now: 3, selected: { all: false } },
  ])
  const params = idOf(made)
  const renamed = await as(ada, one.PATCH, { method: 'PATCH', params, body: { name: 'Web' } })
  expect(renamed.body.target_set).toMatchObject({ name: 'Web', hosts_count: 4 })
  const selected = { hosts: hosts.slice(0, 2) }
  const changed = await as(ada, one.PATCH, { method: 'PATCH', params, body: { selected } })
  expect(changed.body.target_set).toMatchObject({ hosts_count: 2, hosts_count_now: 2 })
})

test('nobody sees, changes or deletes the set of another, not even an administrator', async () => {
  const params = idOf(await keep(ada, 'Mine', { hosts }))
  const other = await person()
  expect(await names(other)).toEqual([])
  const renamed = await as(other, one.PATCH, { method: 'PATCH', params, body: { name: 'x' } })
  expect(renamed.status).toBe(404)
  expect((await as(other, one.DELETE, { method: 'DELETE', params })).status).toBe(404)
  expect(await names(ada)).toEqual(['Mine'])
  expect((await as(ada, one.DELETE, { method: 'DELETE', params })).status).toBe(200)
  expect(await names(ada)).toEqual([])
})

test('a name is taken once by each person, and the sets of one person are bounded', async () => {
  const other = await person()
  await keep(ada, 'Same', { hosts })
  expect(await keep(other, 'Same', { hosts })).toMatchObject({ status: 201 })
  expect(await keep(ada, 'Same', { hosts })).toMatchObject({
    status: 409,
    body: { errors: [{ name: 'name' }] },
  })
  const params = idOf(await keep(ada, 'Another', { hosts }))
  const renamed = await as(ada, one.PATCH, { method: 'PATCH', params, body: { name: 'Same' } })
  expect(renamed.status).toBe(409)
  await sql(
    'people',
    `INSERT INTO target_sets (user_id, name, selected)
       SELECT $1, 'n' || n, '{}' FROM generate_series(1, 48) n`,
    [ada.viewer.user_id],
  )
  expect(await keep(ada, 'One too many', { hosts })).toMatchObject({
    status: 409,
    body: { message: 'You have 50 sets, the limit. Delete one first.' },
  })
})

test('hosts that the person may not ask are not counted', async () => {
  const [ours, theirs] = [await newTeam('Ours'), await newTeam('Theirs')]
  const [mine] = [await fleet(2, { team: ours }), await fleet(3, { team: theirs })]
  const member = await person({ teams: [{ id: ours, role: 'observer' }] })
  expect((await keep(member, 'All', { all: true })).body.target_set).toMatchObject({
    hosts_count: mine.length,
    hosts_count_now: mine.length,
  })
})
