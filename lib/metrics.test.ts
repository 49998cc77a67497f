import { expect, test } from 'vitest'
import { counter, metricsRegistry, readings } from '@/lib/metrics'

test('what cannot be read, or not in time, is left out, and all other metrics are told', async () => {
  const answer = { fine: true }
  const one = [{ labels: { of: 'one' }, value: 7 }]
  const read = async () => {
    if (answer.fine) return one
    throw new Error('the database is away')
  }
  readings('test_read', 'Read', ['of'], read)
  readings('test_hanging', 'Hangs', ['of'], () => new Promise(() => {}))
  counter('test_counted', 'Counted').inc(3)
  const told = await metricsRegistry().metrics()
  expect(told).toContain('test_read{of="one"} 7')
  expect(told).toContain('test_counted 3')
  expect(told).not.toContain('test_hanging{')
  answer.fine = false
  expect(await metricsRegistry().metrics()).not.toContain('test_read{')
})
