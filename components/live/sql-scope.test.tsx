import { expect, test } from 'vitest'
import type { SqlTables } from '@/lib/wire/sql'
import { suggestionsFor, tablesInScope } from './sql-scope'

const column = (name: string, required = false) => ({ name, type: 'text', required })
const catalogue: SqlTables = {
  version: '5.23.1',
  tables: [
    {
      name: 'processes',
      platforms: ['darwin', 'linux', 'windows'],
      evented: false,
      columns: [column('pid'), column('name')],
    },
    {
      name: 'hash',
      platforms: ['darwin', 'linux', 'windows'],
      evented: false,
      columns: [column('sha256'), column('path', true)],
    },
  ],
}

const labels = (sql: string, before = sql) =>
  suggestionsFor(sql, before, catalogue).map(({ label }) => label)

test('tables go by their alias, and words of SQL are no aliases', () => {
  const scope = tablesInScope('SELECT 1 FROM processes p JOIN hash WHERE 1', catalogue)
  expect(scope.map(({ alias, table }) => [alias, table.name])).toEqual([
    ['p', 'processes'],
    ['hash', 'hash'],
  ])
})

test('tables in comments and strings are not in scope', () => {
  expect(tablesInScope("SELECT ' from hash ' -- from processes", catalogue)).toEqual([])
})

test('after an alias and a dot only its columns are offered', () => {
  expect(labels('SELECT p. FROM processes p', 'SELECT p.')).toEqual(['pid', 'name'])
})

test('after FROM only tables are offered', () => {
  expect(labels('SELECT * FROM pro')).toEqual(['processes', 'hash'])
})

test('columns of tables in scope come first, required ones on top', () => {
  const offered = suggestionsFor('SELECT  FROM hash', 'SELECT ', catalogue)
  const best = [...offered].sort((a, b) => b.boost - a.boost)[0]
  expect(best?.label).toBe('path')
  expect(best?.detail).toContain('required')
})
