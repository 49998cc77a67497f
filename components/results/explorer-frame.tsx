'use client'
// What lines and groups have in common: search, range, filters and views above, facets beside.
import type { ReactNode } from 'react'
import { SearchInput } from '@/components/ui/input'
import { useMedia } from '@/lib/client/use-media'
import { FacetsColumn, FacetsDoor } from './facets'
import { ColumnFilters, LineFilters, type NamedHost, type ResultNames } from './result-filters'
import { ResultViews } from './result-views'
import { TimeRange } from './time-range'
import type { Counts } from './use-counts'
import type { Explorer } from './use-explorer'

export type ExplorerFacts = {
  names: ResultNames
  /** A day before the document was made. */
  since: string
  /** Lines are kept for so many days. */
  keptDays: number
}

type FrameProps = {
  explorer: Explorer
  names: ResultNames
  named: NamedHost
  counts: Counts
  /** Agents' columns that are known from what is loaded. */
  columns: readonly string[]
  children: ReactNode
}

export function ExplorerFrame(props: FrameProps) {
  const { explorer, names, named, counts, columns, children } = props
  const { params, change } = explorer
  const isWide = useMedia('(min-width: 1280px)')
  const facets = { params, change, named, poll: counts.facets, onMore: counts.showMore }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label="Search rows"
          value={params.get('q') ?? ''}
          onChange={(q) => change({ q, row: undefined }, 'replace')}
          className="max-sm:w-full"
        />
        <TimeRange params={params} change={change} />
        {!isWide && <FacetsDoor {...facets} />}
        <LineFilters {...{ names, named, params, change }} />
        <ColumnFilters {...{ params, change, columns }} />
        <ResultViews params={params} change={change} />
      </div>
      <div className="flex min-h-0 flex-1 gap-4">
        {isWide && <FacetsColumn {...facets} />}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
      </div>
    </div>
  )
}
