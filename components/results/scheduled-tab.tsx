'use client'
// The frame of what is told of one scheduled query: which one, from when to when, of which hosts. While
// none is chosen, the list to choose from stands in its place.
import type { ReactNode } from 'react'
import type { ExplorerFacts } from './explorer-frame'
import { QueryChoice, QueryChooser, scheduledOf, usePackQueries } from './query-choice'
import { LineFilters, useNamedHost } from './result-filters'
import { ResultViews } from './result-views'
import { stateKeys, usualDays } from './state-query'
import { TimeRange } from './time-range'
import type { Change } from './use-explorer'

export type ShownProps = { params: URLSearchParams; change: Change }

type ScheduledTabProps = ShownProps & {
  facts: ExplorerFacts
  /** What the tab shows, for whoever has chosen nothing yet. */
  why: string
  /** Beside the range, and behind the views. */
  kinds?: ReactNode
  acts?: ReactNode
  children: ReactNode
}

export function ScheduledTab({ facts, why, kinds, acts, children, ...shown }: ScheduledTabProps) {
  const { params } = shown
  const { names } = facts
  const named = useNamedHost({ names, params })
  const choice = { packs: names.packs, health: usePackQueries(params), ...shown }
  const scheduled = scheduledOf(params)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <QueryChoice {...choice} />
        {scheduled && (
          <>
            <TimeRange {...shown} otherwise={`Last ${usualDays} d`} />
            {kinds}
            <LineFilters {...{ names, named, ...shown }} only={stateKeys} />
          </>
        )}
        <ResultViews {...shown} />
        {scheduled && acts}
      </div>
      {scheduled ? children : <QueryChooser {...choice} why={why} />}
    </div>
  )
}
