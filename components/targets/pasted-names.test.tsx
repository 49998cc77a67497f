import { expect, test } from 'vitest'
import { foundSentence, pastedNames } from './pasted-names'

test('a pasted column, row or list becomes its names, once each', () => {
  expect(pastedNames('web-01\r\nweb-02\n\n web-01 ')).toEqual(['web-01', 'web-02'])
  expect(pastedNames('a,b; "c"\td')).toEqual(['a', 'b', 'c', 'd'])
  expect(pastedNames('Build Server 1')).toEqual(['Build Server 1'])
})

test('what was not found is told by name', () => {
  expect(foundSentence(40, ['x', 'y', 'z'])).toBe('37 of 40 found, 3 unknown: x, y, z')
  expect(foundSentence(2, [])).toBe('2 of 2 found')
  expect(foundSentence(9, ['1', '2', '3', '4', '5', '6', '7'])).toBe(
    '2 of 9 found, 7 unknown: 1, 2, 3, 4, 5 and 2 more',
  )
})
