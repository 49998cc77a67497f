'use client'
// Naming and describing a team, a new one or one that is there.
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { TeamReply } from '@/lib/wire/teams'

export const teamsPath = '/api/v1/fleet/teams'

type TeamFormProps = {
  /** None: a new one. */
  team?: { id: number; name: string; description: string }
  onSaved: (team: { id: number; name: string }) => void
  onClose: () => void
}

function useTeamForm({ team, onSaved }: TeamFormProps) {
  const [name, setName] = useState(team?.name ?? '')
  const [description, setDescription] = useState(team?.description ?? '')
  const { busy, failure, error, run } = useCall()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || busy) return
    const path = team ? `${teamsPath}/${team.id}` : teamsPath
    const method = team ? 'PATCH' : 'POST'
    void run(async () => {
      const reply = await api(TeamReply, path, { method, body: { name, description } })
      onSaved(reply.team)
    })
  }
  const taken = failure?.reason('name')
  const refused = taken === undefined ? error : undefined
  return { name, setName, description, setDescription, busy, taken, refused, submit }
}

export function TeamForm(props: TeamFormProps) {
  const { team, onClose } = props
  const form = useTeamForm(props)
  const { name, taken } = form
  return (
    <Dialog open onOpenChange={onClose} title={team ? `Edit ${team.name}` : 'New team'}>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        <Field label="Name" error={taken && `The name ${taken}`}>
          <Input
            value={name}
            maxLength={255}
            onChange={(event) => form.setName(event.target.value)}
          />
        </Field>
        <Field label="Description" optional error={form.refused}>
          <Textarea
            value={form.description}
            maxLength={2000}
            rows={3}
            onChange={(event) => form.setDescription(event.target.value)}
          />
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="self-end"
          busy={form.busy}
          disabledReason={name.trim() === '' ? 'Name it first' : undefined}
        >
          {team ? 'Save' : 'Create team'}
        </Button>
      </form>
    </Dialog>
  )
}
