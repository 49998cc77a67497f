// The frames of a campaign's stream and their text. A frame's data is one line of JSON, so no row
// can forge an event (S70).
import { z } from 'zod'
import { CampaignCounts, CampaignStatus, Result } from '@/lib/wire/campaigns'

export const TotalsFrame = z.object({
  count: z.int(),
  online: z.int(),
  offline: z.int(),
  missing_in_action: z.int(),
})

export const StatusFrame = z.object({
  status: CampaignStatus,
  counts: CampaignCounts,
  /** While true only canary hosts are asked. */
  holding: z.boolean(),
  /** The hosts asked first, and how many of them are done; null when there are none. */
  canary: z.object({ hosts: z.int(), done: z.int() }).nullable(),
  /** Of the hosts that may be asked now: while holding, the canary. */
  waiting_online: z.int(),
  waiting_offline: z.int(),
  /** When the next and the last online host that waits is expected; null when none is. */
  next_due: z.string().nullable(),
  last_due: z.string().nullable(),
  /** When 90 % of the hosts online will have answered, by each one's own rhythm; null: nobody can say. */
  expected_90_at: z.string().nullable(),
  /** The campaign has all the rows that it may keep; answers that come now are stored without. */
  rows_capped: z.boolean(),
  server_time: z.string(),
  reason: z.string().optional(),
  /** Hosts of other teams: no count includes them. Absent when there is none. */
  hidden_hosts: z.int().optional(),
})
export type StatusFrame = z.infer<typeof StatusFrame>

export const ErrorFrame = z.object({ message: z.string() })
export const ByeFrame = z.object({ retry_ms: z.int() })

export const frameShapes = {
  totals: TotalsFrame,
  status: StatusFrame,
  result: Result,
  error: ErrorFrame,
  bye: ByeFrame,
} as const

export type FrameName = keyof typeof frameShapes

/** `data` is one line of JSON, already written; `id` only of results. */
export type Frame = { event: FrameName; data: string; id?: number }

/** A frame of a value; results are written by the store's own text instead. */
export function frameOf<N extends FrameName>(
  event: N,
  value: z.input<(typeof frameShapes)[N]>,
): Frame {
  return { event, data: JSON.stringify(value) }
}

/** The frame as it goes out. Line ends inside `data` cannot occur in JSON and are removed anyway. */
export function frameText(frame: Frame): string {
  const id = frame.id === undefined ? '' : `id: ${frame.id}\n`
  const data = /[\r\n]/.test(frame.data) ? frame.data.replace(/[\r\n]+/g, ' ') : frame.data
  return `event: ${frame.event}\n${id}data: ${data}\n\n`
}

/** The query of a stream: where to resume, for clients that cannot set Last-Event-ID. */
export const StreamQuery = z.strictObject({ last_event_id: z.string().max(20).optional() })
