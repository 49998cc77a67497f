'use client'
// How a group is drawn: hosts and their share first, then the agents' columns, then when and where it
// was seen first, and what can be done with it.
import { CircleAlert, FileQuestion, Monitor, Tag } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { AgentFields } from '@/components/ui/grid/agent-fields'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Time } from '@/components/ui/time'
import { formatCount } from '@/lib/client/format'
import type { Group } from '@/lib/wire/campaign-groups'
import { groupTitle, hostsOf, shareText } from './group-words'

export type GroupAct = 'hosts' | 'label' | 'follow'
export type OnAct = (act: GroupAct, group: Group) => void

const barMinPx = 2
/** More columns than these keep their width, and the grid is scrolled. */
const growMax = 6

/** A bar beside its number: the share of the hosts that answered. */
export function ShareBar({ share }: { share: number }) {
  return (
    <span className="flex w-full items-center gap-2">
      <span aria-hidden className="h-2 min-w-0 flex-1 overflow-hidden rounded-sm bg-sunken">
        <span
          className="block h-full rounded-sm bg-accent"
          style={{ width: `max(${barMinPx}px, ${share * 100}%)` }}
        />
      </span>
      <span className="w-12 shrink-0 text-end text-fg-muted">{shareText(share)}</span>
    </span>
  )
}

export function GroupMark({ group }: { group: Group }) {
  if (group.no_rows) return <Badge>no rows</Badge>
  return group.outlier ? <ToneBadge tone="warn">outlier</ToneBadge> : null
}

type GroupActsProps = {
  group: Group
  columns: readonly string[]
  onAct: OnAct
  /** The grid is one tab stop: there Enter on the row leads to the same buttons. */
  inGrid?: boolean
}

const acts = [
  { act: 'hosts', word: 'Hosts', Icon: Monitor },
  { act: 'label', word: 'Label', Icon: Tag },
  { act: 'follow', word: 'Follow up', Icon: FileQuestion },
] as const

export function GroupActs({ group, columns, onAct, inGrid }: GroupActsProps) {
  const title = groupTitle(group, columns)
  return (
    <span className={inGrid ? 'flex gap-0.5' : 'flex flex-wrap gap-1'}>
      {acts.map(({ act, word, Icon }) => (
        <Button
          key={act}
          size="small"
          aria-label={`${word}: ${title}`}
          onClick={() => onAct(act, group)}
          {...(inGrid
            ? { tabIndex: -1, variant: 'ghost', className: 'h-6 min-h-6 px-1.5 text-accent-fg' }
            : {})}
        >
          {!inGrid && <Icon aria-hidden />}
          {word}
        </Button>
      ))}
    </span>
  )
}

const hostsColumn: GridColumn<Group> = {
  id: 'group:hosts',
  label: 'Hosts',
  width: 84,
  numeric: true,
  orderKey: 'hosts',
  value: ({ hosts }) => hosts,
  draw: ({ hosts }) => formatCount(hosts),
}

const shareColumn: GridColumn<Group> = {
  id: 'group:share',
  label: 'Share',
  width: 168,
  value: ({ share }) => share,
  draw: ({ share }) => <ShareBar share={share} />,
}

const markColumn: GridColumn<Group> = {
  id: 'group:mark',
  label: 'Mark',
  width: 92,
  value: ({ outlier, no_rows }) => (no_rows ? 'no rows' : outlier ? 'outlier' : ''),
  draw: (group) => <GroupMark group={group} />,
}

const firstColumns: readonly GridColumn<Group>[] = [
  {
    id: 'group:first',
    label: 'First',
    width: 104,
    orderKey: 'first',
    value: ({ first_at }) => String(first_at),
    draw: ({ first_at }) => <Time at={String(first_at)} source="server" />,
  },
  {
    id: 'group:example',
    label: 'For example',
    width: 150,
    value: ({ first_host }) => first_host.display_name || first_host.hostname,
    href: ({ first_host }) => `/hosts/${first_host.id}`,
  },
]

const widthOf = (name: string) => Math.min(320, Math.max(110, name.length * 9 + 24))

/** The same array as long as the names are the same, so that what is drawn stays. */
export function useSameNames(names: readonly string[]): readonly string[] {
  const [held, setHeld] = useState(names)
  const same = held.length === names.length && held.every((name, at) => name === names[at])
  if (!same) setHeld(names)
  return same ? held : names
}

const agentColumn = (name: string, grow: boolean): GridColumn<Group> => ({
  id: `column:${name}`,
  label: name,
  agent: true,
  width: widthOf(name),
  grow,
  // A host that told nothing has no column to be without.
  blank: ({ no_rows }) => no_rows,
  value: ({ values }) => (Object.hasOwn(values, name) ? values[name] : undefined),
})

/** `columns` and `onAct` must keep their identity while they mean the same. */
export function useGroupColumns(
  columns: readonly string[],
  onAct: OnAct,
): readonly GridColumn<Group>[] {
  return useMemo(
    () => [
      hostsColumn,
      shareColumn,
      markColumn,
      ...columns.map((name) => agentColumn(name, columns.length <= growMax)),
      ...firstColumns,
      {
        id: 'group:acts',
        label: 'Actions',
        width: 196,
        value: () => '',
        draw: (group: Group) => <GroupActs group={group} columns={columns} onAct={onAct} inGrid />,
      },
    ],
    [columns, onAct],
  )
}

/** The values of a group as a list of what was told. */
export function GroupValues({ group, columns }: { group: Group; columns: readonly string[] }) {
  if (group.no_rows) return <p className="text-fg-muted">Answered, found nothing.</p>
  return (
    <AgentFields
      fields={columns.map((name) => ({
        name,
        value: Object.hasOwn(group.values, name) ? group.values[name] : undefined,
        note: group.cut.includes(name) && (
          <span className="flex items-center gap-1 text-fg-subtle text-meta">
            <CircleAlert aria-hidden className="size-3.5" /> cut at 4,096 characters
          </span>
        ),
      }))}
    />
  )
}

type GroupCardProps = { group: Group; columns: readonly string[]; onAct: OnAct }

export function GroupCard({ group, columns, onAct }: GroupCardProps) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-3">
        <span className="shrink-0 font-semibold tabular-nums">{hostsOf(group)}</span>
        <span className="min-w-0 flex-1">
          <ShareBar share={group.share} />
        </span>
        <GroupMark group={group} />
      </div>
      <GroupValues group={group} columns={columns} />
      <p className="text-fg-subtle text-meta">
        first <Time at={String(group.first_at)} source="server" /> on{' '}
        {group.first_host.display_name || group.first_host.hostname || 'a deleted host'}
      </p>
      <GroupActs group={group} columns={columns} onAct={onAct} />
    </div>
  )
}
