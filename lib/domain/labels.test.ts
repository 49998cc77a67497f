import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createLabel,
  deleteLabel,
  editLabel,
  listLabelMembers,
  listLabels,
  makeLabel,
  readLabel,
  readLabelUsers,
} from '@/lib/domain/labels'
import { createPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { LabelInput, LabelListQuery, LabelMembersQuery } from '@/lib/wire/labels'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

const viewer = (global_role: Viewer['global_role']): Viewer => ({ ...admin, global_role })

let database: TestDatabase
let hosts: number[]

beforeAll(async () => {
  database = await testDatabase()
  await sql('work', "INSERT INTO users (name, email) VALUES ('Bob', 'bob@example.com')")
  const rows = await sql<{ id: number }>(
    'work',
    "INSERT INTO hosts (hostname) SELECT 'h' || n FROM generate_series(1, 3) n RETURNING id",
  )
  hosts = rows.map(({ id }) => id)
})
afterAll(() => database.stop())

async function allHosts(): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'work',
    `INSERT INTO label_verdicts (label_id, host_id, member)
     SELECT l.id, h.id, true FROM labels l, hosts h WHERE l.name = 'All Hosts'
     ON CONFLICT DO NOTHING RETURNING label_id AS id`,
  )
  return row?.id ?? 0
}

const make = (input: object) => createLabel(admin, LabelInput.parse(input), '')

test('a label by hand holds exactly the hosts listed, and refuses hosts that do not exist', async () => {
  const label = await make({ name: 'By hand', host_ids: hosts.slice(0, 2) })
  expect(label).toMatchObject({ count: 2, label_membership_type: 'manual' })
  expect(await editLabel(admin, label.id, { host_ids: hosts.slice(1) }, '')).toMatchObject({
    count: 2,
  })
  await expect(editLabel(admin, label.id, { host_ids: [999_999] }, '')).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ name: 'host_ids' }],
  })
  await expect(editLabel(admin, label.id, { query: 'SELECT 1' }, '')).rejects.toMatchObject({
    errors: [{ name: 'query' }],
  })
})

test('a name is taken once, and built-in labels do not change', async () => {
  await make({ name: 'Twice' })
  await expect(make({ name: 'Twice' })).rejects.toMatchObject({ code: 'conflict' })
  const { labels } = await listLabels(admin, LabelListQuery.parse({ query: 'All Hosts' }))
  await expect(deleteLabel(admin, labels[0]?.id ?? 0, '')).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('a label in use names its packs before it can go', async () => {
  const label = await make({ name: 'Used' })
  await createPack(admin, PackInput.parse({ name: 'user of it', label_ids: [label.id] }), '')
  await expect(deleteLabel(admin, label.id, '')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('user of it'),
    errors: [{ name: 'packs', reason: 'pack user of it, which would lose 0 hosts' }],
  })
})

test('who relies on a label is told with the hosts that each pack would lose and gain', async () => {
  const label = await make({ name: 'Relied on', host_ids: hosts.slice(0, 2) })
  const everyone = { label_ids: [await allHosts()] }
  const pack = (input: object) => createPack(admin, PackInput.parse(input), '')
  await pack({ name: 'loses', label_ids: [label.id] })
  await pack({ name: 'gains', ...everyone, exclude_label_ids: [label.id] })
  await sql(
    'work',
    `INSERT INTO target_sets (user_id, name, selected) VALUES
       ((SELECT min(id) FROM users), 'of somebody', $1)`,
    [JSON.stringify({ labels: [label.id] })],
  )
  const users = await readLabelUsers({ ...admin, user_id: 0 }, label.id)
  expect(users).toMatchObject({ hidden_packs: 0, rollouts: [], other_target_sets: 1 })
  expect(users.packs).toMatchObject([
    { name: 'gains', lost: 0, gained: 2 },
    { name: 'loses', lost: 2, gained: 0 },
  ])
  const refusal = expect.objectContaining({ reason: '1 sets of targets of others' })
  await expect(deleteLabel({ ...admin, user_id: 0 }, label.id, '')).rejects.toMatchObject({
    errors: expect.arrayContaining([refusal]),
  })
})

test('identifiers make members of a new label, and those that mean nobody are told', async () => {
  const input = LabelInput.parse({ name: 'Pasted', identifiers: ['H1', 'h2', 'nobody'] })
  const made = await makeLabel(admin, input, '')
  expect(made).toMatchObject({ unknown: ['nobody'], ambiguous: [], label: { count: 2 } })
})

const versions = async () =>
  sql<{ labels_version: number }>('work', 'SELECT labels_version FROM settings')

test('hosts are asked anew only where SQL or platform of a label changed', async () => {
  const label = await make({ name: 'Asked', query: 'SELECT 1' })
  const before = await versions()
  await editLabel(admin, label.id, { description: 'x', query: 'SELECT 1' }, '')
  await make({ name: 'Not asked' })
  expect(await versions()).toEqual(before)
  expect(await readLabel(admin, label.id)).toMatchObject({ version: 1 })
  await editLabel(admin, label.id, { query: 'SELECT 2' }, '')
  expect(await versions()).not.toEqual(before)
  expect(await readLabel(admin, label.id)).toMatchObject({ version: 2 })
})

test('what is not evaluated yet is told by why, and adds up with what is', async () => {
  const label = await make({ name: 'Covered', query: 'SELECT 1' })
  await sql('work', "UPDATE hosts SET platform = 'linux', enrolled_at = now() - interval '2 days'")
  await sql('work', "UPDATE hosts SET enrolled_at = now() - interval '40 days' WHERE id = $1", [
    hosts[2],
  ])
  const verdict = (host: number | undefined, version: number, error: string | null) =>
    sql(
      'work',
      `INSERT INTO label_verdicts (label_id, host_id, member, version, error)
       VALUES ($1, $2, true, $3, $4)`,
      [label.id, host, version, error],
    )
  await verdict(hosts[0], 1, 'no such table: x')
  await verdict(hosts[1], 0, null)
  const { coverage, count, errors } = await readLabel(admin, label.id)
  expect({ count, errors }).toEqual({ count: 2, errors: 1 })
  expect(coverage).toEqual({ hosts: 3, evaluated: 1, online: 0, offline: 1, missing: 1, new: 0 })
  const of = async (state: string) => {
    const listing = LabelMembersQuery.parse({ state })
    const { members } = await listLabelMembers(admin, label.id, listing)
    return members.map(({ host, error }) => [host.id, error])
  }
  expect(await of('member')).toEqual([
    [hosts[0], 'no such table: x'],
    [hosts[1], null],
  ])
  expect(await of('error')).toEqual([[hosts[0], 'no such table: x']])
  expect(await of('due')).toEqual([
    [hosts[1], null],
    [hosts[2], null],
  ])
})

test('observers read labels and change none', async () => {
  const observer = viewer('observer')
  const { count } = await listLabels(observer, LabelListQuery.parse({}))
  expect(count).toBeGreaterThan(9)
  await expect(createLabel(observer, LabelInput.parse({ name: 'No' }), '')).rejects.toMatchObject({
    code: 'forbidden',
  })
})
