// Results: what has been reported, where, when?
import type { Metadata } from 'next'
import { type ResultsFirst, ResultsView } from '@/components/results/results-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listDeadLetters, sumDeadLetters } from '@/lib/domain/dead-letters'
import { ingestLimits } from '@/lib/domain/ingest-quota'
import { listLabels } from '@/lib/domain/labels'
import { listPacks } from '@/lib/domain/packs'
import { permits } from '@/lib/domain/permissions'
import { listStatusLogs } from '@/lib/domain/status-lines'
import { hostName } from '@/lib/domain/target-names'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { DeadLettersQuery, DeadLettersReply } from '@/lib/wire/dead-letters'
import { LabelListQuery } from '@/lib/wire/labels'
import { PackListQuery } from '@/lib/wire/packs'
import { gatherFilters, ResultsObject } from '@/lib/wire/result-filters'
import type { Viewer } from '@/lib/wire/roles'
import { StatusLinesQuery, StatusLinesReply } from '@/lib/wire/status-lines'

export const metadata: Metadata = { title: 'Results' }

/** The view that the link names, in the shape of its API reply. Result lines are read by the browser. */
async function firstOf(viewer: Viewer, search: SearchParams): Promise<ResultsFirst> {
  const { view } = await search
  if (view === 'status_logs') {
    const query = await knownSearch(search, StatusLinesQuery)
    const reply = StatusLinesReply.parse(await listStatusLogs(viewer, query))
    return { status_logs: { items: reply.status_logs, next_cursor: reply.next_cursor } }
  }
  if (view === 'dead_letters') {
    const query = await knownSearch(search, DeadLettersQuery)
    const reply = DeadLettersReply.parse(await listDeadLetters(viewer, query))
    return { dead_letters: { items: reply.dead_letters, next_cursor: reply.next_cursor } }
  }
  return {}
}

const dayMs = 86_400_000
const minuteMs = 60_000
const now = () => Date.now()

/** A day ago, on a whole minute. */
const dayAgo = () => new Date(Math.floor((now() - dayMs) / minuteMs) * minuteMs).toISOString()

export default async function ResultsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'results:read', 'any'))
    return <NoPermission title="Results" needs="the observer role" />
  const { host_id } = await knownSearch(searchParams, ResultsObject, gatherFilters)
  const [first, deadLetters, { packs }, { labels }, host, { result_retention_days: keptDays }] =
    await Promise.all([
      firstOf(viewer, searchParams),
      sumDeadLetters(viewer),
      listPacks(viewer, PackListQuery.parse({ per_page: '500' })),
      listLabels(viewer, LabelListQuery.parse({ per_page: '500' })),
      host_id === undefined ? undefined : hostName(viewer, host_id),
      ingestLimits(),
    ])
  const named = (list: readonly { id: number; name: string }[]) =>
    list.map(({ id, name }) => ({ id, name }))
  return (
    <ResultsView
      first={first}
      deadLetters={deadLetters}
      noReplay={permits(viewer, 'results:write', 'any') ? undefined : 'Needs maintainer'}
      facts={{
        names: { packs: named(packs), labels: named(labels), host },
        since: dayAgo(),
        keptDays,
      }}
    />
  )
}
