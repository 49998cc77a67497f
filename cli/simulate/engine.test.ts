import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnsOn, findTable, tables } from '@/lib/sql/catalogue'
import { type Engine, openEngine } from './engine'
import { Killed } from './executor'
import { makeMachine } from './machine'
import { constrains, readStatement } from './statement'
import { tableSources } from './tables'
import type { Platform } from './versions'

const now = 1_800_000_000
const platforms = ['darwin', 'linux', 'windows'] as const
let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ databases: 3, maxRows: 500 })
})
afterAll(() => engine.close())

const machine = (platform: Platform, index = 1) =>
  makeMachine({ seed: 3, index, platform, nowSeconds: now })
const run = (sql: string, platform: Platform = 'linux', at = now) =>
  engine.run(sql, { machine: machine(platform), agentTables: {} }, at)

describe('the engine', () => {
  it.each([
    ['select * from nope', 'no such table: nope'],
    ['select * from launchd', 'no such table: launchd'],
    ['select nope from users', 'no such column: nope'],
    ['selec 1', 'near "selec": syntax error'],
    ['select * from file', 'Table file was queried without a required column in the WHERE clause'],
    [
      "select * from hash where sha256 = 'x'",
      'Table hash was queried without a required column in the WHERE clause',
    ],
    ['delete from users', 'not authorized'],
    ['select 1; drop table users', 'not authorized'],
  ])('answers %j with the agent’s error', (sql, error) => {
    expect(run(sql)).toEqual({ rows: [], error })
  })

  it('gives every value as text: doubles with their point, NULL empty, 64 bits whole', () => {
    const sql = "select 1 as i, 1.0 as d, 0.5 as h, null as n, 9223372036854775807 as big, 'x' as t"
    expect(run(sql).rows).toEqual([
      { i: '1', d: '1.0', h: '0.5', n: '', big: '9223372036854775807', t: 'x' },
    ])
    expect(run('select win_timestamp from time', 'windows').rows[0]?.win_timestamp).toMatch(
      /^\d{18}$/,
    )
  })

  it('joins tables of one host so that they fit', () => {
    const sql = `select p.name, l.port from listening_ports l join processes p using (pid) where l.port = 22`
    expect(run(sql).rows).toContainEqual({ name: 'sshd', port: '22' })
    const owner = `select u.username from file f join users u on f.uid = u.uid where f.path = '/etc/passwd'`
    expect(run(owner).rows).toEqual([{ username: 'root' }])
  })

  it('hides hidden columns from * and answers them by name', () => {
    const users = findTable('users')
    const hidden = users ? columnsOn(users, 'linux') : []
    const name = hidden.find((column) => column.hidden)?.name ?? ''
    expect(name).not.toBe('')
    expect(Object.keys(run('select * from users').rows[0] ?? {})).not.toContain(name)
    expect(Object.keys(run(`select ${name} from users`).rows[0] ?? {})).toEqual([name])
  })

  it.each([
    ["split('a,b;c', ',;', 2)", 'c'],
    ["regex_match('osquery-5.23', '(\\d+)\\.(\\d+)', 2)", '23'],
    ["regex_split('a1b22c', '\\d+', 1)", 'b'],
    ["inet_aton('1.2.3.4')", '16909060'],
    ["version_compare('5.9', '5.10') < 0", '1'],
    ["in_cidr_block('10.0.0.0/8', '10.20.30.40')", '1'],
    ["in_cidr_block('fe80::/10', 'fe80::1')", '1'],
    ["to_base64('muster')", 'bXVzdGVy'],
    ["from_base64('bXVzdGVy')", 'muster'],
    ["md5('a')", '0cc175b9c0f1b6a831c399e269772661'],
    ["concat('a', 1)", 'a1'],
    ['split(null, 1, 1)', ''],
  ])('knows %s', (expression, value) => {
    const { rows, error } = run(`select ${expression} as v`)
    expect(error).toBeUndefined()
    expect(rows).toEqual([{ v: value }])
  })

  it('ends the worker above the limits of the watchdog', () => {
    const endless =
      'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n'
    expect(() => run(endless)).toThrow(Killed)
    expect(run('select 1 as one').rows).toEqual([{ one: '1' }])
  })

  it.each(platforms)('answers every table of the catalogue on %s', (platform) => {
    const failed = tables()
      .filter((table) => table.platforms.includes(platform))
      .flatMap((table) => {
        const required = columnsOn(table, platform).find((column) => column.required)
        const where = required ? ` where ${required.name} = 'x'` : ''
        const { error } = run(`select * from ${table.name}${where}`, platform)
        return error === undefined ? [] : [`${table.name}: ${error}`]
      })
    expect(failed).toEqual([])
  })

  it('tells nothing that the catalogue does not know', () => {
    const known = new Map(tables().map((t) => [t.name, new Set(t.columns.map((c) => c.name))]))
    const strange = Object.keys(tableSources).flatMap((name) =>
      platforms.flatMap((platform) =>
        machine(platform)
          .rows(name, now)
          .flatMap((row) =>
            Object.keys(row)
              .filter((column) => !known.get(name)?.has(column))
              .map((c) => `${name}.${c}`),
          ),
      ),
    )
    expect(strange).toEqual([])
  })
})

describe('a simulated computer', () => {
  it('is the same for the same seed and index and differs from its neighbours', () => {
    expect(machine('darwin').hostname).toBe(machine('darwin').hostname)
    const many = Array.from({ length: 200 }, (_, index) =>
      makeMachine({ seed: 3, index, nowSeconds: now }),
    )
    for (const key of ['hostname', 'uuid', 'serial', 'address', 'instanceId'] as const) {
      expect(new Set(many.map((m) => m[key])).size).toBe(200)
    }
    const count = (platform: Platform) => many.filter((m) => m.platform === platform).length
    expect([count('darwin'), count('windows'), count('linux')]).toEqual([100, 60, 40])
  })

  it('changes slowly: the same at the same time, other processes later', () => {
    const sql = 'select pid, path from processes'
    expect(run(sql, 'darwin')).toEqual(run(sql, 'darwin', now + 1))
    expect(run(sql, 'darwin')).not.toEqual(run(sql, 'darwin', now + 7200))
    expect(run('select uuid from system_info', 'darwin')).toEqual(
      run('select uuid from system_info', 'darwin', now + 7200),
    )
  })

  it('keeps hosts apart when they share a database pool', () => {
    const ask = (index: number) =>
      engine.run(
        'select hostname from system_info',
        { machine: machine('linux', index), agentTables: {} },
        now,
      )
    for (const index of [1, 2, 3, 4, 5, 1, 2]) {
      expect(ask(index).rows).toEqual([{ hostname: machine('linux', index).hostname }])
    }
  })
})

describe('reading a statement', () => {
  it.each([
    [
      'select * from a, b as x join c using (id) where d in (select e from f)',
      ['a', 'b', 'c', 'f'],
    ],
    ['with t as (select * from a) select * from t', ['a']],
    ['select from_unixtime, "from" from "Users" -- from x', ['users']],
    ["select 'from x' from (select 1 from y) z, [w]", ['y', 'w']],
    ['select a from b where c = 1 order by d, e', ['b']],
  ])('%s names %j', (sql, expected) => {
    expect([...readStatement(sql).tables]).toEqual(expected)
  })

  it.each([
    ["where path = 'x'", true],
    ["where f.path like 'x%'", true],
    ['join users using (path)', true],
    ['where u.home = f.path', true],
    ['where "path" in (1)', true],
    ['order by path', false],
    ['where mypath = 1', false],
  ])('%s constrains path: %s', (clause, expected) => {
    expect(constrains(readStatement(`select path from file f ${clause}`), 'path')).toBe(expected)
  })
})
