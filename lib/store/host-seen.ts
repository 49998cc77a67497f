// When hosts were last heard: the one statement that every few seconds writes what memory gathered.
import { sql } from '@/lib/store/db'
import { noteGaps } from '@/lib/store/host-events'

/** SQL over `s` (host_seen): a host heard after this is online. */
export const onlineSince = `now() - make_interval(secs => greatest(2 * s.rhythm_seconds, 60) + 30)`

type SeenFlush = {
  host_ids: number[]
  /** How long ago, because the database's clock decides. */
  ages_ms: number[]
  rhythms_seconds: number[]
  addresses: string[]
  key_ids: number[]
  check_ins: number
  refused: number
}

const flushSeen = `
WITH heard_now AS (
  SELECT u.host_id, now() - make_interval(secs => u.age_ms / 1000) AS seen_at
    FROM unnest($1::int[], $2::float8[]) AS u(host_id, age_ms)
), gaps AS (${noteGaps}
), heard AS (
  INSERT INTO host_seen (host_id, seen_at, rhythm_seconds, address)
  SELECT u.host_id, now() - make_interval(secs => u.age_ms / 1000), u.rhythm, u.address
    FROM unnest($1::int[], $2::float8[], $3::int[], $4::text[]) AS u(host_id, age_ms, rhythm, address)
    JOIN hosts h ON h.id = u.host_id
   ORDER BY u.host_id
  ON CONFLICT (host_id) DO UPDATE
     SET seen_at = greatest(host_seen.seen_at, excluded.seen_at),
         rhythm_seconds = excluded.rhythm_seconds, address = excluded.address
), keys AS (
  UPDATE node_keys SET seen_at = now() WHERE id = ANY($5::int[])
)
INSERT INTO fleet_minutes (minute, check_ins, refused)
VALUES (date_trunc('minute', now()), $6, $7)
ON CONFLICT (minute) DO UPDATE
   SET check_ins = fleet_minutes.check_ins + excluded.check_ins,
       refused = fleet_minutes.refused + excluded.refused`

/** Hosts that are gone are passed over. */
export async function appendSeen(flush: SeenFlush): Promise<void> {
  await sql('work', flushSeen, [
    flush.host_ids,
    flush.ages_ms,
    flush.rhythms_seconds,
    flush.addresses,
    flush.key_ids,
    flush.check_ins,
    flush.refused,
  ])
}
