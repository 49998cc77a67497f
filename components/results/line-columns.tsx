'use client'
// How a line is drawn: our columns first, then those of the agents where one query is in view, else its
// row as one cell. A snapshot of several rows is told as such.
import { useMemo } from 'react'
import { Badge } from '@/components/ui/badge'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Time } from '@/components/ui/time'
import type { Result } from '@/lib/wire/results'
import { ActionBadge } from './action-badge'
import { columnNames, contentOf, nameOf, rowOf, sourceOf } from './result-words'

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

function Source({ line }: { line: Result }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <bdi className="min-w-0 truncate">{sourceOf(line)}</bdi>
      {line.unsolicited && <Badge>unsolicited</Badge>}
    </span>
  )
}

function ownColumns(open: (line: Result) => void, isOneQuery: boolean): GridColumn<Result>[] {
  return [
    {
      id: 'received_at',
      label: 'Received',
      width: 104,
      value: ({ received_at }) => received_at,
      draw: (line) => <OpenButton line={line} onOpen={() => open(line)} />,
    },
    {
      id: 'host',
      label: 'Host',
      width: 148,
      value: nameOf,
      href: ({ host }) => `/hosts/${host.id}`,
    },
    {
      id: 'query',
      label: 'Query',
      width: 232,
      hidden: isOneQuery,
      value: sourceOf,
      draw: (line) => <Source line={line} />,
    },
    {
      id: 'action',
      label: 'Action',
      width: 108,
      value: ({ action }) => action,
      draw: ({ action }) => <ActionBadge action={action} />,
    },
  ]
}

const contentColumn: GridColumn<Result> = {
  id: 'content',
  label: 'Row',
  width: 240,
  grow: true,
  value: contentOf,
  blank: (line) => contentOf(line) === '',
  draw: (line) => <AgentValue value={contentOf(line)} />,
}

const agentColumn = (name: string, grow: boolean): GridColumn<Result> => ({
  id: `row:${name}`,
  label: name,
  agent: true,
  width: Math.min(280, Math.max(120, name.length * 9 + 24)),
  grow,
  blank: (line) => rowOf(line) === undefined,
  value: (line) => rowOf(line)?.[name],
})

/** More than these keep their width, and the grid is scrolled. */
const growMax = 6

/** `isOneQuery`: the lines are of one query, whose columns appear. `open` must keep its identity. */
export function useLineColumns(
  lines: readonly Result[],
  isOneQuery: boolean,
  open: (line: Result) => void,
) {
  const names = isOneQuery ? columnNames(lines).join('\u0000') : ''
  const hasMany = lines.some((line) => rowOf(line) === undefined && contentOf(line) !== '')
  return useMemo(() => {
    const own = ownColumns(open, isOneQuery)
    if (names === '') return [...own, contentColumn]
    const list = names.split('\u0000')
    const agents = list.map((name) => agentColumn(name, list.length <= growMax))
    const many = { ...contentColumn, id: 'rows', label: 'Rows', width: 220, grow: false }
    return [...own, ...(hasMany ? [manyOnly(many)] : []), ...agents]
  }, [names, open, isOneQuery, hasMany])
}

/** Only of lines whose rows do not fit the agents' columns. */
function manyOnly(column: GridColumn<Result>): GridColumn<Result> {
  const blank = (line: Result) => rowOf(line) !== undefined || contentOf(line) === ''
  return {
    ...column,
    blank,
    value: (line) => (blank(line) ? undefined : contentOf(line)),
    draw: (line) => (blank(line) ? null : <AgentValue value={contentOf(line)} />),
  }
}

/** A line on a phone. */
export function LineCard({ line, onOpen }: LineProps) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full min-w-0 flex-col gap-1 text-start"
    >
      <span className="flex min-w-0 items-center justify-between gap-2">
        <bdi className="truncate font-medium">{nameOf(line)}</bdi>
        <ActionBadge action={line.action} />
      </span>
      <span className="flex min-w-0 items-center gap-2 text-fg-muted text-meta">
        <bdi className="truncate">{line.query}</bdi>
        {line.unsolicited && <Badge>unsolicited</Badge>}
        <Time at={line.received_at} className="ms-auto shrink-0" />
      </span>
      {contentOf(line) !== '' && <AgentValue value={contentOf(line)} className="max-w-full" />}
    </button>
  )
}
