import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDestination } from '@/lib/domain/destinations'
import { launchFirst } from '@/lib/domain/launch'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { DestinationCreate } from '@/lib/wire/destinations'
import { LiveSearch } from '@/lib/wire/live-search'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let saved: number
let hidden: number

const viewer = (global_role: 'admin' | 'observer'): Viewer => ({
  user_id: 1,
  name: 'Ada',
  email: 'ada@example.com',
  global_role,
  teams: [],
  via: 'session',
})

const insertQuery = async (name: string, observers: boolean) => {
  const parameters = JSON.stringify([{ name: 'x', type: 'number' }])
  const [row] = await sql<{ id: number }>(
    'people',
    `INSERT INTO queries (name, query, observer_can_run, parameters)
     VALUES ($1, 'SELECT {{x}}', $2, $3) RETURNING id`,
    [name, observers, parameters],
  )
  return row?.id ?? 0
}

beforeAll(async () => {
  database = await testDatabase()
  saved = await insertQuery('for everybody', true)
  hidden = await insertQuery('not for observers', false)
})
afterAll(() => database.stop())

const open = (role: 'admin' | 'observer', search: Record<string, string>) =>
  launchFirst(viewer(role), LiveSearch.parse(search))

test('a link opens with its question, values and hosts', async () => {
  const params = JSON.stringify({ port: 1023, names: ['a', 'b'] })
  const first = await open('admin', {
    sql: 'SELECT {{port}}',
    params,
    hosts: '3,4',
    not_labels: '9',
  })
  expect(first).toMatchObject({ source: 'sql', given: true, may_write: true, confirm_above: 500 })
  expect(first.question.selected).toMatchObject({ hosts: [3, 4], exclude: { labels: [9] } })
  expect(first.question.texts).toEqual({
    port: { type: 'number', text: '1023' },
    names: { type: 'list', text: 'a\nb' },
  })
})

test('a saved query brings its text and declarations', async () => {
  const first = await open('admin', { query_id: String(saved) })
  expect(first).toMatchObject({
    source: 'saved',
    saved: { name: 'for everybody', parameters: [{ name: 'x', type: 'number' }] },
    question: { query_id: saved, saved_sql: 'SELECT {{x}}', sql: '' },
  })
})

test('an observer gets saved queries alone, and none that is not for observers', async () => {
  const first = await open('observer', { query_id: String(hidden), sql: 'SELECT 1' })
  expect(first).toMatchObject({ source: 'saved', saved: null, may_write: false, packs: [] })
  expect((await open('observer', { query_id: String(saved) })).saved?.id).toBe(saved)
})

test('a link to what is gone still opens', async () => {
  const first = await open('admin', { query_id: '999999', from: '999999' })
  expect(first).toMatchObject({ source: 'sql', saved: null, limits: undefined })
})

test('answers may go where live answers are taken, and only an administrator is told where', async () => {
  await sql('people', "INSERT INTO users (id, name, email) VALUES (1, 'Ada', 'ada@example.com')")
  const made = (name: string, live: boolean) =>
    addDestination(
      viewer('admin'),
      DestinationCreate.parse({
        ...{ name, kind: 'file', config: { path: `${name}.ndjson` }, filter: { live } },
      }),
      '',
    )
  const taking = await made('taking', true)
  await made('deaf', false)
  const first = await open('admin', {})
  expect(first.destinations).toEqual([{ id: taking.id, name: 'taking' }])
  expect((await open('observer', {})).destinations).toBeNull()
})
