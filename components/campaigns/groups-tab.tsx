'use client'
// Identical rows with the hosts that told them: what is common, what is rare, and on whom.
import {
  type ComponentProps,
  type ReactNode,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn, GridSort, ServerSource } from '@/components/ui/grid/grid-types'
import { SkeletonRows } from '@/components/ui/page-states'
import { type Groups, type GroupsView, useGroups } from '@/lib/client/use-groups'
import { useUrlParams } from '@/lib/client/use-url-params'
import type { Group, GroupsReply } from '@/lib/wire/campaign-groups'
import type { Campaign } from '@/lib/wire/campaigns'
import type { StatusFrame } from '@/lib/wire/frames'
import { FollowUpDialog } from './follow-up-dialog'
import {
  type GroupAct,
  GroupCard,
  type OnAct,
  useGroupColumns,
  useSameNames,
} from './group-columns'
import { GroupLabelDialog } from './group-label-dialog'
import { GroupSheet } from './group-sheet'
import { GroupsSum, NoGroups } from './group-states'
import {
  type Change,
  GroupsFile,
  GroupToolbar,
  LiveGroups,
  type OrderName,
  orderOf,
} from './group-toolbar'
import { columnsText } from './group-words'
import { useMovingRefresh } from './use-moving-refresh'
import { useOpenedGroup } from './use-opened-group'
import { isOpen } from './words'

const none: readonly string[] = []

function useView(): { view: GroupsView; order: OrderName; change: Change; opened: string | null } {
  const [params, change] = useUrlParams()
  const columns = params.get('by') ?? undefined
  const q = params.get('holds') ?? ''
  const order = orderOf(params.get('group_order'))
  const view = useMemo((): GroupsView => {
    const [by, direction] = order.split('-')
    return {
      ...{ columns, q, order: by === 'first' ? 'first' : 'hosts' },
      direction: direction === 'asc' || direction === 'desc' ? direction : undefined,
    }
  }, [columns, q, order])
  return { view, order, change, opened: params.get('group') }
}

const sortNames: Readonly<Record<OrderName, GridSort>> = {
  hosts: { id: 'group:hosts', descending: true },
  'hosts-asc': { id: 'group:hosts', descending: false },
  first: { id: 'group:first', descending: false },
  'first-desc': { id: 'group:first', descending: true },
}

function orderOfSort({ id, descending }: GridSort): OrderName {
  if (id === 'group:first') return descending ? 'first-desc' : 'first'
  return descending ? 'hosts' : 'hosts-asc'
}

function sourceOf(groups: Groups, order: OrderName, change: Change): ServerSource<Group> {
  const { items, reply, busy, more } = groups
  return {
    mode: 'server',
    rows: items,
    total: reply?.count ?? null,
    hasMore: items.length < (reply?.count ?? 0),
    busy,
    onMore: more,
    sort: sortNames[order],
    onSort: (sort) => {
      const next = orderOfSort(sort)
      change({ group_order: next === 'hosts' ? undefined : next })
    },
  }
}

type Acting = { act: GroupAct; group: Group }

type PanelProps = {
  campaign: Campaign
  acting: Acting | undefined
  opened: Group | undefined
  columns: readonly string[]
  noLabel: string | undefined
  onAct: OnAct
  onDone: () => void
  onClose: () => void
}

/** What is open over the groups: the hosts of one, or a dialog about one. */
function Panels(props: PanelProps) {
  const { campaign, acting, opened, columns, noLabel, onAct, onDone, onClose } = props
  const { id } = campaign
  if (acting?.act === 'label')
    return (
      <GroupLabelDialog
        {...{ id, columns, refusal: noLabel, onClose: onDone }}
        group={acting.group}
      />
    )
  if (acting?.act === 'follow')
    return <FollowUpDialog {...{ campaign, columns, onClose: onDone }} group={acting.group} />
  if (opened) return <GroupSheet {...{ id, columns, onAct, onClose }} group={opened} />
  return null
}

type GroupGridProps = {
  id: number
  groups: Groups
  drawn: readonly GridColumn<Group>[]
  columns: readonly string[]
  order: OrderName
  change: Change
  onAct: OnAct
  fill: boolean
}

type Around = { toolbar: ReactNode; aside: ReactNode; empty: ReactNode }

function GroupGrid({ id, groups, drawn, columns, fill, ...rest }: GroupGridProps & Around) {
  const { order, change, onAct, toolbar, aside, empty } = rest
  return (
    <DataGrid
      label={`Groups of #${id}`}
      noun="group"
      density="compact"
      columns={drawn}
      source={sourceOf(groups, order, change)}
      rowKey={({ key }) => key}
      onOpen={(group) => onAct('hosts', group)}
      card={(group) => <GroupCard group={group} columns={columns} onAct={onAct} />}
      {...{ toolbar, aside, empty }}
      {...(fill ? { fill } : {})}
    />
  )
}

type AsideProps = ComponentProps<typeof LiveGroups> & ComponentProps<typeof GroupsFile>

function Aside({ id, view, ...live }: AsideProps) {
  return (
    <>
      <LiveGroups {...live} />
      <GroupsFile id={id} view={view} />
    </>
  )
}

type GroupsTabProps = {
  campaign: Campaign
  status: StatusFrame
  fill: boolean
  /** Why this person may not make labels; undefined when they may. */
  noLabel: string | undefined
  /** Tells how many groups there are, new ones too. */
  onCount: (count: number) => void
}

function useCounted(reply: GroupsReply | undefined, onCount: (count: number) => void): void {
  const count = reply && reply.count + reply.new_groups
  useEffect(() => {
    if (count !== undefined) onCount(count)
  }, [count, onCount])
}

/** What is done with a group, and that the list stands still from then on. */
function useActs(columns: readonly string[], change: Change, hold: () => void) {
  const [acting, setActing] = useState<Acting>()
  const onAct = useCallback(
    (act: GroupAct, group: Group) => {
      hold()
      if (act === 'hosts') change({ group: group.key, by: columnsText(columns) })
      else setActing({ act, group })
    },
    [hold, change, columns],
  )
  return { acting, onAct, onDone: () => setActing(undefined) }
}

/** Follows an open campaign until the reader touches a group. */
function useFollowing(open: boolean) {
  const [following, setFollowing] = useState(open)
  const hold = useCallback(() => setFollowing(false), [])
  const touch = (event: SyntheticEvent) => {
    const { target } = event
    if (following && target instanceof Element && !target.closest('[data-live]')) hold()
  }
  return { following, setFollowing, hold, touch }
}

export function GroupsTab({ campaign, status, fill, noLabel, onCount }: GroupsTabProps) {
  const { id } = campaign
  const open = isOpen(status.status)
  const { view, order, change, opened } = useView()
  const { following, setFollowing, hold, touch } = useFollowing(open)
  const groups = useGroups(id, view, following)
  useMovingRefresh(`${status.counts.answered} ${status.counts.too_large}`, groups.refresh)
  const { reply, items } = groups
  useCounted(reply, onCount)
  const columns = useSameNames(reply?.columns ?? none)
  const { acting, onAct, onDone } = useActs(columns, change, hold)
  const drawn = useGroupColumns(columns, onAct)
  const openedGroup = useOpenedGroup(id, opened, { items, columns, loaded: !!reply })
  if (!reply && !groups.failure)
    return <SkeletonRows rows={10} className="rounded-lg border border-line bg-surface" />
  const all = reply?.all_columns ?? none
  const tools = { words: view.q, order, change, all, chosen: columns, isOwn: !!view.columns }
  const grid = { id, groups, drawn, columns, order, change, onAct, fill }
  const live = { groups, open, following, onFollow: setFollowing }
  return (
    <div
      className={fill ? 'flex min-h-0 flex-1 flex-col' : undefined}
      onPointerDownCapture={touch}
      onWheelCapture={touch}
    >
      <GroupsSum groups={groups} />
      <GroupGrid
        {...grid}
        toolbar={<GroupToolbar {...tools} />}
        aside={<Aside {...live} id={id} view={view} />}
        empty={<NoGroups groups={groups} status={status} words={view.q} change={change} />}
      />
      <Panels
        {...{ campaign, acting, columns, noLabel, onAct, onDone }}
        opened={openedGroup}
        onClose={() => change({ group: undefined })}
      />
    </div>
  )
}
