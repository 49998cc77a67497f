'use client'
// Behind a link to choose a password: who it is for and the form, or why it opens nothing. That it
// opens nothing says nothing of whether there is such a person.
import { type FormEvent, useState } from 'react'
import { AuthPage } from '@/components/auth/auth-page'
import { LiveRegion } from '@/components/auth/live-region'
import { NewPasswordField } from '@/components/auth/new-password-field'
import { passwordRules } from '@/components/auth/password-rules'
import { type Opened, useAccept, useDoor } from '@/components/auth/use-invitation'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

export function InviteDoor() {
  const door = useDoor()
  if (door.state === 'opening')
    return (
      <AuthPage title="Choose a password">
        <p role="status" className="text-fg-muted">
          Looking at your link
        </p>
      </AuthPage>
    )
  if (door.state === 'shut')
    return (
      <AuthPage title="This link does not open anything">
        <div className="flex flex-col items-start gap-4">
          <p>
            {door.again
              ? door.message
              : 'A link works once and for a limited time, and a newer one makes it useless. Whoever sent it can make another.'}
          </p>
          {door.again ? (
            <Button variant="primary" onClick={door.again}>
              Try again
            </Button>
          ) : (
            <ButtonLink href="/login">Sign in</ButtonLink>
          )}
        </div>
      </AuthPage>
    )
  return <Welcome invitation={door.invitation} />
}

function Welcome({ invitation }: { invitation: Opened }) {
  const invited = invitation.kind === 'invite'
  return (
    <AuthPage
      title={invited ? `Welcome to ${invitation.org_name}` : 'Choose a new password'}
      lead={
        invited
          ? 'Choose a password; with it and your e-mail address you sign in.'
          : 'Setting it signs you out everywhere else and ends your API tokens.'
      }
    >
      <InviteForm invitation={invitation} />
    </AuthPage>
  )
}

function InviteForm({ invitation }: { invitation: Opened }) {
  const { failure, busy, accept } = useAccept()
  const [password, setPassword] = useState('')
  const rules = passwordRules(password, invitation.email)
  const kept = rules.every((rule) => rule.kept)
  const reason = failure?.reason('password')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    if (kept && !busy) void accept({ password, name: name || invitation.name })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <LiveRegion>
        {failure && reason === undefined && <Banner tone="bad">{failure.message}</Banner>}
      </LiveRegion>
      <Field label="E-mail" name="email" hint="You sign in with it.">
        <Input type="email" readOnly autoComplete="username" value={invitation.email} />
      </Field>
      <Field label="Your name" name="name">
        <Input required maxLength={255} autoComplete="name" defaultValue={invitation.name} />
      </Field>
      <NewPasswordField
        rules={rules}
        value={password}
        onChange={setPassword}
        error={reason && `The password ${reason}`}
      />
      <Button
        type="submit"
        variant="primary"
        busy={busy}
        disabledReason={kept ? undefined : 'The password does not keep the rules yet'}
      >
        {busy ? 'Setting the password' : 'Set the password and sign in'}
      </Button>
    </form>
  )
}
