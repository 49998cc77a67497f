// Saved queries as people and scripts see them, in Fleet's shapes.
import { z } from 'zod'
import { CostClass } from '@/lib/wire/costs'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Parameter, Parameters } from '@/lib/wire/parameters'
import { Tags } from '@/lib/wire/tags'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

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
  tags: Tags.default([]),
  parameters: Parameters.default([]),
  team_id: z.int().positive().nullable().default(null),
})
export type QueryInput = z.infer<typeof QueryInput>

export const QueryPatch = z.strictObject({
  name: name.optional(),
  query: SqlText.optional(),
  description: z.string().max(10_000).optional(),
  platform: z.string().max(255).optional(),
  observer_can_run: z.boolean().optional(),
  tags: Tags.optional(),
  parameters: Parameters.optional(),
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
  tags: z.array(z.string()),
  /** The {{names}} of its SQL, to which a live query gives values. */
  parameters: z.array(Parameter),
  /** The packs in view that schedule it. */
  packs: z.array(z.object({ id: z.number(), name: z.string() })),
  /** All that do, also those of teams that the viewer does not see. */
  packs_count: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type SavedQuery = z.infer<typeof SavedQuery>

/** What a saved query costs one run: measured over hosts, or by the stated rule. */
export const QueryCost = z.object({
  cpu_ms_p50: z.number(),
  cpu_ms_p95: z.number(),
  class: CostClass,
  basis: z.enum(['measured', 'rule']),
})
export type QueryCost = z.infer<typeof QueryCost>

/** As lists and replies carry it. */
export const QuerySummary = SavedQuery.extend({
  /** When it was last asked live, or a pack last brought its rows within seven days. */
  last_run_at: Timestamp.nullable(),
  cost: QueryCost.nullable(),
})
export type QuerySummary = z.infer<typeof QuerySummary>

export const queryOrderKeys = ['name', 'id', 'created_at', 'updated_at'] as const
const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform((text) => text === 'true' || text === '1')
  .default(false)

export const QueryListQuery = listQuery(queryOrderKeys).extend({
  platform: z.enum(['', 'darwin', 'linux', 'windows']).default(''),
  tag: z.string().trim().toLowerCase().max(255).default(''),
  team_id: IdText.nullable().default(null),
  /** With `team_id`: the queries of the whole fleet too. */
  merge_inherited: flag,
  /** Only those that observers may run. */
  observer_can_run: flag,
})
export type QueryListQuery = z.infer<typeof QueryListQuery>
export const QueryList = z.object({
  queries: z.array(QuerySummary),
  /** How many of them belong to the whole fleet, when a team was asked for with them. */
  inherited_query_count: z.int(),
  ...pageShape,
})
export const QueryReply = z.object({ query: QuerySummary })

const manyIds = z.array(Id).min(1).max(1_000)
export const QueriesDelete = z.strictObject({ ids: manyIds })
export const QueriesDeleted = z.object({ deleted: z.int() })

export const QueryClone = z.strictObject({
  name: name.optional(),
  team_id: Id.nullable().optional(),
})
export type QueryClone = z.infer<typeof QueryClone>

/** Whom a change of its SQL reaches: `hosts` = online + offline, each once. */
export const QueryEffect = z.object({
  packs: z.array(
    z.object({ id: z.number(), name: z.string(), disabled: z.boolean(), drafts: z.boolean() }),
  ),
  packs_count: z.int(),
  hosts: z.int(),
  online: z.int(),
  offline: z.int(),
})
export type QueryEffect = z.infer<typeof QueryEffect>
