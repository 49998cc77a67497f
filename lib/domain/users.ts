// People and their roles. Nobody grants above their own level or into other teams, and the last
// administrator cannot vanish, not even when two remove each other at once.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { isPassword, passwordHash, refuseCommon } from '@/lib/domain/passwords'
import { authorize, permits, teamScope } from '@/lib/domain/permissions'
import { endUserSessions } from '@/lib/domain/sessions'
import { type Tx, transaction } from '@/lib/store/db'
import { updateUserTokensRevoked } from '@/lib/store/tokens'
import * as store from '@/lib/store/users'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Role, Viewer } from '@/lib/wire/roles'
import type { UserCreate, UserPatch, UserQuery, UserRow } from '@/lib/wire/users'

type Roles = { global_role: Role | null; teams: { id: number; role: Role }[] }

const missing = () => new AppError('not_found', 'There is no such user')

/** Everything the roles reach: who may write them must hold all of it. */
function authorizeRoles(viewer: Viewer, roles: Roles): void {
  const teams = roles.teams.map(({ id }) => ({ team_id: id }))
  const reach = roles.global_role || teams.length === 0 ? [{ team_id: null }] : teams
  for (const target of reach) authorize(viewer, 'users:write', target)
}

function rolesFrom(given: {
  global_role?: Role | null | undefined
  teams?: Roles['teams'] | undefined
}) {
  const roles: Roles = { global_role: given.global_role ?? null, teams: given.teams ?? [] }
  if (roles.global_role && roles.teams.length > 0)
    throw invalidField('teams', 'must be empty for somebody with a global role')
  if (new Set(roles.teams.map(({ id }) => id)).size < roles.teams.length)
    throw invalidField('teams', 'must not name a team twice')
  return roles
}

export function listUsers(viewer: Viewer, query: UserQuery) {
  return store.listUsers(teamScope(viewer, 'users:read'), query)
}

/** A user the viewer may see: oneself, or somebody in a team one administers. */
export async function getUser(viewer: Viewer, id: number): Promise<UserRow> {
  if (id === viewer.user_id) authorize(viewer, 'me:read', 'any')
  const user = await store.findUser(id)
  if (user && id === viewer.user_id) return user
  const targets = user?.teams.map((team) => ({ team_id: team.id })) ?? []
  const seen = targets.find((target) => permits(viewer, 'users:read', target))
  authorize(viewer, 'users:read', seen ?? { team_id: null })
  if (!user) throw missing()
  return user
}

export async function createUser(viewer: Viewer, body: UserCreate, address: string) {
  const roles = rolesFrom(body)
  authorizeRoles(viewer, roles)
  if (!roles.global_role && roles.teams.length === 0)
    throw invalidField('global_role', 'or teams must be given')
  refuseCommon(body.password, body.email)
  const password_hash = await passwordHash(body.password)
  const { name, email, api_only } = body
  return transaction('people', async (tx) => {
    const id = await store.insertUser(tx, {
      name,
      email,
      password_hash,
      api_only,
      global_role: roles.global_role,
    })
    await store.updateUserTeams(tx, id, roles.teams)
    const user = await store.findUserLocked(tx, id)
    if (!user) throw missing()
    await recordActivity(tx, viewer, {
      type: 'created_user',
      object_kind: 'user',
      object_id: id,
      object_name: email,
      details: { ...roles },
      address,
    })
    return user
  })
}

async function refuseLastAdmin(tx: Tx, id: number): Promise<void> {
  const admins = await store.listAdminsLocked(tx)
  if (admins.length > 1 || !admins.includes(id)) return
  throw new AppError('conflict', 'The last administrator cannot be removed', {
    errors: [{ name: 'global_role', reason: 'is the last administrator' }],
  })
}

/** A change of one's own password is proved by the present one, and never made by a token. */
async function authorizePassword(viewer: Viewer, id: number, body: UserPatch): Promise<void> {
  if (body.password === undefined || id !== viewer.user_id) return
  if (viewer.via === 'token') throw new AppError('forbidden', 'A token cannot change a password')
  const person = await store.findPasswordHash({ id })
  if (!(await isPassword(body.current_password ?? '', person?.password_hash)))
    throw invalidField('current_password', 'is wrong')
}

/** Name, address, password and roles. A new password or role ends the person's sessions and tokens. */
export async function patchUser(viewer: Viewer, id: number, body: UserPatch, address: string) {
  const before = await getUser(viewer, id)
  const own = id === viewer.user_id
  const grants = body.global_role !== undefined || body.teams !== undefined
  if (own && !grants && body.email === undefined) authorize(viewer, 'me:write', 'any')
  else authorizeRoles(viewer, before)
  await authorizePassword(viewer, id, body)
  if (body.password !== undefined) refuseCommon(body.password, body.email ?? before.email)
  const password_hash = body.password === undefined ? null : await passwordHash(body.password)
  const user = await transaction('people', async (tx) => {
    if (grants) await refuseLastAdminUnlessKept(tx, id, body)
    const present = await store.findUserLocked(tx, id)
    if (!present) throw missing()
    const roles = grants ? rolesFrom(grantedOver(present, body)) : present
    if (grants) authorizeRoles(viewer, roles)
    const { name = present.name, email = present.email } = body
    const { global_role } = roles
    await store.updateUser(tx, id, { name, email, password_hash, global_role })
    if (grants) await store.updateUserTeams(tx, id, roles.teams)
    if (grants || password_hash) await endAccess(tx, id, own && !grants ? viewer : undefined)
    await recordActivity(tx, viewer, {
      type: 'edited_user',
      object_kind: 'user',
      object_id: id,
      object_name: email,
      details: changesOf(before, body),
      address,
    })
    return store.findUserLocked(tx, id)
  })
  wake(`users:${id}`)
  if (!user) throw missing()
  return user
}

/** What is not said stays, except that a global role and roles in teams exclude one another. */
function grantedOver(present: UserRow, body: UserPatch): Roles {
  const { global_role, teams } = body
  if (global_role) return { global_role, teams: teams ?? [] }
  if (teams && teams.length > 0) return { global_role: global_role ?? null, teams }
  return {
    global_role: global_role === undefined ? present.global_role : null,
    teams: teams ?? present.teams,
  }
}

async function refuseLastAdminUnlessKept(tx: Tx, id: number, body: UserPatch): Promise<void> {
  const keeps =
    body.global_role === 'admin' || (body.global_role === undefined && !body.teams?.length)
  if (!keeps) await refuseLastAdmin(tx, id)
}

async function endAccess(tx: Tx, id: number, asking: Viewer | undefined): Promise<void> {
  await endUserSessions(tx, id, asking?.session_id)
  await updateUserTokensRevoked(tx, id)
}

function changesOf(before: UserRow, body: UserPatch): Record<string, unknown> {
  const { password, current_password: _, ...shown } = body
  const names = Object.keys(shown)
  const was = Object.fromEntries(Object.entries(before).filter(([key]) => names.includes(key)))
  return { was, is: shown, password: password === undefined ? 'kept' : 'changed' }
}

export async function deleteUser(viewer: Viewer, id: number, address: string): Promise<void> {
  const before = await getUser(viewer, id)
  authorizeRoles(viewer, before)
  await transaction('people', async (tx) => {
    await refuseLastAdmin(tx, id)
    const present = await store.findUserLocked(tx, id)
    if (!present) throw missing()
    authorizeRoles(viewer, present)
    await endUserSessions(tx, id)
    await store.removeUser(tx, id)
    await recordActivity(tx, viewer, {
      type: 'deleted_user',
      object_kind: 'user',
      object_id: id,
      object_name: present.email,
      address,
    })
  })
  wake(`users:${id}`)
}
