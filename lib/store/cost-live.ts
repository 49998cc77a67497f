// What live queries cost, summed by SQL text and host. Each answer counts once: a campaign remembers up
// to which number its answers are counted, and numbers are given in commit order.
import { markSqlDue } from '@/lib/store/cost-schedules'
import { sql } from '@/lib/store/db'
import { foldTransaction } from '@/lib/store/health-folds'

/** Campaigns with answers not counted yet; those with parameters count by their text without values. */
export function listUncounted(
  limit: number,
): Promise<{ id: number; query: string; sql_digest: string | null }[]> {
  return sql(
    'work',
    'SELECT id, query, sql_digest FROM campaigns WHERE last_seq > costs_seq ORDER BY id LIMIT $1',
    [limit],
  )
}

const stat = (name: string) => `coalesce((r.stats->>'${name}')::float8, 0)`
const runMsMax = 86_400_000
const memoryMax = 1e13

/** Answers with a time that cannot be count for nothing. */
const foldSql = `
INSERT INTO live_costs AS c (sql_digest, host_id, runs, wall_ms, user_ms, system_ms, memory_bytes,
                             rows, bytes)
SELECT $2::uuid, s.host_id, count(*), sum(s.wall), sum(s.usr), sum(s.sys), max(s.memory),
       sum(s.rows), sum(s.bytes)
  FROM (SELECT r.host_id, ${stat('wall_time_ms')} AS wall, ${stat('user_time')} AS usr,
               ${stat('system_time')} AS sys, ${stat('memory')} AS memory,
               coalesce(json_array_length(r.rows), 0) AS rows, r.bytes
          FROM campaign_results r
         WHERE r.campaign_id = $1 AND r.seq > $3 AND r.seq <= $4 AND r.error IS NULL
           AND jsonb_typeof(r.stats) = 'object'
           AND r.received_at >= $5::timestamptz - interval '1 minute') s
 WHERE greatest(s.wall, s.usr, s.sys) <= ${runMsMax} AND least(s.wall, s.usr, s.sys) >= 0
   AND s.memory BETWEEN 0 AND ${memoryMax}
 GROUP BY s.host_id ORDER BY s.host_id
ON CONFLICT (sql_digest, host_id) DO UPDATE SET runs = c.runs + EXCLUDED.runs,
  wall_ms = c.wall_ms + EXCLUDED.wall_ms, user_ms = c.user_ms + EXCLUDED.user_ms,
  system_ms = c.system_ms + EXCLUDED.system_ms, memory_bytes = EXCLUDED.memory_bytes,
  rows = c.rows + EXCLUDED.rows, bytes = c.bytes + EXCLUDED.bytes, updated_at = now()`

/** Counts the next answers of a campaign, whose SQL has that digest. */
export function foldCampaign(id: number, digest: string, limit: number): Promise<void> {
  return foldTransaction(async (tx) => {
    const [campaign] = await tx.sql<{ after: number; up_to: number; created_at: Date }>(
      `SELECT costs_seq AS after, least(last_seq, costs_seq + $2) AS up_to, created_at
         FROM campaigns WHERE id = $1`,
      [id, limit],
    )
    if (!campaign || campaign.up_to <= campaign.after) return
    const { after, up_to, created_at } = campaign
    const hosts = await tx.count(foldSql, [id, digest, after, up_to, created_at])
    if (hosts > 0) await markSqlDue(tx, [digest])
    await tx.sql('UPDATE campaigns SET costs_seq = $2 WHERE id = $1', [id, up_to])
  })
}
