// What tests of results share: a team of its own, a library query, and two packs that schedule it under
// the names by which `logHost` was served, with lines of the first.
import { sql } from '@/lib/store/db'
import { L1 } from '@/lib/testing/log-lines'

/** Schedules `users` in pack 1 and `procs` in pack 2 as 7 and 9; resolves to their query and a team. */
export async function scheduleUsers(): Promise<{ teamId: number; queryId: number }> {
  const [team] = await sql<{ id: number }>(
    'work',
    "INSERT INTO teams (name) VALUES ('Far') RETURNING id",
  )
  const [query] = await sql<{ id: number }>(
    'work',
    "INSERT INTO queries (name, query) VALUES ('users', 'SELECT * FROM users') RETURNING id",
  )
  const queryId = query?.id ?? 0
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query_id, query, interval) VALUES
       (7, 1, 'users', $1, NULL, 60), (9, 2, 'procs', $1, NULL, 60)`,
    [queryId],
  )
  return { teamId: team?.id ?? 0, queryId }
}

/** Now, in whole seconds since 1970, as these tests' agents see it. */
export const nowUnix = Math.floor(Date.now() / 1_000)

/** A line of `pack/base/users` that tells of one user, `counter` seconds after the minute before. */
export const userLine = (counter: number, username: string, more = {}) => ({
  ...L1,
  counter,
  unixTime: nowUnix + counter - 60,
  columns: { username },
  ...more,
})
