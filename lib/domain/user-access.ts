// Whose accounts a viewer may see and change: roles reach no further than one's own, what one may not
// see is not there, and the last administrator cannot vanish.
import { authorize, permits } from '@/lib/domain/permissions'
import { refuseLastPasswordAdmin } from '@/lib/domain/sso-enforcement'
import type { Tx } from '@/lib/store/db'
import { findUser, listAdminsLocked } from '@/lib/store/users'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Role, Viewer } from '@/lib/wire/roles'
import type { UserRow } from '@/lib/wire/users'

export type Roles = { global_role: Role | null; teams: { id: number; role: Role }[] }

export const missingUser = () => new AppError('not_found', 'There is no such user')

function reachOf({ global_role, teams }: Roles): { team_id: number | null }[] {
  if (global_role || teams.length === 0) return [{ team_id: null }]
  return teams.map(({ id }) => ({ team_id: id }))
}

/** Everything the roles reach: who may write them must hold all of it. */
export function authorizeRoles(viewer: Viewer, roles: Roles): void {
  for (const target of reachOf(roles)) authorize(viewer, 'users:write', target)
}

/** Whether `authorizeRoles` would let the viewer pass. */
export function mayWrite(viewer: Viewer, roles: Roles): boolean {
  return reachOf(roles).every((target) => permits(viewer, 'users:write', target))
}

/** Roles as they were given; throws for a mixture that nobody can have. */
export function rolesFrom(given: {
  global_role?: Role | null | undefined
  teams?: Roles['teams'] | undefined
}): Roles {
  const roles: Roles = { global_role: given.global_role ?? null, teams: given.teams ?? [] }
  if (roles.global_role && roles.teams.length > 0)
    throw invalidField('teams', 'must be empty for somebody with a global role')
  if (new Set(roles.teams.map(({ id }) => id)).size < roles.teams.length)
    throw invalidField('teams', 'must not name a team twice')
  return roles
}

/** A user as the viewer may know them: teams that are not the viewer's are left out. */
export function shownUser(viewer: Viewer, user: UserRow): UserRow {
  if (viewer.global_role || viewer.user_id === user.id) return user
  const known = new Set(viewer.teams.map(({ id }) => id))
  return { ...user, teams: user.teams.filter(({ id }) => known.has(id)) }
}

/** Loads a user the viewer may see: oneself, or somebody in a team one administers. All their roles. */
export async function loadUser(viewer: Viewer, id: number): Promise<UserRow> {
  if (id === viewer.user_id) authorize(viewer, 'me:read', 'any')
  const user = await findUser(id)
  if (user && id === viewer.user_id) return user
  const targets = user?.teams.map((team) => ({ team_id: team.id })) ?? []
  const seen = targets.find((target) => permits(viewer, 'users:read', target))
  authorize(viewer, 'users:read', seen ?? { team_id: null })
  if (!user) throw missingUser()
  return user
}

/** Loads a user whose whole account the viewer may change, for what gives or ends access. */
export async function loadUserToWrite(viewer: Viewer, id: number): Promise<UserRow> {
  const user = await loadUser(viewer, id)
  authorizeRoles(viewer, user)
  return user
}

/** Throws `conflict` for the only administrator who can come in. Holds all of them locked. */
export async function refuseLastAdmin(tx: Tx, id: number, verb: string): Promise<void> {
  const admins = await listAdminsLocked(tx)
  await refuseLastPasswordAdmin(tx, id)
  if (admins.length > 1 || !admins.includes(id)) return
  throw new AppError('conflict', `The last administrator cannot be ${verb}`, {
    errors: [{ name: 'global_role', reason: 'is the last administrator' }],
  })
}
