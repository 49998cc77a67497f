import { expect, test } from 'vitest'
import { rangeWords, shortInstant, sinceIso, stretchPatch, stretchWords } from './range-words'

const now = Date.UTC(2026, 2, 14, 15, 0, 0)
const at = (hour: number, minute = 0, second = 0) => Date.UTC(2026, 2, 14, hour, minute, second)
const iso = (ms: number) => new Date(ms).toISOString()

test('a stretch names its day once, its year only when it is another, its seconds only when there are some', () => {
  expect(stretchWords({ from: at(13), to: at(14) }, now, 'UTC')).toBe('14 Mar 13:00 to 14:00')
  expect(stretchWords({ from: at(13) - 86_400_000, to: at(14, 0, 5) }, now, 'UTC')).toBe(
    '13 Mar 13:00 to 14 Mar 14:00:05',
  )
  expect(shortInstant(Date.UTC(2025, 11, 31, 23), now, 'UTC')).toBe('31 Dec 2025 23:00')
})

test('the range of the address says which of its ends are open', () => {
  expect(rangeWords(iso(at(13)), iso(at(14)), now, 'UTC')).toBe('14 Mar 13:00 to 14:00')
  expect(rangeWords(iso(at(13)), null, now, 'UTC')).toBe('Since 14 Mar 13:00')
  expect(rangeWords(null, iso(at(13)), now, 'UTC')).toBe('Until 14 Mar 13:00')
  expect(rangeWords('no time', null, now, 'UTC')).toBe('All that is kept')
})

test('zooming ends at a minute, and what reaches beyond now goes on to now', () => {
  const narrow = stretchPatch({ from: at(13), to: at(13, 0, 1) }, now)
  expect(Date.parse(narrow.to ?? '') - Date.parse(narrow.from)).toBe(60_000)
  expect(stretchPatch({ from: at(14), to: at(16) }, now)).toEqual({ from: iso(at(14)) })
})

test('a length up to now begins on a whole minute', () => {
  expect(sinceIso(3_600, at(15, 0, 42))).toBe(iso(at(14)))
})
