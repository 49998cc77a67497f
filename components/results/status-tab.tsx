'use client'
// What agents say of themselves: their own log lines, by severity.
import { X } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { type CursorPage, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { pickedParams, type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type StatusLine, StatusLinesReply, statusGroupings } from '@/lib/wire/status-lines'
import { CursorGrid } from './cursor-grid'
import { ResultChips, type ResultNames } from './result-filters'
import { type StatusGrouping, StatusGroupList } from './status-groups'
import { Severity, statusQueryPath } from './status-words'

const readLines: ReadCursor<StatusLine> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  const reply = await api(StatusLinesReply, `/api/v1/fleet/status_logs?${query}`, { signal })
  return { items: reply.status_logs, next_cursor: reply.next_cursor }
}

const choices = [
  { value: '', label: 'Any severity' },
  { value: '1', label: 'Warning or worse' },
  { value: '2', label: 'Error or worse' },
]

const columns: readonly GridColumn<StatusLine>[] = [
  {
    id: 'received_at',
    label: 'Received',
    width: 110,
    value: ({ received_at }) => received_at,
    draw: ({ received_at }) => <Time at={received_at} source="server received" />,
  },
  {
    id: 'host',
    label: 'Host',
    width: 180,
    value: ({ host }) => host.display_name || host.hostname,
    href: ({ host }) => `/hosts/${host.id}`,
  },
  {
    id: 'severity',
    label: 'Severity',
    width: 104,
    value: ({ severity }) => severity,
    draw: ({ severity }) => <Severity severity={severity} />,
  },
  {
    id: 'message',
    label: 'Message',
    width: 420,
    grow: true,
    agent: true,
    value: ({ message }) => message,
  },
  {
    id: 'query',
    label: 'Query',
    width: 150,
    value: ({ query }) => query?.name ?? '',
    draw: ({ query }) =>
      query && (
        <Link href={statusQueryPath(query)} className="text-accent-fg hover:underline">
          {query.name}
        </Link>
      ),
  },
  {
    id: 'place',
    label: 'Source',
    width: 190,
    agent: true,
    value: ({ filename, line }) => `${filename}:${line}`,
  },
  { id: 'version', label: 'osquery', width: 88, agent: true, value: ({ version }) => version },
]

function StatusCard({ line }: { line: StatusLine }) {
  const { host, severity, message, received_at, query } = line
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{host.display_name || host.hostname}</span>
        <Severity severity={severity} />
      </span>
      <span className="mono break-words text-meta">{message}</span>
      {query && (
        <Link
          href={statusQueryPath(query)}
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline pointer-coarse:min-h-11"
        >
          {query.name} ({query.pack})
        </Link>
      )}
      <span className="text-fg-muted text-meta">
        <Time at={received_at} />
      </span>
    </div>
  )
}

type FiltersProps = {
  names: ResultNames
  params: URLSearchParams
  change: (patch: UrlPatch, mode?: 'push' | 'replace') => void
}

function Filters({ names, params, change }: FiltersProps) {
  return (
    <>
      <Select
        label="Show"
        options={views}
        value={groupingOf(params) ?? ''}
        onChange={(by) => change({ by })}
        className="w-40"
      />
      <SearchInput
        label="Search messages"
        value={params.get('q') ?? ''}
        onChange={(q) => change({ q }, 'replace')}
        className="max-sm:w-full"
      />
      <Select
        label="Severity"
        options={choices}
        value={params.get('severity') ?? ''}
        onChange={(severity) => change({ severity })}
        className="w-44"
      />
      <ResultChips names={names} params={params} change={change} keys={['host_id']} />
      {params.has('pack_query_id') && (
        <Button size="small" onClick={() => change({ pack_query_id: undefined })}>
          <X aria-hidden /> Lines about one query
        </Button>
      )}
    </>
  )
}

const views = [
  { value: '', label: 'Lines' },
  { value: 'host', label: 'Noisy hosts' },
  { value: 'query', label: 'Failing queries' },
  { value: 'message', label: 'Messages' },
] as const

const groupingOf = (params: URLSearchParams): StatusGrouping | undefined =>
  statusGroupings.find((by) => by === params.get('by'))

const keys = ['severity', 'host_id', 'q', 'pack_query_id', 'team_id'] as const

type StatusTabProps = { first: CursorPage<StatusLine> | undefined; names: ResultNames }

/** What a search says when nothing was found as far as it read. */
function NoLine({ isAny, goesOn }: { isAny: boolean; goesOn: boolean }) {
  if (goesOn)
    return (
      <EmptyState title="Nothing found so far">
        The newest lines were searched for 2 s. Load more to read on.
      </EmptyState>
    )
  return (
    <EmptyState title={isAny ? 'No agent has logged anything' : 'No line matches'}>
      Agents send their own log here when their logger is told to.
    </EmptyState>
  )
}

function Lines({ first, names }: StatusTabProps) {
  const [params, change] = useUrlParams()
  const key = pickedParams(params, keys).toString()
  const list = useCursor(key, readLines, first)
  return (
    <CursorGrid
      label="Status logs"
      noun="line"
      viewKey="status-logs"
      columns={columns}
      list={list}
      card={(line) => <StatusCard line={line} />}
      toolbar={<Filters names={names} params={params} change={change} />}
      empty={<NoLine isAny={key === ''} goesOn={list.has_more} />}
    />
  )
}

export function StatusTab({ first, names }: StatusTabProps) {
  const [params, change] = useUrlParams()
  const by = groupingOf(params)
  if (!by) return <Lines first={first} names={names} />
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto">
      <div className="flex flex-wrap items-center gap-2">
        <Filters names={names} params={params} change={change} />
      </div>
      <StatusGroupList by={by} params={pickedParams(params, keys)} change={change} />
    </div>
  )
}
