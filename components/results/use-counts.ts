'use client'
// What is counted beside the lines: over time, and by pack, query, action, host and platform. A count that
// stops early says so, and is given more time when its reader asks for it.
import { useMemo, useState } from 'react'
import { usePoll } from '@/lib/client/use-poll'
import { FacetsReply } from '@/lib/wire/result-facets'
import { HistogramReply } from '@/lib/wire/result-histogram'
import type { Bars } from './histogram-words'

const everySeconds = 60
const patience = { usual: 2, most: 30 }
const values = { usual: 8, most: 100 }

const base = '/api/v1/fleet/results'

function pathOf(noun: string, key: string, more: Record<string, number>): string {
  const query = new URLSearchParams(key)
  for (const [name, value] of Object.entries(more)) query.set(name, String(value))
  return `${base}/${noun}?${query}`
}

export function barsOf(reply: HistogramReply): Bars {
  return {
    bars: reply.buckets.map(({ at, lines }) => ({ at: Date.parse(at), count: lines })),
    step: reply.step_seconds * 1000,
    noun: 'line',
  }
}

/** `key` is the query string of the filters; without `buckets` nothing is counted over time. */
export function useCounts(key: string, buckets: number | undefined) {
  // Of another question, patience begins anew.
  const [patient, setPatient] = useState<{ key: string; more: boolean }>()
  const [more, setMore] = useState(false)
  const isPatient = patient?.key === key && patient?.more === true
  const patience_seconds = isPatient ? patience.most : patience.usual
  const histogram = usePoll(
    HistogramReply,
    buckets === undefined ? null : pathOf('histogram', key, { buckets, patience_seconds }),
    everySeconds,
  )
  const facets = usePoll(
    FacetsReply,
    pathOf('facets', key, { values: more ? values.most : values.usual, patience_seconds }),
    everySeconds,
  )
  const bars = useMemo(() => histogram.value && barsOf(histogram.value), [histogram.value])
  return {
    histogram,
    facets,
    bars,
    isPatient,
    countOn: () => setPatient({ key, more: true }),
    showMore: () => setMore(true),
  }
}

export type Counts = ReturnType<typeof useCounts>
