'use client'
// Result lines, newest first and in no other order. With one query chosen its columns appear; with
// several, the row is one line of text.
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { SearchInput } from '@/components/ui/input'
import { EmptyState } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { type CursorPage, type ReadCursor, useCursor } from '@/lib/client/use-cursor'
import { type UrlPatch, useUrlParams } from '@/lib/client/use-url-params'
import { type Result, ResultsReply } from '@/lib/wire/results'
import { ActionBadge } from './action-badge'
import { CursorGrid } from './cursor-grid'
import { ResultChips, ResultFilterPanel, type ResultNames } from './result-filters'
import { ResultInspector } from './result-inspector'
import { columnNames, contentOf } from './result-words'
import { TimeRange } from './time-range'

const chipKeys = ['pack_id', 'query', 'host_id', 'action', 'campaign_id']
const filterKeys = [...chipKeys, 'from', 'to', 'q']

const readLines: ReadCursor<Result> = async (key, cursor, signal) => {
  const query = new URLSearchParams(key)
  if (cursor) query.set('cursor', cursor)
  const reply = await api(ResultsReply, `/api/v1/fleet/results?${query}`, { signal })
  return { items: reply.results, next_cursor: reply.next_cursor }
}

const nameOf = ({ host }: Result) => host.display_name || host.hostname

const sourceOf = ({ pack, query, campaign_id }: Result) =>
  campaign_id === null ? `${pack ?? '(unknown query)'} / ${query}` : `live query #${campaign_id}`

type LineProps = { line: Result; onOpen: () => void }

function OpenButton({ line, onOpen }: LineProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`Open the line of ${nameOf(line)}`}
      onClick={onOpen}
      className="inline-flex min-h-6 items-center hover:underline"
    >
      <Time at={line.received_at} source="server received" />
    </button>
  )
}

function ownColumns(open: (id: number) => void): GridColumn<Result>[] {
  return [
    {
      id: 'received_at',
      label: 'Received',
      width: 110,
      value: ({ received_at }) => received_at,
      draw: (line) => <OpenButton line={line} onOpen={() => open(line.id)} />,
    },
    {
      id: 'host',
      label: 'Host',
      width: 180,
      value: nameOf,
      href: ({ host }) => `/hosts/${host.id}`,
    },
    {
      id: 'query',
      label: 'Query',
      width: 240,
      value: sourceOf,
    },
    {
      id: 'action',
      label: 'Action',
      width: 104,
      value: ({ action }) => action,
      draw: ({ action }) => <ActionBadge action={action} />,
    },
  ]
}

const contentColumn: GridColumn<Result> = {
  id: 'content',
  label: 'Row',
  width: 320,
  grow: true,
  value: contentOf,
  draw: (line) => <AgentValue value={contentOf(line)} />,
}

function useColumns(lines: readonly Result[], oneQuery: boolean, open: (id: number) => void) {
  const names = oneQuery ? columnNames(lines).join('\u0000') : ''
  return useMemo(() => {
    const own = ownColumns(open)
    if (names === '') return [...own, contentColumn]
    const agents = names.split('\u0000').map(
      (name): GridColumn<Result> => ({
        id: `row:${name}`,
        label: name,
        agent: true,
        value: ({ columns }) => columns?.[name],
      }),
    )
    return [...own, ...agents]
  }, [names, open])
}

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState
        title="No line matches the filters"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        Lines are kept for a limited time; older ones are gone.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No result has been reported yet">
      Hosts report here once a pack schedules a query on them.
    </EmptyState>
  )
}

function LineCard({ line, onOpen }: LineProps) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full min-w-0 flex-col gap-1 text-start"
    >
      <span className="flex min-w-0 items-center justify-between gap-2">
        <span className="truncate font-medium">{nameOf(line)}</span>
        <ActionBadge action={line.action} />
      </span>
      <span className="truncate text-fg-muted text-meta">
        {line.query}, <Time at={line.received_at} />
      </span>
      <AgentValue value={contentOf(line)} className="max-w-full" />
    </button>
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
        label="Search rows"
        value={params.get('q') ?? ''}
        onChange={(q) => change({ q }, 'replace')}
        className="max-sm:w-full"
      />
      <TimeRange params={params} change={change} />
      <ResultFilterPanel names={names} params={params} change={change} />
      <ResultChips names={names} params={params} change={change} keys={chipKeys} />
    </>
  )
}

type LinesTabProps = { first: CursorPage<Result> | undefined; names: ResultNames }

export function LinesTab({ first, names }: LinesTabProps) {
  const [params, change] = useUrlParams()
  const key = new URLSearchParams(
    [...filterKeys, 'team_id'].flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value]] : []
    }),
  ).toString()
  const list = useCursor(key, readLines, first)
  const open = useMemo(() => (id: number) => change({ row: String(id) }), [change])
  const columns = useColumns(list.items, params.has('query'), open)
  const row = params.get('row')
  const clear = () => change(Object.fromEntries(filterKeys.map((name) => [name, undefined])))
  return (
    <>
      <CursorGrid
        label="Result lines"
        noun="line"
        columns={columns}
        list={list}
        onOpen={({ id }) => open(id)}
        card={(line) => <LineCard line={line} onOpen={() => open(line.id)} />}
        toolbar={<Filters names={names} params={params} change={change} />}
        empty={<Empty filtered={filterKeys.some((name) => params.has(name))} onClear={clear} />}
      />
      <ResultInspector
        line={row === null ? undefined : list.items.find(({ id }) => String(id) === row)}
        onClose={() => change({ row: undefined })}
      />
    </>
  )
}
