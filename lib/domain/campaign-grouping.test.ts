import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Partings } from '@/lib/domain/campaign-grouping'
import { groupsFrom, type Listing, listingOf, maskOf } from '@/lib/domain/campaign-groups'
import { AnswerTable, type ToldAnswer } from '@/lib/domain/campaign-table'
import type { HeldTable } from '@/lib/domain/campaign-tables'
import { atOnce } from '@/lib/domain/turns'
import { anyAnswers, anyColumns } from '@/lib/testing/hostile-cells'
import type { GroupsFileQuery } from '@/lib/wire/campaign-groups'

function heldOf(answers: readonly ToldAnswer[]): HeldTable {
  const table = new AnswerTable()
  for (const answer of answers) table.add(answer)
  return { table, partings: new Partings(table), seq: answers.at(-1)?.seq ?? 0, complete: true }
}

const usual: GroupsFileQuery = { q: '', order: 'hosts' }

type Plain = { values: Record<string, string>; hosts: number; rows: number; first: number }

/** The same by hand: what each row shows in those columns, told apart by its text. */
function plainGroups(
  answers: readonly ToldAnswer[],
  columns: readonly string[],
  q: string,
): Plain[] {
  const groups = new Map<string, Plain & { seen: Set<number> }>()
  let place = 0
  for (const { host_id, rows } of answers) {
    for (const row of rows) {
      const shown = columns.filter((name) => Object.hasOwn(row, name))
      const values = Object.fromEntries(shown.map((name) => [name, row[name] ?? '']))
      const text = JSON.stringify(columns.map((name) => (shown.includes(name) ? row[name] : null)))
      const group = groups.get(text) ?? { values, hosts: 0, rows: 0, first: place, seen: new Set() }
      groups.set(text, group)
      group.rows += 1
      group.seen.add(host_id)
      group.hosts = group.seen.size
      place += 1
    }
  }
  const holds = ({ values }: Plain) =>
    q === '' || Object.values(values).some((value) => value.toLowerCase().includes(q.toLowerCase()))
  return [...groups.values()]
    .filter(holds)
    .sort((one, other) => other.hosts - one.hosts || one.first - other.first)
}

function shown(listing: Listing, visible?: Set<number>, q = '') {
  const mask = maskOf(listing.table, visible)
  return groupsFrom(listing, { offset: 0, limit: 1_000, none: q === '', mask })
}

test('groups are those of a plain count, for any rows, columns, words and hosts in view', () => {
  fc.assert(
    fc.property(
      anyAnswers,
      anyColumns,
      fc.constantFrom('', '2', 'A', 'null'),
      fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 30 }))),
      (answers, columns, q, teams) => {
        const visible = teams === null ? undefined : new Set(teams)
        const seen = answers.filter(({ host_id }) => visible?.has(host_id) ?? true)
        const listing = atOnce(listingOf(heldOf(answers), visible, { ...usual, q, columns }))
        const { groups } = shown(listing, visible, q)
        const expected = plainGroups(seen, columns, q)
        expect(
          groups
            .filter((group) => !group.no_rows)
            .map(({ values, hosts, rows }) => ({ values, hosts, rows })),
        ).toEqual(expected.map(({ values, hosts, rows }) => ({ values, hosts, rows })))
        const empty = seen.filter(({ rows }) => rows.length === 0).length
        const none = groups.find((group) => group.no_rows)?.hosts ?? 0
        expect(none).toBe(q === '' ? empty : 0)
        const { now } = listing
        expect(now.answered + now.too_large).toBe(seen.length)
        expect(now.with_rows).toBe(seen.length - empty)
      },
    ),
    { numRuns: 300 },
  )
})

test('a table that grew in pieces groups like one that was read at once', () => {
  fc.assert(
    fc.property(
      anyAnswers,
      anyColumns,
      fc.integer({ min: 0, max: 30 }),
      (answers, columns, cut) => {
        const held = heldOf(answers.slice(0, cut))
        atOnce(listingOf(held, undefined, { ...usual, columns }))
        for (const answer of answers.slice(cut)) held.table.add(answer)
        held.seq = answers.at(-1)?.seq ?? 0
        const grown = atOnce(listingOf(held, undefined, { ...usual, columns }))
        const whole = atOnce(listingOf(heldOf(answers), undefined, { ...usual, columns }))
        expect(shown(grown)).toEqual(shown(whole))
      },
    ),
  )
})

test('a list as of an answer keeps its groups and their order while their figures go on', () => {
  fc.assert(
    fc.property(
      anyAnswers,
      anyColumns,
      fc.integer({ min: 0, max: 90 }),
      (answers, columns, seq) => {
        const held = heldOf(answers)
        const then = answers.filter((answer) => answer.seq <= seq)
        const before = shown(atOnce(listingOf(heldOf(then), undefined, { ...usual, columns })))
        const after = shown(
          atOnce(listingOf(held, undefined, { ...usual, columns, listed_seq: seq })),
        )
        expect(after.groups.map(({ key }) => key)).toEqual(before.groups.map(({ key }) => key))
        const now = shown(atOnce(listingOf(held, undefined, { ...usual, columns })))
        const figures = new Map(now.groups.map((group) => [group.key, group]))
        for (const group of after.groups) expect(group).toEqual(figures.get(group.key))
      },
    ),
  )
})

test('pages of any size make the whole list, without a group twice', () => {
  fc.assert(
    fc.property(
      anyAnswers,
      anyColumns,
      fc.integer({ min: 1, max: 7 }),
      (answers, columns, limit) => {
        const listing = atOnce(listingOf(heldOf(answers), undefined, { ...usual, columns }))
        const whole = shown(listing)
        const pages = []
        while (pages.length < whole.count) {
          const page = groupsFrom(listing, {
            offset: pages.length,
            limit,
            none: true,
            mask: undefined,
          })
          expect(page.groups.length).toBeGreaterThan(0)
          pages.push(...page.groups)
        }
        expect(pages).toEqual(whole.groups)
      },
    ),
  )
})

const host = (host_id: number, rows: Record<string, string>[]): ToldAnswer => ({
  ...{ seq: host_id, host_id, received_ms: host_id, too_large: false, rows },
})

test('a column that differs on nearly every row is left out and named, unless nothing else is left', () => {
  const answers = Array.from({ length: 40 }, (_, index) =>
    host(index + 1, [
      { name: 'sshd', port: '22', pid: String(1_000 + index) },
      { name: 'nginx', port: '443', pid: String(5_000 + index) },
    ]),
  )
  const choice = atOnce(listingOf(heldOf(answers), undefined, usual)).choice
  expect(choice.columns).toEqual(['name', 'port'])
  expect(choice.left_out).toEqual([{ column: 'pid', distinct: 80 }])
  const serials = answers.map(({ host_id }) => host(host_id, [{ serial: `C${host_id}` }]))
  expect(atOnce(listingOf(heldOf(serials), undefined, usual)).choice).toEqual({
    columns: ['serial'],
    left_out: [],
  })
})

test('a process id is left out of three hundred thousand rows, where its values repeat', () => {
  const held = heldOf(
    Array.from({ length: 10_000 }, (_, index) =>
      host(
        index + 1,
        Array.from({ length: 30 }, (_, row) => ({
          name: `program-${row}`,
          pid: String((Math.imul(index * 30 + row, 2_654_435_761) >>> 8) % 32_768),
        })),
      ),
    ),
  )
  const { choice } = atOnce(listingOf(held, undefined, usual))
  expect(choice.columns).toEqual(['name'])
  expect(choice.left_out.map(({ column }) => column)).toEqual(['pid'])
})

test('an outlier is on under one in a hundred of at least a hundred hosts that answered', () => {
  const outliersOf = (size: number) => {
    const told = Array.from({ length: size }, (_, index) =>
      host(index + 1, [{ name: index === 0 ? 'nc' : 'sshd' }, { name: 'init' }]),
    )
    const { groups } = shown(atOnce(listingOf(heldOf(told), undefined, usual)))
    return groups.filter(({ outlier }) => outlier).map(({ values }) => values.name)
  }
  expect(outliersOf(99)).toEqual([])
  expect(outliersOf(100)).toEqual([])
  expect(outliersOf(101)).toEqual(['nc'])
})

test('a measure reads numbers alone, and groups without one come last', () => {
  const answers = [
    host(1, [
      { name: 'a', size: '10' },
      { name: 'a', size: 'ten' },
      { name: 'b', size: '' },
    ]),
    host(2, [{ name: 'a', size: '-2.5' }, { name: 'c', size: '1e3' }, { name: 'b' }]),
  ]
  const by = (measure: 'sum' | 'avg' | 'min' | 'max') => {
    const asked = { ...usual, order: 'value' as const, measure, measure_column: 'size' }
    const listing = atOnce(listingOf(heldOf(answers), undefined, { ...asked, columns: ['name'] }))
    return shown(listing).groups.map(({ values, value }) => [values.name, value])
  }
  expect(by('sum')).toEqual([
    ['c', 1000],
    ['a', 7.5],
    ['b', null],
  ])
  expect(by('avg')).toEqual([
    ['c', 1000],
    ['a', 3.75],
    ['b', null],
  ])
  expect(by('min')).toEqual([
    ['c', 1000],
    ['a', -2.5],
    ['b', null],
  ])
  expect(by('max')).toEqual([
    ['c', 1000],
    ['a', 10],
    ['b', null],
  ])
})
