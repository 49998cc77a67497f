// Durable invalidations: kept long enough for every instance's poll, then forgotten.
import { sql } from '@/lib/store/db'

/** Removes changes older than an hour; a poll looks back seconds. */
export async function removeOldChanges(): Promise<void> {
  await sql('work', "DELETE FROM changes WHERE created_at < now() - interval '1 hour'")
}
