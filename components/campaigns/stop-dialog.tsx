'use client'
// Stopping: who is done, who has the query and cannot be recalled, who will never get it.
import { useState } from 'react'
import { RadioGroup } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { ApiFailure, api } from '@/lib/client/api'
import { formatCount } from '@/lib/client/format'
import { type CampaignCounts, CampaignReply } from '@/lib/wire/campaigns'
import { stopWords } from './words'

type Late = 'keep' | 'drop'

type StopDialogProps = {
  id: number
  counts: CampaignCounts
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function StopDialog({ id, counts, open, onOpenChange }: StopDialogProps) {
  const [late, setLate] = useState<Late>('keep')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const words = stopWords(id, counts)
  const stop = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const path = `/api/v1/fleet/campaigns/${id}/stop`
      await api(CampaignReply, path, { method: 'POST', body: { late_answers: late } })
      toast.done(`#${id} is stopped`)
      onOpenChange(false)
    } catch (failure) {
      setError(failure instanceof ApiFailure ? failure.message : String(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.title}
      keepLabel="Keep running"
      goLabel={words.go}
      onConfirm={stop}
      danger
      busy={busy}
      error={error}
    >
      <p>{words.done}</p>
      {words.sent && <p>{words.sent}</p>}
      <p>{words.waiting}</p>
      {counts.sent > 0 && (
        <div>
          <p className="mb-2">Answers of the {formatCount(counts.sent)}:</p>
          <RadioGroup
            inline
            label="Late answers"
            value={late}
            onChange={setLate}
            options={[
              { value: 'keep', label: 'keep' },
              { value: 'drop', label: 'drop' },
            ]}
          />
        </div>
      )}
    </ConfirmDialog>
  )
}
