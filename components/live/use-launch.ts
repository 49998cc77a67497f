'use client'
// The state of a question before it is asked: text, values, targets, limits, what the server says of
// each, and the body that Run would send.
import { useMemo, useState } from 'react'
import { findingsOf } from '@/components/sql/check-findings'
import { useSqlCheck } from '@/lib/client/use-sql-check'
import { useUrlParam } from '@/lib/client/use-url-param'
import type { Guard } from '@/lib/wire/campaigns'
import { type LiveQuestion, type LiveSource, liveSources } from '@/lib/wire/live-draft'
import type { LaunchFirst } from '@/lib/wire/live-first'
import { sqlBytesMax } from '@/lib/wire/queries'
import { Selected } from '@/lib/wire/targets'
import { guardInForce, isPreselected } from './guard-words'
import { fieldsOf, plainNames, readFields } from './parameter-fields'
import { isAnybody, useDraft, useLimits } from './use-draft'
import { useCount, usePreflight, useRound } from './use-preflight'
import { useSaved } from './use-saved'
import { runWords } from './words'

const noQuestion: LiveQuestion = {
  sql: '',
  query_id: null,
  saved_sql: '',
  pack_id: null,
  pack_hosts: 'own',
  texts: {},
  selected: Selected.parse({}),
  destinations: [],
}

const none: readonly never[] = []

/** The open tab, kept in the address; the link's own where the address says nothing. */
function useSource({ source: first, may_write }: LaunchFirst) {
  const [tab, setTab] = useUrlParam('tab')
  const held = liveSources.find((source) => source === tab) ?? first
  const set = (next: LiveSource) => setTab(next === first ? undefined : next, 'replace')
  return [may_write ? held : 'saved', set] as const
}

/** The question as it stands, with its draft. */
function useQuestion(first: LaunchFirst) {
  const [question, setQuestion] = useState(first.question)
  const [source, setSource] = useSource(first)
  const { restored, forget } = useDraft(first, { question, source }, (kept) => {
    setQuestion(kept.question)
    setSource(kept.source)
  })
  const change = (patch: Partial<LiveQuestion>) => setQuestion((old) => ({ ...old, ...patch }))
  const discard = () => {
    forget()
    setQuestion(noQuestion)
  }
  return { question, change, source, setSource, restored, discard }
}

/** What the checker says of the text; too much of it is told by the button, not asked about. */
function useVerdict(sql: string, names: readonly string[]) {
  const fits = new TextEncoder().encode(sql).length <= sqlBytesMax
  const check = useSqlCheck(fits ? sql : '', none, { parameters: names })
  const { report, about } = check
  const findings = useMemo(
    () => (sql.trim() === '' || !fits || about === '' ? [] : findingsOf(report, true)),
    [sql, fits, about, report],
  )
  return { check, findings, isChecked: check.state === 'checked' && about === sql }
}

/** The text in force, what it declares, and the values for its names. */
function useText(first: LaunchFirst, question: LiveQuestion, source: LiveSource) {
  const library = useSaved(first.saved, question.query_id)
  const saved = source === 'saved' ? library.saved : undefined
  const sql = source === 'saved' ? question.saved_sql : question.sql
  const edited = saved !== undefined && saved.query !== sql
  const declared = saved?.parameters ?? none
  const { texts } = question
  const fields = useMemo(() => fieldsOf(sql, declared, texts), [sql, declared, texts])
  const plain = useMemo(() => plainNames(sql, declared), [sql, declared])
  const reading = useMemo(() => readFields(fields), [fields])
  const sent = saved && !edited ? saved.id : undefined
  return { library, saved, sql, edited, fields, plain, reading, sent }
}

/** The limits, and the canary that a large launch begins with unless somebody takes it away. */
function useRails(first: LaunchFirst) {
  const { limits, change } = useLimits(first)
  const [declined, setDeclined] = useState(false)
  const { guard } = limits
  const launching = (total: number | undefined) => ({ total, above: first.confirm_above, declined })
  const decline = () => {
    setDeclined(true)
    const { canary: _, ...rest } = guard
    change({ ...limits, guard: rest })
  }
  return {
    limits,
    setLimits: change,
    decline,
    /** The guard in force for so many hosts. */
    railsFor: (total: number | undefined): Guard => guardInForce(guard, launching(total)),
    isPreselectedFor: (total: number | undefined) => isPreselected(guard, launching(total)),
  }
}

type Rails = ReturnType<typeof useRails>
type Text = ReturnType<typeof useText>

/** How many hosts are meant now; undefined while that is being counted. */
function useWhom(
  question: LiveQuestion,
  { limits }: Rails,
  sent: number | undefined,
  round: number,
) {
  const { selected } = question
  const chosen = isAnybody(selected)
  const { include_offline } = limits
  const query_id = sent === undefined ? {} : { query_id: sent }
  const count = useCount(chosen ? { selected, include_offline, ...query_id } : undefined, round)
  const counts = chosen && count.isCurrent && !count.failure ? count.answer?.value : undefined
  return { chosen, count, counts }
}

/** Those that a draft or a link named and that can still be chosen. */
function chosenDestinations({ destinations }: LaunchFirst, question: LiveQuestion): number[] {
  const known = new Set(destinations?.map(({ id }) => id))
  return question.destinations.filter((id) => known.has(id))
}

function bodyOf(text: Text, question: LiveQuestion, rails: Rails, total: number | undefined) {
  const { selected, destinations } = question
  const { values } = text.reading
  const { expires_in, include_offline, newcomers } = rails.limits
  const guard = rails.railsFor(total)
  return {
    ...(text.sent === undefined ? { query: text.sql } : { query_id: text.sent }),
    ...(Object.keys(values).length > 0 ? { parameters: values } : {}),
    selected,
    ...{ expires_in, include_offline, newcomers },
    ...(Object.keys(guard).length > 0 ? { guard } : {}),
    ...(destinations.length > 0 ? { destinations } : {}),
  }
}

export function useLaunch(first: LaunchFirst) {
  const asked = useQuestion(first)
  const { question, source } = asked
  const { round, again } = useRound()
  const rails = useRails(first)
  const text = useText(first, question, source)
  const names = text.fields.map(({ name }) => name)
  const verdict = useVerdict(text.sql, names)
  const whom = useWhom(question, rails, text.sent, round)
  const words = runWords({
    sql: text.sql,
    source,
    findings: verdict.findings,
    bytes_max: sqlBytesMax,
    faults: text.reading.faults,
    counts: whom.counts,
    chosen: whom.chosen,
  })
  const destinations = chosenDestinations(first, question)
  const sent = { ...question, destinations }
  const body = bodyOf(text, sent, rails, whom.counts?.targets_count)
  const isComplete =
    source !== 'pack' && whom.chosen && verdict.isChecked && words.faulty === undefined
  const preflight = usePreflight(isComplete ? body : undefined, round)
  const [history, setHistory] = useState(false)
  const rest = {
    first,
    round,
    again,
    words,
    body,
    isComplete,
    preflight,
    history,
    setHistory,
    destinations,
  }
  return { ...asked, ...rails, ...text, ...verdict, ...whom, ...rest }
}

export type Launch = ReturnType<typeof useLaunch>
