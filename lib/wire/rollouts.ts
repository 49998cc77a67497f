// Rollouts of pack revisions: what starts one, and how one is told.
import { z } from 'zod'

/** Gates in the order in which they are shown and judged. */
export const gateNames = [
  'errors_percent',
  'denylisted_percent',
  'silent_percent',
  'cost_factor',
  'rows_factor',
] as const
export type GateName = (typeof gateNames)[number]

const percent = z.number().min(0).max(100)
const factor = z.number().min(1).max(1_000)

/** Limits by gate; a gate that is absent is not judged. */
export const GateLimits = z
  .strictObject({
    errors_percent: percent,
    denylisted_percent: percent,
    silent_percent: percent,
    cost_factor: factor,
    rows_factor: factor,
  })
  .partial()
export type GateLimits = z.infer<typeof GateLimits>

/** What a rollout is judged by when whoever starts it names no gates. */
export const defaultGates: Required<GateLimits> = {
  errors_percent: 5,
  denylisted_percent: 2,
  silent_percent: 20,
  cost_factor: 2,
  rows_factor: 5,
}

const share = z.int().min(1).max(99)

export const RolloutInput = z
  .strictObject({
    revision: z.int().positive(),
    share: share.optional(),
    label_id: z.int().positive().optional(),
    gates: GateLimits.optional(),
  })
  .refine((input) => input.share === undefined || input.label_id === undefined, {
    path: ['label_id'],
    error: 'cannot stand beside share: a cohort is a share of the hosts or a label',
  })
export type RolloutInput = z.infer<typeof RolloutInput>

export const RolloutPatch = z
  .strictObject({ share: share.optional(), gates: GateLimits.optional() })
  .refine((patch) => patch.share !== undefined || patch.gates !== undefined, {
    path: ['share'],
    error: 'is needed: the share of hosts to widen to',
  })
export type RolloutPatch = z.infer<typeof RolloutPatch>

const rolloutStates = ['running', 'paused', 'promoted', 'rolled_back'] as const

/** `waiting`: too few hosts run the revision to say. `waived`: over its limit, and let pass by a person. */
export const Gate = z.object({
  name: z.enum(gateNames),
  limit: z.number(),
  value: z.number().nullable(),
  verdict: z.enum(['waiting', 'passed', 'failed', 'waived']),
})
export type Gate = z.infer<typeof Gate>

const RolloutEvent = z.object({
  at: z.string(),
  type: z.string(),
  actor: z.string(),
  details: z.record(z.string(), z.unknown()),
})

export const Rollout = z.object({
  id: z.number(),
  pack_id: z.number(),
  /** 0: nothing, when the first revision of a pack is rolled out. */
  from: z.number(),
  to: z.number(),
  share: z.number().nullable(),
  label_id: z.number().nullable(),
  label: z.string().nullable(),
  state: z.enum(rolloutStates),
  reason: z.string().nullable(),
  gates: z.array(Gate),
  /** What the hosts that the pack reaches run, by the hash that each reported last. */
  hosts: z.object({ from: z.number(), to: z.number(), other: z.number() }),
  /** Hosts that are to get `to`, and how many of them must run it before a gate is judged. */
  cohort: z.number(),
  judged_from: z.number(),
  judged_at: z.string().nullable(),
  author: z.string().nullable(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
  events: z.array(RolloutEvent),
})
export type Rollout = z.infer<typeof Rollout>

export const RolloutReply = z.object({ rollout: Rollout })
export const RolloutList = z.object({ rollouts: z.array(Rollout) })
