'use client'
// Pausing: who may still answer, who gets nothing meanwhile, and that the time goes on.
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useZone } from '@/lib/client/use-clock'
import type { CampaignCounts } from '@/lib/wire/campaigns'
import { pauseWords } from './act-words'
import type { CampaignActs } from './use-campaign-acts'

type PauseDialogProps = {
  id: number
  counts: CampaignCounts
  closes: number
  acts: CampaignActs
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function PauseDialog({ id, counts, closes, acts, open, onOpenChange }: PauseDialogProps) {
  const zone = useZone()
  const { title, effects } = pauseWords(id, counts, { closes, zone })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        acts.clear()
        onOpenChange(next)
      }}
      title={title}
      keepLabel="Keep running"
      goLabel="Pause"
      onConfirm={() => acts.take('pause', () => onOpenChange(false))}
      busy={acts.busy}
      error={acts.error}
    >
      {effects.map((effect) => (
        <p key={effect}>{effect}</p>
      ))}
    </ConfirmDialog>
  )
}
