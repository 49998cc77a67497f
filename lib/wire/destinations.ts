// Destinations: where lines of the log go on to. Secrets are only ever written; what is read of them
// is their names and when each was set.
import { z } from 'zod'
import { DestinationKind, destinationKinds } from '@/lib/wire/destination-kinds'
import { Id, Name, Timestamp } from '@/lib/wire/values'

/** `result`: differential lines and events; `snapshot`: whole runs; `status`: agents' own logs. */
export const LogType = z.enum(['result', 'snapshot', 'status'])
export type LogType = z.infer<typeof LogType>

export const DestinationFilter = z.strictObject({
  /** Null: of every pack, and what was reported under no known name. */
  packs: z.array(Id).min(1).max(1_000).nullable().default(null),
  log_types: z
    .array(LogType)
    .max(3)
    .transform((types) => LogType.options.filter((type) => types.includes(type)))
    .default(['result', 'snapshot', 'status']),
  /** Live queries may name it, and it gets their answers. */
  live: z.boolean().default(false),
})
export type DestinationFilter = z.infer<typeof DestinationFilter>

/** What happens when lines would be dropped by retention before it has them. */
export const WhenFull = z.enum(['block', 'shed'])
export type WhenFull = z.infer<typeof WhenFull>

export const DestinationState = z.enum(['well', 'behind', 'failing', 'paused', 'starting'])
export type DestinationState = z.infer<typeof DestinationState>

/** Settings of any kind, as they are stored. */
const Loose = z.record(z.string(), z.json())
export type LooseSettings = z.infer<typeof Loose>

export const Destination = z.object({
  id: z.int(),
  name: z.string(),
  kind: DestinationKind,
  config: Loose,
  secrets: z.array(z.object({ name: z.string(), set_at: Timestamp })),
  filter: DestinationFilter,
  enabled: z.boolean(),
  when_full: WhenFull,
  state: DestinationState,
  /** Lines of the log that it has not passed yet, before its filter. */
  lag_lines: z.int(),
  /** Age of the oldest line that it has not passed. */
  lag_seconds: z.int(),
  delivered: z.int(),
  /** Of each of the last 60 minutes, the current one last. */
  delivered_per_minute: z.array(z.int()),
  retries: z.int(),
  dead_letters: z.int(),
  shed: z.int(),
  last_error: z
    .object({
      message: z.string(),
      at: Timestamp,
      attempt: z.int(),
      next_try_at: Timestamp.nullable(),
    })
    .nullable(),
  last_event: z.object({ at: Timestamp, text: z.string() }).nullable(),
  /** Until when the oldest line that waits for it is kept at least; null when none waits. */
  held_until: Timestamp.nullable(),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type Destination = z.infer<typeof Destination>
export type DestinationRow = z.input<typeof Destination>

export const DestinationList = z.object({ destinations: z.array(Destination) })
export const DestinationReply = z.object({ destination: Destination })

const input = <K extends DestinationKind>(kind: K) => ({
  kind: z.literal(kind),
  config: destinationKinds[kind].config,
  secrets: z.preprocess((given) => given ?? {}, destinationKinds[kind].secrets),
})

const creation = <K extends DestinationKind>(kind: K) =>
  z.strictObject({
    ...input(kind),
    name: Name,
    filter: DestinationFilter.prefault({}),
    enabled: z.boolean().default(true),
    when_full: WhenFull.default('block'),
  })

export const DestinationCreate = z.discriminatedUnion('kind', [
  creation('file'),
  creation('stdout'),
  creation('http'),
  creation('splunk_hec'),
  creation('elasticsearch'),
  creation('redis'),
  creation('nats'),
  creation('kafka'),
  creation('s3'),
])
export type DestinationCreate = z.infer<typeof DestinationCreate>

/** By name; null takes one away, what is not named stays. */
const SecretChanges = z.record(z.string(), z.string().min(1).max(20_000).nullable())

/** `config` takes the place of the whole old one; a kind is for good. */
export const DestinationPatch = z.strictObject({
  name: Name.optional(),
  config: Loose.optional(),
  secrets: SecretChanges.optional(),
  filter: DestinationFilter.optional(),
  enabled: z.boolean().optional(),
  when_full: WhenFull.optional(),
})
export type DestinationPatch = z.infer<typeof DestinationPatch>

/** Settings to be tried before they are saved; with `id`, its secrets stand in for absent ones. */
export const DestinationTrial = z.strictObject({
  id: Id.optional(),
  kind: DestinationKind,
  config: Loose,
  secrets: SecretChanges.default({}),
})
export type DestinationTrial = z.infer<typeof DestinationTrial>

export const DestinationTestReply = z.object({
  ok: z.boolean(),
  /** Why not, or what was taken. */
  message: z.string(),
  ms: z.int(),
})
export type DestinationTestReply = z.infer<typeof DestinationTestReply>

/** `dry_run` only counts. */
export const DestinationReplay = z.union([
  z.strictObject({
    from: z.iso.datetime({ offset: true }),
    dry_run: z.boolean().default(false),
  }),
  z.strictObject({
    dead_letters: z.literal(true),
    ids: z.array(z.int().min(1)).min(1).max(10_000).optional(),
    dry_run: z.boolean().default(false),
  }),
])
export type DestinationReplay = z.infer<typeof DestinationReplay>

/** Lines of the log that will be read again, before the filter; or dead letters that come again. */
export const DestinationReplayReply = z.object({ lines: z.int(), at_least: z.boolean() })

export const DestinationPreview = z.strictObject({ filter: DestinationFilter })
export const DestinationPreviewReply = z.object({ lines_a_day: z.int() })

export const DestinationDeadLetter = z.object({
  id: z.int(),
  at: Timestamp,
  kind: z.enum(['result', 'status', 'live']),
  key: z.string(),
  reason: z.string(),
  host: z.object({ id: z.int(), hostname: z.string(), display_name: z.string() }).nullable(),
  pack: z.string().nullable(),
  query: z.string().nullable(),
  /** The event as it was sent, at most 4 KiB of it. */
  sample: z.string(),
  /** It waits to be sent once more. */
  replaying: z.boolean(),
})
export type DestinationDeadLetter = z.infer<typeof DestinationDeadLetter>
export type DestinationDeadLetterRow = z.input<typeof DestinationDeadLetter>

export const DestinationDeadLettersQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,15}$/, 'must be a cursor')
    .transform(Number)
    .optional(),
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/, 'must be a whole number')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, 'must be from 1 to 500')
    .default(100),
})
export type DestinationDeadLettersQuery = z.infer<typeof DestinationDeadLettersQuery>
export const DestinationDeadLetterList = z.object({
  dead_letters: z.array(DestinationDeadLetter),
  count: z.int(),
  next_cursor: z.string().nullable(),
})

/** All of them without `ids`. */
export const DestinationDeadLettersDelete = z.strictObject({
  ids: z.array(z.int().min(1)).min(1).max(10_000).optional(),
})
export const DestinationDeadLettersDeleted = z.object({ deleted: z.int() })
