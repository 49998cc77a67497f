// Agents' own log lines as people and scripts read them.
import { z } from 'zod'
import { PageCursor, PageLimit } from '@/lib/wire/paging'
import { ResultHost } from '@/lib/wire/results'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

/** The scheduled query that a line is about, by the name that its host was served. */
export const StatusQuery = z.object({
  pack_id: z.int(),
  pack: z.string(),
  pack_query_id: z.int(),
  name: z.string(),
})
export type StatusQuery = z.infer<typeof StatusQuery>

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
  query: StatusQuery.nullable(),
})
export type StatusLine = z.infer<typeof StatusLine>

export const StatusLinesReply = z.object({
  status_logs: z.array(StatusLine),
  next_cursor: z.string().nullable(),
  /** Of a search that was long: how far back it has read; `next_cursor` goes on from there. */
  read_to: Timestamp.nullable(),
})
export type StatusLinesReply = z.infer<typeof StatusLinesReply>

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const filters = {
  /** Of hosts that are in that team now. */
  team_id: IdText.optional(),
  host_id: IdText.optional(),
  /** At least this severe: 0 info, 1 warning, 2 error, 3 fatal. */
  severity: z
    .string()
    .regex(/^[0-3]$/)
    .transform(Number)
    .optional(),
  /** Part of the message. */
  q: z.string().trim().max(255).optional(),
  /** Only lines about that scheduled query. */
  pack_query_id: IdText.optional(),
  from: Moment.optional(),
  to: Moment.optional(),
}

export const StatusLinesQuery = z.strictObject({ ...filters, cursor: PageCursor, limit: PageLimit })
export type StatusLinesQuery = z.infer<typeof StatusLinesQuery>

export const statusGroupings = ['host', 'query', 'message'] as const

export const StatusGroupsQuery = z.strictObject({
  ...filters,
  by: z.enum(statusGroupings).default('host'),
})
export type StatusGroupsQuery = z.infer<typeof StatusGroupsQuery>

/** One group: what the lines have in common is in `host`, `query` or `message`. */
export const StatusGroup = z.object({
  host: ResultHost.nullable(),
  query: StatusQuery.nullable(),
  /** With every number as `#`; of a query, what it said last. */
  message: z.string().nullable(),
  lines: z.int(),
  /** Warnings and worse. */
  severe: z.int(),
  hosts: z.int(),
  severity: z.int(),
  last_at: Timestamp,
})
export type StatusGroup = z.infer<typeof StatusGroup>

export const StatusGroups = z.object({
  /** The largest first, 100 at most. */
  groups: z.array(StatusGroup),
  /** Lines that were counted. */
  lines: z.int(),
  /** There are more lines: only those since `read_to` were counted. */
  at_least: z.boolean(),
  read_to: Timestamp.nullable(),
})
export type StatusGroups = z.infer<typeof StatusGroups>
