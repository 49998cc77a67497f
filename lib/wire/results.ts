// Result lines, status lines and dead letters as people and scripts read them.
import { z } from 'zod'
import { listQuery, pageShape } from '@/lib/wire/paging'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

export type { ServedName } from '@/lib/wire/renderings'

export const resultActions = ['added', 'removed', 'snapshot', 'empty'] as const
export const ResultAction = z.enum(resultActions)
export type ResultAction = z.infer<typeof ResultAction>

/** Why a line was not understood, or was refused by the database. */
export const deadLetterReasons = [
  'not_an_object',
  'no_list',
  'no_name',
  'no_rows',
  'odd_rows',
  'odd_action',
  'no_message',
  'unknown_log_type',
  'too_many_rows',
  'over_quota',
  'refused_by_database',
] as const
export type DeadLetterReason = (typeof deadLetterReasons)[number]

export const ResultHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
})

export const Result = z.object({
  id: z.int(),
  received_at: Timestamp,
  /** The agent's claim, seconds. */
  unix_time: z.int(),
  /** The agent's clock is ahead, or more than 30 days behind. */
  clock_suspect: z.boolean(),
  host: ResultHost,
  pack_id: z.int().nullable(),
  pack: z.string().nullable(),
  pack_query_id: z.int().nullable(),
  query_id: z.int().nullable(),
  /** Set when the line is a host's answer to a live query that goes to destinations. */
  campaign_id: z.int().nullable(),
  /** The name of the query in its pack; of a line of no known query, its full name. */
  query: z.string(),
  action: ResultAction,
  epoch: z.string(),
  counter: z.string(),
  /** One row, when the line carries one. */
  columns: Columns.optional(),
  /** All rows of a snapshot. */
  rows: z.array(Columns).optional(),
  /** Cells or rows were beyond the caps and were cut. */
  truncated: z.boolean(),
  unsolicited: z.boolean(),
  /** The host identifier that the line claimed, when it is not the host's own. */
  claimed_by: z.string().nullable(),
  decorations: Columns.nullable(),
})
export type Result = z.infer<typeof Result>

export const ResultsReply = z.object({
  results: z.array(Result),
  next_cursor: z.string().nullable(),
})
export type ResultsReply = z.infer<typeof ResultsReply>

const limit = z
  .string()
  .regex(/^[0-9]{1,4}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 1_000, 'must be from 1 to 1000')
  .default(100)

const cursor = z
  .string()
  .regex(/^[0-9]{1,15}$/, 'must be a cursor of an earlier reply')
  .transform(Number)
  .optional()

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const ResultsQuery = z.strictObject({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  pack_id: IdText.optional(),
  query: z.string().max(1_024).optional(),
  host_id: IdText.optional(),
  action: ResultAction.optional(),
  /** Answers to that live query instead of the lines of packs. */
  campaign_id: IdText.optional(),
  from: Time.optional(),
  to: Time.optional(),
  q: z.string().trim().max(255).optional(),
  cursor,
  limit,
})
export type ResultsQuery = z.infer<typeof ResultsQuery>

export const StatusLine = z.object({
  id: z.int(),
  received_at: Timestamp,
  unix_time: z.int(),
  host: ResultHost,
  severity: z.int(),
  filename: z.string(),
  line: z.int(),
  message: z.string(),
  version: z.string(),
  decorations: Columns.nullable(),
})
export type StatusLine = z.infer<typeof StatusLine>

export const StatusLinesReply = z.object({
  status_logs: z.array(StatusLine),
  next_cursor: z.string().nullable(),
})

export const StatusLinesQuery = z.strictObject({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  host_id: IdText.optional(),
  /** At least this severe: 0 info, 1 warning, 2 error, 3 fatal. */
  severity: z
    .string()
    .regex(/^[0-3]$/)
    .transform(Number)
    .optional(),
  q: z.string().trim().max(255).optional(),
  cursor,
  limit,
})
export type StatusLinesQuery = z.infer<typeof StatusLinesQuery>

export const DeadLetter = z.object({
  id: z.int(),
  received_at: Timestamp,
  host: ResultHost,
  log_type: z.string(),
  reason: z.string(),
  sample: z.string(),
  size_bytes: z.int(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const DeadLettersReply = z.object({
  dead_letters: z.array(DeadLetter),
  next_cursor: z.string().nullable(),
})

export const DeadLettersQuery = z.strictObject({
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  host_id: IdText.optional(),
  reason: z.string().max(64).optional(),
  cursor,
  limit,
})
export type DeadLettersQuery = z.infer<typeof DeadLettersQuery>

/** What a report says of one host's state of one query beside its rows. */
const stateShape = {
  /** When the newest run was received. */
  last_fetched: Timestamp.nullable(),
  mode: z.enum(['snapshot', 'differential']).nullable(),
  /** The first full set was never seen: rows are known only since then. */
  partial_since: Timestamp.nullable(),
}

export const QueryReport = z.object({
  query_id: z.int(),
  results: z.array(
    z.object({
      host_id: z.int(),
      host_name: z.string(),
      last_fetched: Timestamp,
      columns: Columns,
    }),
  ),
  report_clipped: z.boolean(),
  ...pageShape,
})
export type QueryReport = z.infer<typeof QueryReport>

export const HostQueryReport = z.object({
  query_id: z.int(),
  host_id: z.int(),
  host_name: z.string(),
  report_clipped: z.boolean(),
  ...stateShape,
  results: z.array(z.object({ columns: Columns })),
})
export type HostQueryReport = z.infer<typeof HostQueryReport>

export const HostQueryParams = z.strictObject({ id: IdText, query_id: IdText })

/** Pages are of hosts. */
export const ReportQuery = listQuery(['id']).extend({ team_id: IdText.optional() })

/** The newest result of one scheduled query on a host. */
export const LatestResult = z.object({
  pack_id: z.int(),
  pack: z.string().nullable(),
  pack_query_id: z.int(),
  query_id: z.int().nullable(),
  query: z.string(),
  action: ResultAction,
  received_at: Timestamp,
  unix_time: z.int(),
  /** Rows of the newest snapshot, or lines of the newest differential run. */
  rows: z.int(),
})
export type LatestResult = z.infer<typeof LatestResult>

/** The limits of `settings.limits` that ingest and retention follow; null is none. */
export const IngestLimits = z.object({
  results_days: z.int().min(1).max(3_650).catch(30).default(30),
  status_days: z.int().min(1).max(3_650).catch(7).default(7),
  campaign_days: z.int().min(1).max(3_650).catch(30).default(30),
  dead_letter_days: z.int().min(1).max(3_650).catch(30).default(30),
  daily_rows_per_host: z.int().min(1).nullable().catch(null).default(null),
  daily_bytes_per_host: z.int().min(1).nullable().catch(null).default(null),
})
export type IngestLimits = z.infer<typeof IngestLimits>
