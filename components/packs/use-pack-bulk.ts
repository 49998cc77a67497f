'use client'
// An act on packs from question to answer: counts whom it would reach, asks, does it, tells.
import { useEffect, useState } from 'react'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api, failureOf } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { PackBulkReply, type PackFilter } from '@/lib/wire/pack-listing'
import { type Asked, type BulkAction, bulkDone } from './bulk-words'

/** Whom it is about: packs by id, or every pack that a filter matches. */
export type Chosen =
  | { ids: number[]; name?: string; count: number }
  | { filter: PackFilter; count: number }

export type Question = { action: BulkAction; chosen: Chosen }

const path = '/api/v1/fleet/packs/bulk'

export const subjectOf = (chosen: Chosen) =>
  'ids' in chosen ? { ids: chosen.ids } : { filter: chosen.filter }

/** The counts of a question, read when it is asked. */
function useEffectOf(question: Question | undefined) {
  const [state, setState] = useState<{
    question: Question
    effect?: PackBulkReply
    error?: string
  }>()
  useEffect(() => {
    if (!question) return
    const stop = new AbortController()
    const body = { ...subjectOf(question.chosen), action: question.action, dry_run: true }
    api(PackBulkReply, path, { method: 'POST', body, signal: stop.signal })
      .then((effect) => setState({ question, effect }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState({ question, error: failureOf(error).message })
      })
    return () => stop.abort()
  }, [question])
  return state && state.question === question ? state : undefined
}

export function usePackBulk(question: Question | undefined, onDone: () => void) {
  const counted = useEffectOf(question)
  const call = useCall()
  const asked: Asked | undefined = question && {
    action: question.action,
    name: 'ids' in question.chosen ? question.chosen.name : undefined,
    chosen: question.chosen.count,
    effect: counted?.effect,
  }
  const run = () =>
    call.run(async () => {
      if (!question || !asked) return
      const body = { ...subjectOf(question.chosen), action: question.action }
      const effect = await api(PackBulkReply, path, { method: 'POST', body })
      const words = bulkDone({ ...asked, effect })
      announce(words)
      toast.done(words)
      onDone()
    })
  const { busy, error, clear } = call
  return { asked, busy, error: error ?? counted?.error, run, clear }
}
