'use client'
// Who is in a team and as what. A member has one role here; taking somebody out signs them out.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { formatNoun } from '@/lib/client/format'
import type { Role } from '@/lib/wire/roles'
import { type Person, TeamAdd } from './team-add'
import { roleChoices, roleWords, useMembers } from './use-members'

type Member = { id: number; name: string; email: string; role: Role }

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
        options={roleChoices}
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

type Members = ReturnType<typeof useMembers>

type ListProps = {
  users: readonly Member[]
  members: Members
  noWrite: string | undefined
  onRemove: (member: Member) => void
}

function List({ users, members, noWrite, onRemove }: ListProps) {
  if (users.length === 0)
    return (
      <EmptyState title="Nobody has a role in this team alone" className="py-8">
        People with a role over the whole installation see it all the same.
      </EmptyState>
    )
  return (
    <ul aria-label="Members" className="divide-y divide-line pb-2">
      {users.map((member) => (
        <Row
          key={member.id}
          member={member}
          noWrite={noWrite}
          onRole={(role) =>
            void members.change(
              [{ id: member.id, role }],
              `${member.name} is ${roleWords[role]} now`,
            )
          }
          onRemove={() => onRemove(member)}
        />
      ))}
    </ul>
  )
}

type RemoveProps = { member: Member; team: string; members: Members; onClose: () => void }

function Remove({ member: { id, name }, team, members, onClose }: RemoveProps) {
  const { busy, error, change, clear } = members
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        clear()
        if (!open) onClose()
      }}
      title={`Take ${name} out of ${team}?`}
      keepLabel={`Keep ${name}`}
      goLabel={`Take ${name} out`}
      danger
      onConfirm={() => void change([{ id, role: null }], `${name} is out of the team`, onClose)}
      busy={busy}
      error={error}
    >
      <p>
        They no longer see its hosts, packs and results, and are signed out now. Roles in other
        teams stay.
      </p>
    </ConfirmDialog>
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
  const { error } = members
  const stay = () => setLeaving(undefined)
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
      <List users={users} members={members} noWrite={noWrite} onRemove={setLeaving} />
      {error !== undefined && !adding && !leaving && (
        <p role="alert" className="px-4 pb-3 text-bad-fg">
          {error}
        </p>
      )}
      {adding && <TeamAdd people={people} members={members} onClose={() => setAdding(false)} />}
      {leaving && <Remove member={leaving} team={team.name} members={members} onClose={stay} />}
    </Card>
  )
}
