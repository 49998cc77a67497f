import { afterAll, beforeAll, expect, test } from 'vitest'
import * as names from '@/app/api/[version]/fleet/targets/names/route'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let member: Person

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  const mine = await team('Mine')
  member = await person({ teams: [{ id: mine, role: 'observer' }] })
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, display_name, uuid, hardware_serial, team_id) VALUES
       (1, 'web-01', 'Web 1', 'u-1', 'S1', $1), (2, 'web-02', 'Web 2', 'u-2', 'S2', NULL)`,
    [mine],
  )
})
afterAll(() => database.stop())

const find = (hosts: string[], who = admin) =>
  call(names.POST, { token: who.token, body: { hosts } })

test('pasted names mean hosts by any of their names, whatever the case, each once', async () => {
  const { body } = await find([' WEB-01', 'web 1', 's2', 'nobody', ''])
  expect(body).toEqual({
    hosts: [
      { id: 1, hostname: 'web-01', display_name: 'Web 1' },
      { id: 2, hostname: 'web-02', display_name: 'Web 2' },
    ],
    unknown: ['nobody'],
  })
})

test('a host of another team is as unknown as none', async () => {
  const { body } = await find(['web-01', 'web-02'], member)
  expect(body).toMatchObject({ hosts: [{ id: 1 }], unknown: ['web-02'] })
})
