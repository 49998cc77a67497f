// Which queries of a pack this person may ask, each with the teams whose hosts they may ask it; the
// others are told of with the reason. Faulty SQL is left out, never the whole run.

import { askableTeams } from '@/lib/domain/campaign-targets'
import { textOf } from '@/lib/domain/campaign-text'
import { AppError } from '@/lib/wire/errors'
import type { QueryDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'
import type { SkippedQuery } from '@/lib/wire/runs'

/** The exact text to ask, and what right it takes. */
type Text = Awaited<ReturnType<typeof textOf>>

export type Askable = {
  query: QueryDefinition
  text: Text
  /** Undefined: every team and hosts of none. */
  teams: number[] | undefined
}

/** A library query that this person may not read is asked as SQL of the pack's own. */
async function textOfScheduled(viewer: Viewer, { query, query_id }: QueryDefinition) {
  return textOf(viewer, { query, query_id }).catch((error: unknown) => {
    const hidden = error instanceof AppError && /^(not_found|forbidden)$/.test(error.code)
    if (!hidden) throw error
    return textOf(viewer, { query })
  })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) throw error
  if (error.code === 'forbidden') return 'it takes a role that may ask SQL of its own'
  return error.errors[0]?.reason ?? error.message
}

/** Every query judged, in the order of the pack. */
export async function judgeQueries(
  viewer: Viewer,
  queries: readonly QueryDefinition[],
): Promise<{ askable: Askable[]; skipped: SkippedQuery[] }> {
  const askable: Askable[] = []
  const skipped: SkippedQuery[] = []
  for (const query of queries) {
    try {
      const text = { ...(await textOfScheduled(viewer, query)), name: query.name }
      askable.push({ query, text, teams: askableTeams(viewer, text.wanted) })
    } catch (error) {
      skipped.push({ name: query.name, reason: reasonOf(error) })
    }
  }
  return { askable, skipped }
}
