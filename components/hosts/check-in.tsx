'use client'
// When a host calls next, counted down from its own rhythm. Between two readings of the list nobody
// knows whether it called, so the rhythm is carried on from the moment of the reading.
import { createContext, useContext } from 'react'
import { Wait } from '@/components/ui/progress'
import { formatDuration } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import type { Host } from '@/lib/wire/hosts'

/** When the figures in view were read, in ms; undefined for those of the document. */
export const ReadAtContext = createContext<number | undefined>(undefined)

type Calling = Pick<Host, 'status' | 'seen_time' | 'rhythm_seconds'>

export type CheckIn = { late: boolean; words: string }

/** "next check-in in 6 s", "late by 24 s", "late, missed 2", "silent for 3 h". */
export function sayCheckIn(host: Calling, readAt: number, now: number): CheckIn {
  const { status, seen_time, rhythm_seconds: rhythm } = host
  if (seen_time === null) return { late: true, words: 'never seen' }
  const seen = Date.parse(seen_time)
  const silent = formatDuration((now - seen) / 1000)
  if (status !== 'online') return { late: true, words: `silent for ${silent}` }
  if (rhythm === 0) return { late: false, words: `seen ${silent} ago` }
  const due = seen + rhythm * 1000
  const lateThen = readAt - due
  if (lateThen > rhythm * 1000)
    return { late: true, words: `late, missed ${Math.floor(lateThen / (rhythm * 1000)) + 1}` }
  if (lateThen > 2000) return { late: true, words: `late by ${formatDuration((now - due) / 1000)}` }
  const missed = Math.max(0, Math.ceil((now - due) / (rhythm * 1000)))
  const left = Math.round((due + missed * rhythm * 1000 - now) / 1000)
  return { late: false, words: left <= 0 ? 'due now' : `next in ${formatDuration(left)}` }
}

export function NextCheckIn({ host, className }: { host: Calling; className?: string }) {
  const now = useNow()
  const readAt = useContext(ReadAtContext) ?? (host.seen_time ? Date.parse(host.seen_time) : now)
  const { late, words } = sayCheckIn(host, readAt, now)
  return (
    <Wait className={`${late ? 'text-fg-muted' : 'text-fg-subtle'} ${className ?? ''}`}>
      {words}
    </Wait>
  )
}
