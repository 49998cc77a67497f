'use client'
// Deletes a label, or says who stands in the way and what each would lose.
import { Button } from '@/components/ui/button'
import { DeleteConfirm } from '@/components/ui/delete-confirm'
import { Dialog } from '@/components/ui/dialog'
import { Pending } from '@/components/ui/pending'
import { formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { type Label, LabelUsers } from '@/lib/wire/labels'
import { LabelUserList } from './label-users'
import { isUsed } from './label-words'

type LabelDeleteDialogProps = { label: Label; onClose: () => void; onDone: () => void }

function Refusal({
  label,
  users,
  onClose,
}: Omit<LabelDeleteDialogProps, 'onDone'> & { users: LabelUsers }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${label.name} is in use`}
      description="Nothing was deleted. Take it out of these first."
      footer={<Button onClick={onClose}>Keep the label</Button>}
    >
      <LabelUserList users={users} />
    </Dialog>
  )
}

function Confirm({ label, ...rest }: LabelDeleteDialogProps) {
  return (
    <DeleteConfirm
      noun="label"
      name={label.name}
      path={`/api/v1/fleet/labels/${label.id}`}
      {...rest}
    >
      <p>
        {formatNoun(label.count, 'host')} lose it. No pack, rollout or saved set names it, so
        nothing that hosts run changes.
      </p>
    </DeleteConfirm>
  )
}

export function LabelDeleteDialog(props: LabelDeleteDialogProps) {
  const { label, onClose } = props
  const poll = usePoll(LabelUsers, `/api/v1/fleet/labels/${label.id}/users`, 30)
  if (!poll.value)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={`Delete ${label.name}?`}>
        <Pending poll={poll} failed="Who uses the label could not be read" />
      </Dialog>
    )
  return isUsed(poll.value) ? <Refusal {...props} users={poll.value} /> : <Confirm {...props} />
}
