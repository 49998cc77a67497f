'use client'
// An act on hosts from question to answer: what it would change, the typed number and the password where
// they are needed, the act itself, and what was done.
import { useEffect, useState } from 'react'
import { z } from 'zod'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api, failureOf } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { HostBulkReply, type HostDeed } from '@/lib/wire/host-bulk'
import { type Asked, bulkDone } from './host-bulk-words'

/** Whom it is about: hosts by id, or every host that the filters leave. */
export type Chosen = { count: number } & (
  | { ids: number[]; name?: string }
  | { filter: Record<string, string> }
)
/** A label or a team; `null` is no team. */
export type BulkObject = { id: number | null; name: string }
export type Question = { action: HostDeed; chosen: Chosen; object?: BulkObject }

const path = '/api/v1/fleet/hosts/bulk'

function bodyOf({ action, chosen, object }: Question): object {
  const whom = 'ids' in chosen ? { ids: chosen.ids } : { filter: chosen.filter }
  if (!object) return { ...whom, action }
  const key = action === 'transfer' ? 'team_id' : 'label_id'
  return { ...whom, action, [key]: object.id }
}

/** An act that needs a label or a team has nothing to count before one is chosen. */
export const isComplete = ({ action, object }: Question) =>
  object !== undefined || action === 'refetch' || action === 'delete'

type Counted = { question: Question; effect?: HostBulkReply; error?: string }

/** What the act would change, read anew for every question. */
function useEffectOf(question: Question | undefined): Counted | undefined {
  const [state, setState] = useState<Counted>()
  useEffect(() => {
    if (!question || !isComplete(question)) return
    const stop = new AbortController()
    const body = { ...bodyOf(question), dry_run: true }
    api(HostBulkReply, path, { method: 'POST', body, signal: stop.signal })
      .then((effect) => setState({ question, effect }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState({ question, error: failureOf(error).message })
      })
    return () => stop.abort()
  }, [question])
  return state && state.question === question ? state : undefined
}

const prove = (password: string) =>
  api(z.unknown(), '/api/v1/fleet/sessions/prove', { method: 'POST', body: { password } })

export function useHostBulk(question: Question | undefined, onDone: () => void) {
  const counted = useEffectOf(question)
  const call = useCall()
  const asked: Asked | undefined = question && {
    action: question.action,
    name: 'ids' in question.chosen ? question.chosen.name : undefined,
    chosen: question.chosen.count,
    object: question.object?.name,
    effect: counted?.effect,
  }
  const run = (password: string) =>
    call.run(async () => {
      if (!question || !asked?.effect) return
      if (password !== '') await prove(password)
      const body = { ...bodyOf(question), confirm: asked.effect.changed }
      const effect = await api(HostBulkReply, path, { method: 'POST', body })
      const words = bulkDone({ ...asked, effect })
      announce(words)
      toast.done(words)
      onDone()
    })
  const { busy, failure, clear } = call
  return { asked, busy, failure, error: call.error ?? counted?.error, run, clear }
}
