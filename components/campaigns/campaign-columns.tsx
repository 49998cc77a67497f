'use client'
// The columns of the list of campaigns, and the same as a card for a phone.
import { Package } from 'lucide-react'
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { SelectBox } from '@/components/ui/grid/use-selection'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'
import { isNumberOfHosts, type KnownNames, targetSentence } from './target-words'
import { type CampaignItem, pathOf } from './use-campaign-list'
import { doneOf, isOpen, titleOf } from './words'

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

function Name({ item: { campaign, run } }: { item: CampaignItem }) {
  if (run) {
    return (
      <span className="flex min-w-0 items-center gap-2">
        <Package aria-label="Run of a pack" className="shrink-0 text-fg-muted" />
        <span className="truncate font-medium">{run.pack_name}</span>
        <span className="shrink-0 text-fg-muted tabular-nums">
          {formatCount(run.ended_count)} of {formatNoun(run.campaigns_count, 'query', 'queries')}
        </span>
      </span>
    )
  }
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="text-fg-muted tabular-nums">#{campaign.id}</span>
      <span className={campaign.name ? 'truncate font-medium' : 'mono truncate'}>
        {titleOf(campaign)}
      </span>
    </span>
  )
}

const whomOf = ({ targets }: Campaign, names: KnownNames) =>
  targetSentence(targets, names) ?? 'Nobody'

/** Whom in words, and how many that was; of a part that other teams' hosts are left out. */
function Targets({ item: { campaign, run }, names }: { item: CampaignItem; names: KnownNames }) {
  if (run) {
    return (
      <span title={`${formatCount(campaign.counts.targeted)} questions in all`}>
        {formatNoun(run.hosts_count, 'host')}
      </span>
    )
  }
  const { counts, hidden_hosts = 0 } = campaign
  const whom = whomOf(campaign, names)
  const all = counts.targeted + hidden_hosts
  const part = hidden_hosts > 0 ? `${formatCount(counts.targeted)} of ` : ''
  return (
    <span title={whom} className="flex min-w-0 items-baseline gap-2">
      {!isNumberOfHosts(whom) && (
        <span className="shrink-0 tabular-nums">
          {part}
          {formatCount(all)}
        </span>
      )}
      <span className="truncate text-fg-muted">{whom}</span>
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

type Column = GridColumn<CampaignItem>

const progress: readonly Column[] = [
  {
    id: 'name',
    label: 'Campaign',
    width: 230,
    grow: true,
    value: ({ name }) => name,
    href: pathOf,
    draw: (item) => <Name item={item} />,
  },
  {
    id: 'status',
    label: 'State',
    width: 106,
    value: ({ campaign }) => campaign.status,
    draw: ({ campaign }) => <StateBadge state={campaign.status} />,
  },
  {
    id: 'progress',
    label: 'Progress',
    width: 116,
    value: ({ campaign }) => doneOf(campaign.counts),
    draw: ({ campaign }) => <Bar campaign={campaign} />,
  },
  {
    id: 'user',
    label: 'Asked by',
    width: 116,
    value: ({ campaign }) => campaign.user?.name ?? 'deleted user',
  },
]

const figures: readonly Column[] = [
  {
    id: 'answered',
    label: 'Answered',
    width: 86,
    numeric: true,
    value: ({ campaign }) => campaign.counts.answered,
    draw: ({ campaign }) => formatCount(campaign.counts.answered),
  },
  {
    id: 'rows',
    label: 'Rows',
    width: 76,
    numeric: true,
    value: ({ campaign }) => campaign.counts.rows,
    draw: ({ campaign }) => formatCount(campaign.counts.rows),
  },
  {
    id: 'created_at',
    label: 'Opened',
    width: 96,
    value: ({ campaign }) => campaign.created_at,
    draw: ({ campaign }) => <Time at={campaign.created_at} />,
  },
  {
    id: 'expires_at',
    label: 'Closes',
    width: 96,
    value: ({ campaign }) => campaign.expires_at,
    draw: ({ campaign }) => <Closes campaign={campaign} />,
  },
]

export function campaignColumns(select: Column, names: KnownNames): readonly Column[] {
  const targets: Column = {
    id: 'targeted',
    label: 'Targets',
    width: 160,
    value: ({ campaign }) => campaign.counts.targeted,
    draw: (item) => <Targets item={item} names={names} />,
  }
  return [select, ...progress, targets, ...figures]
}

export function CampaignCard({ item }: { item: CampaignItem }) {
  const { counts, status, user, created_at } = item.campaign
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex min-w-0 items-center gap-2">
        <SelectBox row={item} inGrid={false} />
        <Link href={pathOf(item)} className="min-w-0 flex-1 hover:underline">
          <Name item={item} />
        </Link>
        <StateBadge state={status} className="shrink-0" />
      </div>
      <Bar campaign={item.campaign} />
      <p className="text-fg-muted text-meta tabular-nums">
        {formatCount(counts.answered)} of {formatCount(counts.targeted)} answered,{' '}
        {formatNoun(counts.rows, 'row')}, {user?.name ?? 'deleted user'}, <Time at={created_at} />
      </p>
    </div>
  )
}
