'use client'
// The time range of the results, always in view: a few lengths up to now, or any two moments.
import { CalendarClock } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { MomentInput } from '@/components/ui/moment-input'
import { Popover } from '@/components/ui/popover'
import { formatInstant } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { UrlPatch } from '@/lib/client/use-url-params'

const lengths = [
  { label: 'Last hour', seconds: 3_600 },
  { label: 'Last 24 h', seconds: 86_400 },
  { label: 'Last 7 d', seconds: 604_800 },
]

function rangeWords(from: string | null, to: string | null, zone: string): string {
  const show = (iso: string) => formatInstant(Date.parse(iso), zone).slice(0, -3)
  if (from && to) return `${show(from)} to ${show(to)}`
  if (from) return `Since ${show(from)}`
  return to ? `Until ${show(to)}` : 'All that is kept'
}

type TimeRangeProps = { params: URLSearchParams; change: (patch: UrlPatch) => void }

export function TimeRange({ params, change }: TimeRangeProps) {
  const zone = useZone()
  const from = params.get('from')
  const to = params.get('to')
  const since = (seconds: number) =>
    change({ from: new Date(Date.now() - seconds * 1000).toISOString(), to: undefined })
  return (
    <Popover
      title="Received"
      trigger={
        <Button>
          <CalendarClock aria-hidden /> {rangeWords(from, to, zone)}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-2">
          {lengths.map(({ label, seconds }) => (
            <Button key={label} size="small" onClick={() => since(seconds)}>
              {label}
            </Button>
          ))}
          <Button size="small" onClick={() => change({ from: undefined, to: undefined })}>
            All that is kept
          </Button>
        </div>
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
