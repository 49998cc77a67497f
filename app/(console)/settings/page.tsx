// Settings: what is set, by whom, and what does it touch?
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { type SettingsProps, SettingsView } from '@/components/settings/settings-view'
import { permits } from '@/lib/domain/permissions'
import { listSecretsFor } from '@/lib/domain/secrets-admin'
import { getConfig } from '@/lib/domain/settings'
import { listTeams } from '@/lib/domain/teams'
import { listTokens } from '@/lib/domain/tokens'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'
import type { Viewer } from '@/lib/wire/roles'
import { EnrollSecretList } from '@/lib/wire/secrets'
import { TeamQuery } from '@/lib/wire/teams'
import { TokenList } from '@/lib/wire/tokens'

export const metadata: Metadata = { title: 'Settings' }

async function readOrganisation(viewer: Viewer): Promise<SettingsProps['organisation']> {
  if (!permits(viewer, 'settings:read', { team_id: null })) return undefined
  const { org_name, server_url, limits, enrolment_policy } = Config.parse(await getConfig(viewer))
  return {
    name: org_name,
    url: server_url ?? 'as started',
    retention_days: limits.result_retention_days,
    policy: enrolment_policy,
  }
}

async function readSecrets(viewer: Viewer): Promise<SettingsProps['secrets']> {
  if (!permits(viewer, 'secrets:read', 'any')) return undefined
  return EnrollSecretList.parse({ enroll_secrets: await listSecretsFor(viewer) }).enroll_secrets
}

/** "admin", or "maintainer in Workstations, observer in Servers". */
async function rolesOf(viewer: Viewer): Promise<string> {
  if (viewer.global_role) return viewer.global_role
  const { teams } = await listTeams(viewer, TeamQuery.parse({ per_page: '500' }))
  const name = (id: number) => teams.find((team) => team.id === id)?.name ?? `team ${id}`
  return viewer.teams.map(({ id, role }) => `${role} in ${name(id)}`).join(', ') || 'none'
}

export default async function SettingsPage() {
  const viewer = await requireViewer()
  const [tokens, secrets, organisation, roles, jar] = await Promise.all([
    listTokens(viewer),
    readSecrets(viewer),
    readOrganisation(viewer),
    rolesOf(viewer),
    cookies(),
  ])
  const maySecret = permits(viewer, 'secrets:write', { team_id: null })
  return (
    <SettingsView
      profile={{
        name: viewer.name,
        email: viewer.email,
        roles,
        density: jar.get('density')?.value === 'compact' ? 'compact' : 'comfortable',
      }}
      tokens={TokenList.parse({ tokens }).tokens}
      secrets={secrets}
      noSecret={maySecret ? undefined : 'Needs the maintainer role for the whole fleet'}
      organisation={organisation}
    />
  )
}
