// The doors to PostgreSQL: four bounded lanes of connections (so that a flood on one cannot starve
// another), raw parameterised SQL for hot paths, and one Prisma client for people's reads and writes.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '@/lib/env'
import { PrismaClient } from '@/lib/generated/prisma/client'
import { pinned, unpin } from '@/lib/global'
import { AppError } from '@/lib/wire/errors'

/**
 * `agents`: the agents' door. `people`: pages and API. `work`: jobs and background flushes. `forward`:
 * destinations, so that none of them waits for another's page in front of a job.
 */
export type Lane = 'agents' | 'people' | 'work' | 'forward'

const laneSize: Record<Lane, number> = { agents: 12, people: 10, work: 6, forward: 4 }

type Pools = Map<Lane, pg.Pool>
type Statements = { count: number }

const int8 = 20
const numeric = 1700
const neverMs = 2_147_483_647
const statementMs = 10_000
/** PostgreSQL ends a statement by itself before this: who is silent for longer is not there. */
const silenceMs = statementMs + 2_000
const silence = 'Query read timeout'

/** Ids and sums stay far below 2^53; uint64 epochs and counters are numeric and stay text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return Number
    if (oid === numeric) return String
    return format === 'binary'
      ? pg.types.getTypeParser(oid, 'binary')
      : pg.types.getTypeParser(oid, 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

function openPool(lane: Lane): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl(),
    max: laneSize[lane],
    types,
    application_name: `muster ${lane}`,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementMs,
    query_timeout: silenceMs,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 30_000,
  })
  // A stopped server ends idle clients (57P01); the pool replaces them, so this is not a fault.
  pool.on('error', () => {})
  // A dying server may speak to a client that is being handed over, when neither the pool nor the
  // taker listens; unheard it would end this process. The next query on it rejects.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/** The database in use. Throws when neither DATABASE_URL is set nor the embedded one was started. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL
  if (!url) throw new AppError('unavailable', 'No database: DATABASE_URL is not set')
  return url
}

/** The pool of a lane, for what needs a `pg` client itself (COPY, cursors). */
export function pool(lane: Lane): pg.Pool {
  const pools = pinned<Pools>('db.pools', () => new Map())
  const open = pools.get(lane) ?? openPool(lane)
  pools.set(lane, open)
  return open
}

const isSilence = (error: unknown) => error instanceof Error && error.message === silence

/**
 * Leaves the connections of a lane behind: where one leads nowhere, its neighbours do too, and each
 * would cost whoever takes it the same wait. Prisma keeps its pool, which loses them one by one.
 */
function leavePool(lane: Lane): void {
  const pools = pinned<Pools>('db.pools', () => new Map())
  const old = pools.get(lane)
  if (!old || lane === 'people') return
  pools.delete(lane)
  void old.end().catch(() => {})
}

async function heard<T>(lane: Lane, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (isSilence(error)) leavePool(lane)
    throw error
  }
}

const statements = () => pinned<Statements>('db.statements', () => ({ count: 0 }))

/** How many raw statements this process has sent; the proof that an idle check-in sends none. */
export function statementCount(): number {
  return statements().count
}

export type Tx = {
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>
  /** Runs a statement whose rows are not wanted and tells how many it touched. */
  count(text: string, values?: unknown[]): Promise<number>
}

function on(client: pg.Pool | pg.PoolClient): Tx {
  return {
    async sql<Row>(text: string, values: unknown[] = []) {
      statements().count += 1
      const result = await client.query<Row & pg.QueryResultRow>(text, values)
      return result.rows
    },
    async count(text: string, values: unknown[] = []) {
      statements().count += 1
      const result = await client.query(text, values)
      return result.rowCount ?? 0
    },
  }
}

/** Runs one parameterised statement on a lane and returns its rows. */
export function sql<Row>(lane: Lane, text: string, values: unknown[] = []): Promise<Row[]> {
  return heard(lane, on(pool(lane)).sql<Row>(text, values))
}

/** Like `sql`, but prepared once per connection under that name: for statements of the hot paths. */
export async function prepared<Row>(
  lane: Lane,
  name: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  statements().count += 1
  const asked = pool(lane).query<Row & pg.QueryResultRow>({ name, text, values })
  const result = await heard(lane, asked)
  return result.rows
}

type TransactionOptions = {
  /** After this long the connection is cut, so that the server rolls back whatever it was doing. */
  timeoutMs?: number
}

/**
 * Runs `run` in one READ COMMITTED transaction: committed when it resolves, rolled back when it
 * throws. A connection whose rollback failed is closed, never returned to the pool.
 */
export async function transaction<T>(
  lane: Lane,
  run: (tx: Tx) => Promise<T>,
  { timeoutMs }: TransactionOptions = {},
): Promise<T> {
  const client = await pool(lane).connect()
  let broken = false
  let cut = false
  const timer = setTimeout(() => {
    cut = true
    client.release(true)
    leavePool(lane)
  }, timeoutMs ?? neverMs)
  try {
    statements().count += 2
    await client.query('BEGIN')
    const value = await run(on(client))
    await client.query('COMMIT')
    return value
  } catch (error) {
    broken = isSilence(error)
    if (broken) leavePool(lane)
    else {
      await client.query('ROLLBACK').catch(() => {
        broken = true
      })
    }
    throw error
  } finally {
    clearTimeout(timer)
    if (!cut) client.release(broken)
  }
}

/** The Prisma client, on the people's lane. */
export function prisma(): PrismaClient {
  return pinned('db.prisma', () => new PrismaClient({ adapter: new PrismaPg(pool('people')) }))
}

/** Ends every connection of this process; the next use opens new ones. */
export async function closeDatabase(): Promise<void> {
  const pools = pinned<Pools>('db.pools', () => new Map())
  unpin('db.prisma')
  unpin('db.pools')
  await Promise.all([...pools.values()].map((open) => open.end()))
}

const uniqueViolation = '23505'

/** Whether the database refused a duplicate. */
export function isDuplicate(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return error.code === uniqueViolation || error.code === 'P2002'
}
