// Specs in Fleet's shapes: packs, queries and labels by their names, applied as they stand. What Fleet
// has no field for may be left out, and is then left as it is.
import { z } from 'zod'
import {
  Interval,
  PackName,
  platform,
  QueryName,
  share,
  shortText,
  text,
} from '@/lib/wire/pack-fields'
import { withoutNulls } from '@/lib/wire/packs'
import { Parameter, Parameters } from '@/lib/wire/parameters'
import { SqlText } from '@/lib/wire/queries'
import { Tags } from '@/lib/wire/tags'
import { Id, Name } from '@/lib/wire/values'

const specsMax = 1_000

/** Specs each under its own name; the second of one name is refused. */
const named = <S extends z.ZodType<{ name: string }>>(spec: S) =>
  z.strictObject({
    specs: z
      .array(spec)
      .max(specsMax)
      .superRefine((specs, context) => {
        const seen = new Set<string>()
        for (const [index, { name }] of specs.entries()) {
          if (seen.has(name))
            context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is given twice' })
          seen.add(name)
        }
      }),
  })

/** A query of a pack: `query` names one of the library, `sql` is the pack's own. */
const SpecQuery = z.preprocess(
  withoutNulls,
  z
    .strictObject({
      query: z.string().max(255).optional(),
      query_name: z.string().max(255).optional(),
      sql: SqlText.optional(),
      name: QueryName.optional(),
      description: text.default(''),
      interval: Interval,
      snapshot: z.boolean().default(false),
      removed: z.boolean().default(true),
      denylist: z.boolean().default(true),
      platform: platform.default(''),
      version: shortText.default(''),
      shard: share.default(null),
      value: shortText.optional(),
    })
    .superRefine(({ query, query_name, sql, name }, context) => {
      const isNamed = Boolean(query ?? query_name)
      if (!isNamed && sql === undefined)
        context.addIssue({ code: 'custom', path: ['query'], message: 'give query or sql' })
      if (!isNamed && !name)
        context.addIssue({ code: 'custom', path: ['name'], message: 'is needed with sql' })
    }),
)
export type SpecQuery = z.infer<typeof SpecQuery>

const targetNames = z.array(z.string().max(255)).max(10_000)

const SpecTargets = z.preprocess(
  withoutNulls,
  z.strictObject({
    labels: targetNames.default([]),
    teams: targetNames.default([]),
    /** Left out: as they are. */
    exclude_labels: targetNames.optional(),
    label_match: z.enum(['any', 'all']).optional(),
  }),
)

export const PackSpec = z.preprocess(
  withoutNulls,
  z.strictObject({
    /** Of Fleet; the name decides. */
    id: z.number().optional(),
    name: PackName,
    description: text.default(''),
    platform: platform.default(''),
    disabled: z.boolean().default(false),
    targets: SpecTargets.default({ labels: [], teams: [] }),
    queries: z.array(SpecQuery).max(5_000).default([]),
    version: shortText.optional(),
    shard: share.optional(),
    discovery: z.array(SqlText).max(100).optional(),
    tags: Tags.optional(),
  }),
)
export type PackSpec = z.infer<typeof PackSpec>
export const PackSpecs = named(PackSpec)

const PackSpecReply = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  platform: z.string(),
  disabled: z.boolean(),
  version: z.string(),
  shard: z.number().nullable(),
  discovery: z.array(z.string()),
  tags: z.array(z.string()),
  targets: z.object({
    labels: z.array(z.string()),
    teams: z.array(z.string()),
    exclude_labels: z.array(z.string()),
    label_match: z.enum(['any', 'all']),
  }),
  queries: z.array(
    z.object({
      query: z.string(),
      sql: z.string().optional(),
      name: z.string(),
      description: z.string(),
      interval: z.number(),
      snapshot: z.boolean(),
      removed: z.boolean(),
      denylist: z.boolean(),
      platform: z.string(),
      version: z.string(),
      shard: z.number().nullable(),
      value: z.string(),
    }),
  ),
})
export type PackSpecReply = z.infer<typeof PackSpecReply>

const unscheduled = 'a library query runs only in packs: give its interval there'

export const QuerySpec = z.preprocess(
  withoutNulls,
  z.strictObject({
    id: z.number().optional(),
    name: Name,
    description: text.default(''),
    query: SqlText,
    /** By name; empty: the whole fleet's. */
    team: z.string().max(255).default(''),
    platform: platform.default(''),
    observer_can_run: z.boolean().default(false),
    tags: Tags.optional(),
    parameters: Parameters.optional(),
    /** Fleet's schedule of a query, which packs have here. */
    interval: z.literal(0, { error: unscheduled }).optional(),
    automations_enabled: z.literal(false, { error: unscheduled }).optional(),
    min_osquery_version: z.literal('', { error: unscheduled }).optional(),
    logging: z.enum(['snapshot', 'differential', 'differential_ignore_removals']).optional(),
    discard_data: z.boolean().optional(),
  }),
)
export type QuerySpec = z.infer<typeof QuerySpec>
/** Queries of several teams may share a name, so the domain looks for repeats. */
export const QuerySpecs = z.strictObject({ specs: z.array(QuerySpec).max(specsMax) })

const QuerySpecReply = z.object({
  name: z.string(),
  description: z.string(),
  query: z.string(),
  team: z.string(),
  platform: z.string(),
  observer_can_run: z.boolean(),
  tags: z.array(z.string()),
  parameters: z.array(Parameter),
  interval: z.literal(0),
})
export type QuerySpecReply = z.infer<typeof QuerySpecReply>

export const LabelSpec = z.preprocess(
  withoutNulls,
  z.strictObject({
    id: Id.optional(),
    name: Name,
    description: text.default(''),
    /** Empty for a label by hand. */
    query: z.union([z.literal(''), SqlText]).default(''),
    platform: platform.default(''),
    label_type: z.enum(['builtin', 'regular']).optional(),
    label_membership_type: z.enum(['dynamic', 'manual']).optional(),
    /** Of a label by hand: uuids, serials or hostnames; left out: as they are. */
    hosts: z.array(z.string().min(1).max(255)).max(100_000).optional(),
  }),
)
export type LabelSpec = z.infer<typeof LabelSpec>
export const LabelSpecs = named(LabelSpec)

const LabelSpecReply = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  query: z.string(),
  platform: z.string(),
  label_type: z.enum(['builtin', 'regular']),
  label_membership_type: z.enum(['dynamic', 'manual']),
  hosts: z.array(z.string()).optional(),
})
export type LabelSpecReply = z.infer<typeof LabelSpecReply>

export const PackSpecList = z.object({ specs: z.array(PackSpecReply) })
export const PackSpecOne = z.object({ specs: PackSpecReply })
export const QuerySpecList = z.object({ specs: z.array(QuerySpecReply) })
export const QuerySpecOne = z.object({ specs: QuerySpecReply })
export const LabelSpecList = z.object({ specs: z.array(LabelSpecReply) })
export const LabelSpecOne = z.object({ specs: LabelSpecReply })

export const SpecParams = z.strictObject({ name: z.string().min(1).max(255) })
