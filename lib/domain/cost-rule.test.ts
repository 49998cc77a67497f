import { expect, test } from 'vitest'
import { estimateByRule, sqlDigest } from '@/lib/domain/costs'
import { normalText } from '@/lib/sql/normal-text'

const classOf = (sql: string) => estimateByRule(sql, 'linux').class
const cpuOf = (sql: string) => estimateByRule(sql, 'linux').cpu_ms

test('event tables and small system tables are minimal', () => {
  for (const sql of [
    'SELECT * FROM osquery_info',
    'SELECT * FROM process_events',
    'select 1',
    'SELECT uid, username FROM users WHERE uid = 0',
  ])
    expect(classOf(sql), sql).toBe('minimal')
})

test('files, hashes and packages cost by how far the query narrows them', () => {
  expect(classOf("SELECT * FROM file WHERE path = '/etc/passwd'")).toBe('minimal')
  expect(classOf("SELECT * FROM file WHERE path LIKE '/home/%%'")).toBe('excessive')
  expect(classOf("SELECT sha256 FROM hash WHERE path LIKE '/usr/bin/%'")).toBe('considerable')
  expect(classOf("SELECT sha256 FROM hash WHERE path LIKE '/usr/%%'")).toBe('excessive')
  expect(classOf('SELECT * FROM deb_packages')).toBe('considerable')
  expect(classOf("SELECT * FROM deb_packages WHERE name = 'bash'")).toBe('minimal')
  expect(classOf('SELECT * FROM augeas')).toBe('excessive')
  expect(classOf("SELECT * FROM yara WHERE sigfile = '/x' AND path LIKE '/tmp/%%'")).toBe(
    'excessive',
  )
})

test('joins multiply: a hash for each process costs more than either table', () => {
  const joined = 'SELECT p.name, h.sha256 FROM processes p JOIN hash h ON h.path = p.path'
  expect(cpuOf(joined)).toBeGreaterThan(
    cpuOf('SELECT * FROM processes') + cpuOf("SELECT * FROM hash WHERE path = '/x'"),
  )
  expect(classOf(joined)).toBe('excessive')
  expect(cpuOf('SELECT * FROM processes, users')).toBeGreaterThan(cpuOf('SELECT * FROM processes'))
})

test('an estimate counts the rows a query leaves', () => {
  const rows = (sql: string) => estimateByRule(sql, 'linux').rows_per_run
  expect(rows('SELECT count(*) FROM processes')).toBe(1)
  expect(rows('SELECT * FROM processes LIMIT 7')).toBe(7)
  expect(rows("SELECT * FROM processes WHERE name = 'x'")).toBeLessThan(
    rows('SELECT * FROM processes'),
  )
})

test('two spellings of a query are one text, another string is another', () => {
  const same = ['SELECT a FROM b;', 'select  a\nfrom B -- all of it', '/* x */ SELECT a FROM b ; ;']
  expect(new Set(same.map(sqlDigest)).size).toBe(1)
  expect(sqlDigest("SELECT 'A'")).not.toBe(sqlDigest("SELECT 'a'"))
  expect(sqlDigest('select a')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(normalText("select  'a  b'")).toBe("select 'a  b'")
})
