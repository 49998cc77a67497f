'use client'
// A label by hand of all hosts of a group: the list as it is now, which later answers do not join.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import type { Group } from '@/lib/wire/campaign-groups'
import { LabelReply } from '@/lib/wire/labels'
import { groupTitle, hostsOf } from './group-words'

type GroupLabelDialogProps = {
  id: number
  group: Group
  columns: readonly string[]
  /** Why this person may not make labels. */
  refusal: string | undefined
  onClose: () => void
}

function useMaking(id: number, group: Group, columns: readonly string[], onClose: () => void) {
  const { busy, failure, error, run } = useCall()
  const make = (name: string) =>
    run(async () => {
      const path = `/api/v1/fleet/campaigns/${id}/groups/label`
      const body = { name, columns, key: group.key }
      const { label } = await api(LabelReply, path, { method: 'POST', body })
      toast.done(`Label ${label.name} has ${formatNoun(label.count, 'host')}`)
      onClose()
    })
  return { busy, make, error: failure?.reason('name') ?? error }
}

export function GroupLabelDialog(props: GroupLabelDialogProps) {
  const { id, group, columns, refusal, onClose } = props
  const title = groupTitle(group, columns)
  const [name, setName] = useState(`#${id} ${title}`)
  const { busy, make, error } = useMaking(id, group, columns, onClose)
  const given = name.trim()
  const reason = refusal ?? (given === '' ? 'A label needs a name' : undefined)
  const submit = () => void make(given)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Label ${hostsOf(group)}`}
      description={`The hosts that told "${title}" until now, listed by hand. Hosts that answer later do not join.`}
      footer={
        <>
          <Button onClick={onClose}>Make no label</Button>
          <Button variant="primary" busy={busy} disabledReason={reason} onClick={submit}>
            Label {hostsOf(group)}
          </Button>
        </>
      }
    >
      <Field label="Name" name="name" error={error}>
        <Input
          value={name}
          maxLength={255}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && !reason && !busy && submit()}
        />
      </Field>
      {refusal && <p className="mt-2 text-fg-muted">{refusal}</p>}
    </Dialog>
  )
}
