// API tokens: minted in a session only, never wider than their owner, and dead with them.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { authorize, permits } from '@/lib/domain/permissions'
import { tokenHash } from '@/lib/domain/sessions'
import { newToken } from '@/lib/domain/token-format'
import { loadUserToWrite, type Roles } from '@/lib/domain/user-access'
import { transaction } from '@/lib/store/db'
import { findProofFresh } from '@/lib/store/sessions'
import { findTeam } from '@/lib/store/teams'
import * as store from '@/lib/store/tokens'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { TokenCreate, TokenRow } from '@/lib/wire/tokens'

const missing = () => new AppError('not_found', 'There is no such token')
const yearMs = 366 * 86_400_000

/** One's own, or everybody's for who may see them. */
export function listTokens(viewer: Viewer): Promise<TokenRow[]> {
  authorize(viewer, 'me:read', 'any')
  const all = permits(viewer, 'tokens:read_all', { team_id: null })
  return store.listTokens(all ? null : viewer.user_id)
}

async function checkTeam({ global_role, teams }: Roles, teamId: number): Promise<void> {
  const mine = global_role !== null || teams.some(({ id }) => id === teamId)
  if (!mine || !(await findTeam(teamId))) throw invalidField('team_id', 'is not a team of theirs')
}

/** A token outlives its session, so who sits at an unlocked screen must not be able to make one. */
async function refuseUnproved({ via, session_id }: Viewer): Promise<void> {
  if (via === 'token' || session_id === undefined)
    throw new AppError('forbidden', 'A token cannot make tokens')
  if (await findProofFresh(session_id)) return
  const reason = 'give your password again'
  throw new AppError('forbidden', `To make a token, ${reason}`, {
    errors: [{ name: 'password', reason }],
  })
}

/** Whose token it becomes: the viewer's, or of a user without a password whom they administer. */
async function ownerOf(viewer: Viewer, userId = viewer.user_id): Promise<Roles & { id: number }> {
  if (userId === viewer.user_id) return { ...viewer, teams: [...viewer.teams], id: userId }
  const user = await loadUserToWrite(viewer, userId)
  if (!user.api_only) throw invalidField('user_id', 'makes their own tokens')
  return user
}

/** Makes a token of the viewer's own, or of an `api_only` user. `secret` is never to be had again. */
export async function createToken(
  viewer: Viewer,
  body: TokenCreate,
  address: string,
  nowMs = Date.now(),
): Promise<{ token: TokenRow; secret: string }> {
  authorize(viewer, 'me:write', 'any')
  await refuseUnproved(viewer)
  const owner = await ownerOf(viewer, body.user_id)
  if (body.team_id != null) await checkTeam(owner, body.team_id)
  const expiresMs = body.expires_at == null ? undefined : Date.parse(body.expires_at)
  if (expiresMs !== undefined && (expiresMs <= nowMs || expiresMs > nowMs + yearMs))
    throw invalidField('expires_at', 'must be within a year from now')
  const secret = newToken()
  const token = await transaction('people', async (tx) => {
    const row = await store.insertToken(tx, {
      name: body.name,
      token_hash: tokenHash(secret),
      user_id: owner.id,
      team_id: body.team_id ?? null,
      scopes: body.scopes,
      expires_at: body.expires_at ?? null,
    })
    if (!row) throw missing()
    await recordActivity(tx, viewer, {
      type: 'created_token',
      object_kind: 'token',
      object_id: row.id,
      object_name: row.name,
      details: { scopes: body.scopes, team_id: row.team_id, owner: row.user_name },
      address,
    })
    return row
  })
  return { token, secret }
}

/** Ends a token of one's own, or anybody's for who may. */
export async function deleteToken(viewer: Viewer, id: number, address: string): Promise<void> {
  authorize(viewer, 'me:write', 'any')
  const token = await store.findToken(id)
  const mine = token?.user_id === viewer.user_id
  if (!token || !(mine || permits(viewer, 'tokens:read_all', { team_id: null }))) throw missing()
  await transaction('people', async (tx) => {
    if (!(await store.updateTokenRevoked(tx, id))) throw missing()
    await recordChange(tx, `tokens:${id}`)
    await recordActivity(tx, viewer, {
      type: 'deleted_token',
      object_kind: 'token',
      object_id: id,
      object_name: token.name,
      details: { owner: token.user_name },
      address,
    })
  })
  wake(`tokens:${id}`)
}
