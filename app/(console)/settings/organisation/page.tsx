// Settings, Organisation: what is set for everybody?
import type { Metadata } from 'next'
import { OrganisationSection } from '@/components/settings/organisation/organisation-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { getConfig } from '@/lib/domain/settings'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'

export const metadata: Metadata = { title: 'Organisation' }

export default async function OrganisationPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:read', { team_id: null }))
    return (
      <NoPermission
        title="Organisation"
        needs="a maintainer or an administrator of the whole fleet"
      />
    )
  return <OrganisationSection config={Config.parse(await getConfig(viewer))} />
}
