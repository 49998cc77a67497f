// Lines over time: how many were received in each step of the range that match the filters.
import { z } from 'zod'
import { gatherFilters, resultCountShape } from '@/lib/wire/result-filters'
import { Timestamp } from '@/lib/wire/values'

/** Widths that fit clocks and calendars, so that buckets of one range never move. */
export const histogramSteps = [
  1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400,
] as const

export const HistogramQuery = z.preprocess(
  gatherFilters,
  z.strictObject({
    ...resultCountShape,
    /** How many buckets the reader has room for. */
    buckets: z
      .string()
      .regex(/^[0-9]{1,3}$/, 'must be a whole number')
      .transform(Number)
      .refine((value) => value >= 1 && value <= 500, 'must be from 1 to 500')
      .default(60),
  }),
)
export type HistogramQuery = z.infer<typeof HistogramQuery>

export const HistogramReply = z.object({
  /** Every bucket of the range, those without lines too, oldest first; `at` is its beginning. */
  buckets: z.array(z.object({ at: Timestamp, lines: z.int() })),
  step_seconds: z.int(),
  lines: z.int(),
  hosts: z.int(),
  /** Reading stopped before the beginning of the range: older buckets are not counted yet. */
  at_least: z.boolean(),
  /** From here to the end of the range all is counted; null when there are no lines at all. */
  read_to: Timestamp.nullable(),
  from: Timestamp.nullable(),
  to: Timestamp.nullable(),
})
export type HistogramReply = z.infer<typeof HistogramReply>
