'use client'
// A new token: what it may do, where, for how long; then its secret, this once.
import { useState } from 'react'
import { ProveAgain } from '@/components/auth/prove-again'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/choice'
import { CopyBlock } from '@/components/ui/copy-block'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import type { Scope } from '@/lib/wire/roles'
import { lifetimes, scopeChoices } from './token-words'
import { type MadeToken, type TokenDraft, useTokenDraft } from './use-token-draft'

type Named = { id: number; name: string }

export type TokenGrants = {
  /** Teams it can be cut to. */
  teams: readonly Named[]
  /** Users without a password whom the viewer administers. */
  scripts: readonly Named[]
}

type TokenDialogProps = TokenGrants & {
  open: boolean
  onOpenChange: (open: boolean) => void
  onMade: () => void
}

export function TokenDialog({ open, onOpenChange, onMade, ...grants }: TokenDialogProps) {
  const [made, setMade] = useState<MadeToken>()
  const change = (next: boolean) => {
    setMade(undefined)
    onOpenChange(next)
  }
  if (made)
    return (
      <Dialog
        open={open}
        onOpenChange={change}
        title={`The API token ${made.name}`}
        description="You will not see this again."
        footer={
          <Button variant="primary" onClick={() => change(false)}>
            I have stored it
          </Button>
        }
      >
        <CopyBlock secret label="API token" text={made.secret} />
        <p className="mt-3 text-fg-muted">
          Scripts send it as <code className="mono">Authorization: Bearer</code> and nowhere else.
        </p>
      </Dialog>
    )
  const done = (token: MadeToken) => {
    setMade(token)
    onMade()
  }
  return (
    <Dialog open={open} onOpenChange={change} title="New API token">
      <TokenForm grants={grants} onMade={done} />
    </Dialog>
  )
}

type TokenFormProps = { grants: TokenGrants; onMade: (made: MadeToken) => void }

function TokenForm({ grants, onMade }: TokenFormProps) {
  const form = useTokenDraft(onMade)
  const { draft, put, call } = form
  const wrong = call.failure?.reason('password')
  const nameFault = call.failure?.reason('name')
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What uses it." error={nameFault && `The name ${nameFault}`}>
        <Input
          value={draft.name}
          maxLength={255}
          autoComplete="off"
          onChange={(event) => put({ name: event.target.value })}
        />
      </Field>
      <Scopes form={form} />
      <Reach form={form} grants={grants} />
      {form.asksProof && (
        <ProveAgain
          proof={form.proof}
          error={form.proof.secret !== '' && wrong ? `The password ${wrong}` : undefined}
        />
      )}
      {call.error && wrong === undefined && nameFault === undefined && (
        <p role="alert" className="text-bad-fg">
          {call.error}
        </p>
      )}
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={call.busy}
        disabledReason={form.lacks}
      >
        Create API token
      </Button>
    </form>
  )
}

function Scopes({ form: { draft, put } }: { form: TokenDraft }) {
  const toggle = (scope: Scope, on: boolean) =>
    put({ scopes: on ? [...draft.scopes, scope] : draft.scopes.filter((one) => one !== scope) })
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">Scopes</legend>
      {scopeChoices.map(({ value, label, hint }) => (
        <Checkbox
          key={value}
          label={<span className="mono">{label}</span>}
          hint={hint}
          checked={draft.scopes.includes(value)}
          onChange={(on) => toggle(value, on)}
        />
      ))}
    </fieldset>
  )
}

const optionsOf = (items: readonly Named[]) =>
  items.map(({ id, name }) => ({ value: String(id), label: name }))

function Reach({ form: { draft, put }, grants }: { form: TokenDraft; grants: TokenGrants }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {grants.scripts.length > 0 && (
        <Field label="Acts as">
          <Select
            value={draft.owner}
            onChange={(owner) => put({ owner })}
            options={[{ value: '', label: 'Me' }, ...optionsOf(grants.scripts)]}
          />
        </Field>
      )}
      {grants.teams.length > 0 && (
        <Field label="Only in">
          <Select
            value={draft.team}
            onChange={(team) => put({ team })}
            options={[{ value: '', label: 'Wherever its owner may' }, ...optionsOf(grants.teams)]}
          />
        </Field>
      )}
      <Field label="Expires in">
        <Select value={draft.life} onChange={(life) => put({ life })} options={lifetimes} />
      </Field>
    </div>
  )
}
