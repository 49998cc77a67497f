// Settings, About: which version runs where?
import type { Metadata } from 'next'
import { AboutSection } from '@/components/settings/about/about-section'
import { NoPermission } from '@/components/shell/no-permission'
import { permits } from '@/lib/domain/permissions'
import { readAbout } from '@/lib/domain/settings'
import { requireViewer } from '@/lib/http/session'
import { About } from '@/lib/wire/about'

export const metadata: Metadata = { title: 'About' }

export default async function AboutPage() {
  const viewer = await requireViewer()
  if (!permits(viewer, 'settings:read', { team_id: null }))
    return <NoPermission title="About" needs="a maintainer of the whole fleet" />
  return <AboutSection about={About.parse(await readAbout(viewer))} />
}
