'use client'
// One host's way through a campaign: the steps it has made, what each took, and when the next is due.
import { Badge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { solid, type Tone, words } from '@/components/ui/state-words'
import { Tooltip } from '@/components/ui/tooltip'
import { formatClock, formatCount } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { CampaignHost } from '@/lib/wire/campaigns'
import { gapWords, type LaneStep, laneOf, laneSentence } from './lane-words'
import { dueWords, runningWords } from './wait-words'

function Step({ step, last }: { step: LaneStep; last: boolean }) {
  return (
    <>
      {step.after_ms !== undefined && (
        <>
          <span className="h-px w-2 bg-line-strong" />
          <span className="text-fg-subtle">{gapWords(step.after_ms)}</span>
          <span className="h-px w-2 bg-line-strong" />
        </>
      )}
      <span className={cn('state-part size-2 rounded-full', solid[step.tone])} />
      <span className={last ? 'text-fg' : 'text-fg-muted'}>{step.word}</span>
    </>
  )
}

export function Lane({ host, askedAt }: { host: CampaignHost; askedAt: string }) {
  const zone = useZone()
  const steps = laneOf(host, askedAt)
  const times = steps.map(({ word, at }) => `${word} ${formatClock(Date.parse(at), zone)}`)
  return (
    <Tooltip text={times.join(', ')}>
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap tabular-nums">
        <span className="sr-only">{laneSentence(steps)}</span>
        <span aria-hidden className="inline-flex items-center gap-1.5 text-meta">
          {steps.map((step, index) => (
            <Step key={step.word} step={step} last={index === steps.length - 1} />
          ))}
        </span>
        {host.late && <Badge>late</Badge>}
      </span>
    </Tooltip>
  )
}

const tones: Record<string, string> = { ...words, subtle: 'text-fg-subtle' } satisfies Record<
  Tone | 'subtle',
  string
>

type NextCheckInProps = {
  host: CampaignHost
  usual: number | undefined
  /** It rests or has not been released: a check-in gets nothing. */
  paused: boolean
}

/** When a host that waits is expected, by its own rhythm; one that has the query, how long. */
export function NextCheckIn({ host, usual, paused }: NextCheckInProps) {
  const now = useNow()
  if (host.state === 'sent') {
    const since = host.sent_at ? Math.max(0, (now - Date.parse(host.sent_at)) / 1000) : 0
    return <span className="text-info-fg tabular-nums">{runningWords(since, usual)}</span>
  }
  if (host.state !== 'waiting') return <span className="text-fg-subtle">-</span>
  const { text, tone } = dueWords(host, now)
  return (
    <span className={cn('tabular-nums', tones[tone])}>
      {text}
      {paused && host.online && ', paused'}
    </span>
  )
}

/** The agent's own time for the query, in words. */
export function costOf({ stats }: CampaignHost): string {
  const ms = stats?.wall_time_ms
  return ms === undefined ? '-' : `${formatCount(ms)} ms`
}
