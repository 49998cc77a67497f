// Settings, Single sign-on: through whom do people come in, and as what?
import type { Metadata } from 'next'
import { SignOnSection } from '@/components/settings/sign-on/sign-on-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { getConfig } from '@/lib/domain/settings'
import { listTeams } from '@/lib/domain/teams'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'
import { TeamQuery } from '@/lib/wire/teams'

export const metadata: Metadata = { title: 'Single sign-on' }

export default async function SignOnPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:write', { team_id: null }))
    return <NoPermission title="Single sign-on" needs="an administrator of the whole fleet" />
  const [config, { teams }] = await Promise.all([
    getConfig(viewer),
    listTeams(viewer, TeamQuery.parse({ per_page: '500' })),
  ])
  return (
    <SignOnSection
      sso={Config.parse(config).sso}
      teams={teams.map(({ id, name }) => ({ id, name }))}
    />
  )
}
