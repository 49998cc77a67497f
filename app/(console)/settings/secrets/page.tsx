// Settings, Enrol secrets: by what do agents come in, and who came with what?
import type { Metadata } from 'next'
import { SecretsSection } from '@/components/settings/secrets/secrets-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { listSecretsFor } from '@/lib/domain/secrets-admin'
import { listTeams } from '@/lib/domain/teams'
import { requireViewer } from '@/lib/http/session'
import { EnrollSecretList } from '@/lib/wire/secrets'
import { TeamQuery } from '@/lib/wire/teams'
import { IdText } from '@/lib/wire/values'

export const metadata: Metadata = { title: 'Enrol secrets' }

type SecretsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SecretsPage({ searchParams }: SecretsPageProps) {
  const viewer = await requireViewer()
  if (!permits(viewer, 'secrets:read', 'any'))
    return <NoPermission title="Enrol secrets" needs="a maintainer" />
  const team_id = IdText.optional()
    .catch(undefined)
    .parse((await searchParams).team_id)
  const [found, { teams }] = await Promise.all([
    listSecretsFor(viewer, { team_id }),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  const owners = [{ id: null, name: 'No team' }, ...teams.map(({ id, name }) => ({ id, name }))]
  const writable = owners.filter(({ id }) => permits(viewer, 'secrets:write', { team_id: id }))
  return (
    <SecretsSection
      secrets={EnrollSecretList.parse({ enroll_secrets: found }).enroll_secrets}
      teams={writable}
      noSecret={writable.length > 0 ? undefined : 'Needs the maintainer role'}
    />
  )
}
