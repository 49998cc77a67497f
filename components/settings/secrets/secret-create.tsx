'use client'
// A new enrol secret: for which team, until when, for how many. It is shown once and forgotten with the
// dialog.
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyBlock } from '@/components/ui/copy-block'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { type EnrollSecret, EnrollSecretCreated } from '@/lib/wire/secrets'

export const secretsPath = '/api/v1/fleet/enroll_secrets'

export type SecretTeam = { id: number | null; name: string }

const dayMs = 86_400_000
const lives = [
  { value: '1', label: 'A day' },
  { value: '7', label: 'A week' },
  { value: '30', label: '30 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Until it is revoked' },
] as const
type Life = (typeof lives)[number]['value']

type Form = { name: string; team: string; life: Life; uses: string }

export function useSecretForm(first: Partial<Form>, onMade: (secret: EnrollSecret) => void) {
  const [form, setForm] = useState<Form>({ name: '', team: 'none', life: '30', uses: '', ...first })
  const [made, setMade] = useState<{ name: string; secret: string }>()
  const { busy, failure, error, run } = useCall()
  const isWhole = form.uses === '' || /^[1-9]\d{0,8}$/.test(form.uses)
  const lacks =
    form.name.trim() === '' ? 'Name it first' : isWhole ? undefined : 'Uses are a whole number'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks !== undefined || busy) return
    const { name, team, life, uses } = form
    const body = {
      name: name.trim(),
      team_id: team === 'none' ? null : Number(team),
      expires_at:
        life === 'never' ? null : new Date(Date.now() + Number(life) * dayMs).toISOString(),
      max_uses: uses === '' ? null : Number(uses),
    }
    void run(async () => {
      const { enroll_secret, secret } = await api(EnrollSecretCreated, secretsPath, {
        method: 'POST',
        body,
      })
      setMade({ name: enroll_secret.name, secret })
      onMade(enroll_secret)
    })
  }
  return { form, setForm, made, busy, failure, error, lacks, submit }
}

export type SecretForm = ReturnType<typeof useSecretForm>

type PartProps = { state: SecretForm }

function Ends({ state: { form, setForm } }: PartProps) {
  return (
    <div className="flex flex-wrap gap-4">
      <Field label="Enrols for" className="flex-1 basis-40">
        <Select value={form.life} onChange={(life) => setForm({ ...form, life })} options={lives} />
      </Field>
      <Field label="At most" optional hint="Enrolments, not hosts." className="flex-1 basis-40">
        <Input
          inputMode="numeric"
          value={form.uses}
          placeholder="any number"
          onChange={(event) => setForm({ ...form, uses: event.target.value })}
        />
      </Field>
    </div>
  )
}

function Refused({ state: { error, failure } }: PartProps) {
  if (error === undefined || failure?.reason('name')) return null
  return (
    <p role="alert" className="text-bad-fg">
      {error}
    </p>
  )
}

type FieldsProps = PartProps & { teams: readonly SecretTeam[]; goLabel: string }

export function SecretFields({ state, teams, goLabel }: FieldsProps) {
  const { form, setForm, busy, failure, lacks, submit } = state
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What or where it is for." error={failure?.reason('name')}>
        <Input
          value={form.name}
          maxLength={255}
          onChange={(event) => setForm({ ...form, name: event.target.value })}
        />
      </Field>
      <Field label="Team" hint="Hosts that come with it join this team.">
        <Select
          value={form.team}
          onChange={(team) => setForm({ ...form, team })}
          options={teams.map(({ id, name }) => ({
            value: id === null ? 'none' : String(id),
            label: name,
          }))}
        />
      </Field>
      <Ends state={state} />
      <Refused state={state} />
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={busy}
        disabledReason={lacks}
      >
        {goLabel}
      </Button>
    </form>
  )
}

type SecretCreateProps = {
  teams: readonly SecretTeam[]
  /** The team that is chosen at first. */
  first: number | null | undefined
  onMade: (secret: EnrollSecret) => void
  onClose: () => void
}

export function SecretCreate({ teams, first, onMade, onClose }: SecretCreateProps) {
  const start = teams.find(({ id }) => id === first) ?? teams[0]
  const team = start && start.id !== null ? String(start.id) : 'none'
  const state = useSecretForm({ team }, onMade)
  const { made } = state
  if (made === undefined)
    return (
      <Dialog open onOpenChange={onClose} title="New enrol secret">
        <SecretFields state={state} teams={teams} goLabel="Create enrol secret" />
      </Dialog>
    )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`The enrol secret ${made.name}`}
      description="You will not see this again."
      footer={
        <Button variant="primary" onClick={onClose}>
          I have stored it
        </Button>
      }
    >
      <CopyBlock secret label="enrol secret" text={made.secret} />
    </Dialog>
  )
}
