'use client'
// The columns of a campaign's rows: the boxes and the host are ours, the rest are keys of the agents'
// rows, exactly as received.
import { useMemo } from 'react'
import type { GridColumn, GridSort } from '@/components/ui/grid/grid-types'
import type { LiveRow } from '@/lib/client/live-rows'
import { hostNameColumn, type RowSort } from '@/lib/wire/campaign-rows'
import { selectColumn } from './row-selection'

const agentPrefix = 'row:'

const hostColumn: GridColumn<LiveRow> = {
  id: hostNameColumn,
  label: 'Host',
  width: 180,
  pinned: true,
  value: ({ host }) => host.display_name || host.hostname,
  href: ({ host }) => `/hosts/${host.id}`,
}

/** Columns change identity only when a new one appears, so rows already drawn stay. */
export function useRowColumns(names: readonly string[]): readonly GridColumn<LiveRow>[] {
  return useMemo(
    () => [
      selectColumn,
      hostColumn,
      ...names.map((name) => ({
        id: `${agentPrefix}${name}`,
        label: name,
        agent: true,
        value: (row: LiveRow) => row.cell(name),
      })),
    ],
    [names],
  )
}

/** The column of rows that a column of the grid shows; undefined for the boxes. */
export function columnOfId(id: string): string | undefined {
  if (id === hostNameColumn) return id
  return id.startsWith(agentPrefix) ? id.slice(agentPrefix.length) : undefined
}

const idOf = (column: string) => (column === hostNameColumn ? column : `${agentPrefix}${column}`)

export function gridSortOf([one, other]: readonly RowSort[]): GridSort | undefined {
  if (!one) return undefined
  const second = other && { id: idOf(other.column), descending: other.descending }
  const { column, descending } = one
  return { id: idOf(column), descending, ...(second ? { second } : {}) }
}

export function rowSortOf({ id, descending, second }: GridSort): RowSort[] {
  const column = columnOfId(id)
  if (column === undefined) return []
  return [{ column, descending }, ...(second ? rowSortOf(second).slice(0, 1) : [])]
}
