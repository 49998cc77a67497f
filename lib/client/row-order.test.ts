import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveRows, type LiveView } from '@/lib/client/live-rows'
import { orderRows, stretchOf } from '@/lib/client/row-order'
import { orderNow, RowSorter, type RowWorker } from '@/lib/client/row-sorter'
import type { OrderQuestion } from '@/lib/client/rows-worker'
import {
  compareValues,
  passes,
  type RowFilter,
  type RowWish,
  rowOperators,
} from '@/lib/wire/campaign-rows'
import { compareText, naturalKey } from '@/lib/wire/natural-order'

const value = fc.oneof(
  fc.constantFrom('', '0', '10', '9', '-3', '1.5', '01', 'fin-2', 'fin-10', 'Fin-02', 'é', '👯'),
  fc.string({ maxLength: 4 }),
)
const row = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true })
const answers = fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 30 })
const column = fc.constantFrom('a', 'b', 'c', 'nowhere', 'host:name')
const filter = fc.record({ column, op: fc.constantFrom(...rowOperators), value })
const wishes: fc.Arbitrary<RowWish> = fc.record({
  sort: fc.array(fc.record({ column, descending: fc.boolean() }), { maxLength: 2 }),
  filters: fc.array(filter, { maxLength: 2 }),
  words: fc.array(fc.constantFrom('f', '1', 'HOST'.toLowerCase(), '-'), { maxLength: 2 }),
})

function viewOf(given: Record<string, string>[][]): LiveView {
  const rows = new LiveRows()
  for (const [at, some] of given.entries()) {
    const host = { id: at, hostname: `host-${at}`, display_name: at % 3 === 0 ? `Name ${at}` : '' }
    rows.add({ seq: at + 1, host, rows: some })
  }
  return rows.view()
}

type Cell = (at: number, name: string) => string | undefined

/** The reference: one row after the other, one value after the other. */
function plainly(view: LiveView, { sort, filters, words }: RowWish): number[] {
  const cell: Cell = (at, name) => {
    const read = view.at(at)
    return name === 'host:name' ? read?.host.display_name || read?.host.hostname : read?.cell(name)
  }
  const all = ['host:name', ...view.columns]
  const matches = (at: number) =>
    filters.every((one) => passes(one, cell(at, one.column))) &&
    words.every((word) => all.some((name) => cell(at, name)?.toLowerCase().includes(word)))
  const compare = (a: number, b: number) => {
    for (const { column: name, descending } of sort) {
      const [one, other] = [cell(a, name), cell(b, name)]
      if (one === undefined && other === undefined) continue
      if (one === undefined || other === undefined) return one === undefined ? 1 : -1
      const way = compareValues(one, other)
      if (way !== 0) return descending ? -way : way
    }
    return a - b
  }
  return Array.from({ length: view.length }, (_, at) => at)
    .filter(matches)
    .sort(compare)
}

test('order, filter and search are those of a plain reference', () => {
  fc.assert(
    fc.property(answers, wishes, (given, wish) => {
      const view = viewOf(given)
      const { order, passed } = orderNow(view, wish)
      expect([...order]).toEqual(plainly(view, wish))
      const alone = wish.filters.map((one) => plainly(view, { ...wish, words: [], filters: [one] }))
      expect(passed).toEqual(alone.map(({ length }) => length))
    }),
    { numRuns: 600 },
  )
})

test('keys compare as the natural order does', () => {
  const texts = fc.tuple(
    fc.string({ unit: fc.constantFrom('a', '0', '1', '9', '-', '/', ':') }),
    value,
  )
  fc.assert(
    fc.property(texts, texts, ([one], [other]) => {
      const [left, right] = [naturalKey(one), naturalKey(other)]
      const byKey = left === right ? one.length - other.length : left < right ? -1 : 1
      expect(Math.sign(byKey)).toBe(Math.sign(compareText(one, other)))
    }),
    { numRuns: 2_000 },
  )
})

const given = (op: RowFilter['op'], wanted = ''): RowFilter => ({ column: 'a', op, value: wanted })

test('a row without the column passes what denies, and nothing that judges a value', () => {
  const passing = rowOperators.filter((op) => passes(given(op, 'x'), undefined))
  expect(passing).toEqual(['is_not', 'not_contains', 'absent'])
  expect(passes(given('empty'), '')).toBe(true)
  expect(passes(given('greater', '9'), '10')).toBe(true)
  expect(passes(given('greater', '9'), 'abc')).toBe(false)
  expect(passes(given('less', 'fin-10'), 'fin-9')).toBe(true)
})

const many = Array.from({ length: 60 }, (_, seq) =>
  Array.from({ length: 1_000 }, (_, at) => ({ a: String((seq * 7_919 + at * 31) % 5_003) })),
)

/** A worker on this thread, which is told what was posted and answers when it is let. */
function workerHere() {
  const posted: OrderQuestion[] = []
  const stretches = new Map<number, ReturnType<typeof stretchOf>>()
  const listeners = new Map<string, (event: Event) => void>()
  const worker: RowWorker = {
    postMessage: (question: OrderQuestion) => void posted.push(question),
    addEventListener: (name: string, listen: unknown) => {
      if (typeof listen === 'function') listeners.set(name, (event) => listen(event))
    },
    terminate: () => undefined,
  }
  const answer = (question: OrderQuestion) => {
    for (const segment of question.segments) stretches.set(segment.base, stretchOf(segment))
    const wanted = question.bases.flatMap((base) => stretches.get(base) ?? [])
    const work = orderRows(wanted, question.question)
    let step = work.next()
    while (!step.done) step = work.next()
    listeners.get('message')?.(
      new MessageEvent('message', { data: { id: question.id, ...step.value } }),
    )
  }
  const fail = () => listeners.get('error')?.(new Event('error'))
  return { worker, posted, answer, fail }
}

const byA: RowWish = { sort: [{ column: 'a', descending: false }], filters: [], words: [] }

test('a worker gets each full stretch once, and the newest question alone is answered', async () => {
  const view = viewOf(many)
  const { worker, posted, answer } = workerHere()
  const sorter = new RowSorter(() => worker)
  const older = sorter.order(view, byA)
  const newer = sorter.order(view, { ...byA, words: ['12'] })
  expect(posted.map(({ segments }) => segments.length)).toEqual([4, 1])
  for (const question of posted) answer(question)
  expect(await older).toBeUndefined()
  expect([...((await newer)?.order ?? [])]).toEqual([
    ...orderNow(view, { ...byA, words: ['12'] }).order,
  ])
})

test('a worker that breaks is done without', async () => {
  const view = viewOf(many)
  const { worker, fail } = workerHere()
  const sorter = new RowSorter(() => worker)
  const asked = sorter.order(view, byA)
  fail()
  expect([...((await asked)?.order ?? [])]).toEqual([...orderNow(view, byA).order])
})
