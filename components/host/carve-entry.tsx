'use client'
// One carve of a host: what, how far, its hash against the agent's, who asked; to download or delete.
import { Download, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { Button, IconButton } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatBytes, formatCount } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { type Carve, type CarveDetail, CarveReply } from '@/lib/wire/carves'
import { Unread } from '@/lib/wire/frame'
import { carveProgress, carveStates, carveTitle } from './carve-words'

/** The archive as one bar: the runs of blocks that are here, where they belong. */
function BlockBar({ carve, blocks }: { carve: Carve; blocks: CarveDetail['blocks'] }) {
  const share = (count: number) => `${(count / carve.block_count) * 100}%`
  return (
    <div
      role="img"
      aria-label={`${formatCount(carve.blocks_received)} of ${formatCount(carve.block_count)} blocks are stored`}
      className="relative h-2 overflow-hidden rounded-full bg-line"
    >
      {blocks.map(([first, last]) => (
        <span
          key={first}
          className="absolute inset-y-0 min-w-px bg-info"
          style={{ insetInlineStart: share(first), width: share(last - first + 1) }}
        />
      ))}
    </div>
  )
}

function Asker({ carve }: { carve: Carve }) {
  const { campaign_id, campaign_name, pack_id, pack_query } = carve
  if (campaign_id !== null)
    return (
      <Link href={`/campaigns/${campaign_id}`} className="text-accent-fg hover:underline">
        Live query #{campaign_id}
        {campaign_name === null ? ' (deleted)' : ''}
      </Link>
    )
  if (pack_query !== null && pack_id !== null)
    return (
      <Link href={`/packs/${pack_id}`} className="text-accent-fg hover:underline">
        Scheduled query {pack_query}
      </Link>
    )
  return <span className="text-fg-muted">Not known yet: no answer of the host names it</span>
}

function Hash({ carve }: { carve: CarveDetail }) {
  const { sha256, agent_sha256, state } = carve
  if (state !== 'complete') return <span className="text-fg-muted">When it is complete</span>
  if (sha256 === null) return <span className="text-fg-muted">Being counted</span>
  const same = agent_sha256 === null ? undefined : agent_sha256 === sha256
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2">
      <span className="mono break-all text-meta">{sha256}</span>
      {same === true && <ToneBadge tone="ok">as the agent says</ToneBadge>}
      {same === false && <ToneBadge tone="bad">the agent says another</ToneBadge>}
    </span>
  )
}

function Details({ carve }: { carve: CarveDetail }) {
  const facts: [string, ReactNode][] = [
    ['Asked by', <Asker key="asker" carve={carve} />],
    ['SHA-256', <Hash key="hash" carve={carve} />],
    [
      'Blocks',
      `${formatCount(carve.block_count)} of ${formatBytes(carve.block_size)}${carve.compressed ? ', zstd' : ''}`,
    ],
    [
      'Carve',
      <span key="guid" className="mono break-all text-meta">
        {carve.carve_guid}
      </span>,
    ],
    ['Kept until', <Time key="until" at={carve.expires_at} />],
  ]
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)]">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-fg-muted">{label}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type CarveEntryProps = {
  carve: Carve
  /** Why this viewer may not delete it. */
  noWrite: string | undefined
  onGone: () => void
}

function DeleteCarve({
  carve,
  onGone,
  onClose,
}: Omit<CarveEntryProps, 'noWrite'> & { onClose: () => void }) {
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, `/api/v1/fleet/carves/${carve.id}`, { method: 'DELETE', body: {} })
      toast.done(`Carve ${carve.id} is deleted`)
      onGone()
      onClose()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete carve ${carve.id}?`}
      keepLabel="Keep the carve"
      goLabel="Delete the carve"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p className="break-all">{carveTitle(carve)}</p>
      <p>
        Its archive cannot be brought back. The files on the host stay; that it was here stays on
        record.
      </p>
    </ConfirmDialog>
  )
}

function Acts({ carve, noWrite, onGone }: CarveEntryProps) {
  const [asking, setAsking] = useState(false)
  const isWhole = carve.state === 'complete'
  const take = () => window.location.assign(`/api/v1/fleet/carves/${carve.id}/download`)
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Button
        size="small"
        onClick={take}
        disabledReason={isWhole ? undefined : 'There is no whole archive'}
      >
        <Download aria-hidden /> Download
      </Button>
      <IconButton
        label={`Delete carve ${carve.id}`}
        onClick={() => setAsking(true)}
        disabledReason={noWrite}
      >
        <Trash2 aria-hidden />
      </IconButton>
      {asking && <DeleteCarve carve={carve} onGone={onGone} onClose={() => setAsking(false)} />}
    </div>
  )
}

export function CarveEntry(props: CarveEntryProps) {
  const { carve } = props
  const { tone, word, why } = carveStates[carve.state]
  const isOpen = carve.state === 'receiving'
  const poll = usePoll(CarveReply, `/api/v1/fleet/carves/${carve.id}`, isOpen ? 3 : 30)
  // The list is read more often than an entry that is complete: what both know is the list's.
  const detail = poll.value && { ...poll.value.carve, ...carve }
  return (
    <li className="flex flex-col gap-2 border-line border-t px-4 py-3 first:border-t-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
          <span className="mono min-w-0 break-all font-medium">{carveTitle(carve)}</span>
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-fg-muted">
            <ToneBadge tone={tone}>{word}</ToneBadge>
            <span className="tabular-nums">{carveProgress(carve)}</span>
            <Time at={carve.finished_at ?? carve.last_block_at} source="server received" />
          </span>
        </div>
        <Acts {...props} />
      </div>
      {isOpen && detail && <BlockBar carve={detail} blocks={detail.blocks} />}
      {why && !isOpen && <p className="text-fg-muted">{why}</p>}
      {detail && <Details carve={detail} />}
    </li>
  )
}
