import { expect, test } from 'vitest'
import type { SqlTables } from '@/lib/wire/sql'
import { suggestionsFor } from './sql-scope'

const column = (name: string, required = false) => ({
  name,
  type: 'text',
  required,
  description: `The ${name}`,
})
const table = (name: string, ...columns: ReturnType<typeof column>[]) => ({
  name,
  platforms: ['darwin' as const, 'linux' as const, 'windows' as const],
  evented: false,
  description: `All ${name}`,
  examples: [],
  columns,
})
const catalogue: SqlTables = {
  version: '5.23.1',
  tables: [
    table('processes', column('pid'), column('name')),
    table('hash', column('sha256'), column('path', true)),
  ],
}

/** What is offered where the text has its `|`. */
function offered(text: string, parameters: string[] = []) {
  const at = text.indexOf('|')
  return suggestionsFor(text.replace('|', ''), at, catalogue, parameters)
}
const columns = (text: string) =>
  offered(text)
    .filter(({ kind }) => kind === 'column')
    .map(({ label }) => label)

test('columns of the tables in scope come first, required ones on top, with a line of help', () => {
  const found = [...offered('SELECT | FROM hash')].sort((a, b) => b.boost - a.boost)
  expect(found.slice(0, 2).map(({ label }) => label)).toEqual(['path', 'sha256'])
  expect(found[0]).toMatchObject({ detail: 'text, hash, required', help: 'The path' })
})

test('after an alias and a dot only its columns are offered', () => {
  const all = offered('SELECT p.| FROM processes AS p JOIN hash h')
  expect(all.map(({ label }) => label)).toEqual(['pid', 'name'])
  expect(columns('SELECT h.sh| FROM processes p JOIN hash h')).toEqual(['sha256', 'path'])
  expect(columns('SELECT p.| FROM hash')).toEqual([])
})

test('after FROM and JOIN only tables are offered, those of WITH first', () => {
  expect(offered('SELECT * FROM pro|').map(({ label }) => label)).toEqual(['processes', 'hash'])
  const found = offered('WITH mine AS (SELECT 1) SELECT * FROM mine JOIN |')
  expect(found.map(({ label }) => label)).toEqual(['mine', 'processes', 'hash'])
})

test('columns of a WITH and of a subquery are known, by alias and through a star', () => {
  const text = 'WITH w AS (SELECT pid AS number, name FROM processes) SELECT | FROM w'
  expect(columns(text)).toEqual(['number', 'name'])
  expect(columns('WITH w(a, b) AS (SELECT 1, 2) SELECT w.| FROM w')).toEqual(['a', 'b'])
  expect(columns('SELECT s.| FROM (SELECT *, 1 AS one FROM hash) s')).toEqual([
    'one',
    'sha256',
    'path',
  ])
})

test('a subquery sees the tables around it; the outer query does not see those within', () => {
  expect(columns('SELECT 1 FROM processes WHERE pid IN (SELECT | FROM hash)').sort()).toEqual([
    'name',
    'path',
    'pid',
    'sha256',
  ])
  expect(columns('SELECT | FROM processes WHERE 1 IN (SELECT 1 FROM hash)')).toEqual([
    'pid',
    'name',
  ])
})

test('tables in comments and strings are not in scope', () => {
  expect(columns("SELECT |, ' from hash ' -- from processes")).toEqual([])
})

test('parameters are offered by name, alone after two opening braces', () => {
  expect(offered('SELECT 1 WHERE 2 > {{mi|', ['min_port']).map(({ label }) => label)).toEqual([
    '{{min_port}}',
  ])
  expect(offered('SELECT |', ['min_port'])[0]?.label).toBe('{{min_port}}')
})
