// A small fleet for tests that only count hosts.
import { sql } from '@/lib/store/db'

/** Makes one Mac and two Linux hosts, members of All Hosts; returns that label's id. */
export async function threeHosts(): Promise<number> {
  const [label] = await sql<{ id: number }>(
    'work',
    `WITH every AS (SELECT id FROM labels WHERE name = 'All Hosts'), made AS (
       INSERT INTO hosts (hostname, platform)
       SELECT 'h' || n, CASE WHEN n = 1 THEN 'darwin' ELSE 'linux' END FROM generate_series(1, 3) n
       RETURNING id), joined AS (
       INSERT INTO label_verdicts (label_id, host_id, member)
       SELECT every.id, made.id, true FROM made, every)
     SELECT id FROM every`,
  )
  if (!label) throw new Error('There is no label All Hosts')
  return label.id
}
