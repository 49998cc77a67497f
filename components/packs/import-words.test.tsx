import { expect, test } from 'vitest'
import type { ImportedPack } from '@/lib/wire/pack-import'
import {
  arrivalInWords,
  decisionsInWords,
  firstChoices,
  importSum,
  openDecisions,
  repairsInWords,
  reportInWords,
  savesNothing,
} from './import-words'

const counts = { queries: 42, new: 34, identical: 3, conflict: 3, runs_nowhere: 2 }

const query = (name: string, id?: number) => ({
  ...(id === undefined ? {} : { id }),
  ...{ name, query: 'SELECT 1', library: null, interval: 60, snapshot: false, removed: true },
  ...{ denylist: true, platform: '', version: '', shard: null, description: '', value: '' },
})

const pack: ImportedPack = {
  ...{ name: 'base', given_name: 'base', file: 0, description: '', platform: '', version: '' },
  ...{ shard: null, discovery: [], targets: null, warnings: [], repairs: [] },
  queries: [query('a'), query('b'), query('login_counter')],
  statuses: [
    { query: 'a', status: 'conflict', changes: [{ field: 'interval', from: 60, to: 90 }] },
    { query: 'b', status: 'identical', changes: [] },
    { query: 'login_counter', status: 'conflict', changes: [] },
  ],
  counts,
  conflicts: [
    { code: 'name_taken', message: 'taken', field: 'name', pack_id: 1 },
    { code: 'reserved_name', message: 'wrong', field: 'queries', query: 'login_counter' },
  ],
  existing: { id: 1, revision: 1, disabled: false, hosts: 812, others: [] },
}

test('the parts of the sum add up, and those of none are left out', () => {
  expect(importSum(counts)).toBe(
    '42 queries = 34 new + 3 identical + 3 conflicts + 2 that run nowhere',
  )
  const one = { queries: 2, new: 1, identical: 0, conflict: 0, runs_nowhere: 1 }
  expect(importSum(one)).toBe('2 queries = 1 new + 1 that runs nowhere')
})

test('decisions are open until each is taken, by pack and then by query', () => {
  const open = (packs: object, queries: object = {}) =>
    openDecisions(
      { packs: [pack], library: [] },
      { packs: { ...packs }, queries: { ...queries }, library: {} },
    )
  expect(open({})).toEqual({ packs: 1, queries: 0 })
  expect(open({ base: { action: 'skip' } })).toEqual({ packs: 0, queries: 0 })
  expect(open({ base: { action: 'replace' } })).toEqual({ packs: 0, queries: 1 })
  expect(open({ base: { action: 'merge' } })).toEqual({ packs: 0, queries: 2 })
  const named = { base: { login_counter: { action: 'skip' } } }
  expect(open({ base: { action: 'replace' } }, named)).toEqual({ packs: 0, queries: 0 })
  expect(open({ base: { action: 'merge' } }, named)).toEqual({ packs: 0, queries: 1 })
})

test('open decisions are told as packs and queries; a pack that is there already needs none', () => {
  const preview = {
    ...{ packs: [pack], library: [], counts, library_counts: { ...counts, queries: 0 } },
    ...{ warnings: [], files: [], basis: [], undo: null },
  }
  const none = { packs: {}, queries: {}, library: {} }
  expect(decisionsInWords(preview, none)).toBe('1 pack needs a decision. Nothing has been saved.')
  const merge = { ...none, packs: { base: { action: 'merge' as const } } }
  expect(decisionsInWords(preview, merge)).toBe(
    '2 of 42 queries need a decision. Nothing has been saved.',
  )
  expect(firstChoices(preview).packs).toEqual({})
  const same = { ...pack, conflicts: [], counts: { ...counts, queries: 3 } }
  expect(firstChoices({ ...preview, packs: [same] }).packs).toEqual({ base: { action: 'skip' } })
})

test('there is nothing to save once every pack is left alone', () => {
  const none = { packs: {}, queries: {}, library: {} }
  const nothing = (action?: 'skip' | 'merge') =>
    savesNothing(
      { packs: [pack], library: [] },
      { ...none, packs: action ? { base: { action } } : {} },
    )
  expect([nothing(), nothing('merge'), nothing('skip')]).toEqual([false, false, true])
})

test('repairs of one kind are one line, with all of them behind it', () => {
  const repair = (name: string) => ({
    query: name,
    code: 'interval',
    message: 'interval "60" read',
  })
  expect(repairsInWords([repair('a')])).toEqual([{ line: 'a: interval "60" read', all: [] }])
  expect(repairsInWords([repair('a'), repair('b')])).toEqual([
    {
      line: '2 intervals given as text or not at all, read as numbers',
      all: ['a: interval "60" read', 'b: interval "60" read'],
    },
  ])
})

test('the report counts what was saved, changed and left out', () => {
  const made: ImportedPack = { ...pack, outcome: 'created', queries: [query('a', 1), query('b')] }
  const skipped: ImportedPack = { ...pack, outcome: 'skipped' }
  const reply = {
    ...{ packs: [made, skipped], library: [], counts, library_counts: counts },
    ...{ warnings: [], files: [], basis: [], undo: null },
  }
  expect(reportInWords(reply)).toBe('Saved 1 pack with 1 query, 1 pack left out.')
  expect(arrivalInWords(reply, true)).toEqual(['New packs are switched off: no host has them yet.'])
  const added = { ...reply, packs: [{ ...pack, outcome: 'merged' as const }] }
  expect(reportInWords(added)).toBe('1 pack added to.')
  expect(arrivalInWords(added, true)).toEqual([
    'Hosts of a changed pack that is switched on get it when they next ask.',
  ])
  expect(reportInWords({ ...reply, packs: [] })).toBe('Nothing was saved.')
})
