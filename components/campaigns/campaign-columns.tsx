'use client'
// The columns of the list of campaigns, and the same as a card for a phone.
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'
import { targetSentence } from './target-words'
import { doneOf, isOpen, titleOf } from './words'

const unnamed = { teams: new Map(), labels: new Map(), hosts: new Map() }

function Bar({ campaign }: { campaign: Campaign }) {
  const { id, counts } = campaign
  return (
    <StateBar
      compact
      parts={campaignParts(counts)}
      total={counts.targeted}
      noun={`#${id}`}
      className="block w-full"
    />
  )
}

function Name({ campaign }: { campaign: Campaign }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="text-fg-muted tabular-nums">#{campaign.id}</span>
      <span className={campaign.name ? 'truncate font-medium' : 'mono truncate'}>
        {titleOf(campaign)}
      </span>
    </span>
  )
}

/** How many were asked, and whom in words on hover. */
function Targets({ campaign }: { campaign: Campaign }) {
  return (
    <span title={targetSentence(campaign.targets, unnamed)} className="tabular-nums">
      {formatCount(campaign.counts.targeted)}
    </span>
  )
}

function Closes({ campaign }: { campaign: Campaign }) {
  return isOpen(campaign.status) ? (
    <Time at={campaign.expires_at} />
  ) : (
    <span className="text-fg-muted">
      <Time at={campaign.ended_at ?? campaign.expires_at} />
    </span>
  )
}

export const campaignColumns: readonly GridColumn<Campaign>[] = [
  {
    id: 'name',
    label: 'Campaign',
    width: 250,
    grow: true,
    value: titleOf,
    href: ({ id }) => `/campaigns/${id}`,
    draw: (campaign) => <Name campaign={campaign} />,
  },
  {
    id: 'status',
    label: 'Status',
    width: 110,
    value: ({ status }) => status,
    draw: ({ status }) => <StateBadge state={status} />,
  },
  {
    id: 'progress',
    label: 'Progress',
    width: 150,
    value: ({ counts }) => doneOf(counts),
    draw: (campaign) => <Bar campaign={campaign} />,
  },
  {
    id: 'user',
    label: 'Asked by',
    width: 124,
    value: ({ user }) => user?.name ?? 'deleted user',
  },
  {
    id: 'targeted',
    label: 'Hosts',
    width: 76,
    numeric: true,
    value: ({ counts }) => counts.targeted,
    draw: (campaign) => <Targets campaign={campaign} />,
  },
  {
    id: 'answered',
    label: 'Answered',
    width: 92,
    numeric: true,
    value: ({ counts }) => counts.answered,
    draw: ({ counts }) => formatCount(counts.answered),
  },
  {
    id: 'rows',
    label: 'Rows',
    width: 84,
    numeric: true,
    value: ({ counts }) => counts.rows,
    draw: ({ counts }) => formatCount(counts.rows),
  },
  {
    id: 'created_at',
    label: 'Opened',
    width: 100,
    value: ({ created_at }) => created_at,
    draw: ({ created_at }) => <Time at={created_at} />,
  },
  {
    id: 'expires_at',
    label: 'Closes',
    width: 100,
    value: ({ expires_at }) => expires_at,
    draw: (campaign) => <Closes campaign={campaign} />,
  },
]

export function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { id, counts, status, user, created_at } = campaign
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-w-0 items-center gap-2">
        <Link href={`/campaigns/${id}`} className="min-w-0 flex-1 hover:underline">
          <Name campaign={campaign} />
        </Link>
        <StateBadge state={status} className="shrink-0" />
      </div>
      <Bar campaign={campaign} />
      <p className="text-fg-muted text-meta tabular-nums">
        {formatCount(counts.answered)} of {formatCount(counts.targeted)} answered,{' '}
        {formatNoun(counts.rows, 'row')}, {user?.name ?? 'deleted user'}, <Time at={created_at} />
      </p>
    </div>
  )
}
