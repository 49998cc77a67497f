// Settings, Teams: which groups of hosts and people are there, and how much does each hold?
import type { Metadata } from 'next'
import { TeamsSection } from '@/components/settings/teams/teams-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { requireViewer } from '@/lib/http/session'
import { pageOf } from '@/lib/wire/paging'
import { TeamList, TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Teams' }

export default async function TeamsPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'teams:read', 'any'))
    return <NoPermission title="Teams" needs="a role in a team" />
  const query = TeamQuery.parse({ per_page: '500' })
  const { teams, count } = await listTeams(viewer, query)
  const mayWrite = permits(viewer, 'teams:write', { team_id: null })
  return (
    <TeamsSection
      teams={TeamList.parse({ teams, ...pageOf(query, count) }).teams}
      noCreate={mayWrite ? undefined : 'Needs the admin role over the whole installation'}
    />
  )
}
