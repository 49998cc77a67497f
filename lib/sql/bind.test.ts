import fc from 'fast-check'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import { bindParameters, faultsOfDeclarations } from '@/lib/sql/bind'
import { checkSql } from '@/lib/sql/check'
import { AppError } from '@/lib/wire/errors'
import type { Parameter, ParameterType, ParameterValue } from '@/lib/wire/parameters'

const sqlite = await initSqlJs()
const database = new sqlite.Database()

const one = (name: string, type: ParameterType): Parameter[] => [{ name, type }]

/** The first column of every row that the bound query gives, by SQLite itself. */
function ran(template: string, type: ParameterType, value: ParameterValue): unknown[] {
  const { sql } = bindParameters(template, one('x', type), { x: value })
  const [result] = database.exec(sql)
  return (result?.values ?? []).map(([cell]) => cell)
}

function faults(run: () => unknown): { name: string; reason: string }[] {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error.errors
    throw error
  }
  return []
}

/** Anything that JSON can carry and SQL text can hold, with what would break out of a string. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom("'", "''", '"', '`', ']', '--', '/*', '*/', ';', '{{x}}', '\\', '\n', '\r'),
      fc.constantFrom(
        '$',
        '?',
        ':x',
        '\u0001',
        '\u001b',
        '\u007f',
        '\u2028',
        '\ufeff',
        '%00',
        '🦊',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll('\0', '').toWellFormed())

test('any text is selected as exactly that text by SQLite', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      // As bytes: sql.js leaves out a byte order mark when it reads a text.
      const bytes = Buffer.from(text).toString('hex').toUpperCase()
      expect(ran('SELECT hex({{x}})', 'text', text)).toEqual([bytes])
      expect(ran("SELECT hex(''||{{x}}||'') -- it's", 'text', text)).toEqual([bytes])
    }),
    { numRuns: 2_000 },
  )
})

test('any list is exactly its members, with and without parentheses of its own', () => {
  const member = fc.oneof(hostile, fc.integer(), fc.constantFrom(0, -1, 1.5, -2.25, 1e21))
  fc.assert(
    fc.property(fc.array(member, { minLength: 1, maxLength: 8 }), member, (list, other) => {
      for (const template of ['IN {{x}}', 'IN ({{x}})', 'in(\n{{ x }} )']) {
        for (const value of [...list, other]) {
          const { sql } = bindParameters(
            `SELECT {{y}} ${template}`,
            [...one('x', 'list'), ...one('y', typeof value === 'number' ? 'number' : 'text')],
            { x: list, y: value },
          )
          expect(database.exec(sql)[0]?.values).toEqual([[list.includes(value) ? 1 : 0]])
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(ran("SELECT 'a' IN {{x}}", 'list', [])).toEqual([0])
})

test('a number is that number, also a negative one after a minus', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(ran('SELECT {{x}}', 'number', value)).toEqual([value + 0])
      expect(ran('SELECT 0-{{x}}', 'number', value)).toEqual([0 - value])
    }),
  )
  expect(ran('SELECT {{x}}', 'number', 0.1)).toEqual([0.1])
  expect(ran('SELECT typeof({{x}})', 'number', 1e21)).toEqual(['real'])
})

test('literals never run together with what stands beside them', () => {
  expect(ran("SELECT {{x}}'y'", 'text', 'a')).toEqual(['a'])
  expect(ran('SELECT 3 WHERE 1 ={{x}}', 'number', 1)).toEqual([3])
  const { sql } = bindParameters('SELECT x{{x}}, {{x}}e5, {{x}}{{x}}', one('x', 'text'), {
    x: '00',
  })
  expect(sql).toBe("SELECT x '00', '00' e5, '00' '00'")
})

test('the bound text is one statement that the checker accepts, whatever the value', async () => {
  const template = "SELECT name FROM processes WHERE cmdline LIKE {{x}} AND name <> 'x'"
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const { sql } = bindParameters(template, one('x', 'text'), { x: text })
      expect(await checkSql(sql)).toMatchObject({ valid: true, tables: ['processes'] })
    }),
    { numRuns: 100 },
  )
})

test.each([
  ["SELECT '{{x}}'", 'a string'],
  ["SELECT 'it''s {{ x }}', 1", 'a string'],
  ['SELECT 1 -- {{x}}', 'a comment'],
  ['SELECT 1 /* {{x}} */', 'a comment'],
  ['SELECT "{{x}}"', 'a quoted name'],
  ['SELECT `a{{x}}`', 'a quoted name'],
  ['SELECT [{{x}}]', 'a quoted name'],
  ["SELECT {{x}}, '{{x}}'", 'a string'],
])('a placeholder in %s is refused by its name', (template, place) => {
  expect(faults(() => bindParameters(template, one('x', 'text'), { x: 'a' }))).toEqual([
    { name: 'parameters.x', reason: `stands in ${place}, where no value can be bound` },
  ])
})

test.each([
  ['text', 5, 'must be a text'],
  ['text', ['a'], 'must be a text'],
  ['number', '5', 'must be a number'],
  ['number', Number.NaN, 'must be a finite number'],
  ['number', Number.POSITIVE_INFINITY, 'must be a finite number'],
  ['list', 'a', 'must be a list'],
  ['list', ['a', 'b\0'], 'must not hold a NUL character'],
  ['text', 'a\0b', 'must not hold a NUL character'],
  ['text', '\ud800', 'must not hold unpaired surrogates'],
  ['path', '/etc/\n', 'must not hold control characters'],
  ['path', '/etc/\u0085', 'must not hold control characters'],
  ['path', '\0', 'must not hold a NUL character'],
] as const)('a %s of %j is refused by name', (type, value, reason) => {
  const given = typeof value === 'object' ? [...value] : value
  expect(faults(() => bindParameters('SELECT {{x}}', one('x', type), { x: given }))).toEqual([
    { name: 'parameters.x', reason },
  ])
})

test('values that are missing, unknown or undeclared are each named', () => {
  const run = () =>
    bindParameters('SELECT {{a}}, {{c}}', [...one('a', 'text'), ...one('b', 'text')], { z: 1 })
  expect(faults(run)).toEqual([
    { name: 'parameters.z', reason: 'is no parameter of this query' },
    { name: 'parameters.c', reason: 'has no value, and the query does not declare it' },
    { name: 'parameters.a', reason: 'has no value' },
    { name: 'parameters.b', reason: 'has no value' },
  ])
})

test('a text after IN is refused, since SQLite would take it for the name of a table', () => {
  const run = () => bindParameters("SELECT 'a' IN {{x}}", one('x', 'text'), { x: 'curl' })
  expect(faults(run)).toEqual([
    { name: 'parameters.x', reason: 'stands after IN: make it a list, or write IN ({{x}})' },
  ])
  expect(ran("SELECT 'a' IN ({{x}})", 'text', 'a')).toEqual([1])
})

test('a default is bound when no value is given, and told', () => {
  const declared: Parameter[] = [{ name: 'x', type: 'number', default: 7 }]
  expect(bindParameters('SELECT {{x}}', declared, {})).toEqual({
    sql: 'SELECT 7',
    bound: [{ name: 'x', type: 'number', value: 7 }],
  })
  expect(bindParameters('SELECT {{x}}', declared, { x: 8 }).sql).toBe('SELECT 8')
})

test('text in braces that is no parameter stays as it is', () => {
  const sql = "SELECT '{{y}}', {{x}}"
  expect(bindParameters(sql, one('x', 'text'), { x: '{{y}}' }).sql).toBe("SELECT '{{y}}', '{{y}}'")
  expect(bindParameters("SELECT '{{x}}'", [], {})).toEqual({ sql: "SELECT '{{x}}'", bound: [] })
})

test('declarations are refused for what they lack, by the name of the field', () => {
  const parameters: Parameter[] = [
    { name: 'a', type: 'text' },
    { name: 'a', type: 'number' },
    { name: 'b', type: 'text' },
    { name: 'c', type: 'number', default: 'x' },
    { name: 'd', type: 'text' },
  ]
  const sql = "SELECT {{a}}, {{c}}, {{e}}, '{{d}}'"
  expect(faultsOfDeclarations(sql, parameters)).toEqual([
    { name: 'query', reason: '{{e}} is not among its parameters' },
    { name: 'parameters[1].name', reason: 'is declared twice' },
    { name: 'parameters[2].name', reason: '{{b}} does not stand in the query' },
    { name: 'parameters[3].default', reason: 'must be a number' },
    { name: 'parameters[4].name', reason: 'stands in a string, where no value can be bound' },
  ])
})

test('the checker takes a list after IN, and a value elsewhere', async () => {
  const check = (sql: string) => checkSql(sql, { parameters: ['x'] })
  expect(await check('SELECT 1 FROM users WHERE uid IN {{x}}')).toMatchObject({ valid: true })
  expect(await check('SELECT 1 FROM users WHERE uid IN ({{x}})')).toMatchObject({ valid: true })
  expect(await check('SELECT 1 FROM {{x}}')).toMatchObject({ valid: false })
  expect(await check('SELECT uid {{x}} FROM users')).toMatchObject({ valid: false })
})
