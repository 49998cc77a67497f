// Settings, Profile: how does the console look to me, and who am I to it?
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { ProfileSection } from '@/components/settings/profile/profile-section'
import { listTeams } from '@/lib/domain/teams'
import { requireViewer } from '@/lib/http/session'
import type { Viewer } from '@/lib/wire/roles'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Profile' }

/** "admin", or "maintainer in Workstations, observer in Servers". */
async function rolesOf(viewer: Viewer): Promise<string> {
  if (viewer.global_role) return viewer.global_role
  const { teams } = await listTeams(viewer, TeamQuery.parse({ per_page: '500' }))
  const name = (id: number) => teams.find((team) => team.id === id)?.name ?? `team ${id}`
  return viewer.teams.map(({ id, role }) => `${role} in ${name(id)}`).join(', ') || 'none'
}

export default async function ProfilePage() {
  const viewer = await requireViewer()
  const [roles, jar] = await Promise.all([rolesOf(viewer), cookies()])
  const density = jar.get('density')?.value === 'compact' ? 'compact' : 'comfortable'
  const { name, email } = viewer
  return <ProfileSection name={name} email={email} roles={roles} density={density} />
}
