import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compare, matchRows, type Side, sharedColumns } from '@/lib/domain/campaign-diff'
import { cellsOf } from '@/lib/domain/campaign-groups'
import { AnswerTable, type ToldAnswer } from '@/lib/domain/campaign-table'
import { atOnce } from '@/lib/domain/turns'
import { anyAnswers, anyColumns } from '@/lib/testing/hostile-cells'

function sideOf(answers: readonly ToldAnswer[]): Side {
  const table = new AnswerTable()
  for (const answer of answers) table.add(answer)
  return { table, extent: { answers: table.answers, mask: undefined } }
}

const textOf = (row: Record<string, string>, columns: readonly string[]) =>
  JSON.stringify(columns.map((name) => (Object.hasOwn(row, name) ? row[name] : null)))

/** By hand: of each row's text how often it was told before and after. */
function plainDiff(before: ToldAnswer, after: ToldAnswer, columns: readonly string[]) {
  const left = before.rows.map((row) => textOf(row, columns))
  const added: string[] = []
  for (const row of after.rows) {
    const text = textOf(row, columns)
    const at = left.indexOf(text)
    if (at === -1) added.push(text)
    else left.splice(at, 1)
  }
  return { added: added.sort(), removed: left.sort() }
}

test('rows added and removed are those of a plain count, each as often as it was told', () => {
  fc.assert(
    fc.property(anyAnswers, anyAnswers, anyColumns, (before, after, columns) => {
      fc.pre(columns.length > 0)
      const from = sideOf(before)
      const to = sideOf(after)
      const result = atOnce(compare(from, to, columns))
      const both = before.filter((one) => after.some(({ host_id }) => host_id === one.host_id))
      expect(result.deltas.length).toBe(both.length)
      expect(result.only_from).toBe(before.length - both.length)
      expect(result.only_to).toBe(after.length - both.length)
      for (const delta of result.deltas) {
        const one = before[delta.from]
        const other = after[delta.to]
        if (!one || !other) throw new Error('a delta of no host')
        const plain = plainDiff(one, other, columns)
        const matched = matchRows(result.codes, { from, to }, delta, result.scratch)
        const texts = ({ table }: Side, rows: number[]) =>
          rows.map((row) => textOf(cellsOf(table, columns, row).values, columns)).sort()
        expect(texts(to, matched.added)).toEqual(plain.added)
        expect(texts(from, matched.removed)).toEqual(plain.removed)
        expect(delta.unchanged + delta.removed).toBe(one.rows.length)
        expect(delta.unchanged + delta.added).toBe(other.rows.length)
      }
      expect(result.scratch.every((count) => count === 0)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('a campaign compared with its own answers has changed nowhere', () => {
  fc.assert(
    fc.property(anyAnswers, anyColumns, (answers, columns) => {
      fc.pre(columns.length > 0)
      const result = atOnce(compare(sideOf(answers), sideOf([...answers]), columns))
      const rows = answers.reduce((sum, answer) => sum + answer.rows.length, 0)
      expect(result).toMatchObject({ added: 0, removed: 0, unchanged: rows })
    }),
  )
})

const host = (host_id: number, rows: Record<string, string>[]): ToldAnswer => ({
  ...{ seq: host_id, host_id, received_ms: host_id, too_large: false, rows },
})

test('columns of both are shared, and one that found nothing has those of the other', () => {
  const one = sideOf([host(1, [{ a: '1', b: '2' }])])
  const other = sideOf([host(1, [{ b: '2', c: '3' }])])
  expect(atOnce(sharedColumns(one, other))).toEqual({
    ...{ shared: ['b'], only_from: ['a'], only_to: ['c'] },
  })
  const empty = sideOf([host(1, [])])
  expect(atOnce(sharedColumns(empty, other)).shared).toEqual(['b', 'c'])
  expect(atOnce(compare(empty, other, ['b', 'c']))).toMatchObject({ added: 1, removed: 0 })
})
