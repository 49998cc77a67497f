'use client'
// Who is in a team and as what. A member has one role here; taking somebody out signs them out.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { type Choice, Combobox } from '@/components/ui/combobox'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { Role } from '@/lib/wire/roles'
import { TeamReply } from '@/lib/wire/teams'
import { teamsPath } from './team-form'

type Member = { id: number; name: string; email: string; role: Role }
export type Person = { id: number; name: string; email: string }

export const roleWords: Record<Role, string> = {
  observer: 'Observer',
  observer_plus: 'Observer+',
  maintainer: 'Maintainer',
  admin: 'Admin',
  gitops: 'GitOps',
}
const roles = Role.options.map((value) => ({ value, label: roleWords[value] }))

type Change = { id: number; role: Role | null }

function useMembers(teamId: number) {
  const { refresh } = useRouter()
  const { busy, error, run, clear } = useCall()
  const change = (users: Change[], done: string, then: () => void = () => undefined) =>
    run(async () => {
      await api(TeamReply, `${teamsPath}/${teamId}/users`, { method: 'PATCH', body: { users } })
      toast.done(done)
      then()
      refresh()
    })
  return { busy, error, change, clear }
}

type RowProps = {
  member: Member
  noWrite: string | undefined
  onRole: (role: Role) => void
  onRemove: () => void
}

function Row({ member, noWrite, onRole, onRemove }: RowProps) {
  const { name, email, role } = member
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-fg-muted text-meta">{email}</p>
      </div>
      <Select
        label={`Role of ${name}`}
        className="w-36"
        disabled={noWrite !== undefined}
        value={role}
        onChange={onRole}
        options={roles}
      />
      <Button
        size="small"
        variant="ghost"
        aria-label={`Take ${name} out`}
        disabledReason={noWrite}
        onClick={onRemove}
      >
        Take out
      </Button>
    </li>
  )
}

type AddProps = {
  people: readonly Person[]
  members: ReturnType<typeof useMembers>
  onClose: () => void
}

function Add({ people, members, onClose }: AddProps) {
  const [chosen, setChosen] = useState<Choice[]>([])
  const [role, setRole] = useState<Role>('observer')
  const { busy, error, change } = members
  const go = () =>
    void change(
      chosen.map(({ id }) => ({ id: Number(id), role })),
      `${formatNoun(chosen.length, 'person', 'people')} added`,
      onClose,
    )
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
          onClick={go}
        >
          Add {formatNoun(chosen.length, 'person', 'people')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-1">
          <span aria-hidden className="font-medium">
            People
          </span>
          <Combobox
            label="People"
            placeholder="By name"
            options={people.map(({ id, name, email }) => ({ id: String(id), name, detail: email }))}
            value={chosen}
            onChange={setChosen}
          />
        </div>
        <Field label="Role in the team" className="w-48">
          <Select value={role} onChange={setRole} options={roles} />
        </Field>
        {error !== undefined && (
          <p role="alert" className="text-bad-fg">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  )
}

type TeamMembersProps = {
  team: { id: number; name: string }
  users: readonly Member[]
  /** Who may be added; none where the viewer may not add anybody. */
  people: readonly Person[]
  noWrite: string | undefined
  noAdd: string | undefined
}

export function TeamMembers({ team, users, people, noWrite, noAdd }: TeamMembersProps) {
  const members = useMembers(team.id)
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<Member>()
  const { busy, error, change, clear } = members
  const remove = ({ id, name }: Member) =>
    void change([{ id, role: null }], `${name} is out of the team`, () => setLeaving(undefined))
  return (
    <Card
      flush
      title={formatNoun(users.length, 'member')}
      actions={
        <Button size="small" disabledReason={noAdd} onClick={() => setAdding(true)}>
          Add people
        </Button>
      }
    >
      {users.length === 0 ? (
        <EmptyState title="Nobody has a role in this team alone" className="py-8">
          People with a role over the whole installation see it all the same.
        </EmptyState>
      ) : (
        <ul aria-label="Members" className="divide-y divide-line pb-2">
          {users.map((member) => (
            <Row
              key={member.id}
              member={member}
              noWrite={noWrite}
              onRole={(role) =>
                void change([{ id: member.id, role }], `${member.name} is ${roleWords[role]} now`)
              }
              onRemove={() => setLeaving(member)}
            />
          ))}
        </ul>
      )}
      {error !== undefined && !adding && !leaving && (
        <p role="alert" className="px-4 pb-3 text-bad-fg">
          {error}
        </p>
      )}
      {adding && <Add people={people} members={members} onClose={() => setAdding(false)} />}
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => {
            clear()
            if (!open) setLeaving(undefined)
          }}
          title={`Take ${leaving.name} out of ${team.name}?`}
          keepLabel={`Keep ${leaving.name}`}
          goLabel={`Take ${leaving.name} out`}
          danger
          onConfirm={() => remove(leaving)}
          busy={busy}
          error={error}
        >
          <p>
            They no longer see its hosts, packs and results, and are signed out now. Roles in other
            teams stay.
          </p>
        </ConfirmDialog>
      )}
    </Card>
  )
}
