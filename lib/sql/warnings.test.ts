import { describe, expect, test } from 'vitest'
import { checkSql } from '@/lib/sql/check'
import type { SqlWarning } from '@/lib/wire/sql'

async function warnings(sql: string, code: string, options = {}): Promise<SqlWarning[]> {
  const check = await checkSql(sql, options)
  expect(check.errors).toEqual([])
  return check.warnings.filter((warning) => warning.code === code)
}
const words = (sql: string, { line = 1, column = 1, length = 0 }: SqlWarning) =>
  (sql.split('\n')[line - 1] ?? '').slice(column - 1, column - 1 + length)

test('each name of a table that lacks its required column is marked, and only those', async () => {
  const sql =
    "select a.size from file a\n join file b on b.path = '/x' join hash h on h.path = b.path"
  const found = await warnings(sql, 'required_column')
  expect(found.map((one) => [one.line, words(sql, one)])).toEqual([[1, 'file']])
  expect(found[0]?.message).toContain('file (as a)')
})

test('a table or column that a targeted platform lacks is named with its platforms and place', async () => {
  const sql = 'select p.upid from processes p, registry r where r.key = p.path'
  const found = await warnings(sql, 'absent_on_platform', { platforms: ['linux', 'darwin'] })
  expect(found.map(({ message }) => message)).toEqual([
    'Table registry does not exist on macOS and Linux',
  ])
  const upid = 'select p.upid from processes p'
  const columns = await warnings(upid, 'absent_on_platform', { platforms: ['linux', 'windows'] })
  expect(columns).toMatchObject([
    { message: 'Column processes.upid does not exist on Linux and Windows', line: 1, column: 8 },
  ])
  expect(await warnings(upid, 'absent_on_platform', { platforms: ['darwin'] })).toEqual([])
})

test('what a platform lacks is told by kind, several columns too', async () => {
  const { absent } = await checkSql('select upid, uppid, pid from processes')
  expect(absent.linux).toEqual([
    { kind: 'column', name: 'processes.upid' },
    { kind: 'column', name: 'processes.uppid' },
  ])
  expect(absent.darwin).toEqual([])
})

test('tables that take an administrator are named, by default and by list', async () => {
  const sql = "select 1 from curl where url = 'https://example.com'"
  expect(await warnings(sql, 'needs_admin')).toMatchObject([{ line: 1, column: 15, length: 4 }])
  expect(await warnings("select carve('/x')", 'needs_admin')).toHaveLength(1)
  expect(await warnings(sql, 'needs_admin', { denied: [] })).toEqual([])
})

test('every column selected: only in the result itself, and spelt out where that is short', async () => {
  const sql = 'select * from etc_hosts'
  const [found] = await warnings(sql, 'every_column')
  expect(found).toMatchObject({ column: 8, length: 1, fix: { text: 'address, hostnames' } })
  expect(await warnings('select count(*) from users', 'every_column')).toEqual([])
  const inner = 'select uid from users where exists (select * from groups)'
  expect(await warnings(inner, 'every_column')).toEqual([])
  const [dotted] = await warnings('select h.* from etc_hosts h, time', 'every_column')
  expect(dotted?.fix?.text).toBe('h.address, h.hostnames')
})

test('an older name of a table is mended where an alias keeps its columns', async () => {
  const [found] = await warnings('select h.address from hosts h', 'old_name')
  expect(found?.fix).toMatchObject({ text: 'etc_hosts', from: 22, to: 27 })
  expect((await warnings('select address from hosts', 'old_name'))[0]?.fix).toBeUndefined()
})

describe('habits of other databases', () => {
  test.each([
    ['select pid from processes where name = null', 'name IS NULL'],
    ['select pid from processes where name != NULL', 'name IS NOT NULL'],
    ['select pid from processes where name == null', 'name IS NULL'],
  ])('%s', async (sql, expected) => {
    const [found] = await warnings(sql, 'null_comparison')
    const { from = 0, to = 0, text = '' } = found?.fix ?? {}
    expect(sql.slice(0, from) + text + sql.slice(to)).toContain(expected)
  })

  test('a text in double quotes is marked, a name in them is not', async () => {
    const [found] = await warnings('select pid from processes where name = "bash"', 'quoted_text')
    expect(found?.fix?.text).toBe("'bash'")
    expect(await warnings('select "pidd" from processes', 'quoted_text')).toHaveLength(1)
    for (const sql of [
      'select "pid" from "processes"',
      'select p."pid" as "Number" from processes p order by "Number"',
      'select count(*) "how many" from users',
      'select "value" from json_each(\'[1]\')',
    ]) {
      expect(await warnings(sql, 'quoted_text')).toEqual([])
    }
  })

  test('two tables with nothing between them are marked, one-row tables are not', async () => {
    expect(await warnings('select 1 from users, groups', 'every_pair')).toHaveLength(1)
    expect(await warnings('select 1 from users, time', 'every_pair')).toEqual([])
    expect(await warnings('select 1 from users cross join groups', 'every_pair')).toEqual([])
    const related = 'select 1 from users u, groups g where u.gid = g.gid'
    expect(await warnings(related, 'every_pair')).toEqual([])
  })

  test('a path that walks the whole disk is marked', async () => {
    const sql = (path: string) => `select path from file where path like '${path}'`
    expect(await warnings(sql('/%%'), 'whole_disk')).toHaveLength(1)
    expect(await warnings(sql('C:\\%%'), 'whole_disk')).toHaveLength(1)
    expect(await warnings(sql('/home/%/.ssh/%%'), 'whole_disk')).toEqual([])
  })
})

describe('characters that are not seen', () => {
  test('are told even where they do no harm, with their code, place and removal', async () => {
    const check = await checkSql("select 'a\u202eb'\n/* \u200b */")
    expect(check.valid).toBe(true)
    expect(check.warnings).toMatchObject([
      { code: 'invisible_character', line: 1, column: 10, fix: { from: 9, to: 10, text: '' } },
      { code: 'invisible_character', line: 2, column: 4 },
    ])
    expect(check.warnings[0]?.message).toContain('U+202E')
  })

  test('a pasted hard blank is mended into a blank', async () => {
    const check = await checkSql('select pid\u00a0from processes')
    expect(check.valid).toBe(false)
    expect(check.warnings).toMatchObject([{ fix: { from: 10, to: 11, text: ' ' } }])
  })
})
