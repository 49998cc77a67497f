// The link this page was opened with: for whom it is, and using it up. Kept in the address until then,
// so that a reload loses nothing.
import { useCallback, useEffect, useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { signIn } from '@/lib/client/sign-in'
import { InvitationAccepted, InvitationOpened } from '@/lib/wire/invitations'

const path = '/api/v1/fleet/invitations'

export type Opened = InvitationOpened['invitation']

export type Door =
  | { state: 'opening' }
  | { state: 'shut'; message: string; again: (() => void) | undefined }
  | { state: 'open'; invitation: Opened }

const linkToken = () => window.location.hash.slice(1)

/** Asks whom the link is for. A refusal is final; a fault or a throttle can be tried again. */
export function useDoor(): Door {
  const [door, setDoor] = useState<Door>({ state: 'opening' })
  const knock = useCallback(async () => {
    setDoor({ state: 'opening' })
    try {
      const body = { token: linkToken() || '-' }
      const { invitation } = await api(InvitationOpened, `${path}/open`, { method: 'POST', body })
      setDoor({ state: 'open', invitation })
    } catch (error) {
      const { status, message } = failureOf(error)
      setDoor({ state: 'shut', message, again: status === 404 ? undefined : () => void knock() })
    }
  }, [])
  useEffect(() => {
    void knock()
    const changed = () => void knock()
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [knock])
  return door
}

/** Sets the password and signs in with it. */
export function useAccept() {
  const [failure, setFailure] = useState<ApiFailure>()
  const [busy, setBusy] = useState(false)
  const accept = async (chosen: { password: string; name: string }) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const body = { token: linkToken(), ...chosen }
      const { email } = await api(InvitationAccepted, `${path}/accept`, { method: 'POST', body })
      const outcome = await signIn(email, chosen.password)
      window.location.replace(outcome.failure ? '/login' : '/')
    } catch (error) {
      setFailure(failureOf(error))
      setBusy(false)
    }
  }
  return { failure, busy, accept }
}
