// The counts of states as last judged, by pack and team: what lists over the whole fleet and large packs
// read instead of judging every pair again.
import { sql, transaction } from '@/lib/store/db'
import type { StateCount } from '@/lib/store/health'
import { scopeSql } from '@/lib/store/scope'
import type { TeamScope } from '@/lib/wire/roles'

type Stored = Omit<StateCount, 'last_at' | 'last_result_at' | 'heard_at'> & {
  last_at: string | null
  last_result_at: string | null
  heard_at: string | null
}

export type PackStates = { pack_id: number; computed_at: Date; counts: StateCount[] }

const date = (text: string | null) => (text === null ? null : new Date(text))

/** By pack and team, of the teams in scope; packs judged longer ago than ten minutes are left out. */
export async function listPackStates(
  scope: TeamScope,
  packIds: readonly number[] | null,
): Promise<PackStates[]> {
  const within = scopeSql(scope, 's.team_id', 2)
  const rows = await sql<{ pack_id: number; computed_at: Date; counts: Stored[] }>(
    'people',
    `SELECT s.pack_id, s.computed_at, s.counts FROM pack_states s
      WHERE ($1::int[] IS NULL OR s.pack_id = ANY($1::int[])) AND ${within.text}
        AND s.computed_at > now() - interval '10 minutes'`,
    [packIds, ...within.values],
  )
  return rows.map(({ counts, ...row }) => ({
    ...row,
    counts: counts.map(({ last_at, last_result_at, heard_at, ...count }) => ({
      ...count,
      last_at: date(last_at),
      last_result_at: date(last_result_at),
      heard_at: date(heard_at),
    })),
  }))
}

/** Packs and when each was last judged. */
export async function listJudged(): Promise<{ pack_id: number; age_seconds: number }[]> {
  return sql(
    'work',
    `SELECT pack_id, extract(epoch FROM now() - min(computed_at))::float8 AS age_seconds
       FROM pack_states GROUP BY 1`,
  )
}

/** Replaces what was judged of a pack. A pack that nobody should run keeps one empty row. */
export async function updatePackStates(
  packId: number,
  counts: readonly StateCount[],
): Promise<void> {
  const byTeam = new Map<number, StateCount[]>([[0, []]])
  for (const count of counts) {
    const own = byTeam.get(count.team_id)
    if (own) own.push(count)
    else byTeam.set(count.team_id, [count])
  }
  await transaction('work', async (tx) => {
    await tx.sql('DELETE FROM pack_states WHERE pack_id = $1', [packId])
    await tx.sql(
      `INSERT INTO pack_states (pack_id, team_id, counts)
       SELECT $1, * FROM unnest($2::int[], $3::jsonb[]) ON CONFLICT DO NOTHING`,
      [packId, [...byTeam.keys()], [...byTeam.values()].map((own) => JSON.stringify(own))],
    )
  })
}

/** Forgets packs that are no more. */
export async function removeOtherPacks(packIds: readonly number[]): Promise<void> {
  await sql('work', 'DELETE FROM pack_states WHERE pack_id <> ALL($1::int[])', [packIds])
}
