// The frame of Settings: which sections there are for this viewer.
import type { ReactNode } from 'react'
import { settingsSections } from '@/components/settings/sections'
import { SettingsSections } from '@/components/settings/settings-sections'
import { permits } from '@/lib/domain/permissions'
import { requireViewer } from '@/lib/http/session'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const sections = settingsSections
    .filter(({ may, of }) => permits(viewer, may, of === 'any' ? 'any' : { team_id: null }))
    .map(({ slug, label }) => ({ slug, label }))
  return <SettingsSections sections={sections}>{children}</SettingsSections>
}
