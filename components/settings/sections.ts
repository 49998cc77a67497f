// The sections of Settings: where each is and who may see it. In the order of the design; an owner
// adds a line when the section is there, and `settings/layout.tsx` leaves out what is not allowed.

type SectionEntry = {
  /** The path below /settings; empty for the profile. */
  slug: string
  label: string
  /** The action that reading it takes. */
  may: string
  /** A role over the whole installation, or any role. */
  of: 'installation' | 'any'
}

export const settingsSections = [
  { slug: '', label: 'Profile', may: 'me:read', of: 'any' },
  { slug: 'organisation', label: 'Organisation', may: 'settings:read', of: 'installation' },
  { slug: 'users', label: 'Users', may: 'users:read', of: 'any' },
  { slug: 'teams', label: 'Teams', may: 'teams:read', of: 'any' },
  { slug: 'secrets', label: 'Enrol secrets', may: 'secrets:read', of: 'any' },
  { slug: 'tokens', label: 'API tokens', may: 'me:read', of: 'any' },
  { slug: 'sign-on', label: 'Single sign-on', may: 'settings:write', of: 'installation' },
  { slug: 'options', label: 'Agent options', may: 'options:read', of: 'any' },
  { slug: 'retention', label: 'Retention', may: 'settings:read', of: 'installation' },
  { slug: 'security', label: 'Security', may: 'settings:read', of: 'installation' },
  { slug: 'about', label: 'About', may: 'settings:read', of: 'installation' },
] as const satisfies readonly SectionEntry[]

export type SettingsSlug = (typeof settingsSections)[number]['slug']

export type SettingsSection = { slug: SettingsSlug; label: string }

export function settingsPath(slug: string): string {
  return slug === '' ? '/settings' : `/settings/${slug}`
}
