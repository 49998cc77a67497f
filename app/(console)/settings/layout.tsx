// The frame of Settings: which sections there are for this viewer.
import type { ReactNode } from 'react'
import { SettingsSections } from '@/components/settings/settings-sections'
import { requireViewer } from '@/lib/http/session'
import { visibleSettings } from '../visible-settings'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  return <SettingsSections sections={visibleSettings(viewer)}>{children}</SettingsSections>
}
