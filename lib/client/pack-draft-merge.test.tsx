import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DraftContent, type DraftQuery, draftContent, isSame } from './pack-draft'
import { type Choice, mergeDrafts, mergeItems, needsChoice } from './pack-draft-merge'
import { addQuery, moveQueries, patchQueries, removeQueries } from './pack-draft-queries'

const query = (id: number): DraftQuery => ({
  ...{ id, name: `query ${id}`, query_id: null, query: `SELECT ${id}`, interval: 60 },
  ...{ snapshot: false, removed: true, denylist: true, disabled: false, platform: '' },
  ...{ version: '', shard: null, description: '', value: '' },
})

const base: DraftContent = draftContent(
  { name: 'Base', description: '', tags: ['a', 'b'] },
  {
    ...{ platform: '', version: '', shard: null, discovery: [], disabled: false },
    ...{ label_match: 'any', label_ids: [1, 2], host_ids: [], team_ids: [] },
    ...{ exclude_label_ids: [], exclude_host_ids: [] },
    queries: [1, 2, 3, 4].map(query),
  },
)
const none = new Map<string, Choice>()
const edit = (id: number, patch: Partial<DraftQuery>) => (content: DraftContent) =>
  patchQueries(content, new Set([id]), patch)
const merged = (theirs: DraftContent, mine: DraftContent, choices = none) =>
  mergeDrafts({ base, theirs, mine }, choices)
const conflicts = (theirs: DraftContent, mine: DraftContent) =>
  mergeItems({ base, theirs, mine }).filter(needsChoice)

type Edit = (content: DraftContent) => DraftContent

/** Edits that touch one place each; the place says what two of them share. */
const edits: { place: string; apply: Edit; holds: (content: DraftContent) => boolean }[] = [
  { place: 'name', apply: (c) => ({ ...c, name: 'N' }), holds: (c) => c.name === 'N' },
  { place: 'shard', apply: (c) => ({ ...c, shard: 5 }), holds: (c) => c.shard === 5 },
  {
    place: 'tags',
    apply: (c) => ({ ...c, tags: [...c.tags, 'c'] }),
    holds: (c) => c.tags.includes('c'),
  },
  {
    place: 'labels',
    apply: (c) => ({ ...c, label_ids: [1] }),
    holds: (c) => !c.label_ids.includes(2),
  },
  ...[1, 2].flatMap((id) => [
    {
      place: `${id} sql`,
      apply: edit(id, { query: 'SELECT 9' }),
      holds: (c: DraftContent) => c.queries.some((q) => q.id === id && q.query === 'SELECT 9'),
    },
    {
      place: `${id} interval`,
      apply: edit(id, { interval: 9 }),
      holds: (c: DraftContent) => c.queries.some((q) => q.id === id && q.interval === 9),
    },
    {
      place: `${id} mode`,
      apply: edit(id, { snapshot: true }),
      holds: (c: DraftContent) => c.queries.some((q) => q.id === id && q.snapshot),
    },
  ]),
  {
    place: 'remove 3',
    apply: (c) => removeQueries(c, new Set([3])),
    holds: (c) => c.queries.every(({ id }) => id !== 3),
  },
  {
    place: 'add',
    apply: (c) => addQuery(c, { name: 'added', query: 'SELECT 5' }),
    holds: (c) => c.queries.some(({ name }) => name === 'added'),
  },
  {
    place: 'order',
    apply: (c) => moveQueries(c, new Set([4]), 0),
    holds: (c) => c.queries.filter(({ id }) => id > 0)[0]?.id === 4,
  },
]

test('edits of different places are merged without a question, and neither side loses any', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('theirs', 'mine', 'nobody'), {
        minLength: edits.length,
        maxLength: edits.length,
      }),
      (owners) => {
        const side = (owner: string) =>
          edits.reduce(
            (content, { apply }, at) => (owners[at] === owner ? apply(content) : content),
            base,
          )
        const [theirs, mine] = [side('theirs'), side('mine')]
        expect(conflicts(theirs, mine)).toEqual([])
        const result = merged(theirs, mine)
        for (const [at, { place, holds }] of edits.entries())
          expect([place, holds(result)]).toEqual([place, owners[at] !== 'nobody'])
      },
    ),
  )
})

test('what both changed to the same end is no question; to different ends it is one for each field', () => {
  const theirs = edit(1, { interval: 300, query: 'SELECT 7' })(base)
  expect(conflicts(theirs, edit(1, { interval: 300 })(base))).toEqual([])
  const found = conflicts(theirs, edit(1, { interval: 900, query: 'SELECT 8' })(base))
  expect(found.map(({ key }) => key)).toEqual(['query 1 query', 'query 1 interval'])
})

test('a choice decides each question by itself, and both of two texts makes a copy', () => {
  const theirs = edit(1, { interval: 300, query: 'SELECT 7' })(base)
  const mine = edit(1, { interval: 900, query: 'SELECT 8' })(base)
  const one = merged(
    theirs,
    mine,
    new Map([
      ['query 1 interval', 'theirs'],
      ['query 1 query', 'mine'],
    ]),
  )
  expect(one.queries[0]).toMatchObject({ interval: 300, query: 'SELECT 8' })
  const both = merged(theirs, mine, new Map([['query 1 query', 'both']]))
  expect(both.queries[0]).toMatchObject({ id: 1, query: 'SELECT 7' })
  expect(both.queries.at(-1)).toMatchObject({ name: 'query 1_2', query: 'SELECT 8' })
  expect(both.queries.at(-1)?.id).toBeLessThan(0)
})

test('of sets both sides are united: what one added stays, what one took away goes', () => {
  const theirs = { ...base, label_ids: [1, 2, 3] }
  const mine = { ...base, label_ids: [2, 4] }
  expect(merged(theirs, mine, new Map([['label_ids', 'both']])).label_ids).toEqual([2, 3, 4])
})

test('a query that they deleted and I edited is asked about, and kept as a new one', () => {
  const theirs = removeQueries(base, new Set([2]))
  const mine = addQuery(edit(2, { interval: 9 })(base), { name: 'mine' })
  expect(conflicts(theirs, mine)).toMatchObject([{ key: 'query 2', field: 'removed' }])
  const kept = merged(theirs, mine, new Map([['query 2', 'mine']]))
  const ids = kept.queries.map(({ id }) => id)
  expect(kept.queries.find(({ name }) => name === 'query 2')?.id).toBeLessThan(0)
  expect(new Set(ids).size).toBe(ids.length)
  expect(merged(theirs, mine, new Map([['query 2', 'theirs']])).queries).toHaveLength(4)
})

test('two new queries of one name are both kept, mine under another name', () => {
  const theirs = { ...base, queries: [...base.queries, { ...query(9), name: 'new' }] }
  const result = merged(theirs, addQuery(base, { name: 'new' }))
  expect(result.queries.map(({ name }) => name)).toContain('new_2')
})

test('merging with nothing of one’s own gives theirs, and with nothing of theirs one’s own', () => {
  const edited = edits.reduce((content, { apply }) => apply(content), base)
  expect(isSame(merged(edited, base), edited)).toBe(true)
  const own = merged(base, edited)
  expect(own.queries.map(({ name }) => name)).toEqual(edited.queries.map(({ name }) => name))
})
