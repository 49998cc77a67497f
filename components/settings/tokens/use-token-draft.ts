'use client'
// A token being made: what is chosen, the password where the sign-in is too old, and the secret once.
import { type FormEvent, useState } from 'react'
import { ApiFailure, api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import type { Scope } from '@/lib/wire/roles'
import { TokenCreated } from '@/lib/wire/tokens'
import { expiryOf, type Lifetime } from './token-words'

export type MadeToken = { name: string; secret: string }

type Draft = {
  name: string
  scopes: readonly Scope[]
  team: string
  owner: string
  life: Lifetime
  password: string
}

const empty: Draft = {
  name: '',
  scopes: ['read'],
  team: '',
  owner: '',
  life: '90',
  password: '',
}

const path = '/api/v1/fleet/tokens'

async function send(draft: Draft): Promise<MadeToken> {
  if (draft.password !== '')
    await api(Unread, '/api/v1/fleet/sessions/prove', {
      method: 'POST',
      body: { password: draft.password },
    })
  const body = {
    name: draft.name,
    scopes: draft.scopes,
    expires_at: expiryOf(draft.life, Date.now()),
    ...(draft.team === '' ? {} : { team_id: Number(draft.team) }),
    ...(draft.owner === '' ? {} : { user_id: Number(draft.owner) }),
  }
  const { secret } = await api(TokenCreated, path, { method: 'POST', body })
  return { name: draft.name, secret }
}

function lacksOf(draft: Draft, asksPassword: boolean): string | undefined {
  if (draft.name.trim() === '') return 'Name it first'
  if (draft.scopes.length === 0) return 'Choose at least one scope'
  return asksPassword && draft.password === '' ? 'Give your password' : undefined
}

export function useTokenDraft(onMade: (made: MadeToken) => void) {
  const [draft, setDraft] = useState(empty)
  const [asksPassword, setAsksPassword] = useState(false)
  const call = useCall()
  const put = (given: Partial<Draft>) => setDraft((old) => ({ ...old, ...given }))
  const lacks = lacksOf(draft, asksPassword)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || call.busy) return
    void call.run(async () => {
      const made = await send(draft).catch((error: unknown) => {
        const asked = error instanceof ApiFailure && error.reason('password') !== undefined
        if (asked) setAsksPassword(true)
        throw error
      })
      onMade(made)
    })
  }
  return { draft, put, asksPassword, lacks, call, submit }
}

export type TokenDraft = ReturnType<typeof useTokenDraft>
