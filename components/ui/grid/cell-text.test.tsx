import { expect, test } from 'vitest'
import { orderBy } from '@/lib/wire/natural-order'
import { cellText, cutText, visiblePieces } from './cell-text'

const shown = (text: string) =>
  visiblePieces(text)
    .map((piece) => piece.text)
    .join('')

test('an empty value, a missing key and the word NULL stay three different things', () => {
  expect(cellText('')).toEqual({ kind: 'empty' })
  expect(cellText(undefined)).toEqual({ kind: 'absent' })
  expect(cellText('NULL')).toMatchObject({ kind: 'text', pieces: [{ text: 'NULL', mark: false }] })
})

test('characters that cannot be seen are named', () => {
  expect(shown('a\u202eb')).toBe('a\u27e8U+202E\u27e9b')
  expect(shown('a\u200bb\u0000')).toBe('a\u27e8U+200B\u27e9b\u27e8U+0000\u27e9')
  expect(shown('one\ntwo')).toBe('one\u21b5two')
  expect(shown('  in out ')).toBe('\u00b7\u00b7in out\u00b7')
})

test('markup and links stay text', () => {
  expect(shown('<b onclick=x>y</b>')).toBe('<b onclick=x>y</b>')
  expect(cellText('javascript:alert(1)')).toMatchObject({ kind: 'text' })
})

test('JSON is counted, and what only looks like it is text', () => {
  expect(cellText('{"a":1,"b":[1]}')).toEqual({ kind: 'json', text: '{..} 2 keys' })
  expect(cellText('[1,2]')).toEqual({ kind: 'json', text: '[..] 2' })
  expect(cellText('{not json')).toMatchObject({ kind: 'text' })
})

test('paths are cut in the middle, other text at its end', () => {
  expect(cutText(`/opt/${'x'.repeat(50)}/bin`, 21)).toMatch(/^\/opt\/x{5}\u2026x{6}\/bin$/)
  expect(cutText('y'.repeat(50), 11)).toBe(`${'y'.repeat(10)}\u2026`)
})

test('natural order puts numbers by value, absent last in both directions, equals in place', () => {
  const values = ['fin-10', 'fin-2', undefined, '9', '10', 'fin-2']
  expect(orderBy(values, false)).toEqual([3, 4, 1, 5, 0, 2])
  expect(orderBy(values, true)).toEqual([0, 1, 5, 4, 3, 2])
})
