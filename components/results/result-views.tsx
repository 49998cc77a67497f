'use client'
// Views of the explorer that I keep under a name. A range that goes on to now is kept as its length, so
// that tomorrow it shows tomorrow's lines.
import { SavedViews, type ViewsPlace } from '@/components/ui/saved-views'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { ResultViewsReply } from '@/lib/wire/result-views'
import { sinceIso } from './range-words'
import { clearedFilters, filterQuery } from './result-url'
import type { Change } from './use-explorer'

const place: ViewsPlace = {
  path: '/api/v1/fleet/results/views',
  reply: ResultViewsReply.transform(({ result_views }) => result_views),
}

/** Beside the filters: which tab, and what it shows of them. */
const pageKeys = ['view', 'by', 'order', 'direction', 'at']
const minuteMs = 60_000

/** What a view keeps of the address; the team goes with the reader, not with the view. */
export function viewParams(params: URLSearchParams, now: number): Record<string, string> {
  const kept = filterQuery(params)
  kept.delete('team_id')
  for (const key of pageKeys) {
    const value = params.get(key)
    if (value) kept.set(key, value)
  }
  const from = Date.parse(kept.get('from') ?? '')
  if (!kept.has('to') && !Number.isNaN(from)) {
    kept.delete('from')
    kept.set('range', `${Math.max(1, Math.round((now - from) / minuteMs))}min`)
  }
  return Object.fromEntries(kept)
}

/** The address that a view leads to. */
export function viewPatch(view: Record<string, string>, params: URLSearchParams, now: number) {
  const { range, ...rest } = view
  const minutes = Number(/^(\d{1,7})min$/.exec(range ?? '')?.[1])
  const cleared: UrlPatch = Object.fromEntries(
    [...pageKeys, 'from', 'to', 'row'].map((key) => [key, undefined]),
  )
  return {
    ...clearedFilters(params),
    ...cleared,
    ...(Number.isNaN(minutes) ? {} : { from: sinceIso(minutes * 60, now) }),
    ...rest,
  }
}

type ResultViewsProps = { params: URLSearchParams; change: Change }

export function ResultViews({ params, change }: ResultViewsProps) {
  return (
    <SavedViews
      place={place}
      shown={viewParams(params, Date.now())}
      onUse={(view) => change(viewPatch(view, params, Date.now()))}
    />
  )
}
