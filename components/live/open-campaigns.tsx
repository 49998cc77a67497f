'use client'
// Mine that are still open, when they are as many as one person may have: each can be closed here.
import Link from 'next/link'
import { useState } from 'react'
import { StopDialog } from '@/components/campaigns/stop-dialog'
import { titleOf } from '@/components/campaigns/words'
import { StateBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type Campaign, CampaignsReply } from '@/lib/wire/campaigns'

const openPath =
  '/api/v1/fleet/campaigns?mine=true&status=waiting,running,paused&per_page=100&order_key=id'
const openMost = 5

/** A pack run counts once, whatever number of queries it asks. */
export function openCount(campaigns: readonly Pick<Campaign, 'id' | 'run_id'>[]): number {
  return new Set(campaigns.map(({ id, run_id }) => (run_id === null ? `${id}` : `run ${run_id}`)))
    .size
}

/** One campaign for each that counts towards the limit. */
function counted(campaigns: readonly Campaign[]): Campaign[] {
  return campaigns.filter(
    ({ run_id }, at) =>
      run_id === null || campaigns.findIndex((other) => other.run_id === run_id) === at,
  )
}

/** Mine that are open, kept fresh; `full` has them once they are as many as the limit. */
export function useOpenCampaigns(first: readonly Campaign[]) {
  const poll = usePoll(CampaignsReply, openPath, 15)
  const open = poll.value?.campaigns ?? first
  return { full: openCount(open) >= openMost ? counted(open) : undefined, refresh: poll.refresh }
}

function OneOpen({ campaign, onStop }: { campaign: Campaign; onStop: () => void }) {
  const { id, run_id, status, counts } = campaign
  const isRun = run_id !== null
  const href = isRun ? `/campaigns/runs/${run_id}` : `/campaigns/${id}`
  return (
    <li className="flex min-w-0 items-center gap-2">
      <Link href={href} className="inline-flex min-h-6 min-w-0 items-center hover:underline">
        <span className="truncate">
          {isRun ? `Pack run ${run_id}` : `#${id} ${titleOf(campaign)}`}
        </span>
      </Link>
      <StateBadge state={status} className="shrink-0" />
      {!isRun && (
        <>
          <span className="shrink-0 text-fg-muted tabular-nums max-sm:hidden">
            {formatCount(counts.answered)} of {formatCount(counts.targeted)} answered
          </span>
          <Button size="small" onClick={onStop} aria-label={`Stop #${id}`} className="ms-auto">
            Stop
          </Button>
        </>
      )}
    </li>
  )
}

type OpenCampaignsProps = {
  campaigns: readonly Campaign[]
  onClosed: () => void
  className?: string
}

export function OpenCampaigns({ campaigns, onClosed, className }: OpenCampaignsProps) {
  const [stopping, setStopping] = useState<Campaign>()
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <p className="font-medium">
        You have {formatCount(campaigns.length)} open campaigns, the limit. Close one.
      </p>
      <ul aria-label="My open campaigns" className="flex max-w-3xl flex-col gap-1">
        {campaigns.map((campaign) => (
          <OneOpen key={campaign.id} campaign={campaign} onStop={() => setStopping(campaign)} />
        ))}
      </ul>
      {stopping && (
        <StopDialog
          id={stopping.id}
          counts={stopping.counts}
          open
          onOpenChange={(open) => {
            if (open) return
            setStopping(undefined)
            onClosed()
          }}
        />
      )}
    </div>
  )
}
