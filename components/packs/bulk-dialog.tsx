'use client'
// Asks before packs are switched or deleted: each says on how many hosts before it can be pressed.
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { type Asked, bulkEffect, bulkGo, bulkKeep, bulkTitle } from './bulk-words'
import { type Question, usePackBulk } from './use-pack-bulk'

type BulkDialogProps = {
  question: Question | undefined
  onClose: () => void
  onDone: () => void
}

/** The words of the last question, so that they stay while the dialog goes away. */
const idle: Asked = { action: 'disable', name: undefined, chosen: 0, effect: undefined }

export function BulkDialog({ question, onClose, onDone }: BulkDialogProps) {
  const { asked = idle, busy, error, run, clear } = usePackBulk(question, onDone)
  const isIdle = asked.effect?.changed === 0
  return (
    <ConfirmDialog
      open={question !== undefined}
      onOpenChange={(open) => {
        if (open) return
        clear()
        onClose()
      }}
      title={bulkTitle(asked)}
      keepLabel={bulkKeep(asked)}
      goLabel={isIdle ? 'Close' : bulkGo(asked)}
      danger={asked.action === 'delete'}
      onConfirm={isIdle ? onClose : run}
      busy={busy || asked.effect === undefined}
      error={error}
      hosts={asked.effect?.hosts ?? 0}
    >
      {bulkEffect(asked).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </ConfirmDialog>
  )
}
