'use client'
// Each query of the pack before it is sent out: who runs it, what it costs, and where it cannot run.
import { OctagonX, TriangleAlert } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { formatBytes, formatCount, formatNoun, formatSeconds } from '@/lib/client/format'
import type { PreviewQuery } from '@/lib/wire/pack-preview'

type Trouble = { tone: 'bad' | 'warn'; text: string }

/** What stands against the query, the worst first. */
export function troublesOf(query: PreviewQuery): Trouble[] {
  const { errors, missing_on, denylist_risk: risk } = query
  return [
    ...errors.map(
      ({ line, column, message }): Trouble => ({
        tone: 'bad',
        text: `line ${line}, column ${column}: ${message}`,
      }),
    ),
    ...(risk.level === 'high' && risk.reason ? [{ tone: 'bad' as const, text: risk.reason }] : []),
    ...missing_on.map(
      ({ hosts, reason }): Trouble => ({
        tone: 'warn',
        text: `${formatNoun(hosts, 'host')}: ${reason}`,
      }),
    ),
    ...(risk.level === 'raised' && risk.reason
      ? [{ tone: 'warn' as const, text: risk.reason }]
      : []),
  ]
}

function Troubles({ query, whole }: { query: PreviewQuery; whole?: boolean }) {
  const all = troublesOf(query)
  const [first] = all
  if (!first) return <span className="text-fg-subtle">none</span>
  const shown = whole ? all : [first]
  return (
    <span className={cn('flex min-w-0', whole ? 'flex-col' : 'gap-2')}>
      {shown.map(({ tone, text }) => {
        const Icon = tone === 'bad' ? OctagonX : TriangleAlert
        return (
          <span
            key={text}
            title={text}
            className={cn(
              'flex min-w-0 items-start gap-1.5',
              tone === 'bad' ? 'text-bad-fg' : 'text-warn-fg',
            )}
          >
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className={whole ? 'min-w-0 break-words' : 'truncate'}>{text}</span>
          </span>
        )
      })}
      {!whole && all.length > 1 && (
        <span className="shrink-0 text-fg-muted">and {all.length - 1} more</span>
      )}
    </span>
  )
}

const basis = { measured: 'measured', rule: 'by rule' } as const

const columns: readonly GridColumn<PreviewQuery>[] = [
  {
    id: 'name',
    label: 'Query',
    value: ({ name }) => name,
    draw: ({ name }) => <span className="mono truncate">{name}</span>,
    width: 200,
    grow: true,
  },
  { id: 'hosts', label: 'Hosts', value: ({ hosts }) => hosts, numeric: true, width: 80 },
  {
    id: 'trouble',
    label: 'In the way',
    value: (query) => troublesOf(query).length,
    draw: (query) => <Troubles query={query} />,
    width: 340,
  },
  {
    id: 'seconds',
    label: 'Agent time a day',
    value: ({ estimates }) => estimates.agent_seconds_per_day,
    draw: ({ estimates }) => formatSeconds(estimates.agent_seconds_per_day),
    numeric: true,
    width: 130,
  },
  {
    id: 'rows',
    label: 'Rows a day',
    value: ({ estimates }) => Math.round(estimates.rows_per_day),
    draw: ({ estimates }) => formatCount(Math.round(estimates.rows_per_day)),
    numeric: true,
    width: 100,
  },
  {
    id: 'bytes',
    label: 'Results a day',
    value: ({ estimates }) => Math.round(estimates.bytes_per_day),
    draw: ({ estimates }) => formatBytes(Math.round(estimates.bytes_per_day)),
    numeric: true,
    width: 110,
  },
  {
    id: 'class',
    label: 'Cost of a run',
    value: ({ estimates }) => `${estimates.class}, ${basis[estimates.basis]}`,
    width: 150,
  },
]

type QueryCardProps = { query: PreviewQuery; onOpen: (name: string) => void }

function QueryCard({ query, onOpen }: QueryCardProps) {
  const { name, hosts, estimates } = query
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <button
        type="button"
        onClick={() => onOpen(name)}
        className="mono min-h-6 min-w-0 self-start truncate text-start font-medium underline"
      >
        {name}
      </button>
      <span className="text-fg-muted text-meta tabular-nums">
        {formatNoun(hosts, 'host')}, {formatSeconds(estimates.agent_seconds_per_day)} and{' '}
        {formatNoun(Math.round(estimates.rows_per_day), 'row')} a day
      </span>
      {troublesOf(query).length > 0 && (
        <span className="text-meta">
          <Troubles query={query} whole />
        </span>
      )}
    </div>
  )
}

type PreviewQueriesProps = {
  queries: readonly PreviewQuery[]
  busy: boolean
  onOpen: (name: string) => void
}

export function PreviewQueries({ queries, busy, onOpen }: PreviewQueriesProps) {
  return (
    <DataGrid
      label="Queries before they are sent out"
      noun="query"
      columns={columns}
      rowKey={({ name }) => name}
      viewKey="pack-preview"
      card={(query) => <QueryCard query={query} onOpen={onOpen} />}
      onOpen={({ name }) => onOpen(name)}
      source={{ mode: 'local', rows: queries, busy }}
      empty={<EmptyState title="The pack has no query yet">So it asks nothing.</EmptyState>}
    />
  )
}
