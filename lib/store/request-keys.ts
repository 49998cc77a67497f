// What was made of requests that carried an Idempotency-Key. A key is a person's, and is kept a day.
import { sql, type Tx } from '@/lib/store/db'

const kept = "interval '24 hours'"

export type KnownRequest = { digest: string; object_id: number }

/** What that person's request of that key made within a day. */
export async function findRequestKey(
  run: Tx['sql'],
  userId: number,
  key: string,
): Promise<KnownRequest | undefined> {
  const [row] = await run<KnownRequest>(
    `SELECT digest, object_id FROM request_keys
      WHERE user_id = $1 AND key = $2 AND created_at > now() - ${kept}`,
    [userId, key],
  )
  return row
}

/** Keeps what was made; a key older than a day gives way. */
export async function insertRequestKey(
  tx: Tx,
  request: { user_id: number; key: string; digest: string; object_id: number },
): Promise<void> {
  const { user_id, key, digest, object_id } = request
  await tx.sql(
    `INSERT INTO request_keys (user_id, key, digest, object_id) VALUES ($1, $2, $3::uuid, $4)
     ON CONFLICT (user_id, key) DO UPDATE
        SET digest = EXCLUDED.digest, object_id = EXCLUDED.object_id, created_at = now()`,
    [user_id, key, digest, object_id],
  )
}

export async function removeOldRequestKeys(): Promise<void> {
  await sql('work', `DELETE FROM request_keys WHERE created_at <= now() - ${kept}`)
}
