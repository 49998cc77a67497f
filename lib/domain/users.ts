// People and their roles. Nobody grants above their own level or into other teams, and the last
// administrator cannot vanish, not even when two remove each other at once.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sendInvitation, startInvitation, voidInvitations } from '@/lib/domain/invitations'
import { isPassword, passwordHash, refuseCommon } from '@/lib/domain/passwords'
import { authorize, teamScope } from '@/lib/domain/permissions'
import { endUserSessions } from '@/lib/domain/sessions'
import {
  authorizeRoles,
  loadUser,
  loadUserToWrite,
  mayWrite,
  missingUser,
  type Roles,
  refuseLastAdmin,
  rolesFrom,
  shownUser,
} from '@/lib/domain/user-access'
import { type Tx, transaction } from '@/lib/store/db'
import { updateUserTokensRevoked } from '@/lib/store/tokens'
import * as store from '@/lib/store/users'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { InvitationRow } from '@/lib/wire/invitations'
import type { Viewer } from '@/lib/wire/roles'
import type { UserCreate, UserPatch, UserQuery, UserRow } from '@/lib/wire/users'

export async function listUsers(viewer: Viewer, query: UserQuery) {
  const { users, count } = await store.listUsers(teamScope(viewer, 'users:read'), query)
  return { users: users.map((user) => shownUser(viewer, user)), count }
}

/** A user the viewer may see: oneself, or somebody in a team one administers. */
export async function getUser(viewer: Viewer, id: number): Promise<UserRow> {
  return shownUser(viewer, await loadUser(viewer, id))
}

/** Users without a password whose tokens the viewer may make. */
export async function listScripts(viewer: Viewer): Promise<{ id: number; name: string }[]> {
  const users = await store.listApiOnly(teamScope(viewer, 'users:read'))
  return users.filter((user) => mayWrite(viewer, user)).map(({ id, name }) => ({ id, name }))
}

async function hashOf(password: string | undefined, email: string): Promise<string | null> {
  if (password === undefined) return null
  refuseCommon(password, email)
  return passwordHash(password)
}

/** Makes somebody. Without a password there is an invitation too, whose link is told only here. */
export async function createUser(
  viewer: Viewer,
  body: UserCreate,
  address: string,
): Promise<{ user: UserRow; invitation?: InvitationRow }> {
  const roles = rolesFrom(body)
  authorizeRoles(viewer, roles)
  if (!roles.global_role && roles.teams.length === 0)
    throw invalidField('global_role', 'or teams must be given')
  const password_hash = await hashOf(body.password, body.email)
  const { name, email, api_only } = body
  const { global_role } = roles
  const { user, link } = await transaction('people', async (tx) => {
    const id = await store.insertUser(tx, { name, email, password_hash, api_only, global_role })
    await store.updateUserTeams(tx, id, roles.teams)
    const invites = password_hash === null && !api_only
    const link = invites ? await startInvitation(tx, { id, email }, 'invite') : undefined
    const user = await store.findUserLocked(tx, id)
    if (!user) throw missingUser()
    await recordActivity(tx, viewer, {
      type: 'created_user',
      object_kind: 'user',
      object_id: id,
      object_name: email,
      details: { ...roles, api_only, invited: invites },
      address,
    })
    return { user, link }
  })
  return link ? { user, invitation: await sendInvitation(viewer, user, link) } : { user }
}

/** A change of one's own password is proved by the present one, and never made by a token. */
async function authorizePassword(viewer: Viewer, id: number, body: UserPatch): Promise<void> {
  if (body.password === undefined || id !== viewer.user_id) return
  if (viewer.via === 'token') throw new AppError('forbidden', 'A token cannot change a password')
  const person = await store.findPasswordHash({ id })
  if (!(await isPassword(body.current_password ?? '', person?.password_hash)))
    throw invalidField('current_password', 'is wrong')
}

const isGrant = (body: UserPatch) => body.global_role !== undefined || body.teams !== undefined

/** Whether a change is of the kind that people make of themselves. */
function isOwn(viewer: Viewer, id: number, body: UserPatch): boolean {
  const plain = body.email === undefined && body.disabled === undefined && !isGrant(body)
  return id === viewer.user_id && plain
}

/**
 * Name, address, password, roles, and whether they may come in at all. A new password or role, and
 * being disabled, end the person's sessions, tokens and links.
 */
export async function patchUser(viewer: Viewer, id: number, body: UserPatch, address: string) {
  const before = await loadUser(viewer, id)
  const own = isOwn(viewer, id, body)
  if (own) authorize(viewer, 'me:write', 'any')
  else authorizeRoles(viewer, before)
  await authorizePassword(viewer, id, body)
  const password_hash = await hashOf(body.password, body.email ?? before.email)
  const user = await transaction('people', async (tx) => {
    await refuseLastAdminUnlessKept(tx, id, body)
    const present = await store.findUserLocked(tx, id)
    if (!present) throw missingUser()
    if (!own) authorizeRoles(viewer, present)
    await writeUser(tx, viewer, present, { body, password_hash })
    if (isGrant(body) || password_hash || body.disabled)
      await endAccess(tx, id, own ? viewer : undefined)
    await recordActivity(tx, viewer, {
      type: changeType(body),
      object_kind: 'user',
      object_id: id,
      object_name: body.email ?? present.email,
      details: changesOf(present, body),
      address,
    })
    return store.findUserLocked(tx, id)
  })
  wake(`users:${id}`)
  if (!user) throw missingUser()
  return shownUser(viewer, user)
}

type Change = { body: UserPatch; password_hash: string | null }

async function writeUser(tx: Tx, viewer: Viewer, present: UserRow, change: Change): Promise<void> {
  const { body, password_hash } = change
  const roles = isGrant(body) ? rolesFrom(grantedOver(present, body)) : present
  if (isGrant(body)) authorizeRoles(viewer, roles)
  const { name = present.name, email = present.email } = body
  const { global_role } = roles
  await store.updateUser(tx, present.id, { name, email, password_hash, global_role })
  if (isGrant(body)) await store.updateUserTeams(tx, present.id, roles.teams)
  if (body.disabled !== undefined) await store.updateUserDisabled(tx, present.id, body.disabled)
}

function changeType({ disabled }: UserPatch): string {
  if (disabled === undefined) return 'edited_user'
  return disabled ? 'disabled_user' : 'enabled_user'
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
  if (body.disabled) return refuseLastAdmin(tx, id, 'disabled')
  if (!isGrant(body)) return
  const keeps =
    body.global_role === 'admin' || (body.global_role === undefined && !body.teams?.length)
  if (!keeps) await refuseLastAdmin(tx, id, 'removed')
}

async function endAccess(tx: Tx, id: number, asking: Viewer | undefined): Promise<void> {
  await endUserSessions(tx, id, asking?.session_id)
  await updateUserTokensRevoked(tx, id)
  await voidInvitations(tx, id)
}

function changesOf(before: UserRow, body: UserPatch): Record<string, unknown> {
  const { password, current_password: _, ...shown } = body
  const names = Object.keys(shown)
  const was = Object.fromEntries(Object.entries(before).filter(([key]) => names.includes(key)))
  return { was, is: shown, password: password === undefined ? 'kept' : 'changed' }
}

export async function deleteUser(viewer: Viewer, id: number, address: string): Promise<void> {
  await loadUserToWrite(viewer, id)
  await transaction('people', async (tx) => {
    await refuseLastAdmin(tx, id, 'removed')
    const present = await store.findUserLocked(tx, id)
    if (!present) throw missingUser()
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
