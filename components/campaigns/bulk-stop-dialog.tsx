'use client'
// Stopping several campaigns: each by name, the sums of all their hosts, one choice for late answers.
import { useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { api, failureOf } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import { bulkStopWords } from './act-words'
import { type Late, LateChoice } from './late-choice'
import type { CampaignItem } from './use-campaign-list'
import { doneOf } from './words'

const namedMax = 10

function useBulkStop(onStopped: () => void) {
  const { busy, error, run, clear } = useCall()
  const stop = (items: readonly CampaignItem[], late: Late) =>
    run(async () => {
      const refused: string[] = []
      for (const { id, name, run: packRun } of items) {
        const path = packRun ? `runs/${packRun.id}` : `campaigns/${id}`
        const body = { late_answers: late }
        await api(Unread, `/api/v1/fleet/${path}/stop`, { method: 'POST', body }).catch(
          (failure: unknown) => refused.push(`${name}: ${failureOf(failure).message}`),
        )
      }
      const stopped = items.length - refused.length
      if (stopped > 0) toast.done(`${formatNoun(stopped, 'campaign')} stopped`)
      if (refused.length > 0) toast.failed('Not stopped', refused.join('; '))
      onStopped()
    })
  return { busy, error, stop, clear }
}

function Named({ items }: { items: readonly CampaignItem[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {items.slice(0, namedMax).map(({ id, name, campaign: { counts } }) => (
        <li key={id} className="flex min-w-0 justify-between gap-3">
          <span className="min-w-0 truncate text-fg">{name}</span>
          <span className="shrink-0 tabular-nums">
            {formatCount(doneOf(counts))} of {formatCount(counts.targeted)} done
          </span>
        </li>
      ))}
      {items.length > namedMax && <li>and {formatCount(items.length - namedMax)} more</li>}
    </ul>
  )
}

type BulkStopDialogProps = {
  items: readonly CampaignItem[]
  open: boolean
  onOpenChange: (open: boolean) => void
  onStopped: () => void
}

export function BulkStopDialog({ items, open, onOpenChange, onStopped }: BulkStopDialogProps) {
  const [late, setLate] = useState<Late>('keep')
  const { busy, error, stop, clear } = useBulkStop(() => {
    onOpenChange(false)
    onStopped()
  })
  const words = bulkStopWords(items.map(({ campaign }) => campaign))
  const sent = items.reduce((sum, { campaign }) => sum + campaign.counts.sent, 0)
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        clear()
        onOpenChange(next)
      }}
      title={words.title}
      keepLabel="Keep running"
      goLabel={words.go}
      onConfirm={() => void stop(items, late)}
      danger
      busy={busy}
      error={error}
    >
      <Named items={items} />
      <p>{words.done}</p>
      {words.sent && <p>{words.sent}</p>}
      <p>{words.waiting}</p>
      {sent > 0 && <LateChoice count={sent} late={late} onChange={setLate} />}
    </ConfirmDialog>
  )
}
