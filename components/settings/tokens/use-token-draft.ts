'use client'
// A token being made: what is chosen, a proof of who sits there where the sign-in is too old, the secret.
import { type FormEvent, useState } from 'react'
import { useProof } from '@/components/auth/prove-again'
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
}

const empty: Draft = {
  name: '',
  scopes: ['read'],
  team: '',
  owner: '',
  life: '90',
}

const path = '/api/v1/fleet/tokens'

async function send(draft: Draft, password: string): Promise<MadeToken> {
  if (password !== '')
    await api(Unread, '/api/v1/fleet/sessions/prove', {
      method: 'POST',
      body: { password },
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

function lacksOf(draft: Draft): string | undefined {
  if (draft.name.trim() === '') return 'Name it first'
  return draft.scopes.length === 0 ? 'Choose at least one scope' : undefined
}

export function useTokenDraft(onMade: (made: MadeToken) => void) {
  const [draft, setDraft] = useState(empty)
  const [asksProof, setAsksProof] = useState(false)
  const proof = useProof(asksProof)
  const call = useCall()
  const put = (given: Partial<Draft>) => setDraft((old) => ({ ...old, ...given }))
  const lacks = lacksOf(draft) ?? proof.lacks
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || call.busy) return
    void call.run(async () => {
      const made = await send(draft, proof.secret).catch((error: unknown) => {
        const asked = error instanceof ApiFailure && error.reason('password') !== undefined
        if (asked) setAsksProof(true)
        throw error
      })
      onMade(made)
    })
  }
  return { draft, put, asksProof, proof, lacks, call, submit }
}

export type TokenDraft = ReturnType<typeof useTokenDraft>
