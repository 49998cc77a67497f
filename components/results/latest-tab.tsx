'use client'
// The state of one query on each host, now or as it was known at a past moment.
import { GitCompareArrows } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { ServerSource } from '@/components/ui/grid/grid-types'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { useNow } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { type ReadSeq, useSeqPages } from '@/lib/client/use-seq-pages'
import { useUrlParams } from '@/lib/client/use-url-params'
import { ChangesReply, TicksReply } from '@/lib/wire/results-changes'
import { LatestReply, type LatestState } from '@/lib/wire/results-latest'
import type { ExplorerFacts } from './explorer-frame'
import { StateCard, type StateRow, stateRows, useLatestColumns } from './latest-columns'
import { dayMs } from './range-words'
import { ScheduledTab, type ShownProps } from './scheduled-tab'
import { stateQuery, usualDays } from './state-query'
import { ticksOf } from './tick-words'
import { TimeSlider } from './time-slider'

const readLatest: ReadSeq<LatestState> = async (path, cursor, signal) => {
  const end = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
  const reply = await api(LatestReply, `${path}${end}`, { signal })
  const { hosts: items, hosts_count: count, next_cursor } = reply
  return { items, count, next_cursor, head: undefined }
}

const ticksSeconds = 60
/** So many times a look that was cut short goes on. */
const looksMost = 30

/** When the newest of these changes was made; undefined when there is none. */
async function newestChange(asked: URLSearchParams): Promise<number | undefined> {
  for (let look = 0; look < looksMost; look += 1) {
    const reply = await api(ChangesReply, `/api/v1/fleet/results/changes?${asked}`)
    const found = reply.changes[0]
    if (found) return Date.parse(String(found.at))
    if (reply.next_cursor === null) return undefined
    asked.set('cursor', reply.next_cursor)
  }
  return undefined
}

/** The last change before a moment, however close the one after it is. */
function useChangeBefore(query: URLSearchParams, onFound: (at: number) => void) {
  const call = useCall()
  const key = query.toString()
  const [first, setFirst] = useState<{ key: string; at: number }>()
  const look = (at: number) =>
    call.run(async () => {
      const asked = new URLSearchParams(key)
      // Moments are told in whole milliseconds, and `to` is part of what is looked through.
      asked.set('to', new Date(at - 1).toISOString())
      asked.set('limit', '1')
      const found = await newestChange(asked)
      if (found === undefined) setFirst({ key, at })
      else onFound(found)
    })
  const isFirst = (at: number | undefined) => first?.key === key && first.at === at
  return { look, busy: call.busy, isFirst }
}

type SliderProps = ShownProps & { keptDays: number }

function Slider({ params, change, keptDays }: SliderProps) {
  const now = useNow()
  const hour = Math.floor(now / 3_600_000) * 3_600_000
  const query = stateQuery(params, ['from', 'to'])
  if (!query.has('from'))
    query.set('from', new Date(hour - Math.min(keptDays, usualDays) * dayMs).toISOString())
  const { value } = usePoll(TicksReply, `/api/v1/fleet/results/ticks?${query}`, ticksSeconds)
  const ticks = useMemo(() => (value ? ticksOf(value) : []), [value])
  const at = Date.parse(params.get('at') ?? '')
  const move = useCallback(
    (next: number | undefined) =>
      change({ at: next === undefined ? undefined : new Date(next).toISOString() }),
    [change],
  )
  const to = Date.parse(params.get('to') ?? '') || now
  const before = useChangeBefore(query, move)
  return (
    <TimeSlider
      before={{
        ...{ busy: before.busy, isFirst: before.isFirst(at) },
        look: (shown) => void before.look(shown),
      }}
      at={Number.isNaN(at) ? undefined : at}
      from={Date.parse(query.get('from') ?? '')}
      to={to}
      ticks={ticks}
      onChange={move}
    />
  )
}

function NoState({ params, change }: ShownProps) {
  const isPast = params.has('at')
  return (
    <EmptyState
      title={isPast ? 'Nothing was known then' : 'No host has reported on it'}
      action={
        isPast && <Button onClick={() => change({ at: undefined })}>Show the state now</Button>
      }
    >
      {isPast
        ? 'No host had reported by that time, or what it reported is not kept any more.'
        : 'It reports once the query is due on a host. Lines are kept for a limited time.'}
    </EmptyState>
  )
}

type StateList = ReturnType<typeof useSeqPages<LatestState>>

/** "1,942 rows of the first 100 hosts of 208". */
function Sum({ list, rows }: { list: StateList; rows: number }) {
  return (
    <p className="tabular-nums">
      <span className="font-semibold">{formatNoun(rows, 'row')}</span> of{' '}
      {list.hasMore ? 'the first ' : ''}
      {formatNoun(list.items.length, 'host')}
      {list.hasMore && ` of ${formatCount(list.count ?? 0)}`}
    </p>
  )
}

function States({ params, change }: ShownProps) {
  const path = `/api/v1/fleet/results/latest?${stateQuery(params, ['at'])}`
  const list = useSeqPages(path, readLatest)
  const rows = useMemo(() => stateRows(list.items), [list.items])
  const columns = useLatestColumns(rows)
  const only = (row: StateRow) => change({ host_id: String(row.state.host.id) })
  if (list.failure && list.items.length === 0)
    return (
      <ErrorState
        title="The state could not be read"
        requestId={list.failure.uuid}
        onRetry={list.again}
      >
        {list.failure.message}
      </ErrorState>
    )
  if (list.count === undefined)
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  const source: ServerSource<StateRow> = {
    ...{ mode: 'server', rows, total: list.hasMore ? null : rows.length, hasMore: list.hasMore },
    ...{ busy: list.busy, onMore: list.more, sort: undefined, onSort: () => undefined },
  }
  return (
    <DataGrid
      label="Latest rows"
      noun="row"
      density="compact"
      columns={columns}
      source={source}
      rowKey={({ key }) => key}
      onOpen={only}
      card={(row) => <StateCard row={row} onHost={only} />}
      empty={<NoState params={params} change={change} />}
      toolbar={<Sum list={list} rows={rows.length} />}
      fill
    />
  )
}

/** What came and went between the chosen moment and now. */
function Since({ params, change }: ShownProps) {
  const at = params.get('at')
  if (at === null) return null
  return (
    <Button
      onClick={() =>
        change({ view: 'changes', from: at, to: undefined, at: undefined, net: 'true' })
      }
    >
      <GitCompareArrows aria-hidden /> What changed since
    </Button>
  )
}

export function LatestTab({ facts }: { facts: ExplorerFacts }) {
  const [params, change] = useUrlParams()
  const shown = { params, change }
  return (
    <ScheduledTab
      {...shown}
      facts={facts}
      why="Latest shows the state of one query on each host, now or at a past moment."
      acts={<Since {...shown} />}
    >
      <Slider {...shown} keptDays={facts.keptDays} />
      <States {...shown} />
    </ScheduledTab>
  )
}
