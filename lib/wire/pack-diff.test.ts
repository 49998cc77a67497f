import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContentQuery, PackContent } from '@/lib/wire/pack-content'
import {
  diffContent,
  diffInWords,
  isEmptyDiff,
  type PackDiff,
  packFieldNames,
  queryFieldNames,
} from '@/lib/wire/pack-diff'

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 6 })).map((list) => list.sort())
const share = fc.option(fc.integer({ min: 0, max: 100 }))
const word = fc.constantFrom('', 'linux', 'darwin', '5.1.0')

const query = (withIds: boolean): fc.Arbitrary<ContentQuery> =>
  fc
    .record({
      id: fc.integer({ min: 1, max: 9 }),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      query_id: fc.option(fc.integer({ min: 1, max: 3 })),
      query: fc.constantFrom('SELECT 1', 'SELECT 2'),
      interval: fc.constantFrom(60, 900, 3600),
      snapshot: fc.boolean(),
      removed: fc.boolean(),
      denylist: fc.boolean(),
      disabled: fc.boolean(),
      platform: word,
      version: word,
      shard: share,
      description: word,
      value: word,
    })
    .map(({ id, ...rest }) => (withIds ? { id, ...rest } : rest))

const queries = (withIds: boolean) =>
  fc
    .uniqueArray(query(withIds), { selector: ({ name }) => name })
    .map((list) => [...new Map(list.map((one) => [one.id ?? one.name, one])).values()])

const content = (withIds: boolean): fc.Arbitrary<PackContent> =>
  fc.record({
    platform: word,
    version: word,
    shard: share,
    discovery: fc.array(fc.constantFrom('SELECT 1', 'SELECT 2'), { maxLength: 3 }),
    disabled: fc.boolean(),
    label_match: fc.constantFrom('any', 'all'),
    label_ids: ids,
    host_ids: ids,
    team_ids: ids,
    exclude_label_ids: ids,
    exclude_host_ids: ids,
    queries: queries(withIds),
  })

const lists = {
  'label false': 'label_ids',
  'host false': 'host_ids',
  'team false': 'team_ids',
  'label true': 'exclude_label_ids',
  'host true': 'exclude_host_ids',
} as const

/** The older content with the diff done to it; queries come in no certain order. */
function apply(from: PackContent, diff: PackDiff): PackContent {
  const to: Record<string, unknown> = structuredClone(from)
  for (const change of diff.fields) to[change.field] = change.to
  for (const { kind, exclude, gained, lost } of diff.targets) {
    const list = lists[`${kind} ${exclude}` as keyof typeof lists]
    to[list] = [...from[list].filter((id) => !lost.includes(id)), ...gained].sort()
  }
  const gone = new Set(diff.queries.removed.map(({ name }) => name))
  const changes = new Map(diff.queries.changed.map((one) => [one.renamed_from ?? one.name, one]))
  const kept = from.queries
    .filter(({ name }) => !gone.has(name))
    .map((one) => {
      const change = changes.get(one.name)
      if (!change) return one
      const fields = change.fields.map((each) => [each.field, each.to])
      return { ...one, name: change.name, ...Object.fromEntries(fields) }
    })
  return { ...(to as PackContent), queries: [...kept, ...diff.queries.added] }
}

const byName = (given: PackContent) => ({
  ...given,
  queries: [...given.queries].sort((a, b) => (a.name < b.name ? -1 : 1)),
})

describe.each([true, false])('with ids: %s', (withIds) => {
  test('equal contents differ in nothing', () => {
    fc.assert(
      fc.property(content(withIds), (one) => {
        expect(isEmptyDiff(diffContent(one, structuredClone(one)))).toBe(true)
      }),
    )
  })

  test('the diff done to the older content gives the newer one', () => {
    fc.assert(
      fc.property(content(withIds), content(withIds), (from, to) => {
        const diff = diffContent(from, to)
        expect(byName(apply(from, diff))).toEqual(byName(to))
        if (isEmptyDiff(diff)) expect(to).toEqual(from)
      }),
      { numRuns: 500 },
    )
  })

  test('the fields told are exactly those that differ, and each is told once', () => {
    fc.assert(
      fc.property(content(withIds), content(withIds), (from, to) => {
        const diff = diffContent(from, to)
        const differing = packFieldNames.filter(
          (field) => JSON.stringify(from[field]) !== JSON.stringify(to[field]),
        )
        expect(diff.fields.map(({ field }) => field)).toEqual(differing)
        for (const change of diff.queries.changed) {
          const older = from.queries.find(
            ({ name }) => name === (change.renamed_from ?? change.name),
          )
          const newer = to.queries.find(({ name }) => name === change.name)
          const differ = queryFieldNames.filter((field) => older?.[field] !== newer?.[field])
          expect(change.fields.map(({ field }) => field)).toEqual(differ)
        }
      }),
    )
  })
})

const empty: PackContent = {
  platform: '',
  version: '',
  shard: null,
  discovery: [],
  disabled: false,
  label_match: 'any',
  label_ids: [],
  host_ids: [],
  team_ids: [],
  exclude_label_ids: [],
  exclude_host_ids: [],
  queries: [],
}
const one = (name: string, more: Partial<ContentQuery> = {}): ContentQuery => ({
  name,
  query_id: null,
  query: 'SELECT 1',
  interval: 60,
  snapshot: false,
  removed: true,
  denylist: true,
  disabled: false,
  platform: '',
  version: '',
  shard: null,
  description: '',
  value: '',
  ...more,
})

test('a rename keeps the query: by id it is the same one, even where names change places', () => {
  const from = { ...empty, queries: [one('a', { id: 1 }), one('b', { id: 2, interval: 90 })] }
  const to = { ...empty, queries: [one('b', { id: 1 }), one('a', { id: 2, interval: 90 })] }
  expect(diffContent(from, to)).toMatchObject({
    queries: {
      added: [],
      removed: [],
      changed: [
        { id: 1, name: 'b', renamed_from: 'a', fields: [] },
        { id: 2, name: 'a', renamed_from: 'b', fields: [] },
      ],
    },
    reordered: false,
  })
})

test('a query in another place is a change of order, one inserted before others is not', () => {
  const [a, b, c] = [one('a'), one('b'), one('c')]
  const order = (...queries: ContentQuery[]) => ({ ...empty, queries })
  expect(diffContent(order(a, b), order(b, a)).reordered).toBe(true)
  expect(diffContent(order(a, b), order(c, a, b)).reordered).toBe(false)
  expect(diffContent(order(a, c, b), order(a, b)).reordered).toBe(false)
})

test('the summary names what happened in one line', () => {
  const from = { ...empty, queries: [one('a'), one('b')] }
  const to = {
    ...empty,
    disabled: true,
    label_ids: [3],
    queries: [one('a', { interval: 61 }), one('c')],
  }
  expect(diffInWords(diffContent(from, to))).toBe(
    '1 query added, 1 removed, 1 changed, switched off, targets changed',
  )
  expect(diffInWords(diffContent(from, from))).toBe('')
})
