'use client'
// What came and went in the states of one query: over time, row by row, or only what differs at the end.
import { useMemo, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { AgentFields, fieldsOf } from '@/components/ui/grid/agent-fields'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { type CursorList, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParams } from '@/lib/client/use-url-params'
import { ChangesReply, type ResultChange, TicksReply } from '@/lib/wire/results-changes'
import { ActionBadge } from './action-badge'
import { CursorGrid } from './cursor-grid'
import type { ExplorerFacts } from './explorer-frame'
import { Histogram } from './histogram'
import { dayMs, stretchPatch } from './range-words'
import { ReadingStrip } from './reading-strip'
import { ScheduledTab, type ShownProps } from './scheduled-tab'
import { stateQuery, usualDays } from './state-query'
import { tickBars } from './tick-words'

/** Numbered as they are read: changes have no number of their own. */
type NumberedChange = ResultChange & { id: number }

function changesReader(): ReadCursor<NumberedChange> {
  let last = 0
  return async (key, cursor, signal) => {
    const end = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const reply = await api(ChangesReply, `/api/v1/fleet/results/changes?${key}${end}`, { signal })
    const items = reply.changes.map((change) => {
      last -= 1
      return { ...change, id: last }
    })
    const isCut = reply.next_cursor !== null && reply.read_to !== null
    return {
      ...{ items, next_cursor: reply.next_cursor },
      ...(isCut ? { read_to: String(reply.read_to), read_until: String(reply.from) } : {}),
    }
  }
}

const nameOf = ({ host }: ResultChange) => host.display_name || host.hostname

function ChangeMark({ change }: { change: ResultChange }) {
  return (
    <span className="flex items-center gap-2">
      <ActionBadge action={change.action} />
      {change.times > 1 && <span className="text-fg-muted">×{formatCount(change.times)}</span>}
      {change.first && <Badge>first state</Badge>}
    </span>
  )
}

const ownColumns: readonly GridColumn<NumberedChange>[] = [
  {
    ...{ id: 'at', label: 'Received', width: 104 },
    value: ({ at }) => String(at),
    draw: ({ at }) => <Time at={String(at)} source="server received" />,
  },
  {
    ...{ id: 'host', label: 'Host', width: 172 },
    value: nameOf,
    href: ({ host }) => `/hosts/${host.id}?tab=results`,
  },
  {
    ...{ id: 'action', label: 'Change', width: 190 },
    value: ({ action }) => action,
    draw: (change) => <ChangeMark change={change} />,
  },
]

const agentTime: GridColumn<NumberedChange> = {
  ...{ id: 'agent_time', label: 'Agent time', width: 110, hidden: true },
  value: ({ agent_time }) => (agent_time === null ? '' : String(agent_time)),
  draw: ({ agent_time }) => (
    <Time at={agent_time === null ? null : String(agent_time)} source="agent claimed" />
  ),
}

const growMax = 6

function useChangeColumns(items: readonly NumberedChange[]) {
  const names = [...new Set(items.flatMap(({ columns }) => Object.keys(columns)))].join('\u0000')
  return useMemo(() => {
    const list = names === '' ? [] : names.split('\u0000')
    const agents = list.map(
      (name): GridColumn<NumberedChange> => ({
        ...{ id: `row:${name}`, label: name, agent: true, grow: list.length <= growMax },
        width: Math.min(280, Math.max(120, name.length * 9 + 24)),
        value: ({ columns }) => columns[name],
      }),
    )
    return [...ownColumns, ...agents, agentTime]
  }, [names])
}

function ChangeCard({ change }: { change: ResultChange }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center justify-between gap-2">
        <bdi className="truncate font-medium">{nameOf(change)}</bdi>
        <Time at={String(change.at)} className="shrink-0 text-fg-muted text-meta" />
      </span>
      <ChangeMark change={change} />
      <AgentFields fields={fieldsOf(change.columns)} />
    </div>
  )
}

const actions = [
  { value: '', label: 'Added and removed' },
  { value: 'added', label: 'Only added' },
  { value: 'removed', label: 'Only removed' },
]

const nets = [
  { value: '', label: 'Every change' },
  { value: 'true', label: 'What differs at the end' },
]

const orAny = (value: string | null, of: readonly { value: string }[]) =>
  of.some((one) => one.value === value) ? (value ?? '') : ''

function OverTime({ params, change, query }: ShownProps & { query: URLSearchParams }) {
  const { value, loading, failure, refresh } = usePoll(
    TicksReply,
    `/api/v1/fleet/results/ticks?${query}`,
    60,
  )
  const bars = useMemo(() => value && tickBars(value), [value])
  const sum = bars?.bars.reduce((all, { count }) => all + count, 0) ?? 0
  return (
    <Histogram
      title={
        bars
          ? `${value?.at_least ? 'at least ' : ''}${formatNoun(sum, 'change')}`
          : 'Counting changes'
      }
      note={params.has('from') ? undefined : 'in the last 7 days'}
      label="Changes over time"
      all={bars}
      busy={loading}
      failure={failure?.message}
      onRetry={refresh}
      onZoom={(stretch) => change({ to: undefined, ...stretchPatch(stretch, Date.now()) })}
    />
  )
}

/** The last days where the address has no range. */
function changesQuery(params: URLSearchParams, more: readonly string[], dayStart: number) {
  const query = stateQuery(params, ['from', 'to', ...more])
  if (!query.has('from'))
    query.set('from', new Date(dayStart - (usualDays - 1) * dayMs).toISOString())
  return query
}

function List({ list }: { list: CursorList<NumberedChange> }) {
  const columns = useChangeColumns(list.items)
  return (
    <CursorGrid
      label="Changes"
      noun="change"
      columns={columns}
      list={list}
      card={(change) => <ChangeCard change={change} />}
      toolbar={<span className="text-fg-muted max-sm:hidden">Newest first</span>}
      empty={
        <EmptyState title="Nothing changed in this time">
          Hosts that sent the same state again have no change. A longer time may hold some.
        </EmptyState>
      }
    />
  )
}

function Changes({ params, change }: ShownProps) {
  const [dayStart] = useState(() => Math.floor(Date.now() / dayMs) * dayMs)
  const [read] = useState(changesReader)
  const ticks = changesQuery(params, [], dayStart)
  const query = changesQuery(params, ['net'], dayStart)
  const action = orAny(params.get('action'), actions)
  if (action !== '') query.set('action', action)
  const list = useCursor(query.toString(), read, undefined)
  return (
    <>
      <OverTime {...{ params, change }} query={ticks} />
      <ReadingStrip list={list} noun="change" to={params.get('to')} />
      <List list={list} />
    </>
  )
}

/** Which changes: of what kind, and all of them or only what is left of them. */
function Kinds({ params, change }: ShownProps) {
  return (
    <>
      <Select
        label="Changes"
        className="w-44"
        options={actions}
        value={orAny(params.get('action'), actions)}
        onChange={(value) => change({ action: value })}
      />
      <Select
        label="Which"
        className="w-48"
        options={nets}
        value={orAny(params.get('net'), nets)}
        onChange={(value) => change({ net: value })}
      />
    </>
  )
}

export function ChangesTab({ facts }: { facts: ExplorerFacts }) {
  const [params, change] = useUrlParams()
  const shown = { params, change }
  return (
    <ScheduledTab
      {...shown}
      facts={facts}
      why="Changes shows what came and went in the state of one query, on every host or on one."
      kinds={<Kinds {...shown} />}
    >
      <Changes {...shown} />
    </ScheduledTab>
  )
}
