'use client'
// The campaigns that asked this query, the open ones first.
import { Radio } from 'lucide-react'
import Link from 'next/link'
import { StateBadge } from '@/components/ui/badge'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { StateBar } from '@/components/ui/state-bar'
import { campaignParts } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type Campaign, CampaignsReply } from '@/lib/wire/campaigns'

const shown = 50

function Run({ campaign }: { campaign: Campaign }) {
  const { id, status, user, created_at, counts } = campaign
  return (
    <li className="flex flex-col gap-1.5 border-line border-b py-3">
      <div className="flex items-center gap-3">
        <Link
          href={`/campaigns/${id}`}
          className="inline-flex min-h-6 items-center font-medium text-accent-fg underline tabular-nums pointer-coarse:min-h-11"
        >
          #{id}
        </Link>
        <span className="min-w-0 flex-1 truncate text-fg-muted">
          {user?.name ?? 'deleted user'}, <Time at={created_at} />
        </span>
        <StateBadge state={status} />
      </div>
      <StateBar compact parts={campaignParts(counts)} total={counts.targeted} noun={`#${id}`} />
      <p className="text-fg-muted text-meta tabular-nums">
        {formatCount(counts.answered)} of {formatNoun(counts.targeted, 'host')} answered,{' '}
        {formatNoun(counts.rows, 'row')}
      </p>
    </li>
  )
}

export function QueryRuns({ queryId }: { queryId: number }) {
  const path = `/api/v1/fleet/campaigns?query_id=${queryId}&per_page=${shown}`
  const poll = usePoll(CampaignsReply, path, 10)
  const run = (
    <ButtonLink href={`/live?query_id=${queryId}`} variant="primary">
      <Radio aria-hidden /> Run
    </ButtonLink>
  )
  if (!poll.value) return <Pending poll={poll} failed="The runs could not be read" />
  const { campaigns, count } = poll.value
  if (count === 0)
    return (
      <EmptyState title="Nobody has asked it live yet" action={run}>
        Packs run it on their schedule whether it is asked or not.
      </EmptyState>
    )
  return (
    <div className="flex flex-col">
      <div className="flex items-center justify-between">
        <p className="text-fg-muted">
          {count > campaigns.length
            ? `${campaigns.length} of ${formatNoun(count, 'campaign')}`
            : formatNoun(count, 'campaign')}
        </p>
        {run}
      </div>
      <ul>
        {campaigns.map((campaign) => (
          <Run key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </div>
  )
}
