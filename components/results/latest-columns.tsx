'use client'
// The state of a query on each host as rows: whose it is and as of when, then what the agents say.
import { useMemo } from 'react'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { AgentFields, fieldsOf } from '@/components/ui/grid/agent-fields'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Time } from '@/components/ui/time'
import { Tooltip } from '@/components/ui/tooltip'
import type { LatestState } from '@/lib/wire/results-latest'
import type { Columns } from '@/lib/wire/values'

/** One row of one host; a host whose state is empty has one of its own, without values. */
export type StateRow = {
  key: string
  state: Omit<LatestState, 'rows'>
  /** Undefined of a host that found nothing. */
  row: Columns | undefined
}

export function stateRows(hosts: readonly LatestState[]): StateRow[] {
  return hosts.flatMap(({ rows, ...state }): StateRow[] => {
    const { id } = state.host
    if (rows.length === 0) return [{ key: `${id}`, state, row: undefined }]
    return rows.map((row, index) => ({ key: `${id}:${index}`, state, row }))
  })
}

export const hostOf = ({ state: { host } }: StateRow): string => host.display_name || host.hostname

function Marks({ state, row }: Omit<StateRow, 'key'>) {
  const { partial_since, truncated } = state
  return (
    <>
      {!row && <Badge>no rows</Badge>}
      {partial_since !== undefined && (
        <Tooltip text="The first full set was never seen: rows are known only since then.">
          <button type="button" tabIndex={-1} className="inline-flex min-h-6 items-center">
            <ToneBadge tone="waiting">partial</ToneBadge>
          </button>
        </Tooltip>
      )}
      {truncated && <ToneBadge tone="warn">cut</ToneBadge>}
    </>
  )
}

const ownColumns: readonly GridColumn<StateRow>[] = [
  {
    ...{ id: 'host', label: 'Host', width: 180 },
    value: hostOf,
    href: ({ state }) => `/hosts/${state.host.id}?tab=results`,
  },
  {
    ...{ id: 'as_of', label: 'As of', width: 172 },
    value: ({ state }) => String(state.as_of),
    draw: ({ state, row }) => (
      <span className="flex items-center gap-2">
        <Time at={String(state.as_of)} source="server received" />
        <Marks state={state} row={row} />
      </span>
    ),
  },
]

/** More than these keep their width, and the grid is scrolled. */
const growMax = 6

export function useLatestColumns(rows: readonly StateRow[]): readonly GridColumn<StateRow>[] {
  const names = [...new Set(rows.flatMap(({ row }) => Object.keys(row ?? {})))].join('\u0000')
  return useMemo(() => {
    const list = names === '' ? [] : names.split('\u0000')
    const agents = list.map(
      (name): GridColumn<StateRow> => ({
        ...{ id: `row:${name}`, label: name, agent: true, grow: list.length <= growMax },
        width: Math.min(280, Math.max(120, name.length * 9 + 24)),
        // A host that found nothing has no column to be without.
        blank: ({ row }) => row === undefined,
        value: ({ row }) => row?.[name],
      }),
    )
    const none: GridColumn<StateRow> = {
      ...{ id: 'none', label: 'Row', grow: true, width: 200 },
      value: () => '',
    }
    return [...ownColumns, ...(agents.length > 0 ? agents : [none])]
  }, [names])
}

type CardProps = { row: StateRow; onHost: (row: StateRow) => void }

export function StateCard({ row, onHost }: CardProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex items-center justify-between gap-2">
        <bdi className="truncate font-medium">{hostOf(row)}</bdi>
        <span className="flex shrink-0 items-center gap-2 text-fg-muted text-meta">
          <Marks state={row.state} row={row.row} />
          <Time at={String(row.state.as_of)} />
        </span>
      </span>
      <AgentFields fields={fieldsOf(row.row ?? {})} />
      <Button size="small" className="self-start" onClick={() => onHost(row)}>
        Only this host
      </Button>
    </div>
  )
}
