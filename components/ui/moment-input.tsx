'use client'
// A moment chosen by hand, in the browser's zone; kept as ISO 8601 in UTC.
import { Input } from './input'

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

type MomentInputProps = {
  iso: string | null
  onChange: (iso: string | undefined) => void
  /** Where no `Field` names it. */
  label?: string
}

/** Goes into a `Field`, which names it, or has a label of its own. */
export function MomentInput({ iso, onChange, label }: MomentInputProps) {
  return (
    <Input
      type="datetime-local"
      {...(label ? { 'aria-label': label } : {})}
      value={localOf(iso)}
      onChange={(event) => onChange(isoOf(event.target.value))}
    />
  )
}
