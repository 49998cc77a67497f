import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeMembers } from '@/lib/domain/label-members'
import { createLabel } from '@/lib/domain/labels'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { LabelHostsInput, LabelInput } from '@/lib/wire/labels'

let database: TestDatabase
let hosts: number[]
let label: number

beforeAll(async () => {
  database = await testDatabase()
  const rows = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, uuid, hardware_serial)
     SELECT 'h' || n, 'U' || n, CASE WHEN n > 2 THEN 'same' ELSE 'S' || n END
       FROM generate_series(1, 4) n RETURNING id`,
  )
  hosts = rows.map(({ id }) => id)
  label = (await createLabel(admin, LabelInput.parse({ name: 'By hand' }), '')).id
})
afterAll(() => database.stop())

const change = (input: object, id = label) =>
  changeMembers(admin, id, LabelHostsInput.parse(input), '')

const members = async () =>
  (
    await sql<{ host_id: number }>(
      'work',
      'SELECT host_id FROM label_verdicts WHERE label_id = $1 AND member ORDER BY 1',
      [label],
    )
  ).map(({ host_id }) => host_id)

const nobody = { added: 0, removed: 0, unknown: [], ambiguous: [] }

test('hosts are added and removed together, and what was so already is not counted', async () => {
  const [a, b, c] = hosts
  expect(await change({ add: [a, b] })).toEqual({ ...nobody, added: 2 })
  expect(await change({ add: [b, c], remove: [a] })).toEqual({ ...nobody, added: 1, removed: 1 })
  expect(await members()).toEqual([b, c])
  expect(await change({ remove: [b, c, 999_999] })).toEqual({ ...nobody, removed: 2 })
})

test('pasted identifiers are names, uuids or serials; unknown and ambiguous ones are told', async () => {
  const given = { identifiers: ['H1', ' U2 ', 'same', 'nobody', 'S1', ''] }
  expect(await change(given)).toEqual({
    ...{ added: 2, removed: 0, unknown: ['nobody'] },
    ambiguous: [{ identifier: 'same', hosts: 2 }],
  })
  expect(await members()).toEqual(hosts.slice(0, 2))
})

test('an id that names no host refuses the whole change', async () => {
  const before = await members()
  await expect(change({ add: [hosts[3], 999_999], remove: [hosts[0]] })).rejects.toMatchObject({
    errors: [{ name: 'add', reason: 'there is no host 999999' }],
  })
  expect(await members()).toEqual(before)
})

test('labels that follow hosts cannot be listed by hand', async () => {
  const { id } = await createLabel(admin, LabelInput.parse({ name: 'SQL', query: 'SELECT 1' }), '')
  await expect(change({ add: [hosts[0]] }, id)).rejects.toMatchObject({ code: 'conflict' })
  await expect(change({ add: [hosts[0]] }, 999_999)).rejects.toMatchObject({ code: 'not_found' })
})

test('observers change no members', async () => {
  const observer = { ...admin, global_role: 'observer' as const }
  const input = LabelHostsInput.parse({ add: [hosts[0]] })
  await expect(changeMembers(observer, label, input, '')).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('a change of members is audited with how many hosts it moved', async () => {
  const [row] = await sql<{ hosts: number; details: object }>(
    'work',
    "SELECT hosts, details FROM activities WHERE type = 'changed_label_hosts' ORDER BY id LIMIT 1",
  )
  expect(row).toMatchObject({ hosts: 2, details: { added: hosts.slice(0, 2), removed_hosts: 0 } })
})
