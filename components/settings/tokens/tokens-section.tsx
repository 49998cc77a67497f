'use client'
// Settings, API tokens: what scripts sign in with.
import { useRouter } from 'next/navigation'
import { KeysCard } from '@/components/settings/keys-card'
import { SettingsPage } from '@/components/settings/settings-page'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { Unread } from '@/lib/wire/frame'
import { type Token, TokenCreated } from '@/lib/wire/tokens'

const path = '/api/v1/fleet/tokens'

function tokenDetail(token: Token) {
  return (
    <>
      {token.scopes.join(', ')}, of {token.user_name}, last used <Time at={token.last_used_at} />
      {token.expires_at && (
        <>
          , expires <Time at={token.expires_at} />
        </>
      )}
    </>
  )
}

export function TokensSection({ tokens }: { tokens: readonly Token[] }) {
  const { refresh } = useRouter()
  const create = async (name: string) => {
    const made = await api(TokenCreated, path, { method: 'POST', body: { name } })
    refresh()
    return made.secret
  }
  const revoke = async (id: number) => {
    await api(Unread, `${path}/${id}`, { method: 'DELETE', body: {} })
    refresh()
  }
  return (
    <SettingsPage slug="tokens" title="API tokens">
      <KeysCard
        title="API tokens"
        noun="API token"
        rows={tokens.map((token) => ({
          id: token.id,
          name: token.name,
          detail: tokenDetail(token),
        }))}
        empty="A script signs in with one. It can do what its owner can, cut to its scopes."
        noCreate={undefined}
        create={create}
        revoke={revoke}
        revokeEffect="Scripts that use it are refused from now on. It cannot be brought back."
      />
    </SettingsPage>
  )
}
