// Cells and columns as hosts with a grudge would tell them, and answers made of them for property tests.
import fc from 'fast-check'
import type { ToldAnswer } from '@/lib/domain/campaign-table'

const hostileNames = ['name', 'port', 'a,b', '', '__proto__', 'constructor', '["x"]', 'hosts']
const hostileValues = [
  '',
  '0',
  '22',
  '=1+1',
  '\u0000',
  '\ud800',
  '[object Object]',
  'null',
  'a\u202eb',
]

const cell = fc.oneof(fc.constantFrom(...hostileValues), fc.string({ maxLength: 4 }))

/** A row without a prototype's help: any name is an ordinary column. */
const row = fc
  .array(fc.tuple(fc.constantFrom(...hostileNames), cell), { maxLength: 4 })
  .map((entries): Record<string, string> => Object.fromEntries(entries))

export const anyColumns = fc.uniqueArray(fc.constantFrom(...hostileNames, 'nowhere'), {
  maxLength: 4,
})

/** Answers in order, of different hosts, with gaps where hosts failed. */
export const anyAnswers = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3 }),
      too_large: fc.boolean(),
      rows: fc.array(row, { maxLength: 6 }),
    }),
    { maxLength: 30 },
  )
  .map((told) => {
    let seq = 0
    return told.map(({ gap, too_large, rows }, index): ToldAnswer => {
      seq += gap
      return { seq, host_id: index + 1, received_ms: 1_000 + seq, too_large, rows }
    })
  })
