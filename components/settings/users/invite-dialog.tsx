'use client'
// Somebody new: who, with which role; then the link that lets them choose a password, this once.
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/choice'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { api } from '@/lib/client/api'
import { type Call, useCall } from '@/lib/client/use-call'
import { UserCreated } from '@/lib/wire/invitations'
import { LinkNote } from './link-note'
import {
  firstGrant,
  type Grant,
  type Granting,
  grantBody,
  grantLacks,
  RoleFields,
} from './role-fields'

type Made = ReturnType<typeof UserCreated.parse>

type InviteDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  granting: Granting
  onMade: () => void
}

export function InviteDialog({ open, onOpenChange, granting, onMade }: InviteDialogProps) {
  const [made, setMade] = useState<Made>()
  const change = (next: boolean) => {
    setMade(undefined)
    onOpenChange(next)
  }
  if (made) return <MadeDialog made={made} open={open} onClose={() => change(false)} />
  const done = (reply: Made) => {
    setMade(reply)
    onMade()
  }
  return (
    <Dialog open={open} onOpenChange={change} title="Invite somebody">
      <InviteForm granting={granting} onMade={done} />
    </Dialog>
  )
}

type MadeProps = { made: Made; open: boolean; onClose: () => void }

function MadeDialog({ made: { user, invitation }, open, onClose }: MadeProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={invitation ? `${user.name} is invited` : `${user.name} is made`}
      footer={
        <Button variant="primary" onClick={onClose}>
          {invitation ? 'I have the link' : 'Done'}
        </Button>
      }
    >
      {invitation ? (
        <LinkNote invitation={invitation} email={user.email} />
      ) : (
        <p>This user has no password. Make an API token for it under API tokens.</p>
      )}
    </Dialog>
  )
}

type InviteFormProps = { granting: Granting; onMade: (made: Made) => void }

function useInvite({ granting, onMade }: InviteFormProps) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [apiOnly, setApiOnly] = useState(false)
  const [grant, setGrant] = useState<Grant>(() => firstGrant(granting))
  const call = useCall()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (lacks || call.busy) return
    const body = { name, email, api_only: apiOnly, ...grantBody(grant) }
    void call.run(async () =>
      onMade(await api(UserCreated, '/api/v1/fleet/users', { method: 'POST', body })),
    )
  }
  const lacks =
    name.trim() === '' || email.trim() === '' ? 'Give a name and an address' : grantLacks(grant)
  return {
    name,
    setName,
    email,
    setEmail,
    apiOnly,
    setApiOnly,
    grant,
    setGrant,
    call,
    submit,
    lacks,
  }
}

function general({ failure }: Call): string | undefined {
  return failure && !failure.reason('email') && !failure.reason('name')
    ? failure.message
    : undefined
}

function InviteForm(props: InviteFormProps) {
  const form = useInvite(props)
  const { call } = form
  const reason = (name: string, subject: string) => {
    const text = call.failure?.reason(name)
    return text && `${subject} ${text}`
  }
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <Who form={form} reason={reason} />
      <RoleFields grant={form.grant} onChange={form.setGrant} granting={props.granting} />
      <Checkbox
        label="Only for scripts"
        hint="No password and no invitation: it acts by API tokens alone."
        checked={form.apiOnly}
        onChange={form.setApiOnly}
      />
      {general(call) && (
        <p role="alert" className="text-bad-fg">
          {general(call)}
        </p>
      )}
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={call.busy}
        disabledReason={form.lacks}
      >
        {form.apiOnly ? 'Make the user' : 'Invite and show the link'}
      </Button>
    </form>
  )
}

type WhoProps = {
  form: ReturnType<typeof useInvite>
  reason: (name: string, subject: string) => string | undefined
}

function Who({ form, reason }: WhoProps) {
  return (
    <>
      <Field label="Name" error={reason('name', 'The name')}>
        <Input
          value={form.name}
          maxLength={255}
          autoComplete="off"
          onChange={(event) => form.setName(event.target.value)}
        />
      </Field>
      <Field label="E-mail" error={reason('email', 'The address')}>
        <Input
          type="email"
          value={form.email}
          maxLength={254}
          autoComplete="off"
          onChange={(event) => form.setEmail(event.target.value)}
        />
      </Field>
    </>
  )
}
