'use client'
// What needs a person: what, how much, since when, one action. It leaves when its cause does,
// or is put off for a while.
import { AlarmClock } from 'lucide-react'
import { useState } from 'react'
import { toneIcon } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { type Tone, words } from '@/components/ui/state-words'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Need, Overview } from '@/lib/wire/overview'
import { SnoozeDialog } from './snooze-dialog'
import { useSnooze } from './use-snooze'

const healthPath = (query: Need['query']) =>
  query ? `/packs/${query.pack_id}?tab=health&health=${query.pack_query_id}` : '/packs?state=need'

type Saying = { tone: Tone; title: string; detail: string; action: string; href: string }

const sayings: Record<Need['kind'], (need: Need) => Saying> = {
  identity_conflict: ({ count }) => ({
    tone: 'bad',
    title: formatNoun(count, 'identity conflict'),
    detail: 'A second machine says it is a host that still reports. They are kept apart.',
    action: 'Compare',
    href: '/hosts/conflicts',
  }),
  configuration_late: ({ count }) => ({
    tone: 'warn',
    title: `${formatNoun(count, 'host runs', 'hosts run')} another configuration than served`,
    detail: 'They had two of their own refreshes to load it.',
    action: 'See hosts',
    href: '/hosts?config=late&status=online',
  }),
  dead_letters: ({ count, hosts }) => ({
    tone: 'warn',
    title: `${formatNoun(count, 'line')} of ${formatNoun(hosts ?? 0, 'host')} not understood`,
    detail: 'In the last 24 h. They are kept aside with their reason.',
    action: 'Inspect',
    href: '/results?view=dead_letters',
  }),
  refused: ({ count }) => ({
    tone: 'warn',
    title: `${formatNoun(count, 'request')} of agents refused`,
    detail: 'Agents keep their lines and send them again.',
    action: 'See when',
    href: '#lines',
  }),
  slow_commit: ({ count }) => ({
    tone: 'warn',
    title: `A commit took ${formatCount(count)} ms`,
    detail: 'The slowest of the last hour. Agents wait for it before they let go of their lines.',
    action: 'See when',
    href: '#lines',
  }),
  silent_queries: ({ count, query }) => ({
    tone: 'warn',
    title: formatNoun(count, 'query is silent', 'queries are silent'),
    detail: query
      ? `${query.name} of ${query.pack} on ${formatCount(query.figure)} of ${formatNoun(query.of, 'host')}.`
      : 'Hosts that should report them do not.',
    action: 'See why',
    href: healthPath(query),
  }),
  expensive_queries: ({ count, query }) => ({
    tone: 'bad',
    title: `${formatNoun(count, 'query costs', 'queries cost')} a host over a minute a day`,
    detail: query
      ? `${query.name} of ${query.pack} ${formatCount(Math.round(query.figure))} agent seconds at p95, on ${formatNoun(query.of, 'host')}.`
      : 'At p95 over the hosts that run them.',
    action: 'See cost',
    href: healthPath(query),
  }),
  rollout_paused: ({ count, pack }) => ({
    tone: 'warn',
    title: formatNoun(count, 'rollout is paused', 'rollouts are paused'),
    detail: pack
      ? `${pack.name}: ${pack.detail}.`
      : 'Hosts stay as they are until somebody decides.',
    action: 'Review',
    href: pack && count === 1 ? `/packs/${pack.id}?tab=rollout` : '/packs?state=need',
  }),
  faulty_queries: ({ count, pack }) => ({
    tone: 'bad',
    title: formatNoun(count, 'query fails or is denylisted', 'queries fail or are denylisted'),
    detail: pack ? `${pack.name}: ${pack.detail}.` : 'On hosts that should report them.',
    action: 'See health',
    href: pack ? `/packs/${pack.id}?tab=health` : '/packs?state=need',
  }),
  destination_behind: ({ count, destination }) => ({
    tone: destination?.message ? 'bad' : 'warn',
    title: formatNoun(count, 'destination is behind', 'destinations are behind'),
    detail: destination
      ? `${destination.name} by ${formatNoun(destination.lag_lines, 'line')}${destination.message ? `: ${destination.message}` : ''}. Lines wait here; agents are not slowed.`
      : 'Lines wait here; agents are not slowed.',
    action: 'Inspect',
    href: destination ? `/destinations?id=${destination.id}` : '/destinations',
  }),
}

/** A need in words, with the place that proves it. */
export function sayNeed(need: Need): Saying {
  return sayings[need.kind](need)
}

type NeedRowProps = { need: Need; onSnooze: (need: Need) => void }

function NeedRow({ need, onSnooze }: NeedRowProps) {
  const { tone, title, detail, action, href } = sayNeed(need)
  const Icon = toneIcon[tone]
  return (
    <li className="flex items-start gap-3 border-line border-t px-4 py-2 first:border-t-0">
      <Icon aria-hidden className={cn('mt-0.5', words[tone])} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-fg-muted">
          {detail}
          {need.since && (
            <>
              {' '}
              Since <Time at={need.since} />.
            </>
          )}
        </p>
      </div>
      <span className="flex shrink-0 gap-1 max-sm:flex-col">
        <ButtonLink href={href} size="small" aria-label={`${action}: ${title}`}>
          {action}
        </ButtonLink>
        <Button
          size="small"
          variant="ghost"
          aria-label={`Put off: ${title}`}
          onClick={() => onSnooze(need)}
        >
          <AlarmClock aria-hidden />
        </Button>
      </span>
    </li>
  )
}

type SnoozedProps = { snoozed: Overview['snoozed']; onEnd: (kind: Need['kind']) => void }

/** What was put off, by whom, why and until when. */
function Snoozed({ snoozed, onEnd }: SnoozedProps) {
  if (snoozed.length === 0) return null
  return (
    <ul aria-label="Put off" className="border-line border-t pb-2">
      {snoozed.map(({ kind, count, reason, until, user_name }) => (
        <li key={kind} className="flex items-center gap-3 px-4 py-1.5 text-fg-muted">
          <AlarmClock aria-hidden className="shrink-0" />
          <span className="min-w-0 flex-1 break-words">
            {sayNeed({ kind, count, hosts: null, since: null, host_id: null }).title}: put off by{' '}
            {user_name ?? 'somebody'} until <Time at={until} />
            {reason && `: ${reason}`}
          </span>
          <Button size="small" onClick={() => onEnd(kind)}>
            Show again
          </Button>
        </li>
      ))}
    </ul>
  )
}

type NeedsProps = { overview: Overview; onChanged: () => void }

export function Needs({ overview, onChanged }: NeedsProps) {
  const { needs, snoozed, as_of, hosts, packs_total } = overview
  const [asked, setAsked] = useState<Need>()
  const snooze = useSnooze(onChanged)
  return (
    <Card title="Needs you" note={needs.length > 0 ? needs.length : undefined} flush>
      {needs.length === 0 ? (
        <p className="flex items-start gap-2 px-4 pt-2 pb-4">
          <toneIcon.ok aria-hidden className="mt-0.5 text-ok-fg" />
          <span>
            {snoozed.length > 0 ? 'Nothing else needs you.' : 'Nothing needs you.'} Checked{' '}
            {formatNoun(hosts.count, 'host')} and {formatNoun(packs_total, 'pack')},{' '}
            <AsOf at={as_of} />
          </span>
        </p>
      ) : (
        <ul className="pt-1 pb-2">
          {needs.map((need) => (
            <NeedRow key={need.kind} need={need} onSnooze={setAsked} />
          ))}
        </ul>
      )}
      <Snoozed snoozed={snoozed} onEnd={(kind) => void snooze.end(kind)} />
      {asked && (
        <SnoozeDialog
          {...{ need: asked, title: sayNeed(asked).title, snooze }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  )
}
