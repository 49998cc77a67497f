// The daily partitions of the three large tables: made ahead, healed on demand, dropped by age.
// Days are UTC and the database's. Partitions are made beside the table and then attached, because
// creating one inside it would lock every writer out.
import { sql, type Tx, transaction } from '@/lib/store/db'

const partitionedTables = ['result_lines', 'status_lines', 'campaign_results'] as const
type PartitionedTable = (typeof partitionedTables)[number]

/** Tables whose lines are told apart by fingerprint: each partition gets a unique index on it. */
const fingerprinted: ReadonlySet<PartitionedTable> = new Set(['result_lines', 'status_lines'])

/** Any number that nothing else locks; two instances must not make the same partition. */
const lockKey = 4_207_001

type Missing = { name: string; parent: PartitionedTable; from: string; until: string }

const missingPartitions = `
  SELECT p.parent || to_char(d.day, '_YYYYMMDD') AS name, p.parent,
         to_char(d.day, 'YYYY-MM-DD') || ' 00:00:00+00' AS from,
         to_char(d.day + interval '1 day', 'YYYY-MM-DD') || ' 00:00:00+00' AS until
    FROM unnest($1::text[]) AS p(parent),
         generate_series(date_trunc('day', now() AT TIME ZONE 'UTC'),
                         date_trunc('day', now() AT TIME ZONE 'UTC') + $2 * interval '1 day',
                         interval '1 day') AS d(day)
   WHERE NOT EXISTS (SELECT 1 FROM pg_inherits i
                      WHERE i.inhparent = p.parent::regclass
                        AND i.inhrelid = to_regclass(p.parent || to_char(d.day, '_YYYYMMDD')))
   ORDER BY name`

/**
 * Makes the partitions of today and the next `daysAhead` days where they are missing; returns their
 * names. Safe to call from anywhere, at any time, from many instances.
 */
export async function ensurePartitions(daysAhead = 2): Promise<string[]> {
  const missing = await sql<Missing>('work', missingPartitions, [partitionedTables, daysAhead])
  if (missing.length === 0) return []
  return transaction('work', async (tx) => {
    await tx.sql('SELECT pg_advisory_xact_lock($1)', [lockKey])
    const still = await tx.sql<Missing>(missingPartitions, [partitionedTables, daysAhead])
    for (const partition of still) await makePartition(tx, partition)
    return still.map((partition) => partition.name)
  })
}

async function makePartition(tx: Tx, { name, parent, from, until }: Missing): Promise<void> {
  // A table of that name that is not attached is what a half-dropped partition left.
  await tx.sql(`CREATE TABLE IF NOT EXISTS "${name}" (LIKE "${parent}" INCLUDING DEFAULTS)`)
  if (fingerprinted.has(parent)) {
    await tx.sql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "${name}_fingerprint" ON "${name}" (fingerprint)`,
    )
  }
  await tx.sql(
    `ALTER TABLE "${parent}" ATTACH PARTITION "${name}" FOR VALUES FROM ('${from}') TO ('${until}')`,
  )
}

type Old = { name: string; detaching: boolean }

/**
 * Drops the partitions of a table whose every row is older than `days`; returns their names. Readers
 * and writers go on meanwhile: a partition is detached concurrently, then dropped on its own.
 */
export async function dropPartitions(table: PartitionedTable, days: number): Promise<string[]> {
  const old = await sql<Old>(
    'work',
    `SELECT c.relname AS name, i.inhdetachpending AS detaching
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = $1::regclass AND c.relname ~ '_[0-9]{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD')
            < date_trunc('day', now() AT TIME ZONE 'UTC') - $2 * interval '1 day'
      ORDER BY name`,
    [table, days],
  )
  for (const { name, detaching } of old) {
    const how = detaching ? 'FINALIZE' : 'CONCURRENTLY'
    await sql('work', `ALTER TABLE "${table}" DETACH PARTITION "${name}" ${how}`)
    await sql('work', `DROP TABLE "${name}"`)
  }
  return old.map((partition) => partition.name)
}

/** Whether the database refused a row because its partition is not there. */
export function isPartitionMissing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  return 'routine' in error && error.routine === 'ExecFindPartition'
}
