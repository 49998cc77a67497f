// The last hours of one host: when it called and when not, what it was served, reported, was asked, and
// what else happened to it.
import { z } from 'zod'
import { Timestamp } from '@/lib/wire/values'

export const hostEventKinds = [
  'enrolled',
  're_enrolled',
  'conflict',
  'merged',
  'transferred',
  'configured',
  'restarted',
  'rebooted',
  'upgraded',
  'system_changed',
  'renamed',
  'silent',
] as const
export type HostEventKind = (typeof hostEventKinds)[number]

const spanMaxMs = 30 * 86_400_000
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** By default the last 24 hours. */
export const HostTimelineQuery = z
  .strictObject({ from: Moment.optional(), to: Moment.optional() })
  .refine(({ from, to }) => !from || !to || from < to, {
    path: ['to'],
    message: 'must be after from',
  })
  .refine(({ from, to }) => !from || !to || to.getTime() - from.getTime() <= spanMaxMs, {
    path: ['from'],
    message: 'must be at most 30 days before to',
  })
export type HostTimelineQuery = z.infer<typeof HostTimelineQuery>

export const HostTimeline = z.object({
  from: Timestamp,
  to: Timestamp,
  enrolled_at: Timestamp,
  /** When it was not heard although it should have been; `to` null: still. */
  gaps: z.array(
    z.object({
      from: Timestamp,
      to: Timestamp.nullable(),
      /** No agent was heard meanwhile: it was the server that was away. */
      server_away: z.boolean(),
    }),
  ),
  /** What was served from when on; the first may be from before `from`. */
  configurations: z.array(
    z.object({
      at: Timestamp,
      hash: z.string(),
      packs: z.array(z.object({ id: z.int(), name: z.string(), revision: z.int() })),
      /** What differs from the one before it: "Base r7 to r8". */
      changes: z.array(z.string()),
    }),
  ),
  bucket_seconds: z.int(),
  results: z.array(z.object({ at: Timestamp, lines: z.int() })),
  live: z.array(
    z.object({ campaign_id: z.int(), name: z.string(), state: z.string(), at: Timestamp }),
  ),
  errors: z.array(
    z.object({
      at: Timestamp,
      kind: z.enum(['failed', 'stopped', 'logged']),
      text: z.string(),
      query: z.string().nullable(),
    }),
  ),
  events: z.array(
    z.object({
      at: Timestamp,
      kind: z.enum(hostEventKinds),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
})
export type HostTimeline = z.infer<typeof HostTimeline>
