import { expect, test } from 'vitest'
import { answeredWords, stopRunWords } from './run-words'

const counts = {
  ...{ targeted: 20, waiting: 5, sent: 2, answered: 10, failed: 2, denylisted: 1, too_large: 0 },
  ...{ expired: 0, cancelled: 0, rows: 40 },
}

test('the dialog that stops a run tells all questions: done, never to be asked, out of reach', () => {
  const words = stopRunWords({ pack_name: 'Hardware', counts })
  expect(words.title).toBe('Stop the run of Hardware?')
  expect(words.done).toBe('13 of 20 questions are done; their answers stay. 5 will never be asked.')
  expect(words.sent).toBe('2 are with a host and will run: they cannot be recalled.')
  expect(words.go).toBe('Stop, cancel 5')
})

test('a query tells how many answered of how many, and errors only when there are any', () => {
  expect(answeredWords(counts)).toBe('10 of 20 answered, 3 with an error')
  expect(answeredWords({ ...counts, failed: 0, denylisted: 0 })).toBe('10 of 20 answered')
})
