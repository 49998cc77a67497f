'use client'
// Who may come in: only those with an account, or whoever the provider vouches for; and whether an
// address may stand for a person, once.
import { RoleFields } from '@/components/settings/users/role-fields'
import { Card } from '@/components/ui/card'
import { RadioGroup, Switch } from '@/components/ui/choice'
import type { SignOn } from './use-sign-on'

export type Teams = readonly { id: number; name: string }[]

type PeopleCardProps = { signOn: SignOn; teams: Teams }

function DefaultRole({ signOn: { draft, set, reason }, teams }: PeopleCardProps) {
  const { default_role, default_teams } = draft
  const none = default_role === null && default_teams.length === 0
  const error = reason('default_role') ?? reason('default_teams')
  return (
    <div className="flex flex-col gap-2">
      <p aria-hidden className="font-medium">
        Whom no group gives a role
      </p>
      <RadioGroup
        label="Whom no group gives a role"
        value={none ? 'out' : 'role'}
        onChange={(choice) =>
          set({ default_role: choice === 'out' ? null : 'observer', default_teams: [] })
        }
        options={[
          { value: 'out', label: 'Stays out' },
          { value: 'role', label: 'Has a role all the same' },
        ]}
      />
      {!none && (
        <RoleFields
          grant={{ global_role: default_role, teams: default_teams }}
          onChange={(grant) => set({ default_role: grant.global_role, default_teams: grant.teams })}
          granting={{ global: true, teams }}
        />
      )}
      {error && <p className="text-bad-fg text-meta">{error}</p>}
    </div>
  )
}

export function PeopleCard({ signOn, teams }: PeopleCardProps) {
  const { draft, set } = signOn
  return (
    <Card title="People">
      <div className="flex flex-col gap-4">
        <Switch
          label="Make an account at the first sign-in"
          hint="Off: only people who are linked already, or by address below, come in"
          checked={draft.create_users}
          onChange={(create_users) => set({ create_users })}
        />
        <DefaultRole signOn={signOn} teams={teams} />
        <Switch
          label="Link accounts by verified e-mail address"
          hint="Whoever the provider says owns an address takes the account of that address, once. Only for a provider that you trust with every address here."
          checked={draft.link_by_email}
          onChange={(link_by_email) => set({ link_by_email })}
        />
      </div>
    </Card>
  )
}
