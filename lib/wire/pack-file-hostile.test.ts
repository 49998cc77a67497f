import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/wire/errors'
import { exportPackFile, parsePackFile } from '@/lib/wire/pack-file'

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
    ['a YAML alias bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n', 'invalid'],
    ['a YAML merge of a prototype', '__proto__: &p {x: 1}\n<<: [*p, *p, *p]\n', 'invalid'],
  ])('%s: refused within 1.5 s', (_, content, code) => {
    const start = performance.now()
    const error = refusal(content)
    expect(performance.now() - start).toBeLessThan(1500)
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
    const evil = '{"query":"select 1","__proto__":{"snapshot":true},"constructor":{"prototype":{}}}'
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

  test('C38 half a surrogate pair in SQL is stored well-formed', () => {
    const file = parsePackFile(packOf('"a":{"query":"select \'\\ud800\'"}'), { name: 'base' })
    expect(file.packs[0]?.queries[0]?.query).toBe("select '\ufffd'")
  })
})
