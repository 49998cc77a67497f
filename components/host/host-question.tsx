'use client'
// One question to this host in the history: who asked what and where it stands; opened, its answer.
import { ChevronRight, CornerUpLeft, ExternalLink } from 'lucide-react'
import { useId } from 'react'
import { SqlText } from '@/components/sql/sql-text'
import { StateBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Wait } from '@/components/ui/progress'
import { Time } from '@/components/ui/time'
import { useNow, useZone } from '@/lib/client/use-clock'
import type { HostCampaign } from '@/lib/wire/host-queries'
import { HostAnswer } from './host-answer'
import { isAwaited, standing, writtenText } from './host-live-words'

type HostQuestionProps = {
  campaign: HostCampaign
  hostId: number
  online: boolean
  open: boolean
  onOpen: (open: boolean) => void
  /** Takes its text into the editor; undefined when this viewer may not ask. */
  onAgain: ((campaign: HostCampaign) => void) | undefined
}

function Standing({ campaign, online }: Pick<HostQuestionProps, 'campaign' | 'online'>) {
  const now = useNow()
  const zone = useZone()
  const words = standing(campaign, { now, zone, online })
  if (isAwaited(campaign)) return <Wait>{words}</Wait>
  const isError = campaign.state === 'failed' || campaign.state === 'denylisted'
  return <span className={cn('tabular-nums', isError && 'text-bad-fg')}>{words}</span>
}

type DetailProps = Pick<HostQuestionProps, 'campaign' | 'hostId' | 'onAgain'>

function Detail({ campaign, hostId, onAgain }: DetailProps) {
  const { id, query, seq, state } = campaign
  const hasRows = seq !== null && (state === 'answered' || state === 'too_large')
  return (
    <>
      <div className="mono max-h-60 overflow-auto whitespace-pre-wrap break-words rounded-md border border-line bg-sunken p-2">
        <SqlText sql={query} />
      </div>
      <div className="flex flex-wrap gap-2">
        {onAgain && (
          <Button size="small" onClick={() => onAgain(campaign)}>
            <CornerUpLeft aria-hidden /> Take into the editor
          </Button>
        )}
        <ButtonLink size="small" href={`/campaigns/${id}`}>
          <ExternalLink aria-hidden /> Open campaign #{id}
        </ButtonLink>
      </div>
      {hasRows && <HostAnswer campaignId={id} seq={seq} hostId={hostId} />}
    </>
  )
}

export function HostQuestion(props: HostQuestionProps) {
  const { campaign, online, open, onOpen } = props
  const { id, name, state, user_name, created_at } = campaign
  const panelId = useId()
  const title = name || writtenText(campaign).replace(/\s+/g, ' ').trim()
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => onOpen(!open)}
        className="flex w-full min-w-0 items-start gap-2 px-4 py-2 text-start hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cn('mt-0.5 shrink-0 text-fg-subtle', open && 'rotate-90')}
        />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex min-w-0 items-center gap-2">
            <span className="shrink-0 font-medium tabular-nums">#{id}</span>
            <span className="mono min-w-0 flex-1 truncate">{title}</span>
            <StateBadge state={state} className="shrink-0" />
          </span>
          <span className="text-fg-muted text-meta">
            {user_name ?? 'Somebody'}, <Time at={created_at} />
            {'. '}
            <Standing campaign={campaign} online={online} />
          </span>
        </span>
      </button>
      <div id={panelId} hidden={!open} className="flex flex-col gap-3 px-4 pt-1 pb-4">
        {open && <Detail {...props} />}
      </div>
    </li>
  )
}
