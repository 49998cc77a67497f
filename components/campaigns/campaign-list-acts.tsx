'use client'
// What can be done to the campaigns selected: one is run again, two are compared, open ones stopped.
import { Copy, GitCompareArrows, RotateCw, Square } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import type { Selection } from '@/components/ui/grid/use-selection'
import { formatCount } from '@/lib/client/format'
import type { Campaign } from '@/lib/wire/campaigns'
import { cloneLink } from './share-menu'
import type { CampaignItem } from './use-campaign-list'
import { isOpen } from './words'

/** What this person may stop. */
export type Stopper = { id: number; stops_own: boolean; stops_others: boolean }

/** Why not all of them can be stopped; undefined when they can. */
export function stopRefusal(items: readonly CampaignItem[], viewer: Stopper): string | undefined {
  const mayNot = items.find(({ campaign }) =>
    campaign.user_id === viewer.id ? !viewer.stops_own : !viewer.stops_others,
  )
  return mayNot && `Needs maintainer to stop #${mayNot.id}, which somebody else asked`
}

/** The older first: what changed since. */
export function compareLink(items: readonly CampaignItem[]): string | undefined {
  const [a, b] = items.map(({ id }) => id).sort((one, other) => one - other)
  if (items.some(({ run }) => run)) return undefined
  return items.length === 2 ? `/campaigns/compare?a=${a}&b=${b}` : undefined
}

function One({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <ButtonLink size="small" href={`/live?from=${campaign.id}`}>
        <RotateCw aria-hidden /> Run again
      </ButtonLink>
      <ButtonLink size="small" href={cloneLink(campaign)}>
        <Copy aria-hidden /> Clone
      </ButtonLink>
    </>
  )
}

type ActsProps = { selection: Selection<CampaignItem>; viewer: Stopper; onStop: () => void }

export function CampaignListActs({ selection: { rows }, viewer, onStop }: ActsProps) {
  const open = rows.filter(({ campaign }) => isOpen(campaign.status))
  const compared = compareLink(rows)
  const [only] = rows
  return (
    <>
      {rows.length === 1 && only && !only.run && <One campaign={only.campaign} />}
      {compared ? (
        <ButtonLink size="small" href={compared}>
          <GitCompareArrows aria-hidden /> Compare
        </ButtonLink>
      ) : (
        <Button size="small" disabledReason="Select two single campaigns to compare">
          <GitCompareArrows aria-hidden /> Compare
        </Button>
      )}
      <Button
        size="small"
        disabledReason={open.length === 0 ? 'None of these is open' : stopRefusal(open, viewer)}
        onClick={onStop}
      >
        <Square aria-hidden /> Stop {open.length > 0 && formatCount(open.length)}
      </Button>
    </>
  )
}
