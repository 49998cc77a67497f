import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteView, keepView, listViews } from '@/lib/domain/views'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { person } from '@/lib/testing/people'
import { ResultViewInput } from '@/lib/wire/result-views'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.stop())

const view = (name: string, params: Record<string, string> = {}) => ({ name, params })

test('a person has views of each list, by name, and a name again replaces its view', async () => {
  const { viewer } = await person()
  await keepView(viewer, 'results', view('usb', { 'column.vendor~': 'Acme', range: '24h' }))
  const kept = await keepView(viewer, 'results', view('usb', { q: 'acme' }))
  await keepView(viewer, 'results', view('Added', { action: 'added' }))
  await keepView(viewer, 'hosts', view('usb', { status: 'online' }))
  const names = (await listViews(viewer, 'results')).map(({ name, params }) => [name, params])
  expect(names).toEqual([
    ['Added', { action: 'added' }],
    ['usb', { q: 'acme' }],
  ])
  await deleteView(viewer, 'results', kept.id)
  expect((await listViews(viewer, 'hosts')).map(({ name }) => name)).toEqual(['usb'])
})

test("nobody sees or deletes another's view", async () => {
  const [ada, bob] = [await person(), await person()]
  const { id } = await keepView(ada.viewer, 'results', view('mine'))
  expect(await listViews(bob.viewer, 'results')).toEqual([])
  await expect(deleteView(bob.viewer, 'results', id)).rejects.toThrow(/no such view/)
  expect(await listViews(ada.viewer, 'results')).toHaveLength(1)
})

test('a person keeps fifty views of a list at most', async () => {
  const { viewer } = await person()
  for (let at = 0; at < 50; at++) await keepView(viewer, 'results', view(`view ${at}`))
  await expect(keepView(viewer, 'results', view('one more'))).rejects.toThrow(/the limit/)
  await keepView(viewer, 'results', view('view 7', { q: 'x' }))
  await keepView(viewer, 'hosts', view('one more'))
})

test('a view of results holds what its page would take, and nothing else', () => {
  const faults = (params: Record<string, string>) =>
    ResultViewInput.safeParse(view('v', params)).error?.issues.map(({ path }) => path.at(-1))
  expect(faults({ pack_id: '0', 'column.x!': 'y', view: 'grouped', by: 'a,b' })).toBeUndefined()
  expect(faults({ from: 'yesterday' })).toEqual(['from'])
  expect(faults({ filter: '[{"column":"a","op":"like"}]' })).toContain('op')
  expect(faults({ colour: 'red' })).toHaveLength(1)
  expect(faults({ by: 'x'.repeat(5_000) })).toEqual(['by'])
})
