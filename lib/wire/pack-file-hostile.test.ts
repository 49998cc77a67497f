import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/wire/errors'
import { parsePackFile } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'

const queries = (count: number) =>
  Array.from({ length: count }, (_, i) => `"q${i}":{"query":"select 1"}`).join()
const packOf = (members: string) => `{"queries":{${members}}}`

function refusal(content: string): AppError {
  try {
    parsePackFile(content, { name: 'base' })
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('S80 hostile pack files', () => {
  test.each([
    ['one byte over 1 MiB', ' '.repeat(1_048_577), 'too_large'],
    ['a MiB in fewer characters', 'é'.repeat(524_289), 'too_large'],
    ['33 levels', packOf(`"a":${'['.repeat(31)}${']'.repeat(31)}`), 'invalid'],
    ['a million brackets', '['.repeat(1_000_000), 'invalid'],
    ['half a million objects', '{"a":'.repeat(200_000), 'invalid'],
    ['1,001 queries', packOf(queries(1001)), 'too_large'],
    ['SQL over 64 KiB', packOf(`"a":{"query":"${'x'.repeat(65_537)}"}`), 'too_large'],
    ['discovery over 64 KiB', `{"discovery":["${'x'.repeat(65_537)}"],"queries":{}}`, 'too_large'],
    ['100,000 keys', `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":1`)}}`, 'too_large'],
    ['100,000 repeated keys', `{${'"a":1,'.repeat(100_000)}"b":1}`, 'too_large'],
    ['backslashes', '\\'.repeat(1_000_000), 'invalid'],
    ['continuations', `{${'\\\n'.repeat(500_000)}`, 'invalid'],
    ['blank lines', `{${'\n'.repeat(1_000_000)}`, 'invalid'],
    ['comment lines', '#\n'.repeat(500_000), 'invalid'],
    ['blanks before no comment', `${' '.repeat(1_000_000)}x`, 'invalid'],
    ['an endless string', `{"${'\\"'.repeat(500_000)}`, 'invalid'],
    [
      '100,000 YAML keys',
      Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n'),
      'too_large',
    ],
    ['a YAML list of lists', '- '.repeat(500_000), 'invalid'],
    ['YAML brackets', `a: ${'['.repeat(1_000_000)}`, 'invalid'],
    ['YAML keys of keys', '? '.repeat(500_000), 'invalid'],
    ['YAML documents', `a: 1\n${'---\n'.repeat(250_000)}`, 'too_large'],
    ['YAML indents', `${' '.repeat(1_000_000)}a: |`, 'invalid'],
    ['33 YAML levels', `a: ${'['.repeat(32)}${']'.repeat(32)}`, 'invalid'],
    ['a YAML text without an end', `a: "${'x\n'.repeat(500_000)}`, 'invalid'],
    ['YAML marks', '!'.repeat(1_000_000), 'invalid'],
    ['a YAML object', 'a: !!js/function "process.exit()"', 'invalid'],
    ['an external YAML tag', 'a: !<tag:x.org,2002:python/object/apply:os.system> [ls]', 'invalid'],
    ['a NUL in YAML', 'queries: {a: {query: "x\\0"}}', 'invalid'],
    ['a YAML alias bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n', 'invalid'],
    ['a YAML merge of a prototype', '__proto__: &p {x: 1}\n<<: [*p, *p, *p]\n', 'invalid'],
  ])('%s: refused within 3 s of work', (_, content, code) => {
    const start = process.cpuUsage().user
    const error = refusal(content)
    expect(process.cpuUsage().user - start).toBeLessThan(3_000_000)
    expect(error.code).toBe(code)
    expect(error.errors[0]?.name).toBe('content')
    expect(error.message.length).toBeLessThan(500)
  })

  test('1,000 queries and SQL of exactly 64 KiB are taken', () => {
    const file = parsePackFile(packOf(queries(1000)), { name: 'base' })
    expect(file.packs[0]?.queries).toHaveLength(1000)
    const long = packOf(`"a":{"query":"${'x'.repeat(65_536)}"}`)
    expect(parsePackFile(long, { name: 'base' }).packs[0]?.queries).toHaveLength(1)
  })

  test('C14 keys called like members of a prototype are only keys', () => {
    const evil =
      '{"query":"select 1","interval":60,"__proto__":{"snapshot":true},"constructor":{"prototype":{}}}'
    const content = `{"__proto__":{"polluted":1},"queries":{"__proto__":${evil},"toString":${evil}}}`
    const pack = parsePackFile(content, { name: 'base' }).packs[0]
    expect(pack?.queries.map((query) => query.name)).toEqual(['__proto__', 'toString'])
    expect(pack?.queries[0]?.snapshot).toBe(false)
    expect(Object.keys(pack?.extra ?? {})).toEqual(['__proto__'])
    expect(Object.keys(pack?.queries[0]?.extra ?? {})).toEqual(['__proto__', 'constructor'])
    expect('polluted' in {}).toBe(false)
    expect('snapshot' in {}).toBe(false)
    if (!pack) return
    const again = parsePackFile(exportPackFile(pack), { name: 'base' }).packs[0]
    expect(JSON.stringify(again)).toBe(JSON.stringify(pack))
  })

  test('keys called like members of a prototype are only keys in YAML too', () => {
    const content = `__proto__: {polluted: 1}\nqueries:\n  __proto__: {query: select 1}\n`
    const pack = parsePackFile(content, { name: 'base' }).packs[0]
    expect(pack?.queries.map(({ name }) => name)).toEqual(['__proto__'])
    expect(Object.keys(pack?.extra ?? {})).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  test('a file over a limit says by how much', () => {
    expect(refusal(' '.repeat(1_048_600)).message).toContain('24 more than 1 MiB')
    expect(refusal(packOf(queries(1003))).message).toContain('3 more than 1,000')
    const long = refusal(packOf(`"a":{"query":"${'x'.repeat(65_540)}"}`))
    expect(long.message).toContain('longer than 64 KiB, by 4 bytes')
  })

  test('C38 half a surrogate pair in SQL is stored well-formed', () => {
    const file = parsePackFile(packOf('"a":{"query":"select \'\\ud800\'"}'), { name: 'base' })
    expect(file.packs[0]?.queries[0]?.query).toBe("select '\ufffd'")
  })
})
