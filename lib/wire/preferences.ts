// How the console looks and speaks to one person. Kept with the person; what was never chosen is absent,
// and then the browser's own or the default holds.
import { z } from 'zod'

/** Whether this runtime knows the zone by that name. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const ThemeChoice = z.enum(['system', 'light', 'dark'])
const DensityChoice = z.enum(['comfortable', 'compact'])
/** An IANA name; empty is the browser's. */
const Zone = z
  .string()
  .max(64)
  .refine((name) => name === '' || isZone(name), 'must be a time zone')
/** "3 min ago", or "14 Mar 2026, 14:02:24". */
const Times = z.enum(['relative', 'absolute'])
/** Seconds between two sentences to a screen reader; 0 is none at all. */
const Announcements = z.union([z.literal(0), z.literal(10), z.literal(60)])

export const Preferences = z.strictObject({
  theme: ThemeChoice.optional(),
  density: DensityChoice.optional(),
  zone: Zone.optional(),
  times: Times.optional(),
  /** Single-letter keys. */
  shortcuts: z.boolean().optional(),
  announcements: Announcements.optional(),
})
export type Preferences = z.infer<typeof Preferences>

/** What a row holds, from whichever version wrote it: what is not understood is left out. */
export const KeptPreferences = z.object({
  theme: ThemeChoice.optional().catch(undefined),
  density: DensityChoice.optional().catch(undefined),
  zone: Zone.optional().catch(undefined),
  times: Times.optional().catch(undefined),
  shortcuts: z.boolean().optional().catch(undefined),
  announcements: Announcements.optional().catch(undefined),
})

export type KeptPreferences = z.infer<typeof KeptPreferences>

export const PreferencesReply = z.object({ preferences: KeptPreferences })
