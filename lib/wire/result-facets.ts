// Facets of result lines: the values that the other filters leave, with how many lines each has.
import { z } from 'zod'
import { gatherFilters, resultCountShape } from '@/lib/wire/result-filters'
import { Timestamp } from '@/lib/wire/values'

export const facetNames = ['pack', 'query', 'action', 'host', 'platform'] as const
export type FacetName = (typeof facetNames)[number]

export const FacetsQuery = z.preprocess(
  gatherFilters,
  z.strictObject({
    ...resultCountShape,
    /** How many values of each facet are told. */
    values: z
      .string()
      .regex(/^[0-9]{1,3}$/, 'must be a whole number')
      .transform(Number)
      .refine((value) => value >= 1 && value <= 200, 'must be from 1 to 200')
      .default(10),
  }),
)
export type FacetsQuery = z.infer<typeof FacetsQuery>

export const Facet = z.object({
  name: z.enum(facetNames),
  values: z.array(
    z.object({
      /** What the filter of that name takes. */
      value: z.string(),
      id: z.int().optional(),
      label: z.string(),
      lines: z.int(),
    }),
  ),
  /** Values that are not told. */
  more: z.int(),
  /** This facet was read less far than its range; its counts are the least. */
  at_least: z.boolean(),
})

export const FacetsReply = z.object({
  /** Each counts within all filters but its own. */
  facets: z.array(Facet),
  at_least: z.boolean(),
  /** From here to the end of the range all is counted; null when there are no lines at all. */
  read_to: Timestamp.nullable(),
})
export type FacetsReply = z.infer<typeof FacetsReply>
