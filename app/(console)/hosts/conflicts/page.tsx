// Identity conflicts: which records claim to be one host, and are they one machine or two?
import type { Metadata } from 'next'
import { ConflictsView } from '@/components/host-conflicts/conflicts-view'
import { NoPermission } from '@/components/shell/no-permission'
import { listConflicts } from '@/lib/domain/host-conflicts'
import { permits, teamScope } from '@/lib/domain/permissions'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { ConflictListQuery } from '@/lib/wire/host-conflicts'

export const metadata: Metadata = { title: 'Identity conflicts' }

export default async function ConflictsPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'hosts:read', 'any'))
    return <NoPermission title="Identity conflicts" needs="the observer role" />
  const given = await knownSearch(searchParams, ConflictListQuery)
  const query = { ...given, state: given.state ?? ('open' as const), page: 0, per_page: 100 }
  const { conflicts, count, by_state } = await listConflicts(viewer, query)
  const write = teamScope(viewer, 'hosts:write')
  return (
    <ConflictsView
      first={{ items: conflicts, count }}
      counts={by_state}
      writable={'all' in write ? undefined : write.team_ids}
    />
  )
}
