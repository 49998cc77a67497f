// Roles that groups decide, laid on an account at each sign-in. The last administrator keeps the role
// whatever the groups say, and so does the last one with a password while sign-on is enforced.
import { recordActivity } from '@/lib/domain/activity'
import { refuseLastPasswordAdmin } from '@/lib/domain/sso-enforcement'
import type { SsoRoles } from '@/lib/domain/sso-roles'
import type { Tx } from '@/lib/store/db'
import { listTeamIds, updateGlobalRole } from '@/lib/store/sso'
import { findUserLocked, listAdminsLocked, updateUserTeams } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'

const sameTeams = (a: SsoRoles['teams'], b: SsoRoles['teams']) =>
  a.length === b.length && a.every(({ id, role }) => b.some((o) => o.id === id && o.role === role))

async function mustStayAdmin(tx: Tx, id: number): Promise<boolean> {
  const admins = await listAdminsLocked(tx)
  if (admins.length === 1 && admins.includes(id)) return true
  try {
    await refuseLastPasswordAdmin(tx, id)
    return false
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') return true
    throw error
  }
}

/** Lays the roles on the account; returns whether that changed any. A team that is gone gives none. */
export async function applyRoles(tx: Tx, id: number, given: SsoRoles): Promise<boolean> {
  const known = new Set(
    await listTeamIds(
      tx,
      given.teams.map((team) => team.id),
    ),
  )
  const teams = given.teams.filter((team) => known.has(team.id))
  // Administrators first, people after: the order in which every change of roles locks.
  const stays = given.global_role !== 'admin' && (await mustStayAdmin(tx, id))
  const before = await findUserLocked(tx, id)
  if (!before) return false
  const kept = stays && before.global_role === 'admin'
  const after: SsoRoles = kept ? { global_role: 'admin', teams: [] } : { ...given, teams }
  if (before.global_role === after.global_role && sameTeams(before.teams, after.teams)) return false
  await updateGlobalRole(tx, id, after.global_role)
  await updateUserTeams(tx, id, after.teams)
  await recordActivity(tx, 'system', {
    type: 'edited_user',
    object_kind: 'user',
    object_id: id,
    object_name: before.email,
    details: {
      was: { global_role: before.global_role, teams: before.teams },
      is: after,
      by: 'groups of single sign-on',
    },
  })
  return true
}
