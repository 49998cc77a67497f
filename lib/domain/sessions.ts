// Who a bearer is: sessions and API tokens become Viewers. Answers are kept at most 4 s and dropped
// on the first wake-up, so a revoked one dies within 5 s even when the bus is deaf.
import { createHash, randomBytes } from 'node:crypto'
import { onWake, recordChange, wake } from '@/lib/bus/bus'
import { permits } from '@/lib/domain/permissions'
import { looksLikeToken } from '@/lib/domain/token-format'
import { pinned } from '@/lib/global'
import { type Tx, transaction } from '@/lib/store/db'
import {
  findSessionHolder,
  insertSession,
  updateSessionRevoked,
  updateSessionSeen,
  updateUserSessionsRevoked,
} from '@/lib/store/sessions'
import { findTokenHolder, updateTokenUsed } from '@/lib/store/tokens'
import { Scope, type Viewer } from '@/lib/wire/roles'

const keptMs = 4_000
const keptMax = 10_000

/** What is behind a bearer; a wake-up of any of them may change what they may do. */
const accessNouns = ['sessions', 'tokens', 'users', 'teams'] as const

export type Bearer = { viewer: Viewer; provedAt: Date | null }

type Kept = { bearers: Map<string, { bearer: Bearer; until: number }>; generation: number }

function kept(): Kept {
  return pinned('sessions.kept', () => {
    const state: Kept = { bearers: new Map(), generation: 0 }
    const drop = () => {
      state.bearers.clear()
      state.generation += 1
    }
    for (const noun of accessNouns) onWake(`${noun}:*`, drop)
    return state
  })
}

/** What is stored of a token of 256 random bits: nothing to guess, so no salt and no stretching. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}

async function findSession(token: string): Promise<Bearer | null> {
  const holder = await findSessionHolder(tokenHash(token))
  if (!holder) return null
  if (holder.stale) await updateSessionSeen(holder.session_id)
  const { stale: _, proved_at, ...person } = holder
  return { viewer: { ...person, via: 'session' }, provedAt: proved_at }
}

async function findToken(token: string): Promise<Bearer | null> {
  const holder = await findTokenHolder(tokenHash(token))
  if (!holder) return null
  if (holder.stale) await updateTokenUsed(holder.token_id)
  const { stale: _, team_id, scopes, ...person } = holder
  const viewer: Viewer = { ...person, via: 'token', scopes: Scope.array().parse(scopes) }
  if (team_id === null) return { viewer, provedAt: null }
  return { viewer: { ...viewer, ...narrowed(viewer, team_id) }, provedAt: null }
}

/** A token of a team has, in that team alone, the role its owner has there. */
function narrowed(viewer: Viewer, teamId: number): Pick<Viewer, 'global_role' | 'teams'> {
  const role = viewer.global_role ?? viewer.teams.find(({ id }) => id === teamId)?.role
  return { global_role: null, teams: role ? [{ id: teamId, role }] : [] }
}

/** The person behind a session or API token; null when there is none. A database fault throws. */
export async function bearerOf(token: string): Promise<Bearer | null> {
  if (token.length < 40 || token.length > 80) return null
  const state = kept()
  const key = tokenHash(token).toString('base64')
  const known = state.bearers.get(key)
  if (known && known.until > performance.now()) return known.bearer
  const { generation } = state
  const until = performance.now() + keptMs
  const bearer = looksLikeToken(token) ? await findToken(token) : await findSession(token)
  if (!bearer) {
    state.bearers.delete(key)
    return null
  }
  if (state.bearers.size >= keptMax) state.bearers.clear()
  // A wake-up during the read may have spoken of this very row.
  if (state.generation === generation) state.bearers.set(key, { bearer, until })
  return bearer
}

/** Starts a session in the transaction that proved the person. The token is told only here. */
export async function startSession(
  tx: Tx,
  userId: number,
  client: { address: string; user_agent: string },
): Promise<{ token: string; session_id: number }> {
  const token = randomBytes(32).toString('base64url')
  const session_id = await insertSession(tx, {
    token_hash: tokenHash(token),
    user_id: userId,
    ...client,
  })
  return { token, session_id }
}

/** Ends one session everywhere within 5 s; here at once. */
export async function endSession(id: number): Promise<void> {
  await transaction('people', async (tx) => {
    if (await updateSessionRevoked(tx, id)) await recordChange(tx, `sessions:${id}`)
  })
  wake(`sessions:${id}`)
}

/**
 * Ends a person's sessions (save the one that asks) inside a transaction that changes what they may
 * do. Follow with `wake(`users:${userId}`)` after the commit. Returns how many ended.
 */
export async function endUserSessions(tx: Tx, userId: number, exceptId?: number): Promise<number> {
  const ended = await updateUserSessionsRevoked(tx, userId, exceptId)
  await recordChange(tx, `users:${userId}`)
  return ended.length
}

/**
 * Calls `listen` when what somebody may do has changed, here or on another instance; in any case
 * within the 2 s of the bus's own poll. Returns the function that ends it.
 */
export function onAccessChange(listen: () => void): () => void {
  // Answers that are kept must be dropped before anybody asks again.
  kept()
  const ends = accessNouns.map((noun) => onWake(`${noun}:*`, listen))
  return () => {
    for (const end of ends) end()
  }
}

/** Whether the token is of an administrator of the installation. */
export async function maySeeMetrics(token: string): Promise<boolean> {
  const bearer = await bearerOf(token)
  return bearer !== null && permits(bearer.viewer, 'activities:read', { team_id: null })
}
