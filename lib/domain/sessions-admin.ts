// Open sign-ins as people manage them: one's own, and those of whom one administers. What is ended
// here ends on every instance within 5 s, streams included.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { endUserSessions } from '@/lib/domain/sessions'
import { loadUserToWrite } from '@/lib/domain/user-access'
import { transaction } from '@/lib/store/db'
import { findSession, listSessions, updateSessionRevoked } from '@/lib/store/sessions'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { SessionQuery, SessionsEnd } from '@/lib/wire/sessions'

const missing = () => new AppError('not_found', 'There is no such session')

/** Lets the viewer at the sessions of that person; returns how the audit trail names them. */
async function reach(viewer: Viewer, userId: number, action: 'me:read' | 'me:write') {
  authorize(viewer, action, 'any')
  return userId === viewer.user_id ? viewer.email : (await loadUserToWrite(viewer, userId)).email
}

/** One's own, or those of somebody one administers; the latest in use first. */
export async function listSessionsFor(viewer: Viewer, { user_id = viewer.user_id }: SessionQuery) {
  await reach(viewer, user_id, 'me:read')
  const sessions = await listSessions(user_id)
  return sessions.map((session) => ({ ...session, current: session.id === viewer.session_id }))
}

/** Ends one session. Who administers nobody is refused any but their own, whether it is there or not. */
export async function deleteSession(viewer: Viewer, id: number, address: string): Promise<void> {
  authorize(viewer, 'me:write', 'any')
  const session = await findSession(id)
  if (session?.user_id !== viewer.user_id) authorize(viewer, 'users:write', 'any')
  if (!session) throw missing()
  const email = await reach(viewer, session.user_id, 'me:write')
  await transaction('people', async (tx) => {
    if (!(await updateSessionRevoked(tx, id))) throw missing()
    await recordChange(tx, `sessions:${id}`)
    await recordActivity(tx, viewer, {
      type: 'ended_session',
      object_kind: 'user',
      object_id: session.user_id,
      object_name: email,
      details: { session_id: id, from: session.address },
      address,
    })
  })
  wake(`sessions:${id}`)
}

/** Signs a person out everywhere, or everywhere else. Returns how many sessions ended. */
export async function deleteSessions(
  viewer: Viewer,
  { user_id = viewer.user_id, others }: SessionsEnd,
  address: string,
): Promise<number> {
  const email = await reach(viewer, user_id, 'me:write')
  const ended = await transaction('people', async (tx) => {
    const ended = await endUserSessions(tx, user_id, others ? viewer.session_id : undefined)
    await recordActivity(tx, viewer, {
      type: 'ended_sessions',
      object_kind: 'user',
      object_id: user_id,
      object_name: email,
      details: { ended, others },
      address,
    })
    return ended
  })
  wake(`users:${user_id}`)
  return ended
}
