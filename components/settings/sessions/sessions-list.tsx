'use client'
// Where somebody is signed in, with the end of one sign-in or of all. Read again every 30 s.
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { usePoll } from '@/lib/client/use-poll'
import { Unread } from '@/lib/wire/frame'
import { type Session, SessionList, SessionsEnded } from '@/lib/wire/sessions'
import { clientName } from './session-words'

const path = '/api/v1/fleet/sessions'

/** The sessions of that person; without an id one's own. */
export function useSessions(userId?: number) {
  const query = userId === undefined ? '' : `?user_id=${userId}`
  return usePoll(SessionList, `${path}${query}`, 30)
}

type SessionsListProps = { userId?: number | undefined; name?: string | undefined }

export function SessionsList({ userId, name }: SessionsListProps) {
  const { value, failure, refresh } = useSessions(userId)
  if (!value && failure)
    return (
      <p role="alert" className="p-4 text-bad-fg">
        {failure.message}
      </p>
    )
  if (!value) return <p className="p-4 text-fg-subtle">Reading the sign-ins</p>
  const { sessions } = value
  return (
    <>
      <ul className="pt-1">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={refresh} />
        ))}
      </ul>
      {sessions.length === 0 && <p className="px-4 py-2 text-fg-muted">Not signed in anywhere.</p>}
      <EndAll sessions={sessions} userId={userId} name={name} onEnded={refresh} />
    </>
  )
}

type SessionRowProps = { session: Session; onEnded: () => void }

function SessionRow({ session, onEnded }: SessionRowProps) {
  const { busy, error, run } = useCall()
  const client = clientName(session.user_agent)
  const end = () =>
    run(async () => {
      await api(Unread, `${path}/${session.id}`, { method: 'DELETE' })
      onEnded()
    })
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-2 first:border-t-0">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium" title={session.user_agent ?? undefined}>
            {client}
          </span>
          {session.current && <Badge>This one</Badge>}
        </p>
        <p className="text-fg-muted text-meta">
          {session.address || 'unknown address'}, last request <Time at={session.seen_at} />, signed
          in <Time at={session.created_at} />, ends <Time at={session.expires_at} />
        </p>
        {error && <Refused>{error}</Refused>}
      </div>
      {!session.current && (
        <Button
          size="small"
          variant="ghost"
          busy={busy}
          aria-label={`Sign out ${client}, ${session.address ?? ''}`}
          onClick={end}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}

function Refused({ children }: { children: string }) {
  return (
    <p role="alert" className="text-bad-fg">
      {children}
    </p>
  )
}

type EndAllProps = SessionsListProps & { sessions: readonly Session[]; onEnded: () => void }

function useEndAll({ userId, onEnded }: Pick<EndAllProps, 'userId' | 'onEnded'>) {
  const [asking, setAsking] = useState(false)
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      const query = userId === undefined ? '' : `?user_id=${userId}`
      const { ended } = await api(SessionsEnded, `${path}${query}`, { method: 'DELETE' })
      if (userId === undefined) return window.location.assign('/login')
      setAsking(false)
      toast.done(`${formatNoun(ended, 'sign-in')} ended`)
      onEnded()
    })
  return { asking, setAsking, busy, error, go }
}

function EndAll({ sessions, userId, name, onEnded }: EndAllProps) {
  const { asking, setAsking, busy, error, go } = useEndAll({ userId, onEnded })
  const own = userId === undefined
  const count = formatNoun(sessions.length, 'sign-in')
  return (
    <div className="border-line border-t px-4 py-3">
      <Button
        size="small"
        disabledReason={sessions.length === 0 ? 'There is no sign-in to end' : undefined}
        onClick={() => setAsking(true)}
      >
        <LogOut aria-hidden /> Sign out everywhere
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={own ? `Sign out of ${count}?` : `Sign ${name ?? 'this user'} out of ${count}?`}
        keepLabel="Stay signed in"
        goLabel="Sign out everywhere"
        danger
        onConfirm={go}
        busy={busy}
        error={error}
      >
        <p>
          {own
            ? 'Every browser and script that is signed in with your password, this one too, is out within 5 s.'
            : 'Every browser and script that is signed in with their password is out within 5 s.'}
        </p>
        <p>API tokens go on working. Whoever knows the password can sign in again.</p>
      </ConfirmDialog>
    </div>
  )
}
