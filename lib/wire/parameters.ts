// Parameters of a query: what it declares as {{name}}, and the values that a live query gives. The
// values are bound as SQL literals (lib/sql/bind), never pasted.
import { z } from 'zod'

export const ParameterType = z.enum(['text', 'number', 'list', 'path'])
export type ParameterType = z.infer<typeof ParameterType>

export const ParameterName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'must be a letter, then at most 63 of a-z, 0-9 and _')

const textMax = 10_000
const listMax = 1_000
const single = z.union([
  z.string().max(textMax, `must have at most ${textMax} characters`),
  z.number(),
])

export const ParameterValue = z.union(
  [single, z.array(single).max(listMax)],
  `must be a text, a number, or a list of at most ${listMax} of them`,
)
export type ParameterValue = z.infer<typeof ParameterValue>

/** Values by the name of the parameter. */
export const ParameterValues = z.record(ParameterName, ParameterValue)
export type ParameterValues = z.infer<typeof ParameterValues>

/** One parameter as a saved query declares it; the default is taken when no value is given. */
export const Parameter = z.strictObject({
  name: ParameterName,
  type: ParameterType,
  description: z.string().trim().max(1_000).optional(),
  default: ParameterValue.optional(),
})
export type Parameter = z.infer<typeof Parameter>

/** All that a query declares, in the order in which a form asks for them. */
export const Parameters = z.array(Parameter).max(50, 'must be at most 50')

/** A value of a parameter as it was bound. */
export const BoundParameter = z.object({
  name: z.string(),
  type: ParameterType,
  value: ParameterValue,
})
export type BoundParameter = z.infer<typeof BoundParameter>
