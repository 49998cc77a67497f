'use client'
// The queries of a pack: a list, and beside it (on a phone: over it) the one that is open.
import { useMemo, useState } from 'react'
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

type PackQueriesProps = { pack: Pack; queries: readonly ScheduledQuery[] }

export function PackQueries({ pack, queries }: PackQueriesProps) {
  const [held, hold] = useUrlParam('query')
  const [filter, setFilter] = useState('')
  const wide = useMedia('(min-width: 1024px)')
  const latest = usePoll(PackLatest, `/api/v1/fleet/packs/${pack.id}/latest`, 30)
  const byQuery = useMemo(
    () => new Map(latest.value?.queries.map((entry) => [entry.pack_query_id, entry])),
    [latest.value],
  )
  const text = filter.trim().toLowerCase()
  const shown = queries.filter(
    ({ name, query }) => name.toLowerCase().includes(text) || query.toLowerCase().includes(text),
  )
  const picked = queries.find(({ name }) => name === held)
  const open = picked ?? (wide ? shown[0] : undefined)
  if (queries.length === 0)
    return (
      <EmptyState title="No query in this pack">
        Hosts that it reaches run nothing for it.
      </EmptyState>
    )
  const inspector = open && (
    <QueryInspector
      pack={pack}
      query={open}
      latest={byQuery.get(open.id)}
      known={latest.value !== undefined}
    />
  )
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <Card flush>
        <div className="flex flex-wrap items-center gap-3 border-line border-b p-2">
          <SearchInput
            label="Search queries"
            value={filter}
            onChange={setFilter}
            className="flex-1"
          />
          <span className="pe-2 text-fg-muted tabular-nums">
            {shown.length === queries.length
              ? formatNoun(queries.length, 'query', 'queries')
              : `${shown.length} of ${formatNoun(queries.length, 'query', 'queries')}`}
          </span>
        </div>
        {shown.length === 0 && <EmptyState title="The search hides every query" />}
        <ul aria-label="Queries">
          {shown.map((query) => (
            <Row
              key={query.id}
              query={query}
              latest={byQuery.get(query.id)}
              known={latest.value !== undefined}
              open={open?.id === query.id}
              onOpen={() => hold(query.name)}
            />
          ))}
        </ul>
      </Card>
      {wide ? (
        <div className="sticky top-0 self-start">
          <Card title={<span className="mono">{open?.name}</span>}>{inspector}</Card>
        </div>
      ) : (
        <Sheet
          open={picked !== undefined}
          onOpenChange={(next) => hold(next ? held : undefined)}
          title={<span className="mono">{open?.name}</span>}
        >
          {inspector}
        </Sheet>
      )}
    </div>
  )
}
