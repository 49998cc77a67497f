'use client'
// The settings of single sign-on as they are being edited: one draft, one save, the server's reasons by
// field, and what a trial in another window brought.
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { onSignOn } from '@/lib/client/sign-on'
import { useCall } from '@/lib/client/use-call'
import { Config } from '@/lib/wire/config'
import type { Sso, SsoPatch, SsoShown } from '@/lib/wire/sso'

export type Draft = Omit<Sso, 'scopes'> & {
  client_secret: string
  /** As it is typed: words with blanks between. */
  scopes: string
}

function draftOf(shown: SsoShown): Draft {
  const { client_secret_set: _, redirect_url: __, trial: ___, admins: ____, ...sso } = shown
  return { ...sso, scopes: sso.scopes.join(' '), client_secret: '' }
}

function patchOf({ scopes, client_secret, ...draft }: Draft): SsoPatch {
  return {
    ...draft,
    scopes: scopes.split(/\s+/).filter(Boolean),
    client_secret: client_secret === '' ? null : client_secret,
  }
}

/** Fields by which the provider knows us: what a trial is a trial of. */
const connectionKeys = ['issuer', 'client_id', 'client_secret', 'scopes', 'groups_claim'] as const

export function useSignOn(first: SsoShown) {
  const { refresh } = useRouter()
  const [shown, setShown] = useState(first)
  const [draft, setDraft] = useState(() => draftOf(first))
  const call = useCall()
  // A trial in another window changes what the server shows, never what is being typed.
  useEffect(() => setShown(first), [first])
  useEffect(() => onSignOn((news) => news.for === 'test' && refresh()), [refresh])
  const saved = useMemo(() => draftOf(shown), [shown])
  const dirty = JSON.stringify(draft) !== JSON.stringify(saved)
  const moved = connectionKeys.some((key) => draft[key] !== saved[key])
  const save = () =>
    call.run(async () => {
      const body = { sso: patchOf(draft) }
      const { sso } = await api(Config, '/api/v1/fleet/config', { method: 'PATCH', body })
      setShown(sso)
      setDraft(draftOf(sso))
      toast.done('Single sign-on is saved')
      refresh()
    })
  const set = (change: Partial<Draft>) => {
    call.clear()
    setDraft((before) => ({ ...before, ...change }))
  }
  const undo = () => {
    call.clear()
    setDraft(saved)
  }
  /** What the server says of a field. */
  const reason = (name: string) => call.failure?.reason(`sso.${name}`)
  return { shown, draft, set, dirty, moved, save, undo, reason, busy: call.busy, error: call.error }
}

export type SignOn = ReturnType<typeof useSignOn>
