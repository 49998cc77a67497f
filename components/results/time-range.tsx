'use client'
// The time range of the results, always in view: a few lengths up to now, or any two moments.
import { CalendarClock } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'
import { formatInstant } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { UrlPatch } from '@/lib/client/use-url-params'

const lengths = [
  { label: 'Last hour', seconds: 3_600 },
  { label: 'Last 24 h', seconds: 86_400 },
  { label: 'Last 7 d', seconds: 604_800 },
]

const minuteMs = 60_000

/** A moment as the browser's field for local times takes it; empty when there is none. */
function localOf(iso: string | null): string {
  if (!iso || Number.isNaN(Date.parse(iso))) return ''
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16)
}

function isoOf(local: string): string | undefined {
  const at = Date.parse(local)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

function rangeWords(from: string | null, to: string | null, zone: string): string {
  const show = (iso: string) => formatInstant(Date.parse(iso), zone).slice(0, -3)
  if (from && to) return `${show(from)} to ${show(to)}`
  if (from) return `Since ${show(from)}`
  return to ? `Until ${show(to)}` : 'All that is kept'
}

type MomentProps = {
  label: string
  iso: string | null
  onChange: (iso: string | undefined) => void
}

function Moment({ label, iso, onChange }: MomentProps) {
  return (
    <Field label={label}>
      <Input
        type="datetime-local"
        value={localOf(iso)}
        onChange={(event) => onChange(isoOf(event.target.value))}
      />
    </Field>
  )
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
        <Moment label="From" iso={from} onChange={(iso) => change({ from: iso })} />
        <Moment label="To" iso={to} onChange={(iso) => change({ to: iso })} />
      </div>
    </Popover>
  )
}
