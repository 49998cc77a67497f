// Agents' own log lines as people and scripts read them.
import { z } from 'zod'
import { PageCursor, PageLimit } from '@/lib/wire/paging'
import { ResultHost } from '@/lib/wire/results'
import { Columns, IdText, Timestamp } from '@/lib/wire/values'

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
  cursor: PageCursor,
  limit: PageLimit,
})
export type StatusLinesQuery = z.infer<typeof StatusLinesQuery>
