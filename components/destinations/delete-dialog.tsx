'use client'
// Deleting a destination: what waits for it is not sent, and nothing of the results goes.
import { DeleteConfirm } from '@/components/ui/delete-confirm'
import { formatNoun } from '@/lib/client/format'
import type { Destination } from '@/lib/wire/destinations'
import { pathOf } from './use-destination-acts'

type DeleteDialogProps = { destination: Destination; onClose: () => void; onDone: () => void }

export function DeleteDialog({ destination, ...rest }: DeleteDialogProps) {
  const { id, name, lag_lines, dead_letters } = destination
  return (
    <DeleteConfirm noun="destination" name={name} path={pathOf(id)} {...rest}>
      <p>
        {lag_lines === 0
          ? 'No line waits for it.'
          : `${formatNoun(lag_lines, 'line')} that wait for it are not sent.`}{' '}
        {dead_letters > 0 && `Its ${formatNoun(dead_letters, 'dead letter')} and its `}
        {dead_letters === 0 && 'Its '}secrets go with it.
      </p>
      <p>Results stay in Muster; another destination can be sent them by a replay from a time.</p>
    </DeleteConfirm>
  )
}
