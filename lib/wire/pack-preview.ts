// Pre-flight of a pack: what saving or rolling out an edited pack would do to hosts, before it is done.
import { z } from 'zod'
import { CostClass } from '@/lib/wire/costs'
import { ContentQueries } from '@/lib/wire/pack-content'
import { contentFields, Note, PackName, text } from '@/lib/wire/pack-fields'
import { withoutNulls } from '@/lib/wire/packs'
import { Tags } from '@/lib/wire/tags'

const edited = {
  name: PackName,
  description: text,
  ...contentFields,
  queries: ContentQueries,
  tags: Tags,
  note: Note,
  release: z.boolean(),
  base_revision: z.int().positive(),
}

/** The edited pack as PATCH takes it, or a stored revision; what is absent is as the pack has it. */
export const PackPreviewInput = z.preprocess(
  withoutNulls,
  z
    .strictObject({
      ...edited,
      /** A stored revision instead of the edited fields. */
      revision: z.int().positive(),
      /** The cohort of a rollout that would take it there; without one everybody gets it. */
      share: z.int().min(1).max(99),
      label_id: z.int().positive(),
    })
    .partial()
    .refine(({ share, label_id }) => share === undefined || label_id === undefined, {
      path: ['label_id'],
      error: 'cannot stand beside share: a cohort is a share of the hosts or a label',
    }),
)
export type PackPreviewInput = z.infer<typeof PackPreviewInput>

/** The same for a pack that does not exist yet. */
export const NewPackPreviewInput = z.preprocess(
  withoutNulls,
  z.strictObject({ ...edited, team_id: z.int().positive() }).partial(),
)
export type NewPackPreviewInput = z.infer<typeof NewPackPreviewInput>

const PreviewHost = z.object({ id: z.int(), display_name: z.string() })

const change = { hosts: z.int(), gained: z.int(), lost: z.int() }

export const PreviewHosts = z.object({
  /** matched = before + gained - lost. */
  before: z.int(),
  matched: z.int(),
  gained: z.int(),
  lost: z.int(),
  /** Of those matched, the ones that get the revision first; null without a cohort. */
  cohort: z.int().nullable(),
  /** The same if the pack were on; null when it is. */
  if_enabled: z.int().nullable(),
  by_platform: z.record(z.string(), z.int()),
  platforms: z.array(z.object({ platform: z.string(), ...change })),
  by_version: z.array(z.object({ version: z.string(), ...change })),
  /** Ten at most, of those that the reader may see, as all counts here are. */
  gained_sample: z.array(PreviewHost),
  lost_sample: z.array(PreviewHost),
})
export type PreviewHosts = z.infer<typeof PreviewHosts>

const amounts = {
  /** Over all hosts that run it. */
  rows_per_day: z.number(),
  bytes_per_day: z.number(),
  /** Of one host; at p95 where it was measured. */
  agent_seconds_per_day: z.number(),
}

export const PreviewQuery = z.object({
  name: z.string(),
  /** Hosts expected to run it. */
  hosts: z.int(),
  platforms: z.record(z.string(), z.int()),
  estimates: z.object({ ...amounts, basis: z.enum(['measured', 'rule']), class: CostClass }),
  /** Where hosts would run it and find no such table or column. */
  missing_on: z.array(z.object({ platform: z.string(), hosts: z.int(), reason: z.string() })),
  denylist_risk: z.object({
    level: z.enum(['low', 'raised', 'high']),
    reason: z.string().nullable(),
  }),
  /** What the checker says against its SQL. */
  errors: z.array(z.object({ message: z.string(), line: z.number(), column: z.number() })),
})
export type PreviewQuery = z.infer<typeof PreviewQuery>

export const PackPreview = z.object({
  hosts: PreviewHosts,
  queries: z.array(PreviewQuery),
  /** Agent seconds: of the host that runs most of them. `measured` + `by_rule` = all queries. */
  estimates: z.object({ ...amounts, measured: z.int(), by_rule: z.int() }),
  /** The largest whole configuration of any host, now and after. */
  config_bytes_now: z.int(),
  config_bytes_max: z.int(),
  config_bytes_limit: z.int(),
  /** Why saving would be refused; null when nothing stands against it. */
  refusal: z.string().nullable(),
})
export type PackPreview = z.infer<typeof PackPreview>
