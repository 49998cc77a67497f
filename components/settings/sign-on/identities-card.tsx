'use client'
// Who a person is at the organisation's provider: connected once, taken away with what it ends.
import { useState } from 'react'
import { useProofs } from '@/components/auth/proofs'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import { ApiFailure, api } from '@/lib/client/api'
import { leaveForSignOn } from '@/lib/client/sign-on'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { Unread } from '@/lib/wire/frame'
import { type Identity, IdentityList } from '@/lib/wire/sso'

const provePath = '/api/v1/fleet/sessions/prove'

type DialogProps = { name: string; open: boolean; onOpenChange: (open: boolean) => void }

/** A stolen session must not connect a stranger, so the password is asked for every time. */
function ConnectDialog({ name, open, onOpenChange }: DialogProps) {
  const { busy, failure, error, run } = useCall()
  const wrong = failure?.reason('password')
  const go = (password: string) =>
    run(async () => {
      if (password !== '') await api(Unread, provePath, { method: 'POST', body: { password } })
      const stayed = await leaveForSignOn('link', '/settings')
      if (stayed) throw new ApiFailure(403, stayed.message, [], stayed.uuid)
    })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Connect your account with ${name}?`}
      keepLabel="Do not connect"
      goLabel="Connect"
      onConfirm={({ password }) => void go(password)}
      password
      passwordError={wrong && 'This is not your password'}
      busy={busy}
      error={wrong ? undefined : error}
    >
      <p>Whoever you sign in as there comes in here as you from then on.</p>
    </ConfirmDialog>
  )
}

type RemoveProps = {
  userId: number
  own: boolean
  identity: Identity | undefined
  onClose: () => void
  onChanged: () => void
}

function RemoveDialog({ userId, own, identity, onClose, onChanged }: RemoveProps) {
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      const path = `/api/v1/fleet/users/${userId}/identities/${identity?.id ?? 0}`
      await api(Unread, path, { method: 'DELETE', body: {} })
      onChanged()
      onClose()
    })
  return (
    <ConfirmDialog
      open={identity !== undefined}
      onOpenChange={(open) => open || onClose()}
      title="Disconnect 1 identity?"
      keepLabel="Keep it"
      goLabel="Disconnect"
      danger
      busy={busy}
      error={error}
      onConfirm={() => void go()}
    >
      <p>
        {own ? 'You no longer come in through it.' : 'This person no longer comes in through it.'}{' '}
        Sessions {own && 'elsewhere '}end within 5 s. Connecting it again takes one sign-in.
      </p>
    </ConfirmDialog>
  )
}

type RowProps = { identity: Identity; onRemove: () => void }

function Row({ identity: { issuer, subject, email, seen_at }, onRemove }: RowProps) {
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-2 first:border-t-0">
      <div className="min-w-0 flex-1">
        <p className="break-all font-medium">{email ?? subject}</p>
        <p className="break-all text-fg-muted text-meta">
          {subject} at {issuer}, last seen <Time at={seen_at} />
        </p>
      </div>
      <Button size="small" variant="ghost" onClick={onRemove}>
        Disconnect
      </Button>
    </li>
  )
}

export function IdentitiesCard({ userId, own = false }: { userId: number; own?: boolean }) {
  const path = `/api/v1/fleet/users/${userId}/identities`
  const { value, refresh } = usePoll(IdentityList, path, 30)
  const [connecting, setConnecting] = useState(false)
  const [removing, setRemoving] = useState<Identity>()
  const { password } = useProofs()
  const { identities = [], sign_on: name = null } = value ?? {}
  if (identities.length === 0 && (name === null || !own || !password)) return null
  return (
    <Card title="Single sign-on" flush>
      {identities.length === 0 && name !== null && (
        <div className="flex flex-wrap items-center justify-between gap-3 px-4 pt-2 pb-4">
          <p className="text-fg-muted">You can come in with {name} too.</p>
          <Button onClick={() => setConnecting(true)}>Connect with {name}</Button>
          <ConnectDialog name={name} open={connecting} onOpenChange={setConnecting} />
        </div>
      )}
      {identities.length > 0 && (
        <ul className="pt-1 pb-2">
          {identities.map((identity) => (
            <Row key={identity.id} identity={identity} onRemove={() => setRemoving(identity)} />
          ))}
        </ul>
      )}
      <RemoveDialog
        userId={userId}
        own={own}
        identity={removing}
        onClose={() => setRemoving(undefined)}
        onChanged={refresh}
      />
    </Card>
  )
}
