'use client'
// The state of a question before it is asked: text, targets, limits, what the server says of each, and
// the draft on this device.
import { useEffect, useMemo, useRef, useState } from 'react'
import { findingsOf } from '@/components/sql/check-findings'
import { api } from '@/lib/client/api'
import { keepDraft, keepLimits, readDraft, readLimits } from '@/lib/client/live-draft'
import { useSettled } from '@/lib/client/use-settled'
import { useSqlCheck } from '@/lib/client/use-sql-check'
import type { Campaign } from '@/lib/wire/campaigns'
import type { LiveLimits } from '@/lib/wire/live-draft'
import type { SavedQuery } from '@/lib/wire/queries'
import { sqlBytesMax } from '@/lib/wire/queries'
import { Selected, type TargetNames, TargetsCount } from '@/lib/wire/targets'
import { runWords } from './words'

export type LaunchFirst = {
  sql: string
  query_id: number | null
  selected: Selected
  /** Of the campaign that is asked again; undefined: those used last on this device. */
  limits: LiveLimits | undefined
  /** The link says what to ask, so a draft does not replace it. */
  given: boolean
  names: TargetNames
  queries: readonly Pick<SavedQuery, 'id' | 'name' | 'query'>[]
  recent: readonly Campaign[]
  /** Any text; otherwise only what is saved and allowed. */
  may_write: boolean
}

const defaults: LiveLimits = { expires_in: 600, include_offline: true, newcomers: false }
const countMs = 250
const draftMs = 500

type Question = { sql: string; query_id: number | null; selected: Selected }

const nobody = (): Selected => Selected.parse({})

function isAnybody({ all, hosts, labels, teams }: Selected): boolean {
  return all || hosts.length > 0 || labels.length > 0 || teams.length > 0
}

function useDraft(first: LaunchFirst, question: Question, set: (question: Question) => void) {
  const [restored, setRestored] = useState<number>()
  const [ready, setReady] = useState(false)
  const opened = useRef(question)
  const given = first.given
  // After the first paint, because the server knows no draft.
  useEffect(() => {
    const draft = given ? undefined : readDraft()
    if (draft && (draft.sql.trim() !== '' || isAnybody(draft.selected))) {
      set({ sql: draft.sql, query_id: draft.query_id, selected: draft.selected })
      setRestored(draft.kept_at)
    }
    setReady(true)
  }, [given, set])
  useEffect(() => {
    // A link that was only looked at does not replace the draft.
    if (!ready || question === opened.current) return
    const timer = setTimeout(() => keepDraft({ ...question, kept_at: Date.now() }), draftMs)
    return () => clearTimeout(timer)
  }, [ready, question])
  return { restored, forget: () => setRestored(undefined) }
}

function useLimits(first: LaunchFirst) {
  const [limits, setLimits] = useState(first.limits ?? defaults)
  const given = first.limits !== undefined
  useEffect(() => {
    const kept = given ? undefined : readLimits()
    if (kept) setLimits(kept)
  }, [given])
  const change = (next: LiveLimits) => {
    setLimits(next)
    keepLimits(next)
  }
  return { limits, change }
}

/** What the checker says of the text; too much of it is told by the button, not asked about. */
function useVerdict(sql: string) {
  const fits = new TextEncoder().encode(sql).length <= sqlBytesMax
  const check = useSqlCheck(fits ? sql : '')
  const { report, about } = check
  const findings = useMemo(
    () => (sql.trim() === '' || !fits || about === '' ? [] : findingsOf(report, true)),
    [sql, fits, about, report],
  )
  return { check, findings }
}

/** How many hosts the targets mean, 250 ms after a change. */
function useCount(question: Omit<Question, 'sql'>, limits: LiveLimits, chosen: boolean) {
  const { include_offline } = limits
  const { selected, query_id } = question
  const asked = useMemo(
    () =>
      chosen
        ? { selected, include_offline, ...(query_id !== null ? { query_id } : {}) }
        : undefined,
    [chosen, selected, include_offline, query_id],
  )
  return useSettled(asked, countMs, (body, signal) =>
    api(TargetsCount, '/api/v1/fleet/targets/count', { method: 'POST', body, signal }),
  )
}

export function useLaunch(first: LaunchFirst) {
  const [question, setQuestion] = useState<Question>({
    sql: first.sql,
    query_id: first.query_id,
    selected: first.selected,
  })
  const { restored, forget } = useDraft(first, question, setQuestion)
  const { limits, change: setLimits } = useLimits(first)
  const { sql, selected, query_id } = question
  const saved = first.queries.find(({ id }) => id === query_id)
  const edited = saved !== undefined && saved.query !== sql
  const sendsSaved = saved !== undefined && !edited

  const { check, findings } = useVerdict(sql)
  const chosen = isAnybody(selected)
  const count = useCount({ selected, query_id: sendsSaved ? query_id : null }, limits, chosen)
  const counts = chosen && !count.busy ? count.answer?.value : undefined
  const words = runWords({ sql, findings, bytes_max: sqlBytesMax, counts, chosen })
  const text = sendsSaved ? { query_id } : { query: sql }
  return {
    question,
    setQuestion,
    restored,
    discard: () => {
      forget()
      setQuestion({ sql: '', query_id: null, selected: nobody() })
    },
    limits,
    setLimits,
    saved,
    edited,
    check,
    count,
    counts,
    words,
    body: { ...text, selected, ...limits },
  }
}

export type Launch = ReturnType<typeof useLaunch>
