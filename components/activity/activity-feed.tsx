'use client'
// The entries by day, newest first: when, who, what, on how many hosts, from where.
import { Bot, Cog, KeyRound, type LucideIcon, Monitor, User, UserX } from 'lucide-react'
import { ToneBadge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { formatClock, formatInstant, formatNoun } from '@/lib/client/format'
import { useZone } from '@/lib/client/use-clock'
import type { Activity } from '@/lib/wire/activity'
import { byDay, kindOf, objectOf, toneOf, verbOf } from './activity-words'

const icons: Record<Activity['actor_kind'], LucideIcon> = {
  user: User,
  token: KeyRound,
  agent: Monitor,
  system: Cog,
  visitor: UserX,
}

const iconOf = ({ actor_kind, actor_name }: Activity) =>
  actor_name === 'guard rail' ? Bot : icons[actor_kind]

function Deed({ entry }: { entry: Activity }) {
  const tone = toneOf(entry.type)
  const verb = verbOf(entry.type)
  return (
    <span className="flex min-w-0 items-center gap-2">
      {tone ? <ToneBadge tone={tone}>{verb}</ToneBadge> : <span className="shrink-0">{verb}</span>}
      <span className="min-w-0 truncate font-medium">{objectOf(entry)}</span>
    </span>
  )
}

type EntryProps = { entry: Activity; isOpen: boolean; onOpen: (id: number) => void }

function Entry({ entry, isOpen, onOpen }: EntryProps) {
  const zone = useZone()
  const at = Date.parse(entry.created_at)
  const Icon = iconOf(entry)
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => onOpen(entry.id)}
        className={cn(
          'grid w-full items-center gap-x-4 gap-y-0.5 px-4 py-2 text-start outline-offset-[-2px] hover:bg-hover sm:min-h-9 sm:grid-cols-[4.5rem_minmax(8rem,14rem)_minmax(0,1fr)_auto]',
          isOpen && 'bg-accent-soft',
        )}
      >
        <time
          dateTime={entry.created_at}
          title={formatInstant(at, zone)}
          className="text-fg-muted tabular-nums"
        >
          {formatClock(at, zone)}
        </time>
        <span className="flex min-w-0 items-center gap-2">
          <Icon aria-hidden className="shrink-0 text-fg-subtle" />
          <span className="truncate">{entry.actor_name}</span>
          <span className="sr-only">, {kindOf(entry)},</span>
        </span>
        <Deed entry={entry} />
        <span className="flex items-center gap-3 text-fg-muted text-meta tabular-nums">
          {entry.hosts !== null && <span>{formatNoun(entry.hosts, 'host')}</span>}
          {entry.address && <span className="mono">{entry.address}</span>}
        </span>
      </button>
    </li>
  )
}

type ActivityFeedProps = {
  entries: readonly Activity[]
  opened: number | undefined
  onOpen: (id: number) => void
}

export function ActivityFeed({ entries, opened, onOpen }: ActivityFeedProps) {
  const zone = useZone()
  return byDay(entries, zone).map(({ day, entries: ofDay }) => (
    <section key={`${day} ${ofDay[0]?.id}`} aria-label={day}>
      <h2 className="sticky top-0 z-sticky border-line border-y bg-sunken px-4 py-1.5 font-semibold text-meta">
        {day}
      </h2>
      <ul>
        {ofDay.map((entry) => (
          <Entry key={entry.id} entry={entry} isOpen={entry.id === opened} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  ))
}
