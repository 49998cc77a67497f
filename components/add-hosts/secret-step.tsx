'use client'
// The first step: for which team, and by which secret.
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { RadioGroup } from '@/components/ui/choice'
import { CopyBlock } from '@/components/ui/copy-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import type { AddHostsTeam } from './add-hosts'
import { isSecretText, type Lifetime, lifetimes, type SecretState } from './use-secret'

const modes = [
  { value: 'new', label: 'A new secret' },
  { value: 'own', label: 'One I have' },
] as const

const keyOf = (id: number | null) => (id === null ? 'all' : String(id))

function MadeSecret({ state }: { state: SecretState }) {
  const { made, forget } = state
  if (!made) return null
  return (
    <div className="flex flex-col gap-2">
      <CopyBlock secret label="enrol secret" text={made.secret} />
      <p className="flex flex-wrap items-center gap-x-3 text-fg-muted">
        <span>
          {made.expires_at && (
            <>
              Ends <Time at={made.expires_at} />
            </>
          )}
          {made.max_uses !== null && <>, for {formatNoun(made.max_uses, 'host')} at most</>}. You
          will not see it again.
        </span>
        <Button size="small" variant="ghost" onClick={forget}>
          Make another
        </Button>
      </p>
    </div>
  )
}

/** What a new secret is made of, as chosen so far; `chosen` is absent for who may make none. */
function useChoice(teams: readonly AddHostsTeam[]) {
  const [team, setTeam] = useState(keyOf(teams[0]?.id ?? null))
  const [hours, setHours] = useState<Lifetime>('24')
  const [uses, setUses] = useState('')
  const chosen = teams.find(({ id }) => keyOf(id) === team) ?? teams[0]
  return { team, setTeam, hours, setHours, uses, setUses, chosen }
}

type ChoiceFieldsProps = {
  choice: ReturnType<typeof useChoice>
  teams: readonly AddHostsTeam[]
  failure: SecretState['failure']
}

function ChoiceFields({ choice, teams, failure }: ChoiceFieldsProps) {
  const { team, setTeam, hours, setHours, uses, setUses } = choice
  const options = teams.map(({ id, name }) => ({ value: keyOf(id), label: name }))
  return (
    <>
      <Field label="Team" error={failure?.reason('team_id')} className="min-w-40 flex-1">
        <Select value={team} onChange={setTeam} options={options} />
      </Field>
      <Field label="Works for" className="w-28">
        <Select value={hours} onChange={setHours} options={lifetimes} />
      </Field>
      <Field label="Hosts at most" optional error={failure?.reason('max_uses')} className="w-40">
        <Input
          type="number"
          min={1}
          value={uses}
          onChange={(event) => setUses(event.target.value)}
        />
      </Field>
    </>
  )
}

function NewSecret({ state, teams }: { state: SecretState; teams: readonly AddHostsTeam[] }) {
  const choice = useChoice(teams)
  const { hours, uses, chosen } = choice
  const { busy, failure, make } = state
  if (!chosen)
    return (
      <p className="text-fg-muted">
        Making secrets needs the maintainer role in a team. Use one that somebody gave you.
      </p>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make(chosen, hours, uses)
  }
  return (
    <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
      <ChoiceFields choice={choice} teams={teams} failure={failure} />
      <Button type="submit" variant="primary" busy={busy}>
        <KeyRound aria-hidden /> Create secret
      </Button>
      {failure && failure.errors.length === 0 && (
        <p role="alert" className="w-full text-bad-fg">
          {failure.message}
        </p>
      )}
    </form>
  )
}

function OwnSecret({ state: { own, setOwn } }: { state: SecretState }) {
  const wrong = own.trim() !== '' && !isSecretText(own.trim())
  return (
    <Field
      label="Enrol secret"
      hint="It stays in this browser: only the commands and files below hold it."
      error={wrong ? 'must be one line without control characters' : undefined}
    >
      <Input
        type="password"
        autoComplete="off"
        value={own}
        onChange={(event) => setOwn(event.target.value)}
      />
    </Field>
  )
}

export function SecretStep({
  state,
  teams,
}: {
  state: SecretState
  teams: readonly AddHostsTeam[]
}) {
  const { mode, setMode, made } = state
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup label="Which secret" inline options={modes} value={mode} onChange={setMode} />
      {mode === 'own' ? (
        <OwnSecret state={state} />
      ) : made ? (
        <MadeSecret state={state} />
      ) : (
        <NewSecret state={state} teams={teams} />
      )}
    </div>
  )
}
