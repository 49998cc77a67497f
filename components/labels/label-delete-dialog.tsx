'use client'
// Deletes a label, or says who stands in the way and what each would lose.
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { Pending } from '@/components/ui/pending'
import { toast } from '@/components/ui/toast'
import { announce } from '@/lib/client/announce'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { type Label, LabelUsers } from '@/lib/wire/labels'
import { Nothing } from '@/lib/wire/values'
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

function Confirm({ label, onClose, onDone }: LabelDeleteDialogProps) {
  const { busy, error, run } = useCall()
  const remove = () =>
    run(async () => {
      await api(Nothing, `/api/v1/fleet/labels/${label.id}`, { method: 'DELETE' })
      const words = `${label.name} is deleted`
      announce(words)
      toast.done(words)
      onDone()
    })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${label.name}?`}
      keepLabel="Keep the label"
      goLabel="Delete the label"
      danger
      onConfirm={() => void remove()}
      busy={busy}
      error={error}
    >
      <p>
        {formatNoun(label.count, 'host')} lose it. No pack, rollout or saved set names it, so
        nothing that hosts run changes.
      </p>
    </ConfirmDialog>
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
