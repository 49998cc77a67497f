// The envelopes of agents under arbitrary input: what decodes is of its shape, and nothing throws.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bodyKey,
  decodeAnswers,
  decodeAnswersSlowly,
  decodeEnroll,
  decodeLog,
  isAgentObject,
  parseAgentJson,
  parseAgentJsonSlowly,
  storable,
  UnreadableError,
} from '@/lib/wire/osquery'

const oddNames = ['__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'length', '', '\0']
const names = fc.oneof(
  fc.constantFrom(...oddNames, 'node_key', 'enroll_secret', 'host_details', 'system_info', 'uuid'),
  fc.constantFrom('data', 'log_type', 'queries', 'statuses', 'messages', 'stats', 'platform_type'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('\ud800', '\udc00x', '\0', '9'.repeat(400), '-0', '1e999'),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, 2 ** 53, -1, 1e308),
)

/** Anything JSON can say, with the envelope's own names often in the wrong place. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 6, withCrossShrink: true }, scalars, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc
    .array(fc.tuple(names, tie('value')), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries)),
}))

/** As an agent would send it: own members, `__proto__` too, and nothing else. */
const sent = (given: unknown) => parseAgentJson(JSON.stringify(given) ?? 'null')
const turn = () => Promise.resolve()

function outcome(read: () => unknown): unknown {
  try {
    return JSON.stringify(read())
  } catch (error) {
    if (error instanceof UnreadableError) return error.message
    throw error
  }
}

const strings = (values: readonly unknown[]) =>
  values.every((text) => typeof text === 'string' && text === storable(text))

test('S17: any bytes are read as JSON.parse reads them, or refused as unreadable, in one go and in slices', async () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    value.map((given) => JSON.stringify(given)),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, more]) => {
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + more + text.slice(cut + (at % 2))
    }),
  )
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const whole = outcome(() => parseAgentJson(text))
      const plain = outcome(() => {
        try {
          return JSON.parse(text)
        } catch {
          throw new UnreadableError()
        }
      })
      expect(whole === 'unreadable').toBe(plain === 'unreadable')
      const padded = `{"pad":"${'x'.repeat(2 ** 20)}","rest":${text}}`
      const slow = await parseAgentJsonSlowly(padded, turn).then(
        (read) => isAgentObject(read) && JSON.stringify(read.rest),
        (error: unknown) => {
          expect(error).toBeInstanceOf(UnreadableError)
          return 'unreadable'
        },
      )
      if (whole !== 'unreadable') expect(slow).toBe(whole)
    }),
    { numRuns: 300 },
  )
}, 60_000)

test('S17: every envelope decodes to its shape, whatever its members are', () => {
  fc.assert(
    fc.property(value, (given) => {
      const body = sent(given)
      if (!isAgentObject(body)) return
      expect(['string', 'undefined']).toContain(typeof bodyKey(body))
      const { details, ...facts } = decodeEnroll(body)
      expect(strings(Object.values(facts).slice(1))).toBe(true)
      for (const table of Object.values(details)) expect(strings(Object.values(table))).toBe(true)
      const log = decodeLog(body)
      expect(log === undefined || (Array.isArray(log.data) && strings([log.log_type]))).toBe(true)
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
      expect(Object.keys(Object.prototype)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('S17: every answer of a write is rows of texts, a whole status and plain figures', async () => {
  const queries = fc.dictionary(fc.string({ minLength: 1 }), value, { maxKeys: 4 })
  const write = fc.record({ queries, statuses: value, messages: value, stats: value })
  await fc.assert(
    fc.asyncProperty(fc.oneof(write, value), async (given) => {
      const body = sent(given)
      if (!isAgentObject(body)) return
      const answers = decodeAnswers(body)
      expect(JSON.stringify(await decodeAnswersSlowly(body, turn))).toBe(JSON.stringify(answers))
      for (const { rows, status, message, stats, bytes } of answers) {
        expect(Number.isSafeInteger(status) && bytes >= 0 && strings([message])).toBe(true)
        for (const row of rows) {
          expect(Object.getPrototypeOf(row)).toBeNull()
          expect(strings([...Object.keys(row), ...Object.values(row)])).toBe(true)
        }
        for (const figure of Object.values(stats ?? {})) expect(figure).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 1_000 },
  )
})
