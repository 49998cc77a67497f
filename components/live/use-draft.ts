'use client'
// The draft of a question and the limits used last, kept on this device: restored after the first
// paint, because the server knows of neither.
import { useEffect, useRef, useState } from 'react'
import { keepDraft, keepLimits, readDraft, readLimits } from '@/lib/client/live-draft'
import type { LiveLimits, LiveQuestion, LiveSource } from '@/lib/wire/live-draft'
import type { LaunchFirst } from '@/lib/wire/live-first'
import type { Selected } from '@/lib/wire/targets'

const draftMs = 500
const defaults: LiveLimits = {
  expires_in: 600,
  include_offline: true,
  newcomers: false,
  guard: {},
}

export function isAnybody({ all, hosts, labels, teams }: Selected): boolean {
  return all || hosts.length > 0 || labels.length > 0 || teams.length > 0
}

const isWorthKeeping = ({ sql, query_id, pack_id, selected }: LiveQuestion) =>
  sql.trim() !== '' || query_id !== null || pack_id !== null || isAnybody(selected)

type Drafted = { question: LiveQuestion; source: LiveSource }

/** `restore` gets the draft, if there is one and the link does not say what to ask. */
export function useDraft(
  { viewer_id, given }: Pick<LaunchFirst, 'viewer_id' | 'given'>,
  { question, source }: Drafted,
  restore: (draft: Drafted) => void,
) {
  const [restored, setRestored] = useState<number>()
  const [ready, setReady] = useState(false)
  const opened = useRef(question)
  const latest = useRef(restore)
  useEffect(() => {
    latest.current = restore
  })
  useEffect(() => {
    const draft = given ? undefined : readDraft(viewer_id)
    if (draft && isWorthKeeping(draft)) {
      const { kept_at, source: kept, ...rest } = draft
      latest.current({ question: rest, source: kept })
      setRestored(kept_at)
    }
    setReady(true)
  }, [given, viewer_id])
  useEffect(() => {
    // A link that was only looked at does not replace the draft.
    if (!ready || question === opened.current) return
    const keep = () => keepDraft(viewer_id, { ...question, source, kept_at: Date.now() })
    const timer = setTimeout(keep, draftMs)
    return () => clearTimeout(timer)
  }, [ready, question, source, viewer_id])
  return { restored, forget: () => setRestored(undefined) }
}

/** The limits of the link's campaign, else those used last by this person. */
export function useLimits({
  viewer_id,
  limits: linked,
}: Pick<LaunchFirst, 'viewer_id' | 'limits'>) {
  const [limits, setLimits] = useState(linked ?? defaults)
  const given = linked !== undefined
  useEffect(() => {
    const kept = given ? undefined : readLimits(viewer_id)
    if (kept) setLimits(kept)
  }, [given, viewer_id])
  const change = (next: LiveLimits) => {
    setLimits(next)
    keepLimits(viewer_id, next)
  }
  return { limits, change }
}
