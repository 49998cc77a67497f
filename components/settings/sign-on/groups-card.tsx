'use client'
// Groups of the provider and the roles that they give, laid on at each sign-in.
import { Plus, X } from 'lucide-react'
import { roleChoices } from '@/components/settings/users/role-words'
import { Button, IconButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { GroupRole } from '@/lib/wire/sso'
import type { Teams } from './people-card'
import type { SignOn } from './use-sign-on'

const roles = roleChoices.map(({ value, label }) => ({ value, label }))

type RowProps = {
  at: number
  row: GroupRole
  teams: Teams
  error: string | undefined
  onChange: (row: GroupRole) => void
  onRemove: () => void
}

/** Where a row's role counts, which it is, and how either changes. */
function placed({ row, teams, onChange }: Pick<RowProps, 'row' | 'teams' | 'onChange'>) {
  const { group, global_role, team_id, role } = row
  const held = global_role ?? role ?? 'observer'
  const put = (where: string, next: typeof held) =>
    onChange(
      where === 'fleet'
        ? { group, global_role: next }
        : { group, team_id: Number(where), role: next },
    )
  const where = team_id ? String(team_id) : 'fleet'
  const places = teams.map(({ id, name }) => ({ value: String(id), label: name }))
  return { held, where, places, put }
}

function GroupRow({ at, row, teams, error, onChange, onRemove }: RowProps) {
  const { group } = row
  const { held, where, places, put } = placed({ row, teams, onChange })
  return (
    <li className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2">
        <Input
          aria-label={`Group ${at + 1}`}
          value={group}
          maxLength={255}
          placeholder="Group"
          className="min-w-40 flex-1"
          onChange={(event) => onChange({ ...row, group: event.target.value })}
        />
        <Select
          label={`Where group ${at + 1} has a role`}
          className="w-40 max-sm:w-32"
          value={where}
          options={[{ value: 'fleet', label: 'The whole fleet' }, ...places]}
          onChange={(next) => put(next, held)}
        />
        <Select
          label={`Role of group ${at + 1}`}
          className="w-36 max-sm:w-32"
          value={held}
          options={roles}
          onChange={(next) => put(where, next)}
        />
        <IconButton label={`Remove group ${at + 1}`} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      {error && <p className="text-bad-fg text-meta">{error}</p>}
    </li>
  )
}

function Rows({ signOn: { draft, set, reason }, teams }: { signOn: SignOn; teams: Teams }) {
  const { group_roles: rows } = draft
  const write = (group_roles: GroupRole[]) => set({ group_roles })
  return (
    <>
      {rows.length > 0 && (
        <ul className="flex flex-col gap-2">
          {rows.map((row, at) => (
            <GroupRow
              // A row is its place in the list: nothing of it moves.
              key={String(at)}
              at={at}
              row={row}
              teams={teams}
              error={
                reason(`group_roles[${at}]`) ??
                reason(`group_roles[${at}].group`) ??
                reason(`group_roles[${at}].team_id`)
              }
              onChange={(next) => write(rows.map((old, index) => (index === at ? next : old)))}
              onRemove={() => write(rows.filter((_, index) => index !== at))}
            />
          ))}
        </ul>
      )}
      <Button
        className="self-start"
        onClick={() => write([...rows, { group: '', global_role: 'observer' }])}
      >
        <Plus aria-hidden /> Add a group
      </Button>
    </>
  )
}

export function GroupsCard({ signOn, teams }: { signOn: SignOn; teams: Teams }) {
  const { draft, set, reason } = signOn
  return (
    <Card title="Groups to roles">
      <div className="flex flex-col gap-4">
        <p className="text-fg-muted">
          With a claim and at least one group here, groups decide roles at each sign-in: the
          strongest counts, a role over the whole fleet before roles in teams. The last
          administrator keeps the role whatever the groups say.
        </p>
        <Field
          label="Claim with the groups"
          hint="Often groups or roles; realm_access.roles is followed into the claim"
          error={reason('groups_claim')}
          optional
        >
          <Input
            value={draft.groups_claim}
            maxLength={255}
            className="w-64"
            onChange={(event) => set({ groups_claim: event.target.value })}
          />
        </Field>
        <Rows signOn={signOn} teams={teams} />
      </div>
    </Card>
  )
}
