// Settings, Retention: how long is what kept?
import type { Metadata } from 'next'
import { RetentionSection } from '@/components/settings/retention/retention-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { getConfig } from '@/lib/domain/settings'
import { requireViewer } from '@/lib/http/session'
import { Config } from '@/lib/wire/config'

export const metadata: Metadata = { title: 'Retention' }

const whole = { team_id: null }

export default async function RetentionPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:read', whole))
    return <NoPermission title="Retention" needs="a maintainer of the whole fleet" />
  const config = Config.parse(await getConfig(viewer))
  const may = permits(viewer, 'settings:write', whole)
  return <RetentionSection config={config} noWrite={may ? undefined : 'Needs an administrator'} />
}
