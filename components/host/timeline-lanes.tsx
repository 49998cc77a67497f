'use client'
// The lanes of a host's timeline: each over the same axis, gaps drawn as gaps and named.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { formatNoun } from '@/lib/client/format'
import type { HostTimeline } from '@/lib/wire/host-timeline'
import {
  configurationWords,
  crowdsOf,
  errorsOf,
  eventsOf,
  gapWords,
  type Happening,
  liveOf,
} from './timeline-words'

/** Where a moment lies between the ends of the axis, in percent. */
export type Place = (at: string | number) => number

type LaneProps = { label: string; summary: string; children: ReactNode }

function Lane({ label, summary, children }: LaneProps) {
  return (
    <div className="flex items-center">
      <span className="w-20 shrink-0 text-fg-muted text-meta max-sm:w-16">{label}</span>
      <fieldset
        aria-label={`${label}: ${summary}`}
        className="relative h-7 min-w-0 flex-1 border-line border-b"
      >
        {children}
      </fieldset>
    </div>
  )
}

const spanStyle = (from: number, to: number) => ({
  left: `${from}%`,
  width: `${Math.max(0, to - from)}%`,
})

type DrawnProps = { timeline: HostTimeline; place: Place; now: number }

/** Below this share of the axis a name does not fit beside its gap. */
const namedFrom = 12
/** And below this one not a letter of what was served. */
const toldFrom = 3

function Gap({
  gap,
  place,
  now,
}: { gap: HostTimeline['gaps'][number] } & Omit<DrawnProps, 'timeline'>) {
  const [from, to] = [place(gap.from), place(gap.to ?? now)]
  const words = gapWords(gap, now)
  return (
    <span
      title={words}
      className="absolute inset-y-1 grid place-items-center overflow-hidden border-warn border-y border-dashed bg-surface px-1 text-meta text-warn-fg"
      style={spanStyle(from, to)}
    >
      {to - from >= namedFrom ? (
        <span className="max-w-full truncate">{words}</span>
      ) : (
        <span className="sr-only">{words}</span>
      )}
    </span>
  )
}

export function CheckInLane({ timeline, place, now }: DrawnProps) {
  const { gaps, enrolled_at, to } = timeline
  const end = Math.min(Date.parse(to), now)
  const summary =
    gaps.length === 0
      ? 'no gap'
      : `${formatNoun(gaps.length, 'gap')}: ${gaps.map((gap) => gapWords(gap, now)).join('; ')}`
  return (
    <Lane label="check-in" summary={summary}>
      <span
        aria-hidden
        className="absolute top-1/2 h-2 -translate-y-1/2 rounded-sm bg-ok"
        style={spanStyle(place(enrolled_at), place(end))}
      />
      {gaps.map((gap) => (
        <Gap key={gap.from} gap={gap} place={place} now={now} />
      ))}
    </Lane>
  )
}

export function ConfigLane({ timeline, place, now }: DrawnProps) {
  const { configurations: served, to } = timeline
  const end = Math.min(Date.parse(to), now)
  return (
    <Lane label="config" summary={formatNoun(Math.max(0, served.length - 1), 'change')}>
      {served.map((one, index) => {
        const [from, until] = [place(one.at), place(served[index + 1]?.at ?? end)]
        return (
          <span
            key={`${one.at} ${one.hash}`}
            title={configurationWords(one)}
            className={cn(
              'absolute inset-y-1 overflow-hidden truncate border-s-2 border-accent text-meta leading-5',
              index % 2 === 0 ? 'bg-accent-soft' : 'bg-sunken',
            )}
            style={spanStyle(from, until)}
          >
            {until - from >= toldFrom && <span className="px-1">{configurationWords(one)}</span>}
          </span>
        )
      })}
    </Lane>
  )
}

export function ResultsLane({ timeline, place }: DrawnProps) {
  const { results, bucket_seconds } = timeline
  const most = Math.max(1, ...results.map(({ lines }) => lines))
  const sum = results.reduce((all, { lines }) => all + lines, 0)
  return (
    <Lane label="results" summary={formatNoun(sum, 'line')}>
      {results.map(({ at, lines }) => (
        <span
          key={at}
          title={formatNoun(lines, 'line')}
          className="absolute bottom-0 min-w-px bg-chart-1"
          style={{
            left: `${place(at)}%`,
            width: `calc(${place(Date.parse(at) + bucket_seconds * 1000) - place(at)}% - 1px)`,
            height: `${Math.max(10, (90 * lines) / most)}%`,
          }}
        />
      ))}
    </Lane>
  )
}

const markLook =
  'absolute top-1/2 grid size-6 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full'

function Mark({ one, place, children }: { one: Happening; place: Place; children: ReactNode }) {
  const style = { left: `${place(one.at)}%` }
  if (one.href)
    return (
      <Link
        href={one.href}
        title={one.text}
        aria-label={one.text}
        className={markLook}
        style={style}
      >
        {children}
      </Link>
    )
  return (
    <span title={one.text} className={markLook} style={style}>
      {children}
      <span className="sr-only">{one.text}</span>
    </span>
  )
}

/** Several that are too close to be told apart: how many, with their words. */
function Crowd({ list, place }: { list: readonly Happening[]; place: Place }) {
  const [from = 0, to = 0] = [list.at(-1), list[0]].map((one) => one && place(one.at))
  const words = list.map(({ text }) => text).join('\n')
  return (
    <span title={words} className={markLook} style={{ left: `${(from + to) / 2}%` }}>
      <span
        aria-hidden
        className="grid h-5 min-w-5 place-items-center rounded-full border border-line-control bg-surface px-1 text-meta tabular-nums"
      >
        {list.length}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  )
}

type MarkLaneProps = {
  label: string
  list: readonly Happening[]
  place: Place
  /** Share of the axis that two marks need between them, in percent. */
  apart: number
  noun: string
  sign: ReactNode
}

function MarkLane({ label, list, place, apart, noun, sign }: MarkLaneProps) {
  const [latest] = list
  return (
    <Lane label={label} summary={formatNoun(list.length, noun)}>
      {crowdsOf(list, place, apart).map((crowd) =>
        crowd.rest.length === 0 ? (
          <Mark key={`${crowd.one.at} ${crowd.one.text}`} one={crowd.one} place={place}>
            {sign}
          </Mark>
        ) : (
          <Crowd
            key={`${crowd.one.at} ${crowd.one.text}`}
            list={[crowd.one, ...crowd.rest]}
            place={place}
          />
        ),
      )}
      {latest && list.length === 1 && (
        <span
          className="absolute top-1/2 max-w-56 -translate-y-1/2 truncate text-fg-muted text-meta max-sm:hidden"
          style={
            place(latest.at) > 60
              ? { right: `calc(${100 - place(latest.at)}% + 12px)` }
              : { left: `calc(${place(latest.at)}% + 12px)` }
          }
        >
          {latest.text}
        </span>
      )}
    </Lane>
  )
}

type MarkLanesProps = Omit<DrawnProps, 'now'> & Pick<MarkLaneProps, 'apart'>

export function MarkLanes({ timeline, place, apart }: MarkLanesProps) {
  const inside = ({ at }: Happening) => at >= timeline.from && at < timeline.to
  return (
    <>
      <MarkLane
        label="live"
        noun="live query"
        list={liveOf(timeline)}
        {...{ place, apart }}
        sign={<span aria-hidden className="size-2.5 rounded-full border-2 border-info" />}
      />
      <MarkLane
        label="errors"
        noun="error"
        list={errorsOf(timeline)}
        {...{ place, apart }}
        sign={
          <span aria-hidden className="font-semibold text-bad-fg">
            ×
          </span>
        }
      />
      <MarkLane
        label="events"
        noun="event"
        list={eventsOf(timeline).filter(inside)}
        {...{ place, apart }}
        sign={<span aria-hidden className="size-2 rotate-45 bg-waiting" />}
      />
    </>
  )
}
