'use client'
// How a destination is doing: its state in words, the figures, what it took in the last hour, and the
// last event exactly as it was sent.
import { Pause, Play, RefreshCw, RotateCcw, Send, Trash2 } from 'lucide-react'
import { type ReactNode, useContext, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ChartCard } from '@/components/ui/chart-card'
import type { ChartSeries } from '@/components/ui/chart-types'
import { CopyBlock } from '@/components/ui/copy-block'
import { Time } from '@/components/ui/time'
import { formatCount, formatDuration } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import type { Destination, DestinationTestReply } from '@/lib/wire/destinations'
import { DestinationActsContext } from './destination-acts'
import { DestinationBanner } from './destination-banner'
import { rateWords, routeSentence, waitsForTry } from './destination-words'
import { TrialResult } from './trial-result'

type NowProps = { destination: Destination }

function Figure({
  label,
  children,
  note,
}: Record<'label' | 'note', string> & { children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col border-line border-t py-2">
      <dt className="text-fg-muted text-meta">{label}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-title tabular-nums">{children}</span>
        <span className="text-fg-subtle text-meta">{note}</span>
      </dd>
    </div>
  )
}

function Figures({ destination }: NowProps) {
  const { lag_lines, lag_seconds, delivered, retries, dead_letters, shed } = destination
  const { delivered_per_minute, when_full } = destination
  return (
    <dl className="grid grid-cols-2 gap-x-6 sm:grid-cols-3">
      <Figure label="Behind" note={lag_lines === 0 ? 'no line waits' : 'lines of the log'}>
        {formatCount(lag_lines)}
      </Figure>
      <Figure label="Oldest line that waits" note={lag_lines === 0 ? 'none' : 'old'}>
        {lag_lines === 0 ? '-' : formatDuration(lag_seconds)}
      </Figure>
      <Figure label="Delivered" note={rateWords(delivered_per_minute)}>
        {formatCount(delivered)}
      </Figure>
      <Figure label="Retries" note="of whole batches">
        {formatCount(retries)}
      </Figure>
      <Figure label="Dead letters" note={dead_letters === 0 ? 'it took every line' : 'refused'}>
        {formatCount(dead_letters)}
      </Figure>
      <Figure label="Dropped" note={when_full === 'shed' ? 'by retention' : 'its lines are kept'}>
        {formatCount(shed)}
      </Figure>
    </dl>
  )
}

const series: readonly ChartSeries[] = [{ key: 'lines', label: 'Lines taken', color: 'accent' }]
const minuteMs = 60_000

function LastHour({ destination: { delivered_per_minute: minutes } }: NowProps) {
  const now = Math.floor(useNow() / minuteMs) * minuteMs
  const points = minutes.map((lines, at) => ({
    at: now - (minutes.length - 1 - at) * minuteMs,
    values: { lines },
  }))
  return (
    <ChartCard
      title="Last hour"
      unit="lines a minute"
      value={rateWords(minutes).replace(' a minute', '')}
      series={series}
      points={points}
    />
  )
}

/** Indented for the eye; what is copied is what was sent. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function LastEvent({ destination: { last_event } }: NowProps) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold text-body">
        Last event{' '}
        {last_event && (
          <span className="font-normal text-fg-muted">
            as it was sent, <Time at={last_event.at} />
          </span>
        )}
      </h2>
      {last_event ? (
        <CopyBlock
          long
          words
          label="last event"
          text={last_event.text}
          shown={laidOut(last_event.text)}
        />
      ) : (
        <p className="text-fg-muted">It has taken none yet.</p>
      )}
    </section>
  )
}

/** A test is of what is saved; its outcome stays in place until the next. */
function useTest(destination: Destination) {
  const { test } = useContext(DestinationActsContext)
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<DestinationTestReply>()
  const send = async () => {
    setBusy(true)
    setResult(await test(destination))
    setBusy(false)
  }
  return { send, busy, result }
}

function Acts({ destination, trial }: NowProps & { trial: ReturnType<typeof useTest> }) {
  const { turn, replay, remove } = useContext(DestinationActsContext)
  const paused = destination.state === 'paused'
  return (
    <div className="flex flex-wrap gap-2">
      {waitsForTry(destination) && (
        <Button size="small" onClick={() => void turn(destination, 'retry')}>
          <RefreshCw aria-hidden /> Try now
        </Button>
      )}
      <Button size="small" busy={trial.busy} onClick={() => void trial.send()}>
        <Send aria-hidden /> Send test event
      </Button>
      <Button size="small" onClick={() => void turn(destination, paused ? 'resume' : 'pause')}>
        {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button size="small" onClick={() => replay(destination)}>
        <RotateCcw aria-hidden /> Replay from a time
      </Button>
      <Button
        size="small"
        variant="ghost"
        onClick={() => remove(destination)}
        className="sm:ms-auto"
      >
        <Trash2 aria-hidden /> Delete
      </Button>
    </div>
  )
}

export function DestinationNow({ destination }: NowProps) {
  const trial = useTest(destination)
  return (
    <div className="flex flex-col gap-4">
      <DestinationBanner destination={destination} />
      <Acts destination={destination} trial={trial} />
      <div aria-live="polite" className="empty:hidden">
        {trial.result && <TrialResult result={trial.result} />}
      </div>
      <p className="text-fg-muted">{routeSentence(destination.filter)}.</p>
      <Figures destination={destination} />
      <LastHour destination={destination} />
      <LastEvent destination={destination} />
    </div>
  )
}
