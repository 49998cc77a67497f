// Saved queries as people and scripts see them, in Fleet's shapes.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { IdText } from '@/lib/wire/values'

export const sqlBytesMax = 65_536

/** SQL as it may be saved: not empty, at most 64 KiB, well-formed text. */
export const SqlText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine(
    (text) => new TextEncoder().encode(text).length <= sqlBytesMax,
    'must not be larger than 64 KiB',
  )
  .transform((text) => text.toWellFormed())

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(255, 'must have at most 255 characters')

export const QueryInput = z.strictObject({
  name,
  query: SqlText,
  description: z.string().max(10_000).default(''),
  platform: z.string().max(255).default(''),
  observer_can_run: z.boolean().default(false),
  team_id: z.int().positive().nullable().default(null),
})
export type QueryInput = z.infer<typeof QueryInput>

export const QueryPatch = z.strictObject({
  name: name.optional(),
  query: SqlText.optional(),
  description: z.string().max(10_000).optional(),
  platform: z.string().max(255).optional(),
  observer_can_run: z.boolean().optional(),
})
export type QueryPatch = z.infer<typeof QueryPatch>

export const SavedQuery = z.object({
  id: z.number(),
  team_id: z.number().nullable(),
  name: z.string(),
  description: z.string(),
  query: z.string(),
  platform: z.string(),
  saved: z.literal(true),
  observer_can_run: z.boolean(),
  author_id: z.number().nullable(),
  author_name: z.string(),
  author_email: z.string(),
  packs: z.array(z.object({ id: z.number(), name: z.string() })),
  created_at: z.string(),
  updated_at: z.string(),
})
export type SavedQuery = z.infer<typeof SavedQuery>

export const queryOrderKeys = ['name', 'id', 'created_at', 'updated_at'] as const
export const QueryListQuery = listQuery(queryOrderKeys).extend({
  platform: z.enum(['', 'darwin', 'linux', 'windows']).default(''),
  team_id: IdText.nullable().default(null),
})
export const QueryList = z.object({ queries: z.array(SavedQuery), ...pageShape })
export const QueryReply = z.object({ query: SavedQuery })
