'use client'
// One person: what is known of them, their roles, where they are signed in, and how it can end.
import { useState } from 'react'
import { SessionsList } from '@/components/settings/sessions/sessions-list'
import { IdentitiesCard } from '@/components/settings/sign-on/identities-card'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { type User, UserReply } from '@/lib/wire/users'
import { type Grant, type Granting, grantBody, grantLacks, RoleFields } from './role-fields'
import { UserActs } from './user-acts'
import { UserBadge } from './user-badge'

type UserSheetProps = {
  id: string | null
  granting: Granting
  onClose: () => void
  onChanged: () => void
}

export function UserSheet({ id, granting, onClose, onChanged }: UserSheetProps) {
  const known = id !== null && /^[1-9][0-9]*$/.test(id)
  const path = known ? `/api/v1/fleet/users/${id}` : null
  const { value, failure, refresh } = usePoll(UserReply, path, 30)
  const user = value && String(value.user.id) === id ? value.user : undefined
  const changed = () => {
    refresh()
    onChanged()
  }
  const gone = () => {
    onChanged()
    onClose()
  }
  return (
    <Sheet open={known} onOpenChange={(open) => !open && onClose()} title={user?.name ?? 'User'}>
      {user ? (
        <Whole user={user} granting={granting} onChanged={changed} onGone={gone} />
      ) : (
        <p role={failure ? 'alert' : 'status'} className="text-fg-muted">
          {failure ? failure.message : 'Reading the user'}
        </p>
      )}
    </Sheet>
  )
}

type WholeProps = {
  user: User
  granting: Granting
  onChanged: () => void
  onGone: () => void
}

function Whole({ user, granting, onChanged, onGone }: WholeProps) {
  const roles = `${user.id} ${JSON.stringify(user.teams)} ${user.global_role}`
  return (
    <div className="flex flex-col gap-4">
      <Facts user={user} />
      <RolesCard key={roles} user={user} granting={granting} onChanged={onChanged} />
      {!user.api_only && (
        <Card title="Signed in" flush>
          <SessionsList key={user.id} userId={user.id} name={user.name} />
        </Card>
      )}
      <IdentitiesCard userId={user.id} />
      <Card title="Account">
        <UserActs user={user} onChanged={onChanged} onGone={onGone} />
      </Card>
    </div>
  )
}

function Facts({ user }: { user: User }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
      <dt className="text-fg-muted">State</dt>
      <dd>
        <UserBadge user={user} />
      </dd>
      <dt className="text-fg-muted">E-mail</dt>
      <dd className="break-all">{user.email}</dd>
      <dt className="text-fg-muted">Last seen</dt>
      <dd>
        <Time at={user.last_seen_at} />
      </dd>
      <dt className="text-fg-muted">Made</dt>
      <dd>
        <Time at={user.created_at} />
      </dd>
      {user.invitation_expires_at && (
        <>
          <dt className="text-fg-muted">Link open until</dt>
          <dd>
            <Time at={user.invitation_expires_at} />
          </dd>
        </>
      )}
    </dl>
  )
}

type RolesCardProps = { user: User; granting: Granting; onChanged: () => void }

/** Why this viewer may not change these roles. */
function cannotGrant(user: User, granting: Granting): string | undefined {
  const own = new Set(granting.teams.map(({ id }) => id))
  const within = !user.global_role && user.teams.every(({ id }) => own.has(id))
  return granting.global || within ? undefined : 'Reaches further than your own role'
}

const bodyOf = ({ global_role, teams }: Grant) =>
  grantBody({ global_role, teams: teams.map(({ id, role }) => ({ id, role })) })

function RolesCard({ user, granting, onChanged }: RolesCardProps) {
  const [grant, setGrant] = useState<Grant>({ global_role: user.global_role, teams: user.teams })
  const { busy, error, run } = useCall()
  const body = bodyOf(grant)
  const same = JSON.stringify(body) === JSON.stringify(bodyOf(user))
  const save = () =>
    run(async () => {
      await api(UserReply, `/api/v1/fleet/users/${user.id}`, { method: 'PATCH', body })
      toast.done(`${user.name} has new roles`, { detail: 'They sign in again to use them.' })
      onChanged()
    })
  const lacks = cannotGrant(user, granting) ?? grantLacks(grant)
  return (
    <Card title="Roles">
      <div className="flex flex-col gap-3">
        <RoleFields grant={grant} onChange={setGrant} granting={granting} />
        <p className="text-fg-subtle text-meta">
          New roles sign them out and end their API tokens, within 5 s.
        </p>
        {error && (
          <p role="alert" className="text-bad-fg">
            {error}
          </p>
        )}
        <Button
          className="self-start"
          busy={busy}
          disabledReason={lacks ?? (same ? 'Nothing is changed' : undefined)}
          onClick={save}
        >
          Save roles
        </Button>
      </div>
    </Card>
  )
}
