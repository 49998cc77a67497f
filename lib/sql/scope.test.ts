import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spokenLexemes } from '@/lib/sql/lexemes'
import { scopeAt, scopesOf } from '@/lib/sql/scope'

const scopes = (sql: string) => scopesOf(spokenLexemes(sql))
const reads = (sql: string) =>
  scopes(sql).map(({ sources }) =>
    sources.map(({ name, alias, made }) => `${made ? 'made ' : ''}${name} ${alias}`),
  )

test.each([
  ['select 1 from users u, groups as g join time', [['users u', 'groups g', 'time time']]],
  [
    'select 1 from users left join "groups" on 1 where x in (select 1 from time)',
    [['users users', 'groups groups'], ['time time']],
  ],
  ['select 1 from (users u join groups g using (gid))', [['users u', 'groups g']]],
  [
    'select 1 from main.users, json_each(x, (select 1 from time)) j',
    [['users users', 'made json_each j'], ['time time']],
  ],
  [
    'with a as (select 1 from users), b(x) as not materialized (select 2) select 1 from a, b bb',
    [['users users'], [], ['made a a', 'made b bb']],
  ],
  [
    'select 1 from (select 2 from users) s union all select 3 from time',
    [['made  s'], ['users users'], ['time time']],
  ],
  ['select 1 from', [[]]],
  ['select from users wher', [['users wher']]],
])('%s', (sql, expected) => {
  expect(reads(sql)).toEqual(expected)
})

test('the result is named by aliases and last words, stars apart', () => {
  const [scope] = scopes('select distinct a, b.c, count(*), d as e, f g, h.*, "I" from x')
  expect(scope?.columns).toEqual(['a', 'c', 'e', 'g', 'i'])
  expect(scope?.stars).toMatchObject([{ qualifier: 'h', length: 3 }])
})

test('the innermost SELECT around an offset is found', () => {
  const sql = 'select a from users where b in (select c from time)'
  expect(scopeAt(scopes(sql), sql.indexOf('c from'))?.sources[0]?.name).toBe('time')
  expect(scopeAt(scopes(sql), sql.indexOf('a from'))?.sources[0]?.name).toBe('users')
})

const word = fc.constantFrom(
  ...'select from where join on using with as ( ) , . * union users u pid \' " ; values {{ -- /* = null'.split(
    ' ',
  ),
)

test('no text of SQL’s own words is too odd to read', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 80 }), (words) => {
      const sql = words.join(' ')
      for (const { from, to, sources } of scopes(sql)) {
        expect(from).toBeLessThanOrEqual(to)
        for (const { at, length } of sources) expect(at + length).toBeLessThanOrEqual(sql.length)
      }
    }),
    { numRuns: 500 },
  )
})

test('deep nesting is read no deeper than it needs to be', () => {
  expect(scopes(`select ${'('.repeat(30_000)}`)).toHaveLength(1)
  expect(scopes(`${'select (('.repeat(8_000)}`).length).toBeLessThan(100)
})
