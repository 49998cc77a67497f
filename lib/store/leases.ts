// Leases on jobs that must run in one process at a time. Time is the database's; the fence rises with
// every new holder, so that one that slept through its lease can be told from the one that has it.
import { sql, type Tx } from '@/lib/store/db'

/** Takes or prolongs the lease; returns its fence, or null while another process holds it. */
export async function updateLease(
  name: string,
  owner: string,
  seconds: number,
): Promise<number | null> {
  const [row] = await sql<{ fence: number }>(
    'work',
    `INSERT INTO leases AS l (name, owner, fence, expires_at)
     VALUES ($1, $2, 1, now() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE
        SET owner = $2, expires_at = excluded.expires_at,
            fence = CASE WHEN l.owner = $2 THEN l.fence ELSE l.fence + 1 END
      WHERE l.owner = $2 OR l.expires_at <= now()
     RETURNING fence`,
    [name, owner, seconds],
  )
  return row?.fence ?? null
}

/** Whether that fence still holds; the row stays locked so, until the transaction ends. */
export async function holdsLease(tx: Tx, name: string, fence: number): Promise<boolean> {
  const rows = await tx.sql(
    'SELECT 1 FROM leases WHERE name = $1 AND fence = $2 AND expires_at > now() FOR SHARE',
    [name, fence],
  )
  return rows.length > 0
}

/** Gives up one lease, if that owner has it. */
export async function removeLease(name: string, owner: string): Promise<void> {
  await sql('work', 'UPDATE leases SET expires_at = now() WHERE name = $1 AND owner = $2', [
    name,
    owner,
  ])
}

/** Gives up every lease of that owner, so that another process need not wait for their end. */
export async function removeLeases(owner: string): Promise<void> {
  await sql('work', 'UPDATE leases SET expires_at = now() WHERE owner = $1', [owner])
}
