import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonError, JsonMap, type JsonValue, parseStrictJson } from '@/lib/wire/pack-file-json'

const limits = { depth: 32, values: 1_000_000 }

/** As JSON.parse would give it; the last argument lets a key called __proto__ be a plain one. */
function asParsed(value: JsonValue): unknown {
  if (value instanceof JsonMap) {
    const members = Array.from(value, ([key, item]) => [key, asParsed(item)] as const)
    return Object.fromEntries(members)
  }
  return Array.isArray(value) ? value.map(asParsed) : value
}

function errorOf(text: string, bounds = limits): JsonError {
  try {
    parseStrictJson(text, bounds)
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const accepts = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}

describe('strict JSON', () => {
  test('gives what JSON.parse gives, for any JSON and any white space', () => {
    const json = fc.json({ maxDepth: 8, stringUnit: 'grapheme' })
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, ' ', '\t', 3), (text, space) => {
        fc.pre(!text.includes('\\u0000'))
        const spaced = JSON.stringify(JSON.parse(text), null, space)
        expect(asParsed(parseStrictJson(spaced, limits))).toEqual(JSON.parse(spaced))
      }),
      { numRuns: 500 },
    )
  })

  test('accepts exactly what JSON.parse accepts, whatever one character is changed', () => {
    const sample = '{"a": [1, -0.5e+2, true, null, "x\\u00e9\\n"], "b": {"c": false}, "d": []}'
    const character = fc.constantFrom(...' "\\{}[]:,.+-0123eEtfnul/x#\n\t\r\u00a0\ufeff\u0001')
    const at = fc.nat(sample.length)
    fc.assert(
      fc.property(at, character, fc.nat(2), (offset, changed, removed) => {
        const text = sample.slice(0, offset) + changed + sample.slice(offset + removed)
        const strict = (input: string) => parseStrictJson(input, limits)
        expect(accepts(strict, text), text).toBe(accepts(JSON.parse, text))
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['{"a":1,}', 'unexpected "}"', 7],
    ['[1,]', 'unexpected "]"', 3],
    ['[1 2]', 'unexpected "2"', 3],
    ['{"a" 1}', 'unexpected "1"', 5],
    ['{a:1}', 'unexpected "a"', 1],
    ['[1]x', 'unexpected "x"', 3],
    ['', 'unexpected end of the file', 0],
    ['["a', 'string without an end', 1],
    ['["a\n"]', 'string without an end', 1],
    ['["a\tb"]', 'control character in a string', 3],
    ['["a\\x"]', 'bad escape in a string', 3],
    ['["\\u00g0"]', 'bad escape in a string', 2],
    ['["\\u0000"]', 'NUL character in a string', 1],
    ['[1e999]', 'number out of range', 1],
    ['/* a */ 1', 'unexpected "/"', 0],
  ])('%j is refused: %s at %i', (text, message, offset) => {
    expect(errorOf(text)).toMatchObject({ message, offset })
  })

  test('the first of repeated keys wins and the others are named', () => {
    const map = parseStrictJson('{"a":1,"__proto__":{"b":2},"a":3,"a":4}', limits)
    expect(map).toBeInstanceOf(JsonMap)
    if (!(map instanceof JsonMap)) return
    expect([...map.keys()]).toEqual(['a', '__proto__'])
    expect(map.get('a')).toBe(1)
    expect(map.repeated).toEqual(['a', 'a'])
  })

  test('C38 half a surrogate pair becomes a replacement character, a whole pair stays', () => {
    const text = '["\\ud800", "a\\udc00b", "\\ud83d\\udc6f"]'
    expect(parseStrictJson(text, limits)).toEqual(['\ufffd', 'a\ufffdb', '👯'])
  })

  test('depth and number of values are bounded', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(accepts((text) => parseStrictJson(text, limits), nested(32))).toBe(true)
    expect(errorOf(nested(33))).toMatchObject({ offset: 32, isLimit: false })
    expect(errorOf('['.repeat(1_000_000)).message).toContain('deeper than 32')
    const few = { depth: 32, values: 3 }
    expect(accepts((text) => parseStrictJson(text, few), '[1,2]')).toBe(true)
    expect(errorOf('[1,2,3]', few)).toMatchObject({ isLimit: true })
  })
})
