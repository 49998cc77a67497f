// Why a host has or lacks packs and queries, rule by rule, as people read it.
import { z } from 'zod'
import { IdText } from '@/lib/wire/values'

/** What is known of the host and a label that a rule looked at. */
export const LabelFact = z.object({
  id: z.int(),
  name: z.string(),
  member: z.boolean(),
  /** Since when it is so; null when the host was never judged. */
  since: z.iso.datetime({ offset: true }).nullable(),
  evaluated_at: z.iso.datetime({ offset: true }).nullable(),
  /** Why the last evaluation failed; the verdict before it holds. */
  error: z.string().nullable(),
})
export type LabelFact = z.infer<typeof LabelFact>

export const ExplainedStep = z.object({
  rule: z.string(),
  /** `predicted`: only the agent can decide; `expected` is what it is taken to do. */
  outcome: z.enum(['passed', 'failed', 'predicted']),
  detail: z.string(),
  expected: z.boolean().optional(),
  labels: z.array(LabelFact).optional(),
})
export type ExplainedStep = z.infer<typeof ExplainedStep>

const verdict = { scheduled: z.boolean(), steps: z.array(ExplainedStep) }

export const ExplainedPack = z.object({
  pack_id: z.int(),
  name: z.string(),
  /** The one that the host gets, by a rollout that is under way. */
  revision: z.int(),
  ...verdict,
  queries: z.array(z.object({ name: z.string(), ...verdict })),
})
export type ExplainedPack = z.infer<typeof ExplainedPack>

export const ExplainQuery = z.strictObject({
  pack_id: IdText.optional(),
  query: z.string().max(255).optional(),
})
export type ExplainQuery = z.infer<typeof ExplainQuery>

/** One pack or query when a pack was named, else every pack. */
export const Explanation = z.union([
  z.object({ packs: z.array(ExplainedPack) }),
  z.object({ ...verdict, revision: z.int() }),
])
export type Explanation = z.infer<typeof Explanation>
