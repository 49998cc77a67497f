'use client'
// Stopping: who is done, who has the query and cannot be recalled, who will never get it.
import { useState } from 'react'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { type CampaignCounts, CampaignReply } from '@/lib/wire/campaigns'
import { stopWords } from './act-words'
import { type Late, LateChoice } from './late-choice'

type StopDialogProps = {
  id: number
  counts: CampaignCounts
  open: boolean
  onOpenChange: (open: boolean) => void
}

function useStop(id: number, onStopped: () => void) {
  const { busy, error, run } = useCall()
  const stop = (late: Late) =>
    run(async () => {
      const path = `/api/v1/fleet/campaigns/${id}/stop`
      await api(CampaignReply, path, { method: 'POST', body: { late_answers: late } })
      toast.done(`#${id} is stopped`)
      onStopped()
    })
  return { busy, error, stop }
}

export function StopDialog({ id, counts, open, onOpenChange }: StopDialogProps) {
  const [late, setLate] = useState<Late>('keep')
  const { busy, error, stop } = useStop(id, () => onOpenChange(false))
  const words = stopWords(id, counts)
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.title}
      keepLabel="Keep running"
      goLabel={words.go}
      onConfirm={() => stop(late)}
      danger
      busy={busy}
      error={error}
    >
      <p>{words.done}</p>
      {words.sent && <p>{words.sent}</p>}
      <p>{words.waiting}</p>
      {counts.sent > 0 && <LateChoice count={counts.sent} late={late} onChange={setLate} />}
    </ConfirmDialog>
  )
}
