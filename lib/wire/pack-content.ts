// What a revision of a pack holds and the editor edits: everything a host could notice, and nothing
// else. The pack's name, description and tags are not of it.
import { z } from 'zod'
import { QueryName, scheduleDefaults, shortText } from '@/lib/wire/pack-fields'
import { SqlText } from '@/lib/wire/queries'
import { Id } from '@/lib/wire/values'

/** A query as a revision holds it. Without an id it is new; `query` is the SQL, a saved query's too. */
export const ContentQuery = z.object({
  id: z.number().optional(),
  name: z.string(),
  query_id: z.number().nullable(),
  query: z.string(),
  interval: z.number(),
  snapshot: z.boolean(),
  removed: z.boolean(),
  denylist: z.boolean(),
  /** Switched off: no host gets it. */
  disabled: z.boolean(),
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
  description: z.string(),
  value: z.string(),
})
export type ContentQuery = z.infer<typeof ContentQuery>

export const PackContent = z.object({
  platform: z.string(),
  version: z.string(),
  shard: z.number().nullable(),
  discovery: z.array(z.string()),
  disabled: z.boolean(),
  label_match: z.enum(['any', 'all']),
  label_ids: z.array(z.number()),
  host_ids: z.array(z.number()),
  team_ids: z.array(z.number()),
  exclude_label_ids: z.array(z.number()),
  exclude_host_ids: z.array(z.number()),
  queries: z.array(ContentQuery),
})
export type PackContent = z.infer<typeof PackContent>

const queriesMax = 5_000

/**
 * A query of the list as people send it. With `query_id` its SQL is the saved query's, and `query`, if
 * given, is not looked at.
 */
const ContentQueryInput = z
  .strictObject({
    id: Id.optional(),
    name: QueryName,
    query_id: Id.nullable().default(null),
    query: SqlText.optional(),
    ...scheduleDefaults,
    disabled: z.boolean().default(false),
    value: shortText.default(''),
  })
  .superRefine(({ query_id, query }, context) => {
    if (query_id === null && query === undefined)
      context.addIssue({ code: 'custom', path: ['query'], message: 'give query or query_id' })
  })
export type ContentQueryInput = z.infer<typeof ContentQueryInput>

/** A pack before its first revision. */
export const emptyContent: PackContent = {
  ...{ platform: '', version: '', shard: null, discovery: [], disabled: false, label_match: 'any' },
  ...{ label_ids: [], host_ids: [], team_ids: [], exclude_label_ids: [], exclude_host_ids: [] },
  queries: [],
}

/** The whole ordered list of a pack's queries; names and ids stand in it once. */
export const ContentQueries = z
  .array(ContentQueryInput)
  .max(queriesMax, `must have at most ${queriesMax} queries`)
  .superRefine((queries, context) => {
    const names = new Set<string>()
    const ids = new Set<number>()
    for (const [index, { id, name }] of queries.entries()) {
      if (names.has(name)) {
        const message = 'is taken by another query of the pack'
        context.addIssue({ code: 'custom', path: [index, 'name'], message })
      }
      if (id !== undefined && ids.has(id))
        context.addIssue({ code: 'custom', path: [index, 'id'], message: 'stands twice' })
      names.add(name)
      if (id !== undefined) ids.add(id)
    }
  })
