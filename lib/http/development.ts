// Pages for whoever builds Muster. In production there are none.
import { notFound } from 'next/navigation'
import { env } from '@/lib/env'

/** Ends the drawing of a page with "not found" unless this is a development server. */
export function requireDevelopment(): void {
  if (env().NODE_ENV !== 'development') notFound()
}
