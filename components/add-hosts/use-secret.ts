'use client'
// The enrol secret of Add hosts: one made here and shown this once, or one that somebody has.
import { useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import { EnrollSecretCreated } from '@/lib/wire/secrets'

export type SecretMode = 'new' | 'own'

export const lifetimes = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
] as const
export type Lifetime = (typeof lifetimes)[number]['value']

export type MadeSecret = { secret: string; expires_at: string | null; max_uses: number | null }

/** Nothing that a file of one line or a terminal could take for more than text. */
export const isSecretText = (text: string) => text !== '' && !/\p{Cc}/u.test(text)

function bodyOf(team: { id: number | null; name: string }, hours: Lifetime, uses: string) {
  const day = new Date().toISOString().slice(0, 10)
  return {
    name: `Add hosts, ${team.name}, ${day}`.slice(0, 255),
    team_id: team.id,
    expires_at: new Date(Date.now() + Number(hours) * 3_600_000).toISOString(),
    ...(uses.trim() === '' ? {} : { max_uses: Number(uses) }),
  }
}

export function useSecret() {
  const [mode, setMode] = useState<SecretMode>('new')
  const [own, setOwn] = useState('')
  const [made, setMade] = useState<MadeSecret>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const make = async (team: { id: number | null; name: string }, hours: Lifetime, uses: string) => {
    setBusy(true)
    setFailure(undefined)
    await api(EnrollSecretCreated, '/api/v1/fleet/enroll_secrets', {
      method: 'POST',
      body: bodyOf(team, hours, uses),
    }).then(
      ({ secret, enroll_secret: { expires_at, max_uses } }) =>
        setMade({ secret, expires_at, max_uses }),
      (error: unknown) => setFailure(failureOf(error)),
    )
    setBusy(false)
  }
  const typed = isSecretText(own.trim()) ? own.trim() : undefined
  return {
    ...{ mode, setMode, own, setOwn, made, busy, failure, make },
    forget: () => setMade(undefined),
    secret: mode === 'new' ? made?.secret : typed,
  }
}

export type SecretState = ReturnType<typeof useSecret>
