// Settings, Organisation: what is set for everybody?
import type { Metadata } from 'next'
import { OrganisationSection } from '@/components/settings/organisation/organisation-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { getConfig } from '@/lib/domain/settings'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'

export const metadata: Metadata = { title: 'Organisation' }

const whole = { team_id: null }

export default async function OrganisationPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:read', whole))
    return <NoPermission title="Organisation" needs="a maintainer of the whole fleet" />
  const config = Config.parse(await getConfig(viewer))
  const may = permits(viewer, 'settings:write', whole)
  return (
    <OrganisationSection config={config} noWrite={may ? undefined : 'Needs an administrator'} />
  )
}
