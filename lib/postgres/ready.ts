// Waits until a database can be used: reachable first, then on this version's schema. A server that
// starts before its database must not need a second start; a wrong password must not wait for ever.
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { migrate, schemaIsCurrent } from './migrate'

/** Faults that patience cures: nobody listens yet, no name yet, still starting, no free connection. */
const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '57P03',
  '57P01',
  '53300',
])

type ReadyOptions = {
  url: string
  /** Applies migrations; otherwise waits for the process that does. */
  migrates: boolean
  signal: AbortSignal
  onWait: (reason: string) => void
  onMigrated: (names: string[]) => void
}

/** Returns once the database answers on the current schema. Throws an Error that waiting cannot cure. */
export async function databaseReady(options: ReadyOptions): Promise<void> {
  await reachable(options)
  if (options.migrates) {
    const applied = await migrate(options.url)
    if (applied.length > 0) options.onMigrated(applied)
    return
  }
  for (let tries = 0; !(await schemaIsCurrent(options.url)); tries++) {
    if (tries % 10 === 0) options.onWait('the schema is old; a process with ROLE=worker updates it')
    await delay(500, undefined, { signal: options.signal })
  }
}

async function reachable({ url, signal, onWait }: ReadyOptions): Promise<void> {
  for (let tries = 0; ; tries++) {
    const fault = await probe(url)
    if (!fault) return
    if (!passingCodes.has(fault.code)) {
      throw new Error(`The database of DATABASE_URL refuses: ${fault.message}`)
    }
    if (tries % 10 === 0) onWait(`the database does not answer: ${fault.message}`)
    await delay(500, undefined, { signal })
  }
}

async function probe(url: string): Promise<{ code: string; message: string } | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    )
    const version = rows[0]?.version ?? 0
    if (version >= 140_000) return undefined
    return { code: 'old', message: `it is older than PostgreSQL 14 (${version})` }
  } catch (error) {
    const message = error instanceof Error ? error.message || error.name : String(error)
    const timedOut = /timeout/i.test(message)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { code: timedOut ? 'ETIMEDOUT' : code, message: message || code }
  } finally {
    await client.end().catch(() => undefined)
  }
}
