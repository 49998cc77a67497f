'use client'
// Settings: one's own choices, enrol secrets, API tokens, the organisation.
import { useRouter } from 'next/navigation'
import { Page } from '@/components/shell/page'
import { Card } from '@/components/ui/card'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { Unread } from '@/lib/wire/frame'
import { type EnrollSecret, EnrollSecretCreated } from '@/lib/wire/secrets'
import { type Token, TokenCreated } from '@/lib/wire/tokens'
import { KeysCard } from './keys-card'
import { ProfileCard, type ProfileProps } from './profile-card'

export type SettingsProps = {
  profile: ProfileProps
  tokens: readonly Token[]
  /** Absent where the viewer may not read them. */
  secrets?: readonly EnrollSecret[] | undefined
  noSecret: string | undefined
  organisation?: { name: string; url: string; retention_days: number; policy: string } | undefined
}

function secretDetail(secret: EnrollSecret) {
  return (
    <>
      {formatNoun(secret.uses, 'enrolment')}
      {secret.max_uses !== null && ` of ${secret.max_uses}`}, last <Time at={secret.last_used_at} />
      , made <Time at={secret.created_at} />
      {secret.expires_at && (
        <>
          , expires <Time at={secret.expires_at} />
        </>
      )}
      {secret.revoked_at && (
        <>
          , revoked <Time at={secret.revoked_at} />
        </>
      )}
    </>
  )
}

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

const paths = { secrets: '/api/v1/fleet/enroll_secrets', tokens: '/api/v1/fleet/tokens' }

function useKeys() {
  const { refresh } = useRouter()
  const remove = (path: string) => async (id: number) => {
    await api(Unread, `${path}/${id}`, { method: 'DELETE', body: {} })
    refresh()
  }
  const createSecret = async (name: string) => {
    const made = await api(EnrollSecretCreated, paths.secrets, { method: 'POST', body: { name } })
    refresh()
    return made.secret
  }
  const createToken = async (name: string) => {
    const made = await api(TokenCreated, paths.tokens, { method: 'POST', body: { name } })
    refresh()
    return made.secret
  }
  return {
    createSecret,
    createToken,
    revokeSecret: remove(paths.secrets),
    revokeToken: remove(paths.tokens),
  }
}

type SecretsProps = {
  secrets: readonly EnrollSecret[]
  noSecret: string | undefined
  keys: ReturnType<typeof useKeys>
}

function Secrets({ secrets, noSecret, keys }: SecretsProps) {
  return (
    <KeysCard
      title="Enrol secrets"
      noun="enrol secret"
      rows={secrets.map((secret) => ({
        id: secret.id,
        name: secret.name,
        detail: secretDetail(secret),
        revoked: secret.revoked_at !== null,
      }))}
      empty="An agent enrols with one. Without any, no host can come in."
      noCreate={noSecret}
      create={keys.createSecret}
      revoke={keys.revokeSecret}
      revokeEffect="No more host can enrol with it. Hosts that came with it stay enrolled."
    />
  )
}

type TokensProps = { tokens: readonly Token[]; keys: ReturnType<typeof useKeys> }

function Tokens({ tokens, keys }: TokensProps) {
  return (
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
      create={keys.createToken}
      revoke={keys.revokeToken}
      revokeEffect="Scripts that use it are refused from now on. It cannot be brought back."
    />
  )
}

function Organisation({ of }: { of: NonNullable<SettingsProps['organisation']> }) {
  return (
    <Card title="Organisation">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-fg-muted">Name</dt>
        <dd>{of.name}</dd>
        <dt className="text-fg-muted">Address</dt>
        <dd className="break-all">{of.url}</dd>
        <dt className="text-fg-muted">Results are kept</dt>
        <dd>{formatNoun(of.retention_days, 'day')}</dd>
        <dt className="text-fg-muted">Enrolment policy</dt>
        <dd>{of.policy}</dd>
      </dl>
    </Card>
  )
}

export function SettingsView({ profile, tokens, secrets, noSecret, organisation }: SettingsProps) {
  const keys = useKeys()
  return (
    <Page title="Settings">
      <div className="flex max-w-[720px] flex-col gap-4">
        <ProfileCard {...profile} />
        {secrets && <Secrets secrets={secrets} noSecret={noSecret} keys={keys} />}
        <Tokens tokens={tokens} keys={keys} />
        {organisation && <Organisation of={organisation} />}
      </div>
    </Page>
  )
}
