// A list whose first page is read again and again, with the pages below it that were asked for. Items
// that moved from one page to another meanwhile are shown once.
import { useState } from 'react'
import type { z } from 'zod'
import { api } from './api'
import { type Poll, usePoll } from './use-poll'

type Page<T> = { items: readonly T[]; next: string | null }

export type Newest<T, Reply> = {
  /** The reading of the first page. */
  first: Poll<Reply>
  items: T[]
  hasMore: boolean
  busy: boolean
  more: () => void
}

/** `path` already has a query string; `pageOf` and `keyOf` must not change between renders. */
export function useNewest<S extends z.ZodType, T>(
  schema: S,
  path: string,
  seconds: number,
  { pageOf, keyOf }: { pageOf: (reply: z.output<S>) => Page<T>; keyOf: (item: T) => unknown },
): Newest<T, z.output<S>> {
  const first = usePoll(schema, path, seconds)
  const [rest, setRest] = useState<{ path: string } & Page<T>>()
  const [busy, setBusy] = useState(false)
  const own = rest?.path === path ? rest : undefined
  const head = first.value === undefined ? undefined : pageOf(first.value)
  const next = own ? own.next : (head?.next ?? null)
  const more = async () => {
    if (next === null) return
    setBusy(true)
    const reply = await api(schema, `${path}&cursor=${encodeURIComponent(next)}`).catch(
      () => undefined,
    )
    if (reply !== undefined) {
      const page = pageOf(reply)
      setRest({ path, items: [...(own?.items ?? []), ...page.items], next: page.next })
    }
    setBusy(false)
  }
  const seen = new Set<unknown>()
  const items = [...(head?.items ?? []), ...(own?.items ?? [])].filter((item) => {
    const key = keyOf(item)
    return !seen.has(key) && seen.add(key)
  })
  return { first, items, hasMore: next !== null, busy, more: () => void more() }
}
