// Starter packs: those that Muster brings along. Their files, how they are listed, how one is added.
import { z } from 'zod'
import { CostClass } from '@/lib/wire/costs'
import { Interval, PackName, QueryName } from '@/lib/wire/pack-fields'
import { packTargets, scheduleShape } from '@/lib/wire/packs'
import { tablePlatforms } from '@/lib/wire/platforms'

const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case words joined by dashes')
const Sentence = z.string().trim().min(1)

const tablePlatform = z.enum(tablePlatforms)

/** osquery's own list of platforms, each of which the query must run on. */
const Platforms = z.string().transform((text, context) => {
  const parsed = z.array(tablePlatform).min(1).safeParse(text.split(','))
  if (parsed.success) return parsed.data
  context.addIssue({ code: 'custom', message: 'must list darwin, linux or windows' })
  return z.NEVER
})

const FileQuery = z.strictObject({
  name: QueryName,
  description: Sentence,
  /** Lines of the SQL. */
  query: z.array(z.string()).min(1),
  interval: Interval,
  /** All rows each time, rows added and removed, or rows added alone. */
  reports: z.enum(['snapshot', 'differential', 'added']),
  platform: Platforms,
  /** The first agent that has the tables and columns, where not every agent in use does. */
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .default(''),
})

/** A starter pack as its file holds it. */
export const StarterFile = z.strictObject({
  slug: Slug,
  name: PackName,
  description: Sentence,
  queries: z.array(FileQuery).min(1),
})
export type StarterFile = z.infer<typeof StarterFile>

const StarterQuery = z.object({
  name: z.string(),
  query: z.string(),
  description: z.string(),
  ...scheduleShape,
  platforms: z.array(tablePlatform),
  /** By the rule, on the platform where it costs most. */
  cost_class: CostClass,
})

export const StarterPack = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  /** Those that any of its queries runs on. */
  platforms: z.array(tablePlatform),
  queries: z.array(StarterQuery),
  /** The pack that was made of it, of those the viewer may see. */
  added: z.number().nullable(),
})
export type StarterPack = z.infer<typeof StarterPack>

export const StarterPackList = z.object({ packs: z.array(StarterPack) })

export const StarterParams = z.strictObject({ slug: z.string().min(1).max(255) })

export const StarterInput = z.strictObject({
  /** Absent: the starter pack's own. */
  name: PackName.optional(),
  /** Switched off until somebody has chosen hosts and looked at it. */
  disabled: z.boolean().default(true),
  ...packTargets,
})
export type StarterInput = z.infer<typeof StarterInput>
