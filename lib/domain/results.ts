// What people read of result lines: newest first, page by page. Scopes every list by team.
import { teamScopeOf } from '@/lib/domain/permissions'
import { listResultLines, type StoredResult } from '@/lib/store/results'
import { cursorPage } from '@/lib/wire/paging'
import { type ResultsQuery, withHost } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'

const futureSkewMs = 5 * 60_000
const pastSkewMs = 30 * 86_400_000

function resultOf(row: StoredResult) {
  const { content, ...rest } = withHost(row)
  const ahead = row.unix_time * 1_000 - row.received_at.getTime()
  return {
    ...rest,
    clock_suspect: ahead > futureSkewMs || ahead < -pastSkewMs,
    ...(content.columns ? { columns: content.columns } : {}),
    ...(content.snapshot ? { rows: content.snapshot } : {}),
    truncated: content.truncated === true,
  }
}

/** Result lines newest first; those of no known query only when neither pack nor query is asked for. */
export async function listResults(viewer: Viewer, { team_id, ...query }: ResultsQuery) {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const { rows, next_cursor } = cursorPage(
    await listResultLines(scope, { ...query, limit: query.limit + 1 }),
    query.limit,
  )
  return { results: rows.map(resultOf), next_cursor }
}
