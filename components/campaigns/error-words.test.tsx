import { expect, test } from 'vitest'
import { meaningOf } from './error-words'

test('the agents usual messages are explained with what to do', () => {
  expect(meaningOf('no such table: kernel_panics').meaning).toContain('no table of that name')
  expect(meaningOf('no answer: handed out twice').remedy).toContain('status logs')
  expect(meaningOf('anything', 'denylisted').meaning).toContain('stopped the agent')
  expect(meaningOf('', 'too_large').remedy).toBe('Ask for fewer columns or rows.')
})

test('a message that nobody knows is not explained away', () => {
  expect(meaningOf('disk I/O error').meaning).toContain('refused it with this message')
})
