import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { migrate, migrationsDir, schemaIsCurrent } from './migrate'

let db: TestDatabase
let dir: string

beforeEach(async () => {
  db = await testDatabase({ empty: true })
  dir = mkdtempSync(join(tmpdir(), 'muster-migrations-'))
  write('0001_first', 'CREATE TABLE first (n int); INSERT INTO first VALUES (1);')
  write('0002_second', 'ALTER TABLE first ADD COLUMN m int;')
})

afterEach(async () => {
  await db.stop()
  rmSync(dir, { recursive: true, force: true })
})

function write(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true })
  writeFileSync(join(dir, name, 'migration.sql'), sql)
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: db.url })
  await client.connect()
  const found = await client.query(sql).finally(() => client.end())
  return found.rows
}

test('migrations run once, in order, and are entered in Prisma’s books', async () => {
  expect(await schemaIsCurrent(db.url, dir)).toBe(false)
  expect(await migrate(db.url, dir)).toEqual(['0001_first', '0002_second'])
  expect(await migrate(db.url, dir)).toEqual([])
  expect(await schemaIsCurrent(db.url, dir)).toBe(true)
  const books = await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name')
  expect(books).toHaveLength(2)
  expect(books[0]).toMatchObject({ applied_steps_count: 1, rolled_back_at: null, logs: null })
  expect(books[0]?.checksum).toMatch(/^[0-9a-f]{64}$/)
  expect(books[0]?.finished_at).toBeInstanceOf(Date)
})

test('a failing migration leaves nothing behind and keeps those before it', async () => {
  write('0003_broken', 'CREATE TABLE half (n int); SELECT nonsense;')
  await expect(migrate(db.url, dir)).rejects.toThrow(/0003_broken failed and was undone.*nonsense/)
  expect(await rows(`SELECT to_regclass('half')::text AS name`)).toEqual([{ name: null }])
  expect(await rows('SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: 2 }])
  write('0003_broken', 'CREATE TABLE half (n int);')
  expect(await migrate(db.url, dir)).toEqual(['0003_broken'])
})

test('a migration edited after the fact is refused by name', async () => {
  await migrate(db.url, dir)
  write('0002_second', 'ALTER TABLE first ADD COLUMN other int;')
  await expect(migrate(db.url, dir)).rejects.toThrow(/0002_second was changed after/)
  await expect(schemaIsCurrent(db.url, dir)).rejects.toThrow(/0002_second was changed after/)
})

test('a migration that another tool left half done is refused by name', async () => {
  await migrate(db.url, dir)
  await rows(
    `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0002_second'`,
  )
  await expect(migrate(db.url, dir)).rejects.toThrow(/0002_second was started by another tool/)
})

test('a database ahead of this version counts as current', async () => {
  await migrate(db.url, dir)
  rmSync(join(dir, '0002_second'), { recursive: true })
  expect(await schemaIsCurrent(db.url, dir)).toBe(true)
  expect(await migrate(db.url, dir)).toEqual([])
})

test('five processes at once apply each migration exactly once', async () => {
  const program = join(dir, 'run.mts')
  const runner = new URL('./migrate.ts', import.meta.url).href
  writeFileSync(
    program,
    `import { migrate } from ${JSON.stringify(runner)}
     process.send?.(await migrate(${JSON.stringify(db.url)}, ${JSON.stringify(dir)}))
     process.disconnect?.()`,
  )
  const applied = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const child = fork(program, { execArgv: ['--import', 'tsx'] })
      const [names] = await once(child, 'message')
      return names
    }),
  )
  expect(applied.flat().sort()).toEqual(['0001_first', '0002_second'])
  expect(await rows('SELECT count(*)::int AS n FROM first')).toEqual([{ n: 1 }])
})

test('a migrator killed midway leaves neither its lock nor half a migration', async () => {
  write('0003_slow', 'CREATE TABLE slow (n int); SELECT pg_sleep(60);')
  const killed = migrate(db.url, dir)
  killed.catch(() => undefined)
  await expect
    .poll(
      () =>
        rows(`SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'`).then(
          (found) => found.length,
        ),
      { timeout: 10_000 },
    )
    .toBeGreaterThan(1)
  await rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE query LIKE 'CREATE TABLE slow%' AND pid <> pg_backend_pid()`,
  )
  await expect(killed).rejects.toThrow(/0003_slow failed/)
  write('0003_slow', 'CREATE TABLE slow (n int);')
  expect(await migrate(db.url, dir)).toEqual(['0003_slow'])
})

test('the repository’s own migrations build a schema from nothing', async () => {
  cpSync(migrationsDir(), dir, { recursive: true })
  rmSync(join(dir, '0001_first'), { recursive: true })
  rmSync(join(dir, '0002_second'), { recursive: true })
  expect(await migrate(db.url, dir)).toContain('0001_init')
  expect(await schemaIsCurrent(db.url, dir)).toBe(true)
})
