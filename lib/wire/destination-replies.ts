// What the other sides of destinations answer, as far as it is read. Everything is optional: a reply
// of another shape is judged by its status alone.
import { z } from 'zod'

export const SplunkReply = z.object({
  text: z.string().optional(),
  code: z.number().optional(),
  'invalid-event-number': z.number().optional(),
  ackId: z.number().optional(),
})
export type SplunkReply = z.infer<typeof SplunkReply>

export const SplunkAcks = z.object({ acks: z.record(z.string(), z.boolean()) })

/** The fault of one line of a bulk request. */
const BulkError = z.object({ type: z.string().default(''), reason: z.string().nullish() })
const BulkItem = z.object({ status: z.number(), error: BulkError.optional() })
export const BulkReply = z.object({
  errors: z.boolean().optional(),
  items: z.array(z.record(z.string(), BulkItem)).optional(),
})
export type BulkReply = z.infer<typeof BulkReply>
