// Whether somebody may come in, as a word with its sign.
import { Badge, ToneBadge } from '@/components/ui/badge'
import type { User } from '@/lib/wire/users'

export function UserBadge({ user }: { user: User }) {
  if (user.status === 'disabled') return <ToneBadge tone="offline">disabled</ToneBadge>
  if (user.status === 'invited')
    return user.invitation_expires_at ? (
      <ToneBadge tone="waiting">invited</ToneBadge>
    ) : (
      <ToneBadge tone="warn">invitation ended</ToneBadge>
    )
  return user.api_only ? <Badge>API only</Badge> : <ToneBadge tone="ok">active</ToneBadge>
}
