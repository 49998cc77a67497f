'use client'
// Tokens with what they may do and when they last did; revoking one says what it ends.
import { useState } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { api } from '@/lib/client/api'
import { useCall } from '@/lib/client/use-call'
import { useNow } from '@/lib/client/use-clock'
import { Unread } from '@/lib/wire/frame'
import type { Token } from '@/lib/wire/tokens'

type TokensListProps = {
  tokens: readonly Token[]
  teamNames: ReadonlyMap<number, string>
  /** The reader; tokens of others say whose they are. */
  me: number
  onRevoked: () => void
}

export function TokensList({ tokens, teamNames, me, onRevoked }: TokensListProps) {
  const [leaving, setLeaving] = useState<Token>()
  return (
    <>
      <ul className="pt-1 pb-2">
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            team={token.team_id === null ? undefined : teamNames.get(token.team_id)}
            own={token.user_id === me}
            onRevoke={() => setLeaving(token)}
          />
        ))}
      </ul>
      <RevokeDialog token={leaving} onClose={() => setLeaving(undefined)} onRevoked={onRevoked} />
    </>
  )
}

type TokenRowProps = {
  token: Token
  team: string | undefined
  own: boolean
  onRevoke: () => void
}

function TokenRow({ token, team, own, onRevoke }: TokenRowProps) {
  const now = useNow()
  const ended = token.expires_at !== null && Date.parse(token.expires_at) <= now
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-2 first:border-t-0">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="max-w-full truncate font-medium">{token.name}</span>
          {token.scopes.map((scope) => (
            <Badge key={scope} className="mono">
              {scope}
            </Badge>
          ))}
          {token.team_id !== null && <Badge>only {team ?? `team ${token.team_id}`}</Badge>}
          {ended && <ToneBadge tone="offline">expired</ToneBadge>}
        </p>
        <p className="text-fg-muted text-meta">
          {own ? 'yours' : `of ${token.user_name}`}, last used <Time at={token.last_used_at} />,
          made <Time at={token.created_at} />
          {token.expires_at && (
            <>
              , {ended ? 'expired' : 'expires'} <Time at={token.expires_at} />
            </>
          )}
        </p>
      </div>
      <Button size="small" variant="ghost" aria-label={`Revoke ${token.name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}

type RevokeProps = { token: Token | undefined; onClose: () => void; onRevoked: () => void }

function RevokeDialog({ token, onClose, onRevoked }: RevokeProps) {
  const { busy, error, run } = useCall()
  const go = () =>
    run(async () => {
      if (!token) return
      await api(Unread, `/api/v1/fleet/tokens/${token.id}`, { method: 'DELETE' })
      toast.done(`The token ${token.name} is revoked`)
      onClose()
      onRevoked()
    })
  return (
    <ConfirmDialog
      open={token !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke 1 API token, ${token?.name ?? ''}?`}
      keepLabel="Keep the API token"
      goLabel="Revoke 1 API token"
      danger
      onConfirm={go}
      busy={busy}
      error={error}
    >
      <p>
        Scripts that use it are refused within 5 s. It cannot be brought back.
        {token?.last_used_at && (
          <>
            {' '}
            It was last used <Time at={token.last_used_at} />.
          </>
        )}
      </p>
    </ConfirmDialog>
  )
}
