// What people read of lines that could not be stored as what they are. Scopes every list by team.
import { teamScopeOf } from '@/lib/domain/permissions'
import {
  countDeadLetters,
  listDeadLetters as findDeadLetters,
  listDeadLetterReasons,
} from '@/lib/store/dead-letters'
import type { DeadLetterReasonsQuery, DeadLettersQuery } from '@/lib/wire/dead-letters'
import { cursorPage } from '@/lib/wire/paging'
import { withHost } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'

export async function listDeadLetters(viewer: Viewer, { team_id, ...query }: DeadLettersQuery) {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const { rows, next_cursor } = cursorPage(
    await findDeadLetters(scope, { ...query, limit: query.limit + 1 }),
    query.limit,
  )
  return { dead_letters: rows.map(withHost), next_cursor }
}

const countedMost = 10_000

/** How many there are in sight, counted up to 10,000. */
export async function sumDeadLetters(viewer: Viewer): Promise<{ count: number; atLeast: boolean }> {
  const count = await countDeadLetters(teamScopeOf(viewer, 'results:read', undefined), countedMost)
  return { count, atLeast: count === countedMost }
}

/** How many there are of each reason, over how many hosts, since when. */
export async function readDeadLetterReasons(
  viewer: Viewer,
  { team_id, ...filters }: DeadLetterReasonsQuery,
) {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  return { reasons: await listDeadLetterReasons(scope, filters) }
}
