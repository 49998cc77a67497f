'use client'
// What agents say of themselves: their own log lines, by severity.
import { ToneBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import type { Tone } from '@/components/ui/state-words'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { type CursorPage, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type StatusLine, StatusLinesReply } from '@/lib/wire/status-lines'
import { CursorGrid } from './cursor-grid'
import { ResultChips, type ResultNames } from './result-filters'

const readLines: ReadCursor<StatusLine> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  const reply = await api(StatusLinesReply, `/api/v1/fleet/status_logs?${query}`, { signal })
  return { items: reply.status_logs, next_cursor: reply.next_cursor }
}

const severities: { tone: Tone; word: string }[] = [
  { tone: 'info', word: 'info' },
  { tone: 'warn', word: 'warning' },
  { tone: 'bad', word: 'error' },
  { tone: 'bad', word: 'fatal' },
]

const choices = [
  { value: '', label: 'Any severity' },
  { value: '1', label: 'Warning or worse' },
  { value: '2', label: 'Error or worse' },
]

function Severity({ severity }: { severity: number }) {
  const look = severities[severity]
  return <ToneBadge tone={look?.tone ?? 'info'}>{look?.word ?? String(severity)}</ToneBadge>
}

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
    id: 'place',
    label: 'Source',
    width: 190,
    agent: true,
    value: ({ filename, line }) => `${filename}:${line}`,
  },
  { id: 'version', label: 'osquery', width: 88, agent: true, value: ({ version }) => version },
]

function StatusCard({ line }: { line: StatusLine }) {
  const { host, severity, message, received_at } = line
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{host.display_name || host.hostname}</span>
        <Severity severity={severity} />
      </span>
      <span className="mono break-words text-meta">{message}</span>
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
    </>
  )
}

type StatusTabProps = { first: CursorPage<StatusLine> | undefined; names: ResultNames }

export function StatusTab({ first, names }: StatusTabProps) {
  const [params, change] = useUrlParams()
  const key = new URLSearchParams(
    ['severity', 'host_id', 'q', 'team_id'].flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value]] : []
    }),
  ).toString()
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
      empty={
        <EmptyState title={key === '' ? 'No agent has logged anything' : 'No line matches'}>
          Agents send their own log here when their logger is told to.
        </EmptyState>
      }
    />
  )
}
