// Settings, Users: who may come in, and what may they do?
import type { Metadata } from 'next'
import { UsersSection } from '@/components/settings/users/users-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { listTeams } from '@/lib/domain/teams'
import { listUsers } from '@/lib/domain/users'
import { knownSearch, type SearchParams } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import { TeamQuery } from '@/lib/wire/teams'
import { UserList, UserQuery } from '@/lib/wire/users'

export const metadata: Metadata = { title: 'Users' }

export default async function UsersPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'users:read', 'any'))
    return <NoPermission title="Users" needs="an administrator" />
  const given = await knownSearch(searchParams, UserQuery)
  const [{ users, count }, { teams }] = await Promise.all([
    listUsers(viewer, { ...given, page: 0, per_page: 100 }),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  const granted = teams.filter(({ id }) => permits(viewer, 'users:write', { team_id: id }))
  return (
    <UsersSection
      first={{ items: UserList.shape.users.parse(users), count }}
      me={viewer.user_id}
      granting={{
        global: permits(viewer, 'users:write', { team_id: null }),
        teams: granted.map(({ id, name }) => ({ id, name })),
      }}
    />
  )
}
