// npm run verify:audit [-- --expect ID:HASH] [-- --file export.ndjson]: walks the audit trail's hash
// chain in the database (DATABASE_URL, else the embedded one of DATA_DIR), or in an export of all
// entries. Ends with 0 when it is unbroken, 1 when not, 2 when it could not be read.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { verifyActivities, verifyExported } from '@/lib/domain/activity'
import { announceDatabase, env } from '@/lib/env'
import { startEmbedded } from '@/lib/postgres/embedded'
import { closeDatabase, sql } from '@/lib/store/db'
import type { Verification } from '@/lib/wire/activity'

const { values } = parseArgs({ options: { expect: { type: 'string' }, file: { type: 'string' } } })

/** The running embedded database is taken over and left running; one that we start, we stop. */
async function openDatabase(): Promise<() => Promise<void>> {
  if (env().DATABASE_URL) return closeDatabase
  const embedded = await startEmbedded({ dataDir: env().DATA_DIR })
  announceDatabase(embedded.url)
  const others = await sql<{ n: number }>(
    'work',
    "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'muster%' AND pid <> pg_backend_pid()",
  )
  const isServing = (others[0]?.n ?? 0) > 0
  return async () => {
    await closeDatabase()
    if (!isServing) await embedded.stop()
  }
}

/** Whether the entry that somebody noted earlier is there with the hash that it had. */
async function hasExpected(expected: string): Promise<boolean> {
  const [id, hash] = expected.split(':')
  const [row] = await sql<{ hash: string }>(
    'work',
    "SELECT encode(hash, 'hex') AS hash FROM activities WHERE id = $1",
    [Number(id)],
  )
  return row !== undefined && row.hash === hash?.toLowerCase()
}

function tell(found: Verification): void {
  const { unbroken, entries, first_broken, last_id, last_hash } = found
  console.log(
    unbroken
      ? `Unbroken: ${entries} entries${last_id === undefined ? '' : `, the last ${last_id}:${last_hash}`}`
      : `BROKEN at entry ${first_broken}, after ${entries} intact ones`,
  )
}

async function verifyDatabase(): Promise<boolean> {
  const close = await openDatabase()
  try {
    const found = await verifyActivities()
    tell(found)
    if (values.expect === undefined) return found.unbroken
    const isThere = await hasExpected(values.expect)
    console.log(isThere ? 'The expected entry is there' : `MISSING: entry ${values.expect}`)
    return found.unbroken && isThere
  } finally {
    await close()
  }
}

async function verifyFile(file: string): Promise<boolean> {
  const lines = createInterface({ input: createReadStream(file, 'utf8') })
  const found = await verifyExported(lines)
  tell(found)
  return found.unbroken
}

try {
  const { file } = values
  const isGood = file === undefined ? await verifyDatabase() : await verifyFile(file)
  process.exitCode = isGood ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
