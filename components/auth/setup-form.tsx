'use client'
// The first account. The one-time token leaves the address bar at once and lives only in this page.
import { type ComponentProps, type FormEvent, useEffect, useState } from 'react'
import { LiveRegion } from '@/components/auth/live-region'
import { NewPasswordField } from '@/components/auth/new-password-field'
import { passwordRules } from '@/components/auth/password-rules'
import { type SetupFailure, useSetup } from '@/components/auth/use-setup'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

const fields = ['org_name', 'admin.name', 'admin.email', 'admin.password']

export function SetupForm({ token }: { token: string }) {
  const { failure, busy, send } = useSetup(token)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const rules = passwordRules(password, email)

  useEffect(() => {
    window.history.replaceState(window.history.state, '', '/setup')
  }, [])

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? '')
    if (!busy) void send({ org_name: text('org_name'), name: text('name'), email, password })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Refusal failure={failure} />
      <Who failure={failure} email={email} onEmail={setEmail} />
      <NewPasswordField
        rules={rules}
        value={password}
        onChange={setPassword}
        error={faultOf(failure, 'The password', 'admin.password')}
      />
      <Button
        type="submit"
        variant="primary"
        busy={busy}
        className="sm:self-start"
        {...unmet(rules)}
      >
        {busy ? 'Creating the account' : 'Create the account'}
      </Button>
    </form>
  )
}

function unmet(rules: { kept: boolean }[]): Pick<ComponentProps<typeof Button>, 'disabledReason'> {
  const kept = rules.every((rule) => rule.kept)
  return kept ? {} : { disabledReason: 'The password does not keep the rules yet' }
}

/** The server's reasons go on from the field's name. */
function faultOf(failure: SetupFailure | undefined, subject: string, name: string) {
  const reason = failure?.reason(name)
  return reason && `${subject} ${reason}`
}

function Refusal({ failure }: { failure: SetupFailure | undefined }) {
  const general = failure && !fields.some(failure.reason)
  return (
    <LiveRegion>
      {general && (
        <Banner
          tone="bad"
          action={failure.finished ? <ButtonLink href="/login">Sign in</ButtonLink> : undefined}
        >
          {failure.message}
        </Banner>
      )}
    </LiveRegion>
  )
}

type WhoProps = {
  failure: SetupFailure | undefined
  email: string
  onEmail: (email: string) => void
}

function Who({ failure, email, onEmail }: WhoProps) {
  return (
    <>
      <Field
        label="Organisation"
        name="org_name"
        hint="Shown to everybody who signs in."
        error={faultOf(failure, 'The name', 'org_name')}
      >
        <Input required maxLength={255} autoComplete="organization" autoFocus />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Your name" name="name" error={faultOf(failure, 'The name', 'admin.name')}>
          <Input required maxLength={255} autoComplete="name" />
        </Field>
        <Field label="E-mail" name="email" error={faultOf(failure, 'The address', 'admin.email')}>
          <Input
            type="email"
            required
            maxLength={254}
            autoComplete="username"
            value={email}
            onChange={(event) => onEmail(event.target.value)}
          />
        </Field>
      </div>
    </>
  )
}
