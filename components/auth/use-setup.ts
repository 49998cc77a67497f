// Sends the first account and signs it in; keeps what the server had against it, field by field.
import { useState } from 'react'
import { ApiFailure, api } from '@/lib/client/api'
import { signIn } from '@/lib/client/sign-in'
import { SetupReply } from '@/lib/wire/setup'

export type Account = { org_name: string; name: string; email: string; password: string }

export type SetupFailure = {
  message: string
  /** Somebody has finished set-up: there is nothing left to do here but to sign in. */
  finished: boolean
  reason: (name: string) => string | undefined
}

function failureOf(error: unknown): SetupFailure {
  if (!(error instanceof ApiFailure))
    return {
      message: 'Something went wrong on this page. Open the link the server printed again.',
      finished: false,
      reason: () => undefined,
    }
  const finished = error.status === 404
  return {
    message: finished ? 'Set-up is finished. Sign in.' : error.message,
    finished,
    reason: (name) => error.reason(name),
  }
}

export function useSetup(token: string) {
  const [failure, setFailure] = useState<SetupFailure>()
  const [busy, setBusy] = useState(false)

  const send = async ({ org_name, ...admin }: Account) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const body = { setup_token: token, admin, org_name }
      await api(SetupReply, '/api/v1/setup', { method: 'POST', body })
      const outcome = await signIn(admin.email, admin.password)
      window.location.assign(outcome.failure ? '/login' : '/')
    } catch (error) {
      setFailure(failureOf(error))
      setBusy(false)
    }
  }

  return { failure, busy, send }
}
