'use client'
// A moment chosen on a line of time, with marks where something changed: dragged, stepped by keys, by
// buttons from change to change, or typed. The right end is now.
import { SkipBack, SkipForward } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { MomentInput } from '@/components/ui/moment-input'
import { formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { shortInstant } from './range-words'
import { type Tick, tickAfter, tickBefore } from './tick-words'

type TimeSliderProps = {
  /** The chosen moment; undefined is now. */
  at: number | undefined
  from: number
  to: number
  ticks: readonly Tick[]
  onChange: (at: number | undefined) => void
  /** Looks up the last change before a moment, where marks that are close do not tell them apart. */
  before?: {
    look: (at: number) => void
    busy: boolean
    /** What was looked up found nothing. */
    isFirst: boolean
  }
}

/** What is dragged or typed is taken once it stands still. */
const settleMs = 250
const thumbPx = 16
const keySteps = 500

function useDraft({ at, to, onChange }: TimeSliderProps) {
  const [draft, setDraft] = useState<number>()
  useEffect(() => {
    if (draft === undefined) return
    const timer = setTimeout(() => {
      setDraft(undefined)
      onChange(draft >= to ? undefined : draft)
    }, settleMs)
    return () => clearTimeout(timer)
  }, [draft, to, onChange])
  return { shown: draft ?? at ?? to, setDraft }
}

function Marks({ ticks, from, to }: Pick<TimeSliderProps, 'ticks' | 'from' | 'to'>) {
  const most = ticks.reduce((top, { changes }) => Math.max(top, changes), 1)
  const place = (at: number) => (to > from ? (at - from) / (to - from) : 0)
  return (
    <div aria-hidden className="relative h-5" style={{ marginInline: thumbPx / 2 }}>
      {ticks.map(({ at, changes }) => (
        <span
          key={at}
          className="state-part absolute bottom-0 w-0.5 -translate-x-1/2 rounded-t-sm bg-chart-1"
          style={{ left: `${100 * place(at)}%`, height: `${25 + 75 * (changes / most)}%` }}
        />
      ))}
    </div>
  )
}

type StepsProps = Omit<TimeSliderProps, 'from' | 'to'> & { shown: number }

function Steps({ ticks, shown, at, onChange, before }: StepsProps) {
  const earlier = tickBefore(ticks, shown)
  const isFirst = before ? before.isFirst : !earlier
  const goBack = () => (before ? before.look(shown) : earlier && onChange(earlier.at))
  const after = tickAfter(ticks, shown)
  return (
    <>
      <IconButton
        label="The change before"
        busy={before?.busy ?? false}
        disabledReason={isFirst ? 'No change is known before' : undefined}
        onClick={goBack}
      >
        <SkipBack aria-hidden />
      </IconButton>
      <IconButton
        label="The next change"
        disabledReason={after && at !== undefined ? undefined : 'No change is known after'}
        onClick={() => after && onChange(after.at)}
      >
        <SkipForward aria-hidden />
      </IconButton>
      <Button
        size="small"
        aria-pressed={at === undefined}
        className="aria-pressed:bg-selected"
        onClick={() => onChange(undefined)}
      >
        Now
      </Button>
    </>
  )
}

type HeadProps = TimeSliderProps & { shown: number; words: string }

function Head({ words, ...steps }: HeadProps) {
  const { at, onChange } = steps
  return (
    <header className="flex flex-wrap items-center gap-2">
      <h2 className="me-auto font-semibold tabular-nums">State as of {words}</h2>
      <span className="w-52 max-sm:order-last max-sm:w-full">
        <MomentInput
          label="As of"
          iso={at === undefined ? null : new Date(at).toISOString()}
          onChange={(iso) => onChange(iso === undefined ? undefined : Date.parse(iso))}
        />
      </span>
      <Steps {...steps} />
    </header>
  )
}

export function TimeSlider(props: TimeSliderProps) {
  const { at, from, to, ticks } = props
  const now = useNow()
  const zone = useZone()
  const { shown, setDraft } = useDraft(props)
  const words = shown >= to && at === undefined ? 'now' : shortInstant(shown, now, zone)
  const step = Math.max(1_000, Math.round((to - from) / keySteps / 1_000) * 1_000)
  return (
    <section
      aria-label="As of when"
      className="mb-3 shrink-0 rounded-lg border border-line bg-surface px-4 py-2"
    >
      <Head {...props} shown={shown} words={words} />
      <Marks {...{ ticks, from, to }} />
      <input
        type="range"
        aria-label="As of"
        aria-valuetext={words}
        min={from}
        max={to}
        step={step}
        value={Math.min(to, Math.max(from, shown))}
        onChange={(event) => setDraft(Number(event.target.value))}
        className="block h-6 w-full accent-accent"
      />
      <div className="flex justify-between text-fg-subtle text-meta tabular-nums">
        <span>{shortInstant(from, now, zone)}</span>
        <span>
          {ticks.length === 0
            ? 'nothing changed in this time'
            : `changed at ${formatNoun(ticks.length, 'moment')}`}
        </span>
        <span>{now - to < 60_000 ? 'now' : shortInstant(to, now, zone)}</span>
      </div>
    </section>
  )
}
