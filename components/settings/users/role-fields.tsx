'use client'
// Which role, and where: one over the whole fleet, or one in each of some teams. Only what the viewer
// may grant is offered.
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { Select } from '@/components/ui/select'
import type { Role } from '@/lib/wire/roles'
import { roleChoices } from './role-words'

export type Grant = { global_role: Role | null; teams: { id: number; role: Role }[] }

/** What the viewer may grant: teams they administer, and whether the whole fleet too. */
export type Granting = { global: boolean; teams: readonly { id: number; name: string }[] }

/** Where somebody new begins. */
export function firstGrant(granting: Granting): Grant {
  if (granting.global) return { global_role: 'observer', teams: [] }
  return { global_role: null, teams: granting.teams.slice(0, 1).map(teamObserver) }
}

const teamObserver = ({ id }: { id: number }) => ({ id, role: 'observer' as const })

/** What a request carries; a role over the fleet and roles in teams exclude one another. */
export function grantBody({ global_role, teams }: Grant) {
  return global_role ? { global_role, teams: [] } : { global_role: null, teams }
}

/** Why it cannot be granted yet. */
export function grantLacks({ global_role, teams }: Grant): string | undefined {
  return global_role || teams.length > 0 ? undefined : 'Choose a role first'
}

type RoleFieldsProps = { grant: Grant; onChange: (grant: Grant) => void; granting: Granting }

export function RoleFields({ grant, onChange, granting }: RoleFieldsProps) {
  const whole = grant.global_role !== null
  const setWhole = (where: 'fleet' | 'teams') =>
    onChange(
      where === 'fleet'
        ? { global_role: grant.teams[0]?.role ?? 'observer', teams: [] }
        : { global_role: null, teams: granting.teams.slice(0, 1).map(teamObserver) },
    )
  return (
    <div className="flex flex-col gap-3">
      {granting.global && granting.teams.length > 0 && (
        <RadioGroup
          label="Where the role counts"
          inline
          value={whole ? 'fleet' : 'teams'}
          onChange={setWhole}
          options={[
            { value: 'fleet', label: 'The whole fleet' },
            { value: 'teams', label: 'Some teams' },
          ]}
        />
      )}
      {whole ? (
        <RoleSelect
          label="Role"
          value={grant.global_role ?? 'observer'}
          onChange={(role) => onChange({ global_role: role, teams: [] })}
        />
      ) : (
        <TeamRoles grant={grant} onChange={onChange} granting={granting} />
      )}
    </div>
  )
}

type RoleSelectProps = { label: string; value: Role; onChange: (role: Role) => void }

function RoleSelect({ label, value, onChange }: RoleSelectProps) {
  const hint = roleChoices.find((choice) => choice.value === value)?.hint
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <Select label={label} options={roleChoices} value={value} onChange={onChange} />
      <p className="text-fg-subtle text-meta">{hint}</p>
    </div>
  )
}

type TeamRoleProps = {
  index: number
  team: Grant['teams'][number]
  name: string
  choices: Granting['teams']
  onPut: (change: { id?: number; role?: Role }) => void
  onRemove: () => void
}

function TeamRole({ index, team, name, choices, onPut, onRemove }: TeamRoleProps) {
  return (
    <div className="flex items-start gap-2">
      <Select
        label={`Team ${index + 1}`}
        className="w-44 max-sm:w-32"
        value={String(team.id)}
        options={choices.map((choice) => ({ value: String(choice.id), label: choice.name }))}
        onChange={(value) => onPut({ id: Number(value) })}
      />
      <RoleSelect
        label={`Role in ${name}`}
        value={team.role}
        onChange={(role) => onPut({ role })}
      />
      <IconButton label={`Take the role in ${name} away`} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  )
}

function TeamRoles({ grant: { teams }, onChange, granting }: RoleFieldsProps) {
  const free = granting.teams.filter((team) => !teams.some(({ id }) => id === team.id))
  const write = (next: Grant['teams']) => onChange({ global_role: null, teams: next })
  const next = free[0]
  return (
    <div className="flex flex-col gap-2">
      {teams.map((team, index) => {
        const own = granting.teams.find(({ id }) => id === team.id)
        return (
          <TeamRole
            key={team.id}
            index={index}
            team={team}
            name={own?.name ?? `Team ${team.id}`}
            choices={own ? [own, ...free] : free}
            onPut={(change) =>
              write(teams.map((one, at) => (at === index ? { ...one, ...change } : one)))
            }
            onRemove={() => write(teams.filter((_, at) => at !== index))}
          />
        )
      })}
      <Button
        size="small"
        className="self-start"
        disabledReason={next ? undefined : 'There is no other team'}
        onClick={() => next && write([...teams, teamObserver(next)])}
      >
        <Plus aria-hidden /> Role in another team
      </Button>
    </div>
  )
}
