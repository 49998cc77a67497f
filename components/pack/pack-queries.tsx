'use client'
// The queries of a pack: a list, and beside it (on a phone: over it) the one that is open.
import { type ReactNode, useMemo, useState } from 'react'
import { modeWord, platformWords } from '@/components/packs/query-words'
import { Card } from '@/components/ui/card'
import { cn } from '@/components/ui/cn'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Sheet } from '@/components/ui/sheet'
import { Time } from '@/components/ui/time'
import { formatDuration, formatNoun } from '@/lib/client/format'
import { useMedia } from '@/lib/client/use-media'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParam } from '@/lib/client/use-url-param'
import { PackLatest } from '@/lib/wire/pack-hosts'
import type { Pack, ScheduledQuery } from '@/lib/wire/packs'
import { QueryInspector } from './query-inspector'

export type Latest = PackLatest['queries'][number]

type RowProps = {
  query: ScheduledQuery
  latest: Latest | undefined
  /** Whether the latest results have been read at all. */
  known: boolean
  open: boolean
  onOpen: () => void
}

function Row({ query, latest, known, open, onOpen }: RowProps) {
  return (
    <li className="border-line border-t [contain-intrinsic-size:auto_52px] [content-visibility:auto] first:border-t-0">
      <button
        type="button"
        aria-current={open ? 'true' : undefined}
        onClick={onOpen}
        className={cn(
          'flex w-full min-w-0 flex-col px-4 py-1.5 text-start -outline-offset-2 hover:bg-hover',
          open && 'bg-selected hover:bg-selected',
        )}
      >
        <span className="mono block w-full truncate font-medium">{query.name}</span>
        <span className="flex w-full flex-wrap gap-x-3 text-fg-muted text-meta">
          <span>every {formatDuration(query.interval)}</span>
          <span>{modeWord(query)}</span>
          <span>{platformWords(query.platform)}</span>
          <span className="ms-auto">
            {latest ? (
              <>
                {formatNoun(latest.hosts, 'host')}, <Time at={latest.last_received_at} />
              </>
            ) : (
              known && 'no result in 24 h'
            )}
          </span>
        </span>
      </button>
    </li>
  )
}

/** The latest results of the pack's queries, and whether they have been read at all. */
function useLatest(packId: number) {
  const { value } = usePoll(PackLatest, `/api/v1/fleet/packs/${packId}/latest`, 30)
  const byQuery = useMemo(
    () => new Map(value?.queries.map((entry) => [entry.pack_query_id, entry])),
    [value],
  )
  return { byQuery, known: value !== undefined }
}

function useSearch(queries: readonly ScheduledQuery[]) {
  const [filter, setFilter] = useState('')
  const text = filter.trim().toLowerCase()
  const shown = queries.filter(
    ({ name, query }) => name.toLowerCase().includes(text) || query.toLowerCase().includes(text),
  )
  return { filter, setFilter, shown }
}

type SearchBarProps = { search: ReturnType<typeof useSearch>; total: number }

function SearchBar({ search: { filter, setFilter, shown }, total }: SearchBarProps) {
  const all = formatNoun(total, 'query', 'queries')
  return (
    <div className="flex flex-wrap items-center gap-3 border-line border-b p-2">
      <SearchInput label="Search queries" value={filter} onChange={setFilter} className="flex-1" />
      <span className="pe-2 text-fg-muted tabular-nums">
        {shown.length === total ? all : `${shown.length} of ${all}`}
      </span>
    </div>
  )
}

type QueryListProps = {
  queries: readonly ScheduledQuery[]
  latestOf: (query: ScheduledQuery) => Pick<RowProps, 'latest' | 'known'>
  open: ScheduledQuery | undefined
  onOpen: (query: ScheduledQuery) => void
}

function QueryList({ queries, latestOf, open, onOpen }: QueryListProps) {
  return (
    <ul aria-label="Queries">
      {queries.map((query) => (
        <Row
          key={query.id}
          query={query}
          {...latestOf(query)}
          open={open?.id === query.id}
          onOpen={() => onOpen(query)}
        />
      ))}
    </ul>
  )
}

type BesideProps = {
  name: string | undefined
  wide: boolean
  /** Whether the sheet is open, where there is no room beside the list. */
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}

/** The open query beside the list, or over it where there is no room. */
function Beside({ name, wide, open, onOpenChange, children }: BesideProps) {
  const title = <span className="mono">{name}</span>
  if (wide)
    return (
      <div className="sticky top-0 self-start">
        <Card title={title}>{children}</Card>
      </div>
    )
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={title}>
      {children}
    </Sheet>
  )
}

type PackQueriesProps = { pack: Pack; queries: readonly ScheduledQuery[] }

export function PackQueries({ pack, queries }: PackQueriesProps) {
  const [held, hold] = useUrlParam('query')
  const wide = useMedia('(min-width: 1024px)')
  const { byQuery, known } = useLatest(pack.id)
  const search = useSearch(queries)
  const { shown } = search
  const picked = queries.find(({ name }) => name === held)
  const open = picked ?? (wide ? shown[0] : undefined)
  if (queries.length === 0)
    return (
      <EmptyState title="No query in this pack">
        Hosts that it reaches run nothing for it.
      </EmptyState>
    )
  const latestOf = ({ id }: ScheduledQuery) => ({ latest: byQuery.get(id), known })
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <Card flush>
        <SearchBar search={search} total={queries.length} />
        {shown.length === 0 && <EmptyState title="The search hides every query" />}
        <QueryList
          queries={shown}
          latestOf={latestOf}
          open={open}
          onOpen={({ name }) => hold(name)}
        />
      </Card>
      <Beside
        name={open?.name}
        wide={wide}
        open={picked !== undefined}
        onOpenChange={(next) => hold(next ? held : undefined)}
      >
        {open && <QueryInspector pack={pack} query={open} {...latestOf(open)} />}
      </Beside>
    </div>
  )
}
