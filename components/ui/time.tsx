'use client'
// A moment as people read it: "3 min ago", or the date and time for who prefers that; local time and
// UTC on hover and focus.
import { formatInstant, formatRelative } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePreferences } from '@/lib/client/use-preferences'
import { cn } from './cn'
import { Tooltip } from './tooltip'

type TimeProps = {
  /** ISO 8601 or ms; null draws a dash. */
  at: string | number | null | undefined
  /** Whose clock it is: "server received", "agent claimed". */
  source?: string
  className?: string
}

export function Time({ at, source, className }: TimeProps) {
  const now = useNow()
  const zone = useZone()
  const { times } = usePreferences().preferences
  const ms = typeof at === 'string' ? Date.parse(at) : at
  if (ms === null || ms === undefined || Number.isNaN(ms)) {
    return <span className="text-fg-subtle">never</span>
  }
  const iso = new Date(ms).toISOString()
  const hover = (
    <span className="block tabular-nums">
      <span className="block">
        {formatInstant(ms, zone)} {zone}
      </span>
      <span className="block text-fg-muted">{iso.replace('T', ' ').slice(0, 19)} UTC</span>
      {source && <span className="block text-fg-subtle">{source}</span>}
    </span>
  )
  return (
    <Tooltip text={hover}>
      <time dateTime={iso} className={cn('whitespace-nowrap tabular-nums', className)}>
        {times === 'absolute' ? formatInstant(ms, zone) : formatRelative(ms, now, zone)}
      </time>
    </Tooltip>
  )
}

/** "as of 14:02:24", for figures that may be older than they look. */
export function AsOf({ at, className }: { at: string | number; className?: string }) {
  const zone = useZone()
  const ms = typeof at === 'string' ? Date.parse(at) : at
  const clock = formatInstant(ms, zone).slice(-8)
  return (
    <span className={cn('whitespace-nowrap text-fg-subtle text-meta tabular-nums', className)}>
      as of <time dateTime={new Date(ms).toISOString()}>{clock}</time>
    </span>
  )
}
