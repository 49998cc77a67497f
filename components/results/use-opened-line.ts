'use client'
// The line that the address opens: of those that are loaded, else read by when and where it came.
import { useEffect, useState } from 'react'
import { api } from '@/lib/client/api'
import { type Result, ResultsReply } from '@/lib/wire/results'
import { type RowPlace, rowPlace } from './result-url'

const linesOfMoment = 1_000

/** A line is found among those of its host that came in the same moment. */
async function readLine({ id, at, host }: RowPlace, campaign: string | null, signal: AbortSignal) {
  const query = new URLSearchParams({
    ...{ host_id: String(host), limit: String(linesOfMoment) },
    from: new Date(at).toISOString(),
    to: new Date(at + 1).toISOString(),
    ...(campaign ? { campaign_id: campaign } : {}),
  })
  const { results } = await api(ResultsReply, `/api/v1/fleet/results?${query}`, { signal })
  return results.find((line) => line.id === id)
}

export type OpenedLine = { line: Result | undefined; isGone: boolean }

/** `isGone`: it is not kept any more, or not to be seen by this reader. */
export function useOpenedLine(params: URLSearchParams, items: readonly Result[]): OpenedLine {
  const text = params.get('row')
  const campaign = params.get('campaign_id')
  const place = rowPlace(text)
  const loaded = place && items.find(({ id }) => id === place.id)
  const [read, setRead] = useState<{ text: string; line: Result | undefined }>()
  const isMissing = place !== undefined && !loaded
  useEffect(() => {
    const wanted = rowPlace(text)
    if (!isMissing || !wanted || text === null) return
    const stop = new AbortController()
    readLine(wanted, campaign, stop.signal).then(
      (line) => setRead({ text, line }),
      () => stop.signal.aborted || setRead({ text, line: undefined }),
    )
    return () => stop.abort()
  }, [text, campaign, isMissing])
  const own = read?.text === text ? read : undefined
  return {
    line: loaded ?? own?.line,
    isGone: (text !== null && !place) || (isMissing && own !== undefined && !own.line),
  }
}
