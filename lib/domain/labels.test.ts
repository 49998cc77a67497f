import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLabel, deleteLabel, editLabel, listLabels } from '@/lib/domain/labels'
import { createPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { admin } from '@/lib/testing/people'
import { LabelInput, LabelListQuery } from '@/lib/wire/labels'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'

const viewer = (global_role: Viewer['global_role']): Viewer => ({ ...admin, global_role })

let database: TestDatabase
let hosts: number[]

beforeAll(async () => {
  database = await testDatabase()
  const rows = await sql<{ id: number }>(
    'work',
    "INSERT INTO hosts (hostname) SELECT 'h' || n FROM generate_series(1, 3) n RETURNING id",
  )
  hosts = rows.map(({ id }) => id)
})
afterAll(() => database.stop())

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
  })
})

test('observers read labels and change none', async () => {
  const observer = viewer('observer')
  const { count } = await listLabels(observer, LabelListQuery.parse({}))
  expect(count).toBeGreaterThan(9)
  await expect(createLabel(observer, LabelInput.parse({ name: 'No' }), '')).rejects.toMatchObject({
    code: 'forbidden',
  })
})
