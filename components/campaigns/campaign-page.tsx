'use client'
// The head of a campaign's page: number, state, when it closes, who asked what of whom, and actions.
import { Check, ChevronDown, Download, Link as LinkIcon, RotateCw, Square } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { Page } from '@/components/shell/page'
import { PageActions } from '@/components/shell/page-actions'
import { StateBadge } from '@/components/ui/badge'
import { Button, ButtonLink } from '@/components/ui/button'
import { CopyBlock } from '@/components/ui/copy-block'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Popover } from '@/components/ui/popover'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import { useCopy } from '@/lib/client/use-copy'
import type { StatusFrame } from '@/lib/wire/frames'
import type { CampaignFirst } from './campaign-view'
import { StopDialog } from './stop-dialog'
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

function save(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}

function Share({ id }: { id: number }) {
  const { copied, copy } = useCopy()
  const base = `/api/v1/fleet/campaigns/${id}/results`
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          {copied ? <Check aria-hidden /> : null}
          {copied ? 'Copied' : 'Share'} <ChevronDown aria-hidden />
        </Button>
      }
    >
      <MenuItem
        icon={<LinkIcon aria-hidden />}
        onSelect={() => copy(window.location.href)}
        keys="y"
      >
        Copy link to this view
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => save(`${base}.csv`)}>
        Export all rows as CSV
      </MenuItem>
      <MenuItem icon={<Download aria-hidden />} onSelect={() => save(`${base}.ndjson`)}>
        Export all rows as NDJSON
      </MenuItem>
    </Menu>
  )
}

function Asked({ first, whom }: { first: CampaignFirst; whom: string }) {
  const { campaign } = first
  const { user, created_at, sql, counts } = campaign
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1">
      <Popover
        title="SQL"
        className="w-[min(640px,92vw)]"
        trigger={
          <button
            type="button"
            title="Show the whole SQL"
            className="mono min-h-6 min-w-0 max-w-full truncate rounded-sm bg-sunken px-1.5 text-start hover:bg-hover sm:max-w-[48ch] pointer-coarse:min-h-11"
          >
            {sql.replace(/\s+/g, ' ').trim()}
          </button>
        }
      >
        <CopyBlock text={sql} label="SQL" />
      </Popover>
      <span className="min-w-0 break-words">
        {whom} = {formatNoun(counts.targeted, 'host')}
      </span>
      <span className="text-fg-muted">
        {user?.name ?? 'a deleted user'}, <Time at={created_at} source="server" />
      </span>
    </div>
  )
}

function useActions(id: number, stoppable: boolean, onStopping: (stopping: boolean) => void) {
  const { copy } = useCopy()
  return useMemo(
    () => [
      { id: 'run-again', label: 'Run again', href: `/live?from=${id}` },
      { id: 'copy-link', label: 'Copy link', keys: 'y', run: () => copy(window.location.href) },
      ...(stoppable ? [{ id: 'stop', label: `Stop #${id}`, run: () => onStopping(true) }] : []),
    ],
    [id, stoppable, onStopping, copy],
  )
}

type CampaignPageProps = {
  first: CampaignFirst
  status: StatusFrame
  whom: string
  fill: boolean
  children: ReactNode
}

export function CampaignPage({ first, status, whom, fill, children }: CampaignPageProps) {
  const { campaign, stop_refusal } = first
  const { id } = campaign
  const [stopping, setStopping] = useState(false)
  const open = isOpen(status.status)
  const actions = useActions(id, open && !stop_refusal, setStopping)
  return (
    <Page
      title={`#${id} ${titleOf(campaign)}`}
      crumbs={[{ label: 'Campaigns', href: '/campaigns' }]}
      note={<Note status={status} closes={Date.parse(campaign.expires_at)} />}
      fill={fill}
      actions={
        <>
          {open && (
            <Button disabledReason={stop_refusal} onClick={() => setStopping(true)}>
              <Square aria-hidden /> Stop
            </Button>
          )}
          <ButtonLink href={`/live?from=${id}`}>
            <RotateCw aria-hidden /> Run again
          </ButtonLink>
          <Share id={id} />
        </>
      }
    >
      <PageActions actions={actions} />
      <Asked first={first} whom={whom} />
      {children}
      <StopDialog id={id} counts={status.counts} open={stopping} onOpenChange={setStopping} />
    </Page>
  )
}
