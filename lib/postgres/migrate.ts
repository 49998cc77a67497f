// Applies prisma/migrations/*/migration.sql in order and keeps Prisma's own books, so that the
// official `prisma migrate deploy` sees the same history. Refuses a migration edited after the fact.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** The key that Prisma's own engine locks, so that the two never run at once. */
const advisoryKey = 72_707_369
const lockPatienceMs = 120_000

type Migration = { name: string; checksum: string; sql: string }

type Applied = {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

const booksSql = `
CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/** The folder of migrations below the directory that the program was started in. */
export function migrationsDir(): string {
  return resolve(process.cwd(), 'prisma/migrations')
}

/** The migrations of a folder in the order of their names. */
export function readMigrations(dir: string): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8')
      return { name, checksum: createHash('sha256').update(sql).digest('hex'), sql }
    })
}

/** The migrations still to run. Throws an Error when history and folder contradict each other. */
function pending(migrations: Migration[], applied: Applied[]): Migration[] {
  const history = new Map<string, Applied>()
  for (const row of applied) if (row.rolled_back_at === null) history.set(row.migration_name, row)
  return migrations.filter((migration) => {
    const row = history.get(migration.name)
    if (!row) return true
    if (row.finished_at === null) {
      throw new Error(
        `Migration ${migration.name} was started by another tool and never finished: repair the ` +
          'schema and mark it with "prisma migrate resolve", or restore a backup',
      )
    }
    if (row.checksum !== migration.checksum) {
      throw new Error(
        `Migration ${migration.name} was changed after it had been applied to this database: ` +
          'restore the file and put the change into a new migration',
      )
    }
    return false
  })
}

async function history(client: pg.Client): Promise<Applied[]> {
  const books = await client.query<{ name: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS name`,
  )
  if (!books.rows[0]?.name) return []
  const { rows } = await client.query<Applied>(
    `SELECT migration_name, checksum, finished_at, rolled_back_at
       FROM _prisma_migrations ORDER BY started_at`,
  )
  return rows
}

/** A session lock, so it needs a direct connection; a killed migrator's lock dies with it. */
async function takeLock(client: pg.Client): Promise<void> {
  const deadline = Date.now() + lockPatienceMs
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [advisoryKey],
    )
    if (rows[0]?.taken) return
    if (Date.now() > deadline) {
      throw new Error('Another process has been migrating this database for 2 minutes; gave up')
    }
    await delay(50)
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined)
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Migration ${migration.name} failed and was undone: ${reason}`, { cause })
  }
}

async function connected<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Brings the database up to the folder and returns the names it applied. Any number of processes
 * may call it at once; each migration commits together with its entry in the books, or not at all.
 */
export function migrate(url: string, dir: string = migrationsDir()): Promise<string[]> {
  const migrations = readMigrations(dir)
  return connected(url, async (client) => {
    await client.query('SET statement_timeout = 0')
    await takeLock(client)
    await client.query(booksSql)
    const todo = pending(migrations, await history(client))
    for (const migration of todo) await applyOne(client, migration)
    return todo.map(({ name }) => name)
  })
}

/**
 * Whether every migration of the folder is applied. A database ahead of us is current too: each
 * migration must work with the version before it. Throws like `migrate` on a contradiction.
 */
export function schemaIsCurrent(url: string, dir: string = migrationsDir()): Promise<boolean> {
  const migrations = readMigrations(dir)
  return connected(url, async (client) => pending(migrations, await history(client)).length === 0)
}
