import { expect, test } from 'vitest'
import { formatMs, formatRate, formatSeconds } from './format'

test('figures are short and keep their unit', () => {
  expect([0, 0.4, 61.2, 1_430, 12_000].map(formatMs)).toEqual([
    '0 ms',
    '< 1 ms',
    '61 ms',
    '1.4 s',
    '12 s',
  ])
  expect([0, 0.01, 3.25, 3_400].map(formatSeconds)).toEqual(['0 s', '< 0.1 s', '3.3 s', '3,400 s'])
  expect([0.44, 12.4].map(formatRate)).toEqual(['0.4', '12'])
})
