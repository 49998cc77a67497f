'use client'
// The columns of a campaign's hosts, and the same as a card for a phone.
import { StateBadge } from '@/components/ui/badge'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { HostChip } from '@/components/ui/host-chip'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { CampaignHost } from '@/lib/wire/campaigns'
import { costOf, Lane, NextCheckIn } from './host-lane'

export type LaneFacts = {
  /** When the campaign was asked. */
  askedAt: string
  usual: number | undefined
  paused: boolean
}

const nameOf = ({ host }: CampaignHost) => host.display_name || host.hostname || `#${host.id}`

function Chip({ host, link }: { host: CampaignHost; link?: boolean }) {
  return (
    <HostChip
      name={nameOf(host)}
      status={host.online ? 'online' : 'offline'}
      platform={host.host.platform}
      {...(link ? { href: `/hosts/${host.host.id}` } : {})}
    />
  )
}

const times: readonly GridColumn<CampaignHost>[] = [
  {
    id: 'sent_at',
    label: 'Sent',
    width: 100,
    hidden: true,
    value: ({ sent_at }) => sent_at,
    draw: ({ sent_at }) => <Time at={sent_at} />,
  },
  {
    id: 'finished_at',
    label: 'Finished',
    width: 100,
    hidden: true,
    value: ({ finished_at }) => finished_at,
    draw: ({ finished_at }) => <Time at={finished_at} />,
  },
  {
    id: 'seen_at',
    label: 'Last check-in',
    width: 110,
    hidden: true,
    value: ({ seen_at }) => seen_at,
    draw: ({ seen_at }) => <Time at={seen_at} />,
  },
]

const named: readonly GridColumn<CampaignHost>[] = [
  {
    id: 'host',
    label: 'Host',
    width: 190,
    value: nameOf,
    href: ({ host }) => `/hosts/${host.id}`,
    draw: (host) => <Chip host={host} />,
  },
  {
    id: 'state',
    label: 'State',
    width: 116,
    value: ({ state }) => state,
    draw: ({ state }) => <StateBadge state={state} />,
  },
]

export function hostColumns(facts: LaneFacts): readonly GridColumn<CampaignHost>[] {
  return [
    ...named,
    {
      id: 'lane',
      label: 'What happened',
      width: 350,
      value: ({ finished_at, sent_at }) => finished_at ?? sent_at,
      draw: (host) => <Lane host={host} askedAt={facts.askedAt} />,
    },
    {
      id: 'next',
      label: 'Next check-in',
      width: 170,
      value: ({ next_due }) => next_due,
      draw: (host) => <NextCheckIn host={host} usual={facts.usual} paused={facts.paused} />,
    },
    { id: 'rows', label: 'Rows', width: 72, numeric: true, value: ({ rows }) => rows },
    { id: 'cost', label: 'Agent time', width: 96, numeric: true, value: costOf },
    {
      id: 'error',
      label: 'Error',
      width: 220,
      grow: true,
      value: ({ error }) => error ?? '',
      draw: ({ error }) => (error ? <AgentValue value={error} /> : '-'),
    },
    ...times,
  ]
}

export function HostCard({ host, facts }: { host: CampaignHost; facts: LaneFacts }) {
  const isMoving = host.state === 'waiting' || host.state === 'sent'
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex min-w-0 items-center justify-between gap-2">
        <Chip host={host} link />
        <StateBadge state={host.state} className="shrink-0" />
      </div>
      <div className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-3 text-meta">
        <Lane host={host} askedAt={facts.askedAt} />
        <span className="text-fg-muted tabular-nums">
          {isMoving ? (
            <NextCheckIn host={host} usual={facts.usual} paused={facts.paused} />
          ) : (
            `${formatNoun(host.rows, 'row')}, ${costOf(host)}`
          )}
        </span>
      </div>
      {host.error && (
        <AgentValue value={host.error} className="whitespace-pre-wrap! break-words text-meta" />
      )}
    </div>
  )
}
