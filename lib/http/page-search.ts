// The query string of a page, read with the API's own shape. A link with parts that the shape does
// not know, or that are wrong, still opens: those parts are left out.
import { notFound } from 'next/navigation'
import type { z } from 'zod'
import { AppError } from '@/lib/wire/errors'

export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/**
 * The parts of the query string that the shape knows and accepts; `gather` takes together what several
 * keys say, as the shape's door does.
 */
export async function knownSearch<S extends z.ZodObject>(
  given: SearchParams,
  shape: S,
  gather: (given: unknown) => unknown = (same) => same,
): Promise<z.output<S>> {
  const kept = Object.entries(gather(await given) ?? {}).filter(([key, value]) => {
    const field = shape.shape[key]
    return field && typeof value === 'string' && value !== '' && fits(shape, key, value)
  })
  return shape.parse(Object.fromEntries(kept))
}

function fits(shape: z.ZodObject, key: string, value: string): boolean {
  const parsed = shape.safeParse({ [key]: value })
  return parsed.success || !parsed.error.issues.some(({ path }) => path[0] === key)
}

/** What a page reads; what is not there, or not the viewer's to see, is the page "not found". */
export async function readOrNotFound<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    const hidden = error instanceof AppError && /^(not_found|forbidden)$/.test(error.code)
    if (hidden) notFound()
    throw error
  })
}
