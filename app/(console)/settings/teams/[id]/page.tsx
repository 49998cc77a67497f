// Settings, one team: who is in it, and what is its own?
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { TeamSection } from '@/components/settings/teams/team-section'
import { permits } from '@/lib/domain/permissions'
import { getTeam } from '@/lib/domain/teams'
import { listUsers } from '@/lib/domain/users'
import { readOrNotFound } from '@/lib/http/page-search'
import { requireViewer } from '@/lib/http/session'
import type { Viewer } from '@/lib/wire/roles'
import { TeamReply } from '@/lib/wire/teams'
import { UserQuery } from '@/lib/wire/users'
import { IdParams } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Team' }

/** Whom a global admin may add: people without a global role who are not in it yet. */
async function peopleToAdd(viewer: Viewer, members: readonly { id: number }[]) {
  if (!viewer.global_role || !permits(viewer, 'users:read', 'any')) return []
  const { users } = await listUsers(viewer, UserQuery.parse({ per_page: '500' }))
  const inside = new Set(members.map(({ id }) => id))
  return users
    .filter(({ id, global_role }) => global_role === null && !inside.has(id))
    .map(({ id, name, email }) => ({ id, name, email }))
}

export default async function TeamPage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer()
  const parsed = IdParams.safeParse(await params)
  if (!parsed.success) notFound()
  const { id } = parsed.data
  const { team } = TeamReply.parse({ team: await readOrNotFound(getTeam(viewer, id)) })
  const target = { team_id: id }
  const mayMembers = permits(viewer, 'members:write', target)
  const needsAdmin = 'Needs the admin role in this team'
  const needsGlobal = 'Needs the admin role over the whole installation'
  return (
    <TeamSection
      team={team}
      people={await peopleToAdd(viewer, team.users)}
      may={{
        members: permits(viewer, 'users:read', target),
        options: permits(viewer, 'options:read', target),
        secrets: permits(viewer, 'secrets:read', target),
      }}
      noWrite={permits(viewer, 'teams:write', target) ? undefined : needsGlobal}
      noMembers={mayMembers ? undefined : needsAdmin}
      noAdd={mayMembers ? (viewer.global_role ? undefined : needsGlobal) : needsAdmin}
    />
  )
}
