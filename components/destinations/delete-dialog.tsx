'use client'
// Deleting a destination: what waits for it is not sent, and nothing of the results goes.
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import type { Destination } from '@/lib/wire/destinations'
import { Unread } from '@/lib/wire/frame'
import { pathOf } from './use-destination-acts'

type DeleteDialogProps = { destination: Destination; onClose: () => void; onDone: () => void }

export function DeleteDialog({ destination, onClose, onDone }: DeleteDialogProps) {
  const { id, name, lag_lines, dead_letters } = destination
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, pathOf(id), { method: 'DELETE' })
      const words = `${name} is deleted`
      announce(words)
      toast.done(words)
      onDone()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${name}?`}
      keepLabel="Keep the destination"
      goLabel="Delete the destination"
      danger
      onConfirm={() => void go()}
      busy={busy}
      error={error}
    >
      <p>
        {lag_lines === 0
          ? 'No line waits for it.'
          : `${formatNoun(lag_lines, 'line')} that wait for it are not sent.`}{' '}
        {dead_letters > 0 && `Its ${formatNoun(dead_letters, 'dead letter')} and its `}
        {dead_letters === 0 && 'Its '}secrets go with it.
      </p>
      <p>Results stay in Muster; another destination can be sent them by a replay from a time.</p>
    </ConfirmDialog>
  )
}
