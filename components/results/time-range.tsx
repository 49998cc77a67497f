'use client'
// The time range of the results, always in view: a few lengths up to now, or any two moments.
import { CalendarClock } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { MomentInput } from '@/components/ui/moment-input'
import { Popover } from '@/components/ui/popover'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { rangeWords, sinceIso } from './range-words'
import { isNarrow } from './result-url'

const lengths = [
  { label: 'Last hour', seconds: 3_600 },
  { label: 'Last 24 h', seconds: 86_400 },
  { label: 'Last 7 d', seconds: 604_800 },
  { label: 'Last 30 d', seconds: 2_592_000 },
]

type TimeRangeProps = {
  params: URLSearchParams
  change: (patch: UrlPatch) => void
  /** What is shown where the address has no range; all that is kept without it. */
  otherwise?: string
}

function Lengths({ params, change, otherwise }: TimeRangeProps) {
  const now = useNow()
  return (
    <div className="flex flex-wrap gap-2">
      {lengths
        .filter(({ label }) => label !== otherwise)
        .map(({ label, seconds }) => (
          <Button
            key={label}
            size="small"
            onClick={() => change({ from: sinceIso(seconds, now), to: undefined })}
          >
            {label}
          </Button>
        ))}
      <Button
        size="small"
        disabledReason={
          isNarrow(params) || otherwise !== undefined
            ? undefined
            : 'Choose a pack, a query or a host first: lines are many'
        }
        onClick={() => change({ from: undefined, to: undefined })}
      >
        {otherwise ?? 'All that is kept'}
      </Button>
    </div>
  )
}

export function TimeRange({ params, change, otherwise }: TimeRangeProps) {
  const zone = useZone()
  const now = useNow()
  const from = params.get('from')
  const to = params.get('to')
  return (
    <Popover
      title="Received by this server"
      className="w-80"
      trigger={
        <Button className="max-w-full">
          <CalendarClock aria-hidden />
          <span className="truncate tabular-nums">
            {(!from && !to && otherwise) || rangeWords(from, to, now, zone)}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Lengths {...{ params, change }} {...(otherwise ? { otherwise } : {})} />
        <Field label="From">
          <MomentInput iso={from} onChange={(iso) => change({ from: iso })} />
        </Field>
        <Field label="To">
          <MomentInput iso={to} onChange={(iso) => change({ to: iso })} />
        </Field>
      </div>
    </Popover>
  )
}
