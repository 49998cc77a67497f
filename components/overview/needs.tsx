'use client'
// What needs a person: what, how much, since when, one action. It leaves when its cause does.
import { toneIcon } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { type Tone, words } from '@/components/ui/state-words'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Need, Overview } from '@/lib/wire/overview'

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
}

/** A need in words, with the place that proves it. */
export function sayNeed(need: Need): Saying {
  return sayings[need.kind](need)
}

function NeedRow({ need }: { need: Need }) {
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
      <ButtonLink href={href} size="small" aria-label={`${action}: ${title}`}>
        {action}
      </ButtonLink>
    </li>
  )
}

export function Needs({ overview }: { overview: Overview }) {
  const { needs, as_of, hosts, packs_total } = overview
  return (
    <Card title="Needs you" note={needs.length > 0 ? needs.length : undefined} flush>
      {needs.length === 0 ? (
        <p className="flex items-start gap-2 px-4 pt-2 pb-4">
          <toneIcon.ok aria-hidden className="mt-0.5 text-ok-fg" />
          <span>
            Nothing needs you. Checked {formatNoun(hosts.count, 'host')} and{' '}
            {formatNoun(packs_total, 'pack')}, <AsOf at={as_of} />
          </span>
        </p>
      ) : (
        <ul className="pt-1 pb-2">
          {needs.map((need) => (
            <NeedRow key={need.kind} need={need} />
          ))}
        </ul>
      )}
    </Card>
  )
}
