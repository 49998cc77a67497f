'use client'
// What can be done to an account: a new link, out or in again, gone. Each says first what it ends.
import { KeyRound, Trash2, UserCheck, UserX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { Unread } from '@/lib/wire/frame'
import { type Invitation, InvitationReply } from '@/lib/wire/invitations'
import { type User, UserReply } from '@/lib/wire/users'
import { LinkNote } from './link-note'

type UserActsProps = { user: User; onChanged: () => void; onGone: () => void }

const pathOf = (user: User) => `/api/v1/fleet/users/${user.id}`

export function UserActs({ user, onChanged, onGone }: UserActsProps) {
  return (
    <div className="flex flex-wrap gap-2">
      {!user.api_only && <LinkAct user={user} onChanged={onChanged} />}
      <DisableAct user={user} onChanged={onChanged} />
      <DeleteAct user={user} onGone={onGone} />
    </div>
  )
}

function useLink({ user, onChanged }: Omit<UserActsProps, 'onGone'>) {
  const [link, setLink] = useState<Invitation>()
  const { busy, run, error } = useCall()
  const make = () =>
    run(async () => {
      const path = `${pathOf(user)}/invitation`
      const { invitation } = await api(InvitationReply, path, { method: 'POST', body: {} })
      setLink(invitation)
      onChanged()
    })
  return { link, forget: () => setLink(undefined), busy, make, error }
}

function LinkAct(props: Omit<UserActsProps, 'onGone'>) {
  const { user } = props
  const { link, forget, busy, make, error } = useLink(props)
  const label = user.status === 'invited' ? 'New invitation link' : 'Link to a new password'
  return (
    <>
      <Button
        busy={busy}
        onClick={make}
        disabledReason={user.status === 'disabled' ? 'Enable the user first' : undefined}
      >
        <KeyRound aria-hidden /> {label}
      </Button>
      {error && <Refused>{error}</Refused>}
      <Dialog
        open={link !== undefined}
        onOpenChange={(open) => !open && forget()}
        title={label}
        footer={
          <Button variant="primary" onClick={forget}>
            I have the link
          </Button>
        }
      >
        {link && <LinkNote invitation={link} email={user.email} />}
      </Dialog>
    </>
  )
}

function Refused({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="w-full text-bad-fg">
      {children}
    </p>
  )
}

function DisableEffects() {
  return (
    <>
      <p>
        Every sign-in, live page, API token and open link of theirs ends within 5 s, everywhere.
      </p>
      <p>What they made stays. You can enable them again; tokens have to be made anew.</p>
    </>
  )
}

function DisableAct({ user, onChanged }: Omit<UserActsProps, 'onGone'>) {
  const [asking, setAsking] = useState(false)
  const { busy, error, run } = useCall()
  const write = (next: boolean) =>
    run(async () => {
      await api(UserReply, pathOf(user), { method: 'PATCH', body: { disabled: next } })
      setAsking(false)
      toast.done(next ? `${user.name} is disabled` : `${user.name} may come in again`)
      onChanged()
    })
  if (user.status === 'disabled')
    return (
      <>
        <Button busy={busy} onClick={() => write(false)}>
          <UserCheck aria-hidden /> Enable
        </Button>
        {error && <Refused>{error}</Refused>}
      </>
    )
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <UserX aria-hidden /> Disable
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Disable ${user.name}?`}
        keepLabel="Keep the user"
        goLabel="Disable the user"
        danger
        onConfirm={() => write(true)}
        busy={busy}
        error={error}
      >
        <DisableEffects />
      </ConfirmDialog>
    </>
  )
}

function DeleteAct({ user, onGone }: Omit<UserActsProps, 'onChanged'>) {
  const [asking, setAsking] = useState(false)
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      await api(Unread, pathOf(user), { method: 'DELETE' })
      setAsking(false)
      toast.done(`${user.name} is deleted`)
      onGone()
    })
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden /> Delete
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${user.name}?`}
        keepLabel="Keep the user"
        goLabel="Delete the user"
        danger
        onConfirm={go}
        busy={busy}
        error={error}
      >
        <p>Their sign-ins, API tokens and saved target sets go with them, within 5 s.</p>
        <p>
          Packs, queries and campaigns stay, and so does what Activity says of them. This cannot be
          undone; to keep the account but nobody in it, disable it.
        </p>
      </ConfirmDialog>
    </>
  )
}
