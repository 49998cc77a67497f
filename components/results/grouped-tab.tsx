'use client'
// Identical rows with the hosts that told them: what is common, what is rare. A group leads back to its
// lines.
import { Layers } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { ColumnPicker } from '@/components/campaigns/group-toolbar'
import { columnsText } from '@/components/campaigns/group-words'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridSort, ServerSource } from '@/components/ui/grid/grid-types'
import { EmptyState, ErrorState, SkeletonRows } from '@/components/ui/page-states'
import { api } from '@/lib/client/api'
import { formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { type ReadSeq, useSeqPages } from '@/lib/client/use-seq-pages'
import { groupColumns, type ResultGroup, ResultGroupsReply } from '@/lib/wire/result-groups'
import { ResultsReply } from '@/lib/wire/results'
import { type ExplorerFacts, ExplorerFrame } from './explorer-frame'
import { columnWord, groupPatch, suggestedColumns } from './group-choice'
import { GroupCard, groupKey, useGroupColumns } from './grouped-columns'
import { countWords } from './histogram-words'
import { NoLines } from './no-lines'
import { shortInstant } from './range-words'
import { useNamedHost } from './result-filters'
import { columnList } from './result-url'
import { knownColumns } from './result-words'
import { useCounts } from './use-counts'
import { type Explorer, useExplorer } from './use-explorer'

const sampleSeconds = 300
const patienceMost = 30

const readGroups: ReadSeq<ResultGroup, ResultGroupsReply> = async (path, cursor, signal) => {
  const end = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
  const reply = await api(ResultGroupsReply, `${path}${end}`, { signal })
  return { items: reply.groups, count: reply.count, next_cursor: reply.next_cursor, head: reply }
}

const orders: Readonly<Record<string, string>> = {
  hosts: 'group:hosts',
  lines: 'group:lines',
  first_seen: 'group:first',
  last_seen: 'group:last',
}

/** The order of the address, and how it is written there. */
function orderOf({ params, change }: Explorer) {
  const key = params.get('order') ?? 'hosts'
  const order = Object.hasOwn(orders, key) ? key : 'hosts'
  const descending = params.get('direction') !== 'asc'
  const sort: GridSort = { id: orders[order] ?? 'group:hosts', descending }
  const onSort = ({ id, descending: down }: GridSort) => {
    const next = Object.entries(orders).find(([, column]) => column === id)?.[0]
    // Of an order that is new, most or latest come first.
    const direction = next === order && !down ? 'asc' : undefined
    change({ order: next === 'hosts' ? undefined : next, direction })
  }
  return { sort, onSort, order, direction: descending ? 'desc' : 'asc' }
}

/** The columns that lines are grouped by; undefined until some lines are known to choose from. */
function useBy(explorer: Explorer) {
  const { params, key } = explorer
  const own = params.get('by')
  const sample = usePoll(ResultsReply, `/api/v1/fleet/results?${key}&limit=100`, sampleSeconds)
  const lines = sample.value?.results
  const isOneQuery = params.has('query')
  const chosen = useMemo(() => {
    const named = columnList(own)
    if (named.length > 0) return named
    return lines && suggestedColumns(lines, isOneQuery)
  }, [own, lines, isOneQuery])
  const known = useMemo(() => knownColumns(lines ?? []), [lines])
  const all = [...new Set([...known, ...(chosen ?? []), ...groupColumns])]
  return { chosen, known, all, isOwn: own !== null, failure: sample.failure, retry: sample.refresh }
}

type SumProps = { reply: ResultGroupsReply | undefined; patient: boolean; onPatience: () => void }

/** "31 groups of 480 lines from 208 hosts", and how far they were read. */
function Sum({ reply, patient, onPatience }: SumProps) {
  const now = useNow()
  const zone = useZone()
  if (!reply) return <span className="text-fg-muted">Counting groups</span>
  const { count, hosts, lines, at_least, read_to } = reply
  return (
    <p className="flex min-h-6 flex-wrap items-center gap-x-2 tabular-nums">
      <span>
        <span className="font-semibold">{formatNoun(count, 'group')}</span> of{' '}
        {countWords({ value: lines, at_least }, 'line')} from {formatNoun(hosts, 'host')}
        {at_least &&
          read_to !== null &&
          `, read back to ${shortInstant(Date.parse(read_to), now, zone)}`}
        .
      </span>
      {at_least && !patient && (
        <Button size="small" onClick={onPatience}>
          Read on
        </Button>
      )}
      <span className="text-fg-subtle">A host with many rows is in many groups.</span>
    </p>
  )
}

type GroupsProps = {
  explorer: Explorer
  by: readonly string[]
  facts: ExplorerFacts
  picker: ReactNode
}

/** The groups of lines as the address wants them, page by page. */
function useGroupList({ explorer, by }: Pick<GroupsProps, 'explorer' | 'by'>, patient: boolean) {
  const { sort, onSort, order, direction } = orderOf(explorer)
  const query = new URLSearchParams(explorer.key)
  query.set('by', columnsText(by))
  query.set('order', order)
  query.set('direction', direction)
  if (patient) query.set('patience_seconds', String(patienceMost))
  const list = useSeqPages(`/api/v1/fleet/results/groups?${query}`, readGroups)
  const source: ServerSource<ResultGroup> = {
    ...{ mode: 'server', rows: list.items, total: list.count ?? null, hasMore: list.hasMore },
    ...{ busy: list.busy, onMore: list.more, sort, onSort },
  }
  return { list, source }
}

function Groups({ explorer, by, facts, picker }: GroupsProps) {
  const { params, change } = explorer
  const [patient, setPatient] = useState(false)
  const { list, source } = useGroupList({ explorer, by }, patient)
  const { packs } = facts.names
  const toLines = useCallback(
    (group: ResultGroup) => change(groupPatch(group, params, packs)),
    [change, params, packs],
  )
  const hosts = list.head?.hosts ?? 0
  const columns = useGroupColumns(by, hosts, toLines)
  const { failure, again } = list
  if (failure && list.items.length === 0)
    return (
      <ErrorState title="The lines could not be grouped" requestId={failure.uuid} onRetry={again}>
        {failure.message}
      </ErrorState>
    )
  if (list.count === undefined)
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  return (
    <DataGrid
      label="Groups of lines"
      noun="group"
      density="compact"
      columns={columns}
      source={source}
      rowKey={groupKey}
      onOpen={toLines}
      card={(group) => <GroupCard {...{ group, by, hosts }} onLines={toLines} />}
      empty={<NoLines params={params} change={change} keptDays={facts.keptDays} />}
      fill
      toolbar={<Sum reply={list.head} patient={patient} onPatience={() => setPatient(true)} />}
      aside={picker}
    />
  )
}

/** While no columns are known to group by. */
function NoColumns({ by }: { by: ReturnType<typeof useBy> }) {
  if (!by.failure)
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  return (
    <EmptyState
      icon={<Layers aria-hidden />}
      title="The columns could not be read"
      action={<Button onClick={by.retry}>Try again</Button>}
    >
      {by.failure.message}
    </EmptyState>
  )
}

export function GroupedTab({ facts }: { facts: ExplorerFacts }) {
  const { names, since } = facts
  const explorer = useExplorer(since)
  const { params, change, key } = explorer
  const named = useNamedHost({ names, params })
  const counts = useCounts(key, undefined)
  const by = useBy(explorer)
  const { chosen, all, isOwn } = by
  const picker = chosen && <ColumnPicker {...{ all, chosen, isOwn, change }} wordOf={columnWord} />
  return (
    <ExplorerFrame {...{ explorer, names, named, counts }} columns={by.known}>
      {chosen ? <Groups {...{ explorer, facts, picker }} by={chosen} /> : <NoColumns by={by} />}
    </ExplorerFrame>
  )
}
