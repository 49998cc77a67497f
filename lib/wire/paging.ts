// Lists: page, per_page, order_key, order_direction and query as people send them, and what a reply
// says of the whole. Order keys come from a fixed list, so that no name from outside reaches SQL.
import { z } from 'zod'

const perPageMax = 500
const pageMax = 100_000

const wholeNumber = (max: number, least: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= max, `must be from ${least} to ${max}`)

export const OrderDirection = z.enum(['asc', 'desc'])
export type OrderDirection = z.infer<typeof OrderDirection>

/**
 * The query string of a list. `extend` it with the list's own filters:
 * `listQuery(['hostname', 'id']).extend({ team_id: IdText.optional() })`. The first key is the default.
 */
export function listQuery<const Key extends string>(orderKeys: readonly [Key, ...Key[]]) {
  return z.strictObject({
    page: wholeNumber(pageMax, 0).default(0),
    per_page: wholeNumber(perPageMax, 1).default(100),
    order_key: z.enum(orderKeys).default(orderKeys[0] as never),
    order_direction: OrderDirection.default('asc'),
    query: z.string().trim().max(255).default(''),
  })
}

export const PageMeta = z.strictObject({
  has_next_results: z.boolean(),
  has_previous_results: z.boolean(),
})

/** The two keys that every list reply carries beside its items; spread them into its shape. */
export const pageShape = { count: z.int().min(0), meta: PageMeta }

/** What the reply of a page says of the whole list. */
export function pageOf(
  { page, per_page }: { page: number; per_page: number },
  count: number,
): { count: number; meta: z.infer<typeof PageMeta> } {
  return {
    count,
    meta: { has_next_results: (page + 1) * per_page < count, has_previous_results: page > 0 },
  }
}

/** A text for ILIKE that finds `text` anywhere and literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** A text for LIKE that finds what begins with `text`, literally. */
export function startingWith(text: string): string {
  return containing(text).slice(1)
}

/** How many lines of a list without pages are wanted at once. */
export const PageLimit = z
  .string()
  .regex(/^[0-9]{1,4}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 1_000, 'must be from 1 to 1000')
  .default(100)

/** Where the last reply of a list by id ended. */
export const PageCursor = z
  .string()
  .regex(/^[0-9]{1,15}$/, 'must be a cursor of an earlier reply')
  .transform(Number)
  .optional()

/** The first `limit` of rows read by id, of which one more was asked for: it tells of a next page. */
export function cursorPage<T extends { id: number }>(
  rows: T[],
  limit: number,
): { rows: T[]; next_cursor: string | null } {
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit),
    next_cursor: rows.length > limit && last ? String(last.id) : null,
  }
}
