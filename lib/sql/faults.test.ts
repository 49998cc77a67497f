import { describe, expect, test } from 'vitest'
import { checkSql } from '@/lib/sql/check'
import type { SqlError, SqlFix } from '@/lib/wire/sql'

const errorsOf = async (sql: string) => (await checkSql(sql)).errors
const said = ({ message, line, column, fix }: SqlError) =>
  `${line}:${column} ${message}${fix ? ` → ${fix.text}` : ''}`

const mended = (sql: string, fix: SqlFix | undefined): string =>
  fix ? sql.slice(0, fix.from) + fix.text + sql.slice(fix.to) : sql

describe('every fault that stands by itself is told, at its place', () => {
  test.each([
    [
      'select pidd,\n nam from processes where uidd = 3 order by pidd',
      [
        '1:8 no such column: pidd → pid',
        '2:2 no such column: nam → name',
        '2:27 no such column: uidd → uid',
        '2:45 no such column: pidd → pid',
      ],
    ],
    [
      'select p.pidd from proceses p join usrs u on p.uid = u.uid',
      ['1:20 no such table: proceses → processes', '1:36 no such table: usrs → users'],
    ],
    [
      'select nope(1), regexmatch(1, 2, 3), split(1) from users where uidd = 1',
      [
        '1:8 no such function: nope',
        '1:17 no such function: regexmatch → regex_match',
        '1:38 wrong number of arguments to function split()',
        '1:64 no such column: uidd → uid',
      ],
    ],
    [
      'select pid from processes where pid in (select pid from procesess where y = 1) and p = 2',
      ['1:57 no such table: procesess → processes', '1:84 no such column: p'],
    ],
    [
      'selec pid from proceses',
      ['1:1 near "selec": syntax error → select', '1:16 no such table: proceses → processes'],
    ],
  ])('%s', async (sql, expected) => {
    expect((await errorsOf(sql)).map(said)).toEqual(expected)
  })

  test('of two same names the one that is wrong is meant', async () => {
    const sql = 'select (select pid from processes), pid from users'
    expect((await errorsOf(sql)).map(said)).toEqual(['1:37 no such column: pid → uid'])
  })

  test('columns of a table that only an extension has are not called wrong', async () => {
    const sql = 'select owner, e.site, pid from corp_assets e join processes p on p.pid = e.number'
    expect((await errorsOf(sql)).map(({ message }) => message)).toEqual([
      'no such table: corp_assets',
    ])
  })

  test('an ambiguous name beside a table of one platform is told', async () => {
    const sql = 'select path from registry r join processes p on 1'
    expect((await errorsOf(sql)).map(said)).toEqual(['1:8 ambiguous column name: path → r.path'])
  })

  test('they are twenty at most', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `wrong_${n}`)
    expect(await errorsOf(`select ${names.join(', ')} from users`)).toHaveLength(20)
  })
})

describe('did you mean', () => {
  test.each([
    ['SELECT vendor FROM usb_device', 'SELECT vendor FROM usb_devices'],
    ['SELECT pidd FROM processes', 'SELECT pid FROM processes'],
    ['SELECT p.pidd FROM processes p', 'SELECT p.pid FROM processes p'],
    ['SELECT processes.pid FROM processes p', 'SELECT p.pid FROM processes p'],
    ['SELECT q.pid FROM processes pp, users qq', 'SELECT q.pid FROM processes pp, users qq'],
    ['SELECT uid FROM users u JOIN processes p', 'SELECT u.uid FROM users u JOIN processes p'],
    ['SELEC pid FROM processes', 'SELECT pid FROM processes'],
    ['select pid form processes', 'select pid from processes'],
    ['select pid from processes wher pid = 1', 'select pid from processes where pid = 1'],
    ['select coalese(pid, 1) from processes', 'select coalesce(pid, 1) from processes'],
    [
      'with mine as (select 1 as x) select x from mien',
      'with mine as (select 1 as x) select x from mine',
    ],
  ])('%s', async (sql, expected) => {
    const [first] = await errorsOf(sql)
    expect(first).toBeDefined()
    expect(mended(sql, first?.fix)).toBe(expected)
    if (expected !== sql) expect(await errorsOf(expected)).toEqual([])
  })

  test('a name that is like none gets no suggestion', async () => {
    expect((await errorsOf('select 1 from opera_extensions'))[0]?.fix).toBeUndefined()
    expect((await errorsOf('select zzzz from users'))[0]?.fix).toBeUndefined()
  })
})

describe('parameters', () => {
  const parameters = ['min_port']

  test('a known one stands for a value, also in a required constraint', async () => {
    const check = await checkSql('select size from file where path = {{ min_port }}', {
      parameters,
    })
    expect(check).toMatchObject({ valid: true, warnings: [] })
  })

  test('an unknown one is named with its place, and in a string there is none', async () => {
    const check = await checkSql("select '{{x}}',\n {{max_port}}", { parameters })
    expect(check.errors).toMatchObject([
      { message: 'No parameter is named max_port', line: 2, column: 2, length: 12 },
    ])
  })

  test('where none may stand, one is a syntax error', async () => {
    expect((await checkSql('select {{min_port}}')).valid).toBe(false)
  })
})
