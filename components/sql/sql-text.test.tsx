import { expect, test } from 'vitest'
import { sqlPieces } from './sql-text'

const kinds = (sql: string) =>
  sqlPieces(sql)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => `${kind}:${text}`)

test('the pieces joined are the very text, whatever it holds', () => {
  const hostile = "SELECT 'it''s', \"x\" -- end\nFROM t /* open\n WHERE a=0x1F <b>'"
  expect(
    sqlPieces(hostile)
      .map(({ text }) => text)
      .join(''),
  ).toBe(hostile)
})

test('keywords inside strings and comments stay strings and comments', () => {
  expect(kinds("SELECT 'from' -- where")).toEqual([
    'keyword:SELECT',
    "string:'from'",
    'comment:-- where',
  ])
})

test('a name before a bracket is a function, a keyword before one is not', () => {
  expect(kinds('count(pid) in (1)')).toEqual(['function:count', 'keyword:in', 'number:1'])
})
