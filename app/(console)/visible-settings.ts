// Which sections of Settings there are for a viewer: the list of sections against the table of rights.
import { type SettingsSection, settingsSections } from '@/components/settings/sections'
import { permits } from '@/lib/domain/permissions'
import type { Viewer } from '@/lib/wire/roles'

export function visibleSettings(viewer: Viewer): SettingsSection[] {
  return settingsSections
    .filter(({ may, of }) => permits(viewer, may, of === 'any' ? 'any' : { team_id: null }))
    .map(({ slug, label }) => ({ slug, label }))
}
