'use client'
// Bringing people into a team, with the role that they get in it.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { formatNoun } from '@/lib/client/format'
import type { Role } from '@/lib/wire/roles'
import { roleChoices, type useMembers } from './use-members'

export type Person = { id: number; name: string; email: string }

type PeopleProps = {
  people: readonly Person[]
  chosen: Choice[]
  onChange: (chosen: Choice[]) => void
}

function People({ people, chosen, onChange }: PeopleProps) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="font-medium">
        People
      </span>
      <Combobox
        label="People"
        placeholder="By name"
        options={people.map(({ id, name, email }) => ({ id: String(id), name, detail: email }))}
        value={chosen}
        onChange={onChange}
      />
    </div>
  )
}

type TeamAddProps = {
  people: readonly Person[]
  members: ReturnType<typeof useMembers>
  onClose: () => void
}

export function TeamAdd({ people, members, onClose }: TeamAddProps) {
  const [chosen, setChosen] = useState<Choice[]>([])
  const [role, setRole] = useState<Role>('observer')
  const { busy, error, change } = members
  const count = formatNoun(chosen.length, 'person', 'people')
  const users = chosen.map(({ id }) => ({ id: Number(id), role }))
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add people to the team"
      description="People with a role over the whole installation see every team already; they are not listed."
      footer={
        <Button
          variant="primary"
          busy={busy}
          disabledReason={chosen.length === 0 ? 'Choose somebody first' : undefined}
          onClick={() => void change(users, `${count} added`, onClose)}
        >
          Add {count}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <People people={people} chosen={chosen} onChange={setChosen} />
        <Field label="Role in the team" className="w-48" error={error}>
          <Select value={role} onChange={setRole} options={roleChoices} />
        </Field>
      </div>
    </Dialog>
  )
}
