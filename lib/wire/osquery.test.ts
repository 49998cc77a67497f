import { expect, test } from 'vitest'
import {
  decodeAnswers,
  decodeEnroll,
  parseAgentJson,
  parseAgentJsonSlowly,
  platformOf,
  storable,
  UnreadableError,
} from '@/lib/wire/osquery'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('C15: a number that a double would change is kept as its text, others stay numbers', () => {
  expect(parseAgentJson('{"inode":18446744073709551615,"d":0.1,"n":7,"f":2.0}')).toEqual({
    inode: '18446744073709551615',
    d: 0.1,
    n: 7,
    f: '2.0',
  })
  expect(parseAgentJson('[1e400,-0,9007199254740993,9007199254740991]')).toEqual([
    '1e400',
    '-0',
    '9007199254740993',
    9007199254740991,
  ])
})

test('numbers inside strings are never touched', () => {
  const text = '{"a":"x:1.50,y","b":"\\",2.50,","c":3.50}'
  expect(parseAgentJson(text)).toEqual({ a: 'x:1.50,y', b: '",2.50,', c: '3.50' })
})

test('a malformed number does not become readable by being quoted', () => {
  for (const text of ['[01.50]', '[1.]', '[1.5.0]', '[.5]', '[1e]']) {
    expect(() => parseAgentJson(text)).toThrow(UnreadableError)
  }
})

test('C14: __proto__ is an ordinary name and no prototype is touched', () => {
  const parsed = parseAgentJson('{"__proto__":{"x":"1"},"constructor":"c"}')
  expect(Object.keys(parsed as object)).toEqual(['__proto__', 'constructor'])
  expect(({} as Record<string, unknown>).x).toBeUndefined()
  const [answer] = decodeAnswers(
    parseAgentJson('{"queries":{"q":[{"__proto__":"a","toString":"b"}]}}') as Record<
      string,
      unknown
    >,
  )
  expect(JSON.stringify(answer?.rows)).toBe('[{"__proto__":"a","toString":"b"}]')
})

test('a body over 1 MiB reads the same in slices as in one go', async () => {
  const data = Array.from({ length: 30_000 }, (_, i) => ({
    i,
    s: `"${i}\\ ]}`,
    n: [i, { d: null }],
  }))
  const text = JSON.stringify({ data, log_type: 'result', __proto__x: true, e: {}, l: [] })
  expect(text.length).toBeGreaterThan(1024 * 1024)
  expect(JSON.stringify(await parseAgentJsonSlowly(text, turn))).toBe(text)
})

test('a cut or trailing large body is unreadable, never something else', async () => {
  const text = JSON.stringify({
    data: Array.from({ length: 60_000 }, (_, i) => `line number ${i}`),
  })
  for (const cut of [
    text.slice(0, -1),
    text.slice(0, -2),
    text.slice(0, -9),
    `${text}x`,
    `${text}]`,
  ]) {
    await expect(parseAgentJsonSlowly(cut, turn)).rejects.toThrow(UnreadableError)
  }
  const swapped = text.replace(/\]\}$/, '}]')
  await expect(parseAgentJsonSlowly(swapped, turn)).rejects.toThrow(UnreadableError)
  const opened = '['.repeat(2_000_000)
  await expect(parseAgentJsonSlowly(opened, turn)).rejects.toThrow(UnreadableError)
})

test('stored text holds neither NUL nor a lone surrogate', () => {
  expect(storable('a\0b\ud800c👯')).toBe('ab\ufffdc👯')
})

test('C21: the platform is read from the bit mask, whatever its type', () => {
  expect(['21', '2', '37', 9, undefined].map(platformOf)).toEqual([
    'darwin',
    'windows',
    'freebsd',
    'linux',
    'unknown',
  ])
})

test('C28: a secret is trimmed, so that both ways an agent reads it agree', () => {
  expect(decodeEnroll({ enroll_secret: ' s3cret\n' }).enroll_secret).toBe('s3cret')
})

test('C62: the answers of old agents decode as successes without rows', () => {
  const old = decodeAnswers({ queries: { q1: '' }, statuses: { q1: '0' } })
  expect(old).toMatchObject([{ delivery: 'q1', rows: [], status: 0, message: '', stats: null }])
  const bare = decodeAnswers({ queries: { q1: [{ a: 1 }] }, stats: { q1: {} } })
  expect(bare).toMatchObject([{ delivery: 'q1', rows: [{ a: '1' }], status: 0, stats: null }])
})

test('values that cannot be turned to text or nest without end decode to something plain', () => {
  const evil = { toString: 1, valueOf: 2 }
  const deep = parseAgentJson(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  const [answer] = decodeAnswers({
    queries: { q: [{ deep, evil }] },
    statuses: { q: evil },
    messages: { q: deep },
    stats: { q: { memory: evil } },
  })
  expect(answer).toMatchObject({ status: 0, stats: null, rows: [{ deep: '(nested too deeply)' }] })
  expect(decodeEnroll({ platform_type: evil, host_identifier: evil }).platform).toBe('unknown')
})
