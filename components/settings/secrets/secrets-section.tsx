'use client'
// Settings, Enrol secrets: what agents come in with, and how many did.
import { useRouter } from 'next/navigation'
import { KeysCard } from '@/components/settings/keys-card'
import { SettingsPage } from '@/components/settings/settings-page'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { Unread } from '@/lib/wire/frame'
import { type EnrollSecret, EnrollSecretCreated } from '@/lib/wire/secrets'

const path = '/api/v1/fleet/enroll_secrets'

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

type SecretsSectionProps = {
  secrets: readonly EnrollSecret[]
  /** Why the viewer may not make one. */
  noSecret: string | undefined
}

export function SecretsSection({ secrets, noSecret }: SecretsSectionProps) {
  const { refresh } = useRouter()
  const create = async (name: string) => {
    const made = await api(EnrollSecretCreated, path, { method: 'POST', body: { name } })
    refresh()
    return made.secret
  }
  const revoke = async (id: number) => {
    await api(Unread, `${path}/${id}`, { method: 'DELETE', body: {} })
    refresh()
  }
  return (
    <SettingsPage slug="secrets" title="Enrol secrets">
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
        create={create}
        revoke={revoke}
        revokeEffect="No more host can enrol with it. Hosts that came with it stay enrolled."
      />
    </SettingsPage>
  )
}
