// What people read of agents' own log lines. Scopes every list by team.
import { teamScopeOf } from '@/lib/domain/permissions'
import { listStatusLines } from '@/lib/store/status-lines'
import { cursorPage } from '@/lib/wire/paging'
import { withHost } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'
import type { StatusLinesQuery } from '@/lib/wire/status-lines'

export async function listStatusLogs(viewer: Viewer, { team_id, ...query }: StatusLinesQuery) {
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const { rows, next_cursor } = cursorPage(
    await listStatusLines(scope, { ...query, limit: query.limit + 1 }),
    query.limit,
  )
  return { status_logs: rows.map(withHost), next_cursor }
}
