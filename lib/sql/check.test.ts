import { describe, expect, test } from 'vitest'
import { checkSql, deniedTables, type SqlCheck } from '@/lib/sql/check'

/** Of all warnings but that of `select *`, which most queries here earn. */
const codes = (check: SqlCheck) =>
  check.warnings.map((warning) => warning.code).filter((code) => code !== 'every_column')
const onlyOn = (...names: string[]) => ({
  darwin: names.includes('darwin'),
  linux: names.includes('linux'),
  windows: names.includes('windows'),
})

describe('C74 what a query means', () => {
  test('select * from file is warned for its required column; a constrained path is not', async () => {
    expect(await checkSql('select size from file')).toMatchObject({
      valid: true,
      warnings: [
        {
          code: 'required_column',
          message: expect.stringContaining('path or directory'),
          ...{ line: 1, column: 18, length: 4 },
        },
      ],
    })
    expect(await checkSql("select size from file where path = '/x'")).toMatchObject({
      valid: true,
      tables: ['file'],
      warnings: [],
    })
  })

  test('select * from processes, registry runs on windows only', async () => {
    const check = await checkSql('select * from processes, registry')
    expect(check).toMatchObject({ tables: ['processes', 'registry'], platforms: onlyOn('windows') })
    expect(codes(check)).toEqual(['every_pair'])
    expect(check.absent.linux).toEqual([{ kind: 'table', name: 'registry' }])
  })

  test('a column that one platform has binds the query to it', async () => {
    expect((await checkSql('select elevated_token from processes')).platforms).toEqual(
      onlyOn('windows'),
    )
    expect((await checkSql('select upid from processes')).platforms).toEqual(onlyOn('darwin'))
    const none = await checkSql('select upid, elevated_token from processes')
    expect(none.platforms).toEqual(onlyOn())
    expect(codes(none)).toEqual(['no_common_platform'])
  })

  test.each([
    ["select * from file where path like '/etc/%'"],
    ["select * from file where path like '/a%' and path not like '/a!_%' escape '!'"],
    ["select * from file where path in ('/a', '/b')"],
    ["select * from file where path = '/a' or directory = '/b'"],
    ['select h.md5 from processes p join hash h on h.path = p.path'],
    ['select h.md5 from processes p join hash h using (path)'],
    ['select * from users u where exists (select 1 from file f where f.path = u.directory)'],
    ["with wanted as (select '/x' as path) select * from file join wanted using (path)"],
  ])('no required-column warning for: %s', async (sql) => {
    const check = await checkSql(sql)
    expect([check.valid, codes(check)]).toEqual([true, []])
  })

  test.each([
    ["select * from file where path not like '/etc/%'"],
    ["select * from file where size = 1 and lower(path) = '/x'"],
    ['select count(*) from hash'],
    ["select * from file where path = '/x' or size = 1"],
    ['select * from file a join file b using (path)'],
    ["select 'where path = 1' from file -- where path = 1"],
  ])('a required-column warning for: %s', async (sql) => {
    expect(codes(await checkSql(sql))).toEqual(['required_column'])
  })

  test('aliases resolve to the real table, and evented tables are warned', async () => {
    expect(await checkSql('select * from HOSTS, etc_hosts')).toMatchObject({
      tables: ['etc_hosts'],
    })
    expect(codes(await checkSql('select environment from process_events'))).toEqual([
      'evented_table',
    ])
  })

  test.each([
    ['with users as (select 1 as x) select * from users', []],
    ['select processes.pid from (select 1 as pid) as processes', []],
    ["select 'users' from time -- groups", ['time']],
    ['select * from main.users u, (select * from "groups") g', ['groups', 'users']],
    ['select pid from processes where uid in (select uid from users)', ['processes', 'users']],
    ['select value from json_each((select 1 from time))', ['time']],
    ['explain query plan select * from users', ['users']],
  ])('tables are those SQLite resolves: %s', async (sql, tables) => {
    expect(await checkSql(sql)).toMatchObject({ valid: true, tables })
  })
})

describe('what is refused', () => {
  test.each([
    ['selec 1', 'near "selec": syntax error', 1, 1],
    ['select near\nfrom users\nwher near', 'near "near": syntax error', 3, 6],
    ['select uid from users wher uid = 1 and uid = 2', 'near "uid": syntax error', 1, 28],
    ['select uid,\n  pidd\nfrom processes', 'no such column: pidd', 2, 3],
    ['select uid from users,\n  procesess', 'no such table: procesess', 2, 3],
    ["select 'nope(', nope(1)", 'no such function: nope', 1, 17],
    ['select regex_match(1, 2)', 'wrong number of arguments to function regex_match()', 1, 8],
    ['select uid from users u join processes p', 'ambiguous column name: uid', 1, 8],
    ['select * from', 'incomplete input', 1, 14],
    ["select 'a", 'unrecognized token: "\'a"', 1, 8],
    ['select 1;\nselect 2', 'Only one statement is accepted', 2, 1],
    ['  -- nothing', 'The query is empty', 1, 1],
    ['select 1\0', 'The query contains a NUL character', 1, 9],
  ])('%j: %s at %i:%i', async (sql, message, line, column) => {
    const check = await checkSql(sql)
    expect(check.valid).toBe(false)
    expect(check.errors).toContainEqual(expect.objectContaining({ message, line, column }))
    expect(check.platforms).toEqual(onlyOn())
  })

  test.each([
    ['pragma case_sensitive_like = on'],
    ["attach 'x' as y"],
    ['explain pragma table_info(users)'],
    ['insert into users values (1)'],
    ['create table x (y)'],
    ['/* select */ DROP table users'],
    ['with x as (select 1) delete from users returning uid'],
    ['with x as (select 1) insert into users(uid) select 1'],
  ])('only reading is accepted, not: %s', async (sql) => {
    const check = await checkSql(sql)
    expect(check.valid).toBe(false)
    expect(check.errors[0]?.message).toBe('Only SELECT, WITH, VALUES and EXPLAIN are accepted')
  })

  test('64 KiB of UTF-8 is the limit', async () => {
    const ofBytes = (size: number) => `select '${'é'.repeat((size - 10) / 2)}' `
    expect((await checkSql(ofBytes(65_536))).valid).toBe(true)
    const check = await checkSql(ofBytes(65_538))
    expect(check.errors[0]?.message).toContain('64 KiB: it has 65,538 bytes')
  })

  test.each([
    ['parentheses', `select ${'('.repeat(30_000)}1`],
    ['subqueries', `select ${'(select '.repeat(5000)}1${')'.repeat(5000)}`],
    ['operators', `select ${'1+'.repeat(30_000)}1`],
    ['the same bad word', `select ${'near '.repeat(12_000)}`],
    ['joins', `select * from ${'processes,'.repeat(5000)}users`],
    ['unions', `select 1${' union all select 1'.repeat(3000)}`],
    ['unterminated quotes', `select ${"''".repeat(30_000)}'`],
  ])(
    'a hostile number of %s is refused within two seconds of work and harms no later query',
    async (_, sql) => {
      const start = process.cpuUsage().user
      expect((await checkSql(sql)).valid).toBe(false)
      expect(process.cpuUsage().user - start).toBeLessThan(2_000_000)
      expect(await checkSql('select * from users')).toMatchObject({
        valid: true,
        tables: ['users'],
      })
    },
  )
})

describe('what agents know and plain SQLite does not', () => {
  test.each([
    ["select concat('a', 'b', 'c'), concat_ws(',', 'a', 'b', 'c')"],
    [
      "select split('a.b', '.', 0), regex_match('a', 'b', 0), in_cidr_block('10.0.0.0/8', '10.1.1.1')",
    ],
    ["select sha1('x'), to_base64('x'), version_compare('1', '2'), sqrt(4)"],
    ['select * from programs order by version collate version'],
    ['values (1), (2)'],
    ['select environment_count from process_events'],
    ['select pid, name from processes union select * from (select 1, 2)'],
  ])('accepted: %s', async (sql) => {
    expect((await checkSql(sql)).errors).toEqual([])
  })

  test('hidden columns do not count in select *', async () => {
    // etc_hosts shows two columns and hides a third.
    const visible = 'select * from etc_hosts union select 1, 2'
    expect((await checkSql(visible)).errors).toEqual([])
  })
})

describe('the deny-list', () => {
  test('names or aliases are matched in any case, and carve() counts as carves', async () => {
    const list = ['curl', 'Carves', 'hosts']
    expect(deniedTables(await checkSql('select * from curl c, users'), list)).toEqual(['curl'])
    expect(deniedTables(await checkSql('select * from etc_hosts'), list)).toEqual(['etc_hosts'])
    expect(deniedTables(await checkSql("select carve('/etc/passwd')"), list)).toEqual(['carves'])
    expect(deniedTables(await checkSql("select 'carve(' from users"), list)).toEqual([])
  })
})
