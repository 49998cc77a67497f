'use client'
// How a group of lines is drawn: hosts and their share first, then what its rows have in common, then how
// many lines told it and since when.
import { useMemo } from 'react'
import { ShareBar } from '@/components/campaigns/group-columns'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { ResultGroup } from '@/lib/wire/result-groups'
import { columnWord, isOwnColumn } from './group-choice'

/** More columns than these keep their width, and the grid is scrolled. */
const growMax = 5

const toldOf = (group: ResultGroup, name: string) =>
  Object.hasOwn(group.values, name) ? (group.values[name] ?? undefined) : undefined

/** What tells one group from another. */
export const groupKey = ({ values }: ResultGroup): string => JSON.stringify(values)

/** Its values in one line, for a name. */
export function groupTitle({ values }: Pick<ResultGroup, 'values'>): string {
  const told = Object.values(values).filter((value) => value !== null && value.trim() !== '')
  return told.join(' ').slice(0, 60) || 'empty values'
}

function valueColumn(name: string, grow: boolean): GridColumn<ResultGroup> {
  return {
    id: `column:${name}`,
    label: columnWord(name),
    agent: !isOwnColumn(name),
    width: Math.min(300, Math.max(100, name.length * 9 + 24)),
    grow,
    value: (group) => toldOf(group, name),
  }
}

const shareOf = (group: ResultGroup, hosts: number) => (hosts === 0 ? 0 : group.hosts / hosts)

function countColumns(hosts: number): GridColumn<ResultGroup>[] {
  return [
    {
      ...{ id: 'group:hosts', label: 'Hosts', width: 72, numeric: true, orderKey: 'hosts' },
      value: (group) => group.hosts,
      draw: (group) => formatCount(group.hosts),
    },
    {
      ...{ id: 'group:share', label: 'Share', width: 124 },
      value: (group) => shareOf(group, hosts),
      draw: (group) => <ShareBar share={shareOf(group, hosts)} />,
    },
    {
      ...{ id: 'group:mark', label: 'Mark', width: 84 },
      value: ({ outlier }) => (outlier ? 'outlier' : ''),
      draw: ({ outlier }) => (outlier ? <ToneBadge tone="warn">outlier</ToneBadge> : null),
    },
  ]
}

const timeColumns: readonly GridColumn<ResultGroup>[] = [
  {
    ...{ id: 'group:lines', label: 'Lines', width: 68, numeric: true, orderKey: 'lines' },
    value: ({ lines }) => lines,
    draw: ({ lines }) => formatCount(lines),
  },
  {
    ...{ id: 'group:first', label: 'First', width: 92, orderKey: 'first_seen' },
    value: ({ first_seen }) => String(first_seen),
    draw: ({ first_seen }) => <Time at={String(first_seen)} source="server received" />,
  },
  {
    ...{ id: 'group:last', label: 'Last', width: 92, orderKey: 'last_seen' },
    value: ({ last_seen }) => String(last_seen),
    draw: ({ last_seen }) => <Time at={String(last_seen)} source="server received" />,
  },
]

type OnLines = (group: ResultGroup) => void

function LinesButton({ group, onLines }: { group: ResultGroup; onLines: OnLines }) {
  return (
    <Button
      size="small"
      variant="ghost"
      tabIndex={-1}
      className="h-6 min-h-6 px-1.5 text-accent-fg"
      aria-label={`Lines of ${groupTitle(group)}`}
      onClick={() => onLines(group)}
    >
      Lines
    </Button>
  )
}

/** `by` and `onLines` must keep their identity while they mean the same. */
export function useGroupColumns(by: readonly string[], hosts: number, onLines: OnLines) {
  return useMemo(
    (): GridColumn<ResultGroup>[] => [
      ...countColumns(hosts),
      ...by.map((name) => valueColumn(name, by.length <= growMax)),
      ...timeColumns,
      {
        ...{ id: 'group:open', label: 'Open', width: 64 },
        value: () => '',
        draw: (group) => <LinesButton group={group} onLines={onLines} />,
      },
    ],
    [by, hosts, onLines],
  )
}

type CardProps = { group: ResultGroup; by: readonly string[]; hosts: number; onLines: OnLines }

export function GroupCard({ group, by, hosts, onLines }: CardProps) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex items-center gap-3">
        <span className="shrink-0 font-semibold tabular-nums">
          {formatNoun(group.hosts, 'host')}
        </span>
        <span className="min-w-0 flex-1">
          <ShareBar share={shareOf(group, hosts)} />
        </span>
        {group.outlier && <ToneBadge tone="warn">outlier</ToneBadge>}
      </div>
      <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {by.map((name) => (
          <div key={name} className="contents">
            <dt className="max-w-[16ch] truncate text-fg-muted">{columnWord(name)}</dt>
            <dd className="min-w-0">
              <AgentValue value={toldOf(group, name)} />
              {group.cut.includes(name) && <Badge>cut</Badge>}
            </dd>
          </div>
        ))}
      </dl>
      <p className="flex items-center justify-between gap-2 text-fg-subtle text-meta">
        <span>
          {formatNoun(group.lines, 'line')}, last <Time at={String(group.last_seen)} />
        </span>
        <Button size="small" onClick={() => onLines(group)}>
          Lines
        </Button>
      </p>
    </div>
  )
}
