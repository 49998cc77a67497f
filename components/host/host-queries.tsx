'use client'
// What the host runs on a schedule, each with its newest result.
import Link from 'next/link'
import { drawings } from '@/components/pack/health-words'
import { modeWord } from '@/components/packs/query-words'
import { SqlText } from '@/components/sql/sql-text'
import { ToneBadge } from '@/components/ui/badge'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { formatCount, formatDuration, formatMs, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { type HostPack, HostQueries, type HostQuery } from '@/lib/wire/host-queries'

/** The word of its state; what a failing one said is its title. */
function QueryState({ query: { state, message } }: { query: HostQuery }) {
  if (state === null) return null
  const { tone, label } = drawings[state]
  return (
    <span title={message ?? undefined}>
      <ToneBadge tone={tone}>{label}</ToneBadge>
    </span>
  )
}

const columns: readonly GridColumn<HostQuery>[] = [
  {
    id: 'name',
    label: 'Query',
    value: (query) => query.name,
    draw: (query) => <span className="mono truncate">{query.name}</span>,
    width: 150,
    grow: true,
  },
  {
    id: 'state',
    label: 'State',
    value: (query) => query.state ?? '',
    draw: (query) => <QueryState query={query} />,
    width: 116,
  },
  {
    id: 'pack',
    label: 'Pack',
    value: (query) => query.pack,
    href: (query) => `/packs/${query.pack_id}?query=${encodeURIComponent(query.name)}`,
    width: 130,
    grow: true,
  },
  {
    id: 'interval',
    label: 'Every',
    value: (query) => query.interval,
    draw: (query) => formatDuration(query.interval),
    width: 72,
  },
  {
    id: 'latest',
    label: 'Last result',
    value: (query) => query.latest?.received_at ?? '',
    draw: (query) =>
      query.latest ? (
        <Time at={query.latest.received_at} source="server received" />
      ) : (
        <span className="text-fg-subtle">none yet</span>
      ),
    width: 96,
  },
  {
    id: 'rows',
    label: 'Rows',
    value: (query) => query.latest?.rows ?? '',
    draw: (query) => (query.latest ? formatCount(query.latest.rows) : ''),
    numeric: true,
    width: 64,
  },
  {
    id: 'cost',
    label: 'A run',
    value: (query) => query.cpu_ms ?? '',
    draw: (query) => (query.cpu_ms === null ? '' : formatMs(query.cpu_ms)),
    numeric: true,
    width: 82,
  },
  {
    id: 'p95',
    label: 'P95 of all',
    value: (query) => query.cpu_ms_p95 ?? '',
    draw: (query) => (query.cpu_ms_p95 === null ? '' : formatMs(query.cpu_ms_p95)),
    numeric: true,
    width: 90,
  },
  { id: 'mode', label: 'Reports', value: (query) => modeWord(query), width: 105, hidden: true },
  {
    id: 'sql',
    label: 'SQL',
    value: (query) => query.query,
    draw: (query) => <SqlText sql={query.query} oneLine className="text-meta" />,
    width: 320,
    hidden: true,
  },
]

function Card({ query }: { query: HostQuery }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <span className="mono truncate font-medium">{query.name}</span>
      <span className="flex flex-wrap gap-x-3 text-fg-muted text-meta">
        <Link
          href={`/packs/${query.pack_id}`}
          className="inline-flex min-h-6 items-center underline"
        >
          {query.pack}
        </Link>
        <span className="self-center">
          every {formatDuration(query.interval)}, {modeWord(query)},{' '}
          {query.latest ? (
            <>
              {formatNoun(query.latest.rows, 'row')} <Time at={query.latest.received_at} />
            </>
          ) : (
            'none yet'
          )}
        </span>
        <QueryState query={query} />
      </span>
    </div>
  )
}

/** "r8", "r7, r8 is due", "not told yet, r8 is due". */
function runsWords({ revision, due }: HostPack): string {
  if (revision === due) return `r${due}`
  return `${revision === null ? 'not told yet' : `r${revision}`}, r${due} is due`
}

/** Which revision of each pack the host really runs. */
function Packs({ packs }: { packs: readonly HostPack[] }) {
  if (packs.length === 0) return null
  return (
    <ul aria-label="Revisions of packs" className="mb-3 flex flex-wrap gap-x-5 gap-y-1">
      {packs.map((pack) => (
        <li key={pack.id} className="min-w-0">
          <Link
            href={`/packs/${pack.id}?tab=revisions`}
            className="inline-flex min-h-6 max-w-full items-center gap-1.5"
          >
            <span className="truncate underline">{pack.name}</span>
            <ToneBadge tone={pack.revision === pack.due ? 'ok' : 'waiting'}>
              {runsWords(pack)}
            </ToneBadge>
          </Link>
        </li>
      ))}
    </ul>
  )
}

export function HostQueriesTab({ hostId, first }: { hostId: number; first: HostQueries }) {
  const poll = usePoll(HostQueries, `/api/v1/fleet/hosts/${hostId}/queries`, 30)
  const [, change] = useUrlParams()
  const { packs, queries, ruled_out } = poll.value ?? first
  return (
    <div className="min-w-0">
      <Packs packs={packs} />
      <DataGrid
        label="Scheduled queries"
        noun="query"
        columns={columns}
        rowKey={(query) => query.pack_query_id}
        viewKey="host-queries"
        card={(query) => <Card query={query} />}
        onOpen={(query) => change({ tab: 'results', pack_query_id: String(query.pack_query_id) })}
        source={{ mode: 'local', rows: queries, busy: poll.loading }}
        aside={
          <button
            type="button"
            onClick={() => change({ tab: 'why' })}
            className="min-h-6 text-accent-fg underline"
          >
            {formatNoun(ruled_out, 'other', 'others')} ruled out
          </button>
        }
        empty={
          <EmptyState title="No scheduled query reaches this host">
            {ruled_out > 0
              ? `${formatNoun(ruled_out, 'query is', 'queries are')} ruled out; Why says by which rule.`
              : 'There is no pack that could.'}
          </EmptyState>
        }
      />
    </div>
  )
}
