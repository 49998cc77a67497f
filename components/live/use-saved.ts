'use client'
// The saved query that the question names: the link's, the one just chosen, or read by its number.
import { useEffect, useState } from 'react'
import { type ApiFailure, api, failureOf } from '@/lib/client/api'
import type { SavedPick } from '@/lib/wire/live-first'
import { QueryReply } from '@/lib/wire/queries'

export function useSaved(first: SavedPick | null, id: number | null) {
  const [saved, setSaved] = useState(first)
  const [failure, setFailure] = useState<ApiFailure>()
  const missing = id !== null && saved?.id !== id ? id : null
  useEffect(() => {
    if (missing === null) return
    const stop = new AbortController()
    api(QueryReply, `/api/v1/fleet/queries/${missing}`, { signal: stop.signal }).then(
      ({ query }) => setSaved(query),
      (error: unknown) => stop.signal.aborted || setFailure(failureOf(error)),
    )
    return () => stop.abort()
  }, [missing])
  const found = id !== null && saved?.id === id ? saved : undefined
  return { saved: found, failure: found ? undefined : failure, keep: setSaved }
}
