// Choices kept per person in cookies, so that the server draws the first paint with them.
import type { Theme } from '@/lib/wire/frame'

export type Preference = 'theme' | 'density' | 'sidebar' | 'zone' | 'shortcuts'

/** Keeps a choice for a year. */
export function keepPreference(name: Preference, value: string): void {
  const year = 365 * 86_400
  const cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=lax`
  Object.assign(document, { cookie })
}

/** Draws the page in that theme at once and keeps the choice. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  keepPreference('theme', theme)
}

export function applyDensity(density: 'comfortable' | 'compact'): void {
  document.documentElement.dataset.density = density
  keepPreference('density', density)
}
