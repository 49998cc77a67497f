// Result lines as people and scripts read them.
import { z } from 'zod'
import { Columns, Timestamp } from '@/lib/wire/values'

export type { ServedName } from '@/lib/wire/renderings'

export const resultActions = ['added', 'removed', 'snapshot', 'empty'] as const
export const ResultAction = z.enum(resultActions)
export type ResultAction = z.infer<typeof ResultAction>

export const ResultHost = z.object({
  id: z.int(),
  hostname: z.string(),
  display_name: z.string(),
})

/** The host of a line apart from the line, as every reply shows it. */
export function withHost<T extends { host_id: number; hostname: string; display_name: string }>(
  row: T,
) {
  const { host_id, hostname, display_name, ...rest } = row
  return { ...rest, host: { id: host_id, hostname, display_name } }
}

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
  /** Goes on below the last line told, or where reading stopped; null: there are no more. */
  next_cursor: z.string().nullable(),
  /** Every line that matches, from here to where the page begins, is told. Null: nothing is kept. */
  read_to: Timestamp.nullable(),
  /** Where reading on would end: the beginning of the range, or the oldest line that is kept. */
  read_until: Timestamp.nullable(),
})
export type ResultsReply = z.infer<typeof ResultsReply>

/** The limits of `settings.limits` that ingest and retention follow; null is none. */
export const IngestLimits = z.object({
  result_retention_days: z.int().min(1).max(3_650).catch(30).default(30),
  status_retention_days: z.int().min(1).max(3_650).catch(7).default(7),
  campaign_retention_days: z.int().min(1).max(3_650).catch(30).default(30),
  dead_letter_retention_days: z.int().min(1).max(3_650).catch(30).default(30),
  lines_gib_max: z.int().min(1).nullable().catch(100).default(100),
  held_gib_max: z.int().min(1).nullable().catch(150).default(150),
  daily_rows_per_host: z.int().min(1).nullable().catch(null).default(null),
  daily_bytes_per_host: z.int().min(1).nullable().catch(null).default(null),
})
export type IngestLimits = z.infer<typeof IngestLimits>
