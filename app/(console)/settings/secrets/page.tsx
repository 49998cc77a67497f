// Settings, Enrol secrets: by what do agents come in?
import type { Metadata } from 'next'
import { SecretsSection } from '@/components/settings/secrets/secrets-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { listSecretsFor } from '@/lib/domain/secrets-admin'
import { requireViewer } from '@/lib/http/session'
import { EnrollSecretList } from '@/lib/wire/secrets'

export const metadata: Metadata = { title: 'Enrol secrets' }

export default async function SecretsPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'secrets:read', 'any'))
    return <NoPermission title="Enrol secrets" needs="a maintainer" />
  const found = await listSecretsFor(viewer)
  const may = permits(viewer, 'secrets:write', { team_id: null })
  return (
    <SecretsSection
      secrets={EnrollSecretList.parse({ enroll_secrets: found }).enroll_secrets}
      noSecret={may ? undefined : 'Needs the maintainer role for the whole fleet'}
    />
  )
}
