import * as fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import {
  type DraftAction,
  type DraftContent,
  draftContent,
  draftReducer,
  isDirty,
  openDraft,
} from './pack-draft'
import { faultsOf, refusedFields } from './pack-draft-faults'
import { dropPackDraft, keepPackDraft, openPackDrafts } from './pack-draft-kept'
import {
  addQuery,
  duplicateQueries,
  moveQueries,
  patchQueries,
  removeQueries,
  shiftQueries,
} from './pack-draft-queries'
import { draftPatch } from './pack-draft-save'

beforeEach(() => {
  window.localStorage.clear()
  window.sessionStorage.clear()
})

const query = (id: number, name: string) => ({
  ...{ id, name, query_id: null, query: `SELECT ${id}`, interval: 60, snapshot: false },
  ...{ removed: true, denylist: true, disabled: false, platform: '', version: '', shard: null },
  ...{ description: '', value: '' },
})

function contentWith(names: string[]): DraftContent {
  return draftContent(
    { name: 'Base', description: '', tags: [] },
    {
      ...{ platform: '', version: '', shard: null, discovery: [], disabled: false },
      ...{ label_match: 'any', label_ids: [1], host_ids: [], team_ids: [] },
      ...{ exclude_label_ids: [], exclude_host_ids: [] },
      queries: names.map((name, at) => query(at + 1, name)),
    },
  )
}

const content = contentWith(['one', 'two', 'three', 'four'])
const base = { revision: 7, content }
const change = (
  apply: (old: DraftContent) => DraftContent,
  at = 0,
  mark?: string,
): DraftAction => ({ type: 'change', change: apply, at, ...(mark ? { mark } : {}) })
const names = ({ queries }: DraftContent) => queries.map(({ name }) => name).join(' ')
const renamed = (name: string) => (old: DraftContent) => patchQueries(old, new Set([2]), { name })

test('every change can be undone and done again, and only what is left alone stays the same object', () => {
  const first = draftReducer(openDraft(base), change(renamed('second')))
  expect(names(first.content)).toBe('one second three four')
  expect(first.content.queries[0]).toBe(content.queries[0])
  const second = draftReducer(
    first,
    change((old) => removeQueries(old, new Set([1]))),
  )
  const back = draftReducer(draftReducer(second, { type: 'undo' }), { type: 'undo' })
  expect(back.content).toBe(content)
  expect(isDirty(back)).toBe(false)
  const again = draftReducer(draftReducer(back, { type: 'redo' }), { type: 'redo' })
  expect(names(again.content)).toBe('second three four')
})

test('letters typed one after another are one step of undo; a pause or another field begins the next', () => {
  let state = openDraft(base)
  state = draftReducer(state, change(renamed('a'), 0, 'name'))
  state = draftReducer(state, change(renamed('ab'), 500, 'name'))
  state = draftReducer(state, change(renamed('abc'), 5000, 'name'))
  state = draftReducer(state, { type: 'undo' })
  expect(names(state.content)).toBe('one ab three four')
  state = draftReducer(state, { type: 'undo' })
  expect(state.content).toBe(content)
})

test('a draft typed back to its base is no draft, and a discard can be undone', () => {
  const edited = draftReducer(openDraft(base), change(renamed('x')))
  expect(isDirty(edited)).toBe(true)
  expect(isDirty(draftReducer(edited, change(renamed('two'))))).toBe(false)
  const discarded = draftReducer(edited, { type: 'discard' })
  expect(isDirty(discarded)).toBe(false)
  expect(names(draftReducer(discarded, { type: 'undo' }).content)).toBe('one x three four')
})

test('moving queries changes their order and nothing else', () => {
  expect(names(moveQueries(content, new Set([1, 3]), 4))).toBe('two four one three')
  expect(names(shiftQueries(content, new Set([2, 3]), 1))).toBe('one four two three')
  expect(names(shiftQueries(content, new Set([2, 3]), -1))).toBe('two three one four')
  expect(shiftQueries(content, new Set([1]), -1)).toBe(content)
  const ids = fc.subarray([1, 2, 3, 4])
  fc.assert(
    fc.property(ids, fc.integer({ min: 0, max: 4 }), (moved, to) => {
      const after = moveQueries(content, new Set(moved), to)
      expect(new Set(after.queries)).toEqual(new Set(content.queries))
    }),
  )
})

test('added and copied queries bear free names and negative ids, which are not sent', () => {
  let now = addQuery(content, { name: 'one' })
  now = duplicateQueries(now, new Set([2]))
  expect(names(now)).toBe('one two two_2 three four one_2')
  const ids = now.queries.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const sent = JSON.stringify(draftPatch(content, now))
  expect(sent).not.toContain('"id":-')
  expect(draftPatch(content, { ...content, shard: 10 })).toEqual({ shard: 10 })
  expect(draftPatch(content, { ...content, disabled: true })).toEqual({})
})

test('faults name the query and the field, as the server does', () => {
  let now = patchQueries(content, new Set([2]), { name: 'one' })
  now = patchQueries(now, new Set([3]), { query: ' ', interval: 0 })
  const found = faultsOf({ ...now, name: 'main' })
  expect(found.map(({ query_id, field }) => `${query_id ?? 'pack'} ${field}`)).toEqual([
    'pack name',
    '3 query',
    '3 interval',
    '2 name',
  ])
  const refused = [{ name: 'queries[2].interval', reason: 'no' }]
  expect(refusedFields(now, refused)).toEqual([{ query_id: 3, field: 'interval', message: 'no' }])
  expect(refusedFields(now, [{ name: 'queries.0.name', reason: 'no' }])[0]?.query_id).toBe(1)
})

const kept = (tab: string, name: string, kept_at: number) => ({
  ...{ base, content: { ...content, name }, tab, kept_at },
})

test('a reload finds its own draft, and a new tab the newest that a closed one left', async () => {
  keepPackDraft(5, kept('closed', 'older', 1))
  keepPackDraft(5, kept('also closed', 'newer', 2))
  const first = await openPackDrafts(5)
  expect(first.kept?.content.name).toBe('newer')
  keepPackDraft(5, kept(first.tab, 'mine', 3))
  const reloaded = await openPackDrafts(5)
  expect(reloaded.tab).toBe(first.tab)
  expect(reloaded.kept?.content.name).toBe('mine')
  dropPackDraft(5, first.tab)
  expect((await openPackDrafts(6)).kept).toBeUndefined()
})

test('broken storage reads as no draft', async () => {
  window.localStorage.setItem('muster.pack.5.x', '{"base": 1}')
  expect((await openPackDrafts(5)).kept).toBeUndefined()
})
