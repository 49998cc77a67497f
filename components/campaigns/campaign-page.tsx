'use client'
// The head of a campaign's page: number, state, when it closes, and what can be done to it.
import { Copy, Pause, Play, RotateCw, Square } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { StateBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { useNow } from '@/lib/client/use-clock'
import { useCopy } from '@/lib/client/use-copy'
import type { StatusFrame } from '@/lib/wire/frames'
import { CampaignRequest } from './campaign-request'
import type { CampaignFirst } from './campaign-view'
import { CompareMenu } from './compare-menu'
import { GuardBanner } from './guard-banner'
import { guardNotice } from './guard-words'
import { PauseDialog } from './pause-dialog'
import { cloneLink, ShareMenu } from './share-menu'
import { StopDialog } from './stop-dialog'
import { type CampaignActs, useCampaignActs } from './use-campaign-acts'
import { countdown, isOpen, titleOf } from './words'

function Note({ status, closes }: { status: StatusFrame; closes: number }) {
  const now = useNow()
  return (
    <>
      <StateBadge state={status.status} />
      {isOpen(status.status) && (
        <span role="timer" className="whitespace-nowrap text-fg-muted tabular-nums">
          {closes > now ? `closes in ${countdown(closes - now)}` : 'closing now'}
        </span>
      )}
    </>
  )
}

type Asking = 'stop' | 'pause' | undefined

type ButtonsProps = {
  first: CampaignFirst
  status: StatusFrame
  acts: CampaignActs
  onAsk: (asking: Asking) => void
}

/** Pause, resume or, once its canary is done, release: whichever moves it on from here. */
function PauseButton({ first: { stop_refusal }, status, acts, onAsk }: ButtonsProps) {
  const shared = { disabledReason: stop_refusal, busy: acts.busy }
  const notice = guardNotice(status)
  if (notice?.kind === 'canary_waits' || notice?.kind === 'canary_broke') {
    return (
      <Button {...shared} onClick={() => acts.take('release')}>
        <Play aria-hidden className="max-sm:hidden" /> Release
      </Button>
    )
  }
  if (status.status === 'paused') {
    return (
      <Button {...shared} onClick={() => acts.take('resume')}>
        <Play aria-hidden className="max-sm:hidden" /> Resume
      </Button>
    )
  }
  return (
    <Button disabledReason={stop_refusal} onClick={() => onAsk('pause')}>
      <Pause aria-hidden className="max-sm:hidden" /> Pause
    </Button>
  )
}

function Buttons({ first, status, acts, onAsk }: ButtonsProps) {
  const { campaign, stop_refusal } = first
  return (
    <>
      {isOpen(status.status) && (
        <>
          <PauseButton {...{ first, status, acts, onAsk }} />
          <Button disabledReason={stop_refusal} onClick={() => onAsk('stop')}>
            <Square aria-hidden className="max-sm:hidden" /> Stop
          </Button>
        </>
      )}
      <ButtonLink href={`/live?from=${campaign.id}`}>
        <RotateCw aria-hidden className="max-sm:hidden" /> Run again
      </ButtonLink>
      <ButtonLink
        href={cloneLink(campaign)}
        title="The same question, another choice of hosts"
        className="max-2xl:hidden"
      >
        <Copy aria-hidden /> Clone
      </ButtonLink>
      <CompareMenu id={campaign.id} others={first.others} />
      <ShareMenu campaign={campaign} others={first.others} />
    </>
  )
}

function useActions({ first, status, acts, onAsk }: ButtonsProps) {
  const { copy } = useCopy()
  const { campaign, stop_refusal } = first
  const may = isOpen(status.status) && !stop_refusal
  const paused = status.status === 'paused'
  const { id } = campaign
  const clone = cloneLink(campaign)
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  return useMemo(
    () => [
      { id: 'run-again', label: 'Run again', href: `/live?from=${id}` },
      { id: 'clone', label: 'Clone: ask other hosts the same', href: clone },
      { id: 'copy-link', label: 'Copy link', keys: 'y', run: () => copy(window.location.href) },
      ...(may ? [{ id: 'stop', label: `Stop #${id}`, run: () => onAsk('stop') }] : []),
      ...(may && !paused
        ? [{ id: 'pause', label: `Pause #${id}`, run: () => onAsk('pause') }]
        : []),
      ...(may && paused
        ? [{ id: 'resume', label: `Resume #${id}`, run: () => latest.current.take('resume') }]
        : []),
    ],
    [id, clone, may, paused, copy, onAsk],
  )
}

/** A query of a pack run lies below its run. */
function crumbsOf({ run_id }: CampaignFirst['campaign']) {
  const list = { label: 'Campaigns', href: '/campaigns' }
  return run_id === null ? [list] : [list, { label: 'Run', href: `/campaigns/runs/${run_id}` }]
}

type CampaignPageProps = {
  first: CampaignFirst
  status: StatusFrame
  whom: string
  fill: boolean
  /** Said instead of the rails' banner: one banner at a time, worst first. */
  banner: ReactNode
  children: ReactNode
}

export function CampaignPage(props: CampaignPageProps) {
  const { first, status, whom, fill, banner, children } = props
  const { campaign, stop_refusal } = first
  const { id } = campaign
  const closes = Date.parse(campaign.expires_at)
  const [asking, onAsk] = useState<Asking>()
  const acts = useCampaignActs(id)
  const given = { first, status, acts, onAsk }
  const actions = useActions(given)
  const notice = guardNotice(status)
  const close = (open: boolean) => !open && onAsk(undefined)
  return (
    <Page
      title={`#${id} ${titleOf(campaign)}`}
      crumbs={crumbsOf(campaign)}
      note={<Note status={status} closes={closes} />}
      fill={fill}
      actions={<Buttons {...given} />}
    >
      <PageActions actions={actions} />
      <CampaignRequest campaign={campaign} status={status} whom={whom} />
      {banner ??
        (notice && (
          <GuardBanner
            notice={notice}
            acts={acts}
            refusal={stop_refusal}
            onStop={() => onAsk('stop')}
          />
        ))}
      {children}
      <StopDialog id={id} counts={status.counts} open={asking === 'stop'} onOpenChange={close} />
      <PauseDialog
        {...{ id, counts: status.counts, closes, acts }}
        open={asking === 'pause'}
        onOpenChange={close}
      />
    </Page>
  )
}
