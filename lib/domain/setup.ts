// The first start. A one-time token, printed by the launcher and kept only as a hash, buys exactly
// one administrator; then set-up is closed for good. There is no default account.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { recordActivity } from '@/lib/domain/activity'
import { passwordHash, refuseCommon } from '@/lib/domain/passwords'
import { startSession } from '@/lib/domain/sessions'
import type { Client, NewSignIn } from '@/lib/domain/sign-in'
import { env } from '@/lib/env'
import { transaction } from '@/lib/store/db'
import { findSetupState, updateSetUp, updateSetupTokenHash } from '@/lib/store/settings'
import { findUserLocked, insertUser } from '@/lib/store/users'
import { AppError } from '@/lib/wire/errors'
import type { SetupRequest } from '@/lib/wire/setup'

const digest = (token: string) => createHash('sha256').update(token, 'utf8').digest()

/** Whether the one administrator has been made. */
export async function isSetUp(): Promise<boolean> {
  return (await findSetupState()).set_up
}

/**
 * The link that opens set-up, or null once it is done. Without SETUP_TOKEN every call makes a new
 * token and voids the last link.
 */
export async function setupLink(): Promise<string | null> {
  if (await isSetUp()) return null
  const token = env().SETUP_TOKEN ?? randomBytes(32).toString('base64url')
  await updateSetupTokenHash(digest(token))
  return `${env().PUBLIC_URL}/setup?token=${encodeURIComponent(token)}`
}

/** Whether set-up is open and the token opens it. */
export async function opensSetup(token: string): Promise<boolean> {
  const { set_up, setup_token_hash } = await findSetupState()
  if (set_up) return false
  const { SETUP_TOKEN } = env()
  const valid = [setup_token_hash, SETUP_TOKEN === undefined ? null : digest(SETUP_TOKEN)]
  const given = digest(token)
  return valid.some((hash) => hash !== null && timingSafeEqual(hash, given))
}

const finished = () => new AppError('not_found', 'Set-up is finished. Sign in')

/** Makes the first administrator and signs them in. `not_found` once done, `forbidden` for a wrong token. */
export async function completeSetup(request: SetupRequest, client: Client): Promise<NewSignIn> {
  if (await isSetUp()) throw finished()
  if (!(await opensSetup(request.setup_token)))
    throw new AppError('forbidden', 'This set-up link is not valid. The server prints one at start')
  const { name, email, password } = request.admin
  refuseCommon(password, email, 'admin.password')
  const password_hash = await passwordHash(password)
  return transaction('people', async (tx) => {
    const given = { org_name: request.org_name ?? null, server_url: request.server_url ?? null }
    if (!(await updateSetUp(tx, given))) throw finished()
    const admin = { name, email, password_hash, global_role: 'admin', api_only: false } as const
    const user_id = await insertUser(tx, admin)
    const user = await findUserLocked(tx, user_id)
    if (!user) throw finished()
    const session = await startSession(tx, user_id, client)
    await recordActivity(
      tx,
      { user_id, name, email, global_role: 'admin', teams: [], via: 'session' },
      {
        type: 'finished_setup',
        object_kind: 'user',
        object_id: user_id,
        object_name: name,
        address: client.address,
      },
    )
    return { user, ...session }
  })
}
