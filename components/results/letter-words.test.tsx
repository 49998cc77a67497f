import { expect, test } from 'vitest'
import { deadLetterReasons, sumReplays } from '@/lib/wire/dead-letters'
import { noReplay, reasonRemedy, reasonTitle, replayWords } from './letter-words'

const reply = {
  ...{ letters: 212, stored: 200, still_dead: 10, cut: 2, no_line: 0, gone: 0, lines: 198 },
  next_cursor: null,
}

test('every reason has words and a remedy; one of a later server is shown as it is', () => {
  for (const reason of deadLetterReasons) {
    expect(reasonTitle(reason)).not.toContain('_')
    expect(reasonRemedy(reason)).toBeDefined()
  }
  expect(reasonTitle('some_new_one')).toBe('some new one')
})

test('what came of a replay adds up in words', () => {
  expect(replayWords(reply)).toBe(
    '212 dead letters = 200 stored + 10 refused again + 2 kept only in part. 2 lines of them had been stored before.',
  )
  expect(sumReplays([reply, reply])).toMatchObject({ letters: 424, lines: 396 })
})

test('a letter that cannot be replayed says why', () => {
  expect(noReplay({ replay: 'possible' })).toBeUndefined()
  expect(noReplay({ replay: 'cut' })).toContain('64 kB')
  expect(noReplay({ replay: 'no_line' })).toContain('dropped')
})
