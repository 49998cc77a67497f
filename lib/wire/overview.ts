// The overview: figures of the fleet at one moment, what needs a person, and the minutes behind.
import { z } from 'zod'
import { Campaign } from '@/lib/wire/campaigns'
import { HostCounts } from '@/lib/wire/hosts'
import { PackNeed } from '@/lib/wire/pack-listing'
import { Id, IdText, Timestamp } from '@/lib/wire/values'

const overviewRanges = ['24h', '1h'] as const
export const OverviewRange = z.enum(overviewRanges).catch('24h').default('24h')
export type OverviewRange = z.infer<typeof OverviewRange>

export const OverviewQuery = z.strictObject({ range: OverviewRange, team_id: IdText.optional() })
export type OverviewQuery = z.infer<typeof OverviewQuery>

/** Hosts by what they last told of their configuration; the four add up to all hosts. */
export const ConfigurationCounts = z.object({
  in_sync: z.int(),
  due: z.int(),
  late: z.int(),
  not_served: z.int(),
})
export type ConfigurationCounts = z.infer<typeof ConfigurationCounts>

const Group = z.object({ name: z.string(), count: z.int() })

/** One step of the range; figures are null when no instance wrote that time. */
export const FleetStep = z.object({
  at: Timestamp,
  check_ins_per_second: z.number().nullable(),
  lines_per_second: z.number().nullable(),
  refused: z.number().nullable(),
})
export type FleetStep = z.infer<typeof FleetStep>

export const needKinds = [
  'identity_conflict',
  'configuration_late',
  'dead_letters',
  'refused',
  'slow_commit',
  'silent_queries',
  'expensive_queries',
  'rollout_paused',
  'faulty_queries',
  'destination_behind',
] as const

/** What needs a person; it leaves only when its cause does. */
export const Need = z.object({
  kind: z.enum(needKinds),
  /** Of hosts, lines, requests or queries, as the kind says; of a slow commit, milliseconds. */
  count: z.int(),
  hosts: z.int().nullable(),
  since: Timestamp.nullable(),
  /** One host to begin with, where there is one. */
  host_id: z.int().nullable(),
  /** Of queries the worst: on how many hosts, or how many agent seconds a day on one, of how many. */
  query: z
    .object({
      pack_id: z.int(),
      pack: z.string(),
      pack_query_id: z.int(),
      name: z.string(),
      figure: z.number(),
      of: z.int(),
    })
    .optional(),
  /** Of rollouts and faulty queries the worst pack, and what is wrong with it. */
  pack: z.object({ id: z.int(), name: z.string(), detail: z.string() }).optional(),
  /** Of destinations the one furthest behind. */
  destination: z
    .object({
      id: z.int(),
      name: z.string(),
      lag_lines: z.int(),
      message: z.string().nullable(),
    })
    .optional(),
})
export type Need = z.infer<typeof Need>

/** A need that somebody put off: it is told again after `until`, or once there is more of it. */
export const SnoozedNeed = z.object({
  kind: z.enum(needKinds),
  count: z.int(),
  reason: z.string(),
  until: Timestamp,
  user_name: z.string().nullable(),
})
export type SnoozedNeed = z.infer<typeof SnoozedNeed>

const snoozeDaysMax = 90

export const SnoozeBody = z.strictObject({
  kind: z.enum(needKinds),
  team_id: Id.optional(),
  reason: z.string().trim().max(500).default(''),
  /** How much of it there is, as it was shown. */
  count: z.int().min(0).default(0),
  /** Null ends it. */
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .refine((at) => at.getTime() < Date.now() + snoozeDaysMax * 86_400_000, {
      message: `must be within ${snoozeDaysMax} days`,
    })
    .nullable(),
})
export type SnoozeBody = z.infer<typeof SnoozeBody>

const arrivedShape = { lines: z.number(), rows: z.number(), bytes: z.number() }

const OverviewPack = z.object({
  id: z.int(),
  name: z.string(),
  disabled: z.boolean(),
  queries: z.int(),
  hosts: z.int(),
  needs: z.array(PackNeed),
  rollout: z.object({ to: z.int() }).nullable(),
})

export const Overview = z.object({
  as_of: Timestamp,
  range: z.enum(overviewRanges),
  hosts: HostCounts,
  configuration: ConfigurationCounts,
  platforms: z.array(Group),
  versions: z.array(Group),
  steps: z.array(FleetStep),
  step_seconds: z.int(),
  lines_total: z.int(),
  refused_total: z.int(),
  needs: z.array(Need),
  snoozed: z.array(SnoozedNeed),
  /** What hosts reported since `day` began (UTC), by pack, most rows first. */
  arrived: z.object({
    day: Timestamp,
    ...arrivedShape,
    packs: z.array(z.object({ id: z.int(), name: z.string(), ...arrivedShape })),
    packs_count: z.int(),
  }),
  campaigns: z.array(Campaign),
  campaigns_open: z.int(),
  packs: z.array(OverviewPack),
  packs_total: z.int(),
  /** The first steps of a new installation. */
  steps_done: z.object({ host: z.boolean(), pack: z.boolean(), question: z.boolean() }),
})
export type Overview = z.infer<typeof Overview>
