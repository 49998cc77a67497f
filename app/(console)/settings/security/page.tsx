// Settings, Security: what keeps the wrong people out?
import type { Metadata } from 'next'
import { SecuritySection } from '@/components/settings/security/security-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { getConfig } from '@/lib/domain/settings'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'

export const metadata: Metadata = { title: 'Security' }

const whole = { team_id: null }

export default async function SecurityPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:read', whole))
    return <NoPermission title="Security" needs="a maintainer of the whole fleet" />
  const config = Config.parse(await getConfig(viewer))
  const may = permits(viewer, 'settings:write', whole)
  return <SecuritySection config={config} noWrite={may ? undefined : 'Needs an administrator'} />
}
