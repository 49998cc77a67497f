// Packs and their queries as people and scripts see them: Fleet's shapes, and all that osquery's pack
// format knows beyond them.
import { z } from 'zod'
import { ContentQueries } from '@/lib/wire/pack-content'
import {
  contentFields,
  ids,
  Note,
  PackName,
  platform,
  QueryName,
  scheduleDefaults,
  scheduleFields,
  share,
  shortText,
  text,
} from '@/lib/wire/pack-fields'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { SqlText } from '@/lib/wire/queries'
import { Tags } from '@/lib/wire/tags'

const packFields = {
  name: PackName,
  description: text,
  ...contentFields,
  /** The whole list in its order: what is missing is taken out, ids keep what was reported before. */
  queries: ContentQueries,
  tags: Tags,
  note: Note,
}

/** A pack with all its queries; a configuration holds less, but names and descriptions come on top. */
export const packBytesMax = 8_388_608

/** Whom a pack is for; all empty reaches nobody. */
export const packTargets = {
  label_match: contentFields.label_match.default('any'),
  label_ids: ids.default([]),
  host_ids: ids.default([]),
  team_ids: ids.default([]),
  exclude_label_ids: ids.default([]),
  exclude_host_ids: ids.default([]),
  team_id: z.int().positive().nullable().default(null),
}

export const PackInput = z.strictObject({
  ...packFields,
  description: text.default(''),
  platform: platform.default(''),
  version: shortText.default(''),
  shard: share.default(null),
  discovery: packFields.discovery.default([]),
  disabled: z.boolean().default(false),
  ...packTargets,
  queries: ContentQueries.default([]),
  tags: Tags.default([]),
  note: Note.default(''),
})
export type PackInput = z.infer<typeof PackInput>

/** Absent and null leave a field alone; only `shard` takes null for none. */
export const withoutNulls = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).filter(([key, inner]) => inner !== null || key === 'shard'),
      )
    : value

/** Absent and null leave a field alone, as in Fleet; an empty list clears it, and so does shard null. */
export const PackPatch = z.preprocess(
  withoutNulls,
  z
    .strictObject({
      ...packFields,
      /** False saves a draft that no host gets yet. */
      release: z.boolean(),
      /** The newest revision that the author knew of. */
      base_revision: z.int().positive(),
    })
    .partial(),
)
export type PackPatch = z.infer<typeof PackPatch>

export const ScheduleInput = z
  .strictObject({
    pack_id: z.int().positive(),
    query_id: z.int().positive().optional(),
    query: SqlText.optional(),
    name: QueryName.optional(),
    ...scheduleDefaults,
  })
  .superRefine(({ query_id, query, name }, context) => {
    if ((query_id === undefined) === (query === undefined))
      context.addIssue({ code: 'custom', path: ['query_id'], message: 'give query_id or query' })
    if (query !== undefined && name === undefined)
      context.addIssue({ code: 'custom', path: ['name'], message: 'is needed with inline query' })
  })
export type ScheduleInput = z.infer<typeof ScheduleInput>

export const SchedulePatch = z.preprocess(
  withoutNulls,
  z.strictObject({ ...scheduleFields, name: QueryName, query: SqlText }).partial(),
)
export type SchedulePatch = z.infer<typeof SchedulePatch>

const Target = z.object({ id: z.number(), name: z.string() })

/** The rollout under way, as a pack shows it. */
const PackRollout = z.object({
  id: z.number(),
  from: z.number(),
  to: z.number(),
  share: z.number().nullable(),
  label_id: z.number().nullable(),
  state: z.enum(['running', 'paused', 'promoted', 'rolled_back']),
  reason: z.string().nullable(),
})

export const HostsOnRevision = z.object({ revision: z.number().nullable(), hosts: z.number() })
export type HostsOnRevision = z.infer<typeof HostsOnRevision>

export const Pack = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
  discovery: z.array(z.string()),
  disabled: z.boolean(),
  type: z.null(),
  team_id: z.number().nullable(),
  label_match: z.enum(['any', 'all']),
  labels: z.array(Target),
  hosts: z.array(Target),
  teams: z.array(Target),
  label_ids: z.array(z.number()),
  host_ids: z.array(z.number()),
  team_ids: z.array(z.number()),
  exclude_label_ids: z.array(z.number()),
  exclude_host_ids: z.array(z.number()),
  tags: z.array(z.string()),
  /** The newest; above `released` it is a draft, or on its way by the rollout. */
  revision: z.number(),
  released: z.number(),
  rollout: PackRollout.nullable(),
  /** Who made the newest revision. */
  changed_by: z.string().nullable(),
  query_count: z.number(),
  total_hosts_count: z.number(),
  /** What the hosts counted run by the hash they reported; null: none that is known. One pack's own page. */
  hosts_by_revision: z.array(HostsOnRevision).optional(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type Pack = z.infer<typeof Pack>

/** A QuerySchedule as replies carry it. */
export const scheduleShape = {
  interval: z.number(),
  snapshot: z.boolean(),
  removed: z.boolean(),
  denylist: z.boolean(),
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
}

export const ScheduledQuery = z.object({
  id: z.number(),
  pack_id: z.number(),
  name: z.string(),
  query_id: z.number().nullable(),
  query_name: z.string(),
  query: z.string(),
  description: z.string(),
  ...scheduleShape,
})
export type ScheduledQuery = z.infer<typeof ScheduledQuery>

export const packOrderKeys = ['name', 'id', 'created_at', 'updated_at'] as const
export const PackListQuery = listQuery(packOrderKeys)
export const PackList = z.object({ packs: z.array(Pack), ...pageShape })
export const PackReply = z.object({ pack: Pack })
export const ScheduledList = z.object({ scheduled: z.array(ScheduledQuery) })
export const ScheduledReply = z.object({ scheduled: ScheduledQuery })
