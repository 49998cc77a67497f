// Scalars that many shapes share: ids, times, names. Text that PostgreSQL cannot hold is refused at
// the door (lib/http/body.ts), so no shape here repeats that.
import { z } from 'zod'

const idMax = 2_147_483_647

/** An id in a JSON body. */
export const Id = z.int().min(1).max(idMax)

/** An id in a path or a query string, where everything is text. */
export const IdText = z
  .string()
  .regex(/^[1-9][0-9]{0,9}$/, 'must be an id')
  .transform(Number)
  .refine((id) => id <= idMax, 'must be an id')

/** A time: rows hold a Date, bodies an ISO 8601 string in UTC. */
export const Timestamp = z.union([
  z.iso.datetime({ offset: true }),
  z.date().transform((time) => time.toISOString()),
])

/** One line of text that people read: trimmed, not empty. */
export const Name = z.string().trim().min(1, 'must not be empty').max(255)

/** The parameters of a path that ends in `[id]`. */
export const IdParams = z.strictObject({ id: IdText })

/** The parameters of a path whose last part is a name. */
export const NameParams = z.strictObject({ id: z.string().min(1).max(255) })

/** The reply to what has nothing to say. */
export const Nothing = z.strictObject({})

function isColumns(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((cell) => typeof cell === 'string')
}

/** A row of an agent. Any name is an ordinary column, `__proto__` too, which z.record leaves out. */
export const Columns = z.custom<Record<string, string>>(isColumns, 'must be an object of texts')
export type Columns = z.infer<typeof Columns>
