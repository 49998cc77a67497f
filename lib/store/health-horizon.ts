// Up to which id a table of lines is settled. Ids are taken before their transaction commits, so a
// reader that only remembers the highest id it saw would miss a line that commits late.
import { sql } from '@/lib/store/db'

export type Lines = 'result_lines' | 'status_lines'

const rounds = 20
const roundMs = 25

async function lastId(table: Lines): Promise<number> {
  const [row] = await sql<{ id: number }>(
    'work',
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM ${table}_id_seq`,
  )
  return row?.id ?? 0
}

/** Transactions that may have taken ids of the table; a writer locks it before it takes one. */
async function openWriters(table: Lines): Promise<string[]> {
  const rows = await sql<{ writer: string }>(
    'work',
    `SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
      WHERE locktype = 'relation' AND relation = $1::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [table],
  )
  return rows.map(({ writer }) => writer)
}

/**
 * An id such that every line up to it is either committed or never will be. Null when a writer that
 * was at work is so still after half a second: the next turn asks again.
 */
export async function findSettledId(table: Lines): Promise<number | null> {
  const id = await lastId(table)
  let waitedFor = await openWriters(table)
  for (let round = 0; waitedFor.length > 0 && round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, roundMs))
    const open = await openWriters(table)
    waitedFor = waitedFor.filter((writer) => open.includes(writer))
  }
  return waitedFor.length === 0 ? id : null
}
