// The fields of packs and of queries in them as people send them: one shape each, whatever the route.
import { z } from 'zod'
import {
  checkInterval,
  checkPackName,
  checkQueryName,
  normalisePlatform,
} from '@/lib/wire/pack-rules'
import { SqlText } from '@/lib/wire/queries'

export const ids = z.array(z.int().positive()).max(100_000)
export const share = z.int().min(0).max(100).nullable()
export const text = z.string().max(10_000)
export const shortText = z.string().trim().max(255)
/** Agents compare case-sensitively; `macos` and `Darwin` are mended to what they mean. */
export const platform = shortText.transform(normalisePlatform)

const checked = (fault: (value: string) => string | null) =>
  z.string().superRefine((value, context) => {
    const message = fault(value)
    if (message) context.addIssue({ code: 'custom', message })
  })

/** A pack's name stands in every full query name, so the same rules hold for it as for a query's. */
export const PackName = checked(checkPackName)
export const QueryName = checked(checkQueryName)

export const Interval = z.unknown().transform((value, context) => {
  const fault = checkInterval(value)
  if (fault === null && typeof value === 'number') return value
  context.addIssue({ code: 'custom', message: fault ?? 'must be a whole number of seconds' })
  return z.NEVER
})

/** Why something was saved; kept with the revision. */
export const Note = z.string().trim().max(2_000, 'must have at most 2,000 characters')

/** What a pack itself holds that hosts could notice, its queries aside. */
export const contentFields = {
  platform,
  version: shortText,
  shard: share,
  discovery: z.array(SqlText).max(100),
  disabled: z.boolean(),
  label_match: z.enum(['any', 'all']),
  label_ids: ids,
  host_ids: ids,
  team_ids: ids,
  exclude_label_ids: ids,
  exclude_host_ids: ids,
}

/** When and where a query of a pack runs. */
export const scheduleFields = {
  interval: Interval,
  snapshot: z.boolean(),
  removed: z.boolean(),
  denylist: z.boolean(),
  platform,
  version: shortText,
  shard: share,
  description: text,
}

/** The same for a query that is new: only the interval must be given. */
export const scheduleDefaults = {
  interval: Interval,
  snapshot: z.boolean().default(false),
  removed: z.boolean().default(true),
  denylist: z.boolean().default(true),
  platform: platform.default(''),
  version: shortText.default(''),
  shard: share.default(null),
  description: text.default(''),
}
