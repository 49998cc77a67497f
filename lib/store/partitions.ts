// The daily partitions of the three large tables: made ahead, healed on demand, dropped one by one.
// Days are UTC and the database's. Partitions are made beside the table and then attached, because
// creating one inside it would lock every writer out.
import { sql, type Tx, transaction } from '@/lib/store/db'

const partitionedTables = ['result_lines', 'status_lines', 'campaign_results'] as const
export type PartitionedTable = (typeof partitionedTables)[number]

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

export type Partition = {
  table: PartitionedTable
  name: string
  /** Lines received before this moment. */
  until: Date
  /** Of rows and indexes, as they lie on disk. */
  bytes: number
  /** How far its end has come: readers do not see it any more once that was begun. */
  stage: 'attached' | 'detaching' | 'detached'
  /** Every day of it is over, and another has begun. */
  closed: boolean
}

/** Written on a table before it is detached: one that somebody set aside by hand has no such mark. */
const goes = 'Its lines are no longer kept'

/** The partitions of the tables, and what an end that came no further left of some; oldest first. */
export function listPartitions(tables: readonly PartitionedTable[]): Promise<Partition[]> {
  return sql<Partition>(
    'work',
    `SELECT p.table, c.relname AS name, d.until, p.stage,
            pg_total_relation_size(c.oid) AS bytes, d.until <= now() AS closed
       FROM unnest($1::text[]) AS t(name),
            LATERAL (SELECT t.name AS table, inhrelid AS oid,
                            CASE WHEN inhdetachpending THEN 'detaching' ELSE 'attached' END AS stage
                       FROM pg_inherits WHERE inhparent = t.name::regclass
                     UNION ALL
                     SELECT t.name, oid, 'detached' FROM pg_class
                      WHERE relkind = 'r' AND NOT relispartition AND starts_with(relname, t.name)
                        AND obj_description(oid, 'pg_class') = $2) p
       JOIN pg_class c ON c.oid = p.oid AND c.relname ~ '_[0-9]{8}$',
            LATERAL (SELECT (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp
                              AT TIME ZONE 'UTC' AS until) d
      ORDER BY d.until, c.relname`,
    [tables, goes],
  )
}

/** The database refused to wait any longer, for a lock or for readers of before. */
function isImpatient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return error.code === '57014' || error.code === '55P03'
}

/**
 * Drops a partition; readers and writers of the table go on meanwhile. It is detached concurrently,
 * which waits for readers of before, then dropped on its own. False when they took too long: it is no
 * longer read by then, and the next call goes on from there. PostgreSQL ends one of a table at a time.
 */
export async function dropPartition({ table, name, stage }: Partition): Promise<boolean> {
  const detach = `ALTER TABLE "${table}" DETACH PARTITION "${name}"`
  try {
    if (stage === 'attached') {
      await sql('work', `COMMENT ON TABLE "${name}" IS '${goes}'`)
      await sql('work', `${detach} CONCURRENTLY`)
    }
    if (stage === 'detaching') await sql('work', `${detach} FINALIZE`)
    await sql('work', `DROP TABLE "${name}"`)
  } catch (error) {
    if (!isImpatient(error)) throw error
    return false
  }
  return true
}

/** Whether the database refused a row because its partition is not there. */
export function isPartitionMissing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  return 'routine' in error && error.routine === 'ExecFindPartition'
}
