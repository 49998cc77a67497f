'use client'
// Which rows of a campaign are selected: by box, by `x` with Shift for a range, or all that are shown.
// A set of numbers, because a quarter of a million rows are never gone through for a click.
import {
  createContext,
  type KeyboardEvent,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { GridColumn, RowList } from '@/components/ui/grid/grid-types'
import { CellBox, takesSelectKey, useEscape } from '@/components/ui/grid/select-box'
import { announce } from '@/lib/client/announce'
import { formatCount } from '@/lib/client/format'
import type { LiveRow } from '@/lib/client/live-rows'

export type RowSelection = {
  count: number
  has: (row: LiveRow) => boolean
  toggle: (row: LiveRow, position: number | undefined, extend: boolean) => void
  toggleAll: () => void
  isAll: boolean
  clear: () => void
  /** The selected rows in the order in which they are shown. */
  rows: () => Iterable<LiveRow>
  onRowKey: (event: KeyboardEvent, row: LiveRow, position: number) => void
}

type Held = { indices: ReadonlySet<number>; isAll: boolean }
const nothing: Held = { indices: new Set(), isAll: false }
const everything: Held = { indices: new Set(), isAll: true }

function mark(set: Set<number>, rows: readonly LiveRow[], isOn: boolean): void {
  for (const { index } of rows) {
    if (isOn) set.add(index)
    else set.delete(index)
  }
}

function between(rows: RowList<LiveRow>, one: number, other: number): LiveRow[] {
  const found: LiveRow[] = []
  for (let at = Math.min(one, other); at <= Math.max(one, other); at += 1) {
    const row = rows.at(at)
    if (row) found.push(row)
  }
  return found
}

function* selectedOf(rows: RowList<LiveRow>, { indices, isAll }: Held): Generator<LiveRow> {
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows.at(at)
    if (row && (isAll || indices.has(row.index))) yield row
  }
}

/** `listKey` names the list: when it changes, nothing is selected any more. */
export function useRowSelection(
  rows: RowList<LiveRow>,
  listKey: string,
  onSelect: () => void,
): RowSelection {
  const [state, setState] = useState({ ...nothing, listKey })
  if (state.listKey !== listKey) setState({ ...nothing, listKey })
  const anchor = useRef<number>(undefined)
  const put = useCallback((next: Held) => setState({ ...next, listKey }), [listKey])
  const clear = useCallback(() => put(nothing), [put])
  useEscape(state.isAll || state.indices.size > 0, clear)
  const toggleAll = useCallback(() => {
    onSelect()
    put(state.isAll ? nothing : everything)
  }, [state.isAll, put, onSelect])
  return useMemo(() => {
    const { indices, isAll } = state
    const toggle = (row: LiveRow, position: number | undefined, extend: boolean) => {
      onSelect()
      const next = new Set(isAll ? [] : indices)
      const isOn = isAll || !next.has(row.index)
      const from = extend && position !== undefined ? (anchor.current ?? position) : position
      const touched = position === undefined ? [row] : between(rows, from ?? position, position)
      mark(next, touched, isOn)
      anchor.current = position
      put({ indices: next, isAll: false })
      announce(`${formatCount(next.size)} selected`)
    }
    return {
      ...{ isAll, toggle, clear },
      count: isAll ? rows.length : indices.size,
      has: (row) => isAll || indices.has(row.index),
      toggleAll,
      rows: () => selectedOf(rows, state),
      onRowKey: (event, row, position) => {
        if (takesSelectKey(event)) toggle(row, position, event.shiftKey)
      },
    }
  }, [state, rows, put, clear, toggleAll, onSelect])
}

const SelectionContext = createContext<RowSelection | null>(null)
export const RowSelectionProvider = SelectionContext.Provider

function RowBox({ row }: { row: LiveRow }) {
  const selection = useContext(SelectionContext)
  if (!selection) return null
  const toggle = (extend: boolean, box: HTMLInputElement) => {
    const position = box.closest('tr')?.getAttribute('data-row')
    selection.toggle(row, position ? Number(position) : undefined, extend)
  }
  const name = row.host.display_name || row.host.hostname
  return (
    <CellBox
      ofRow
      label={`Select a row of ${name}`}
      checked={selection.has(row)}
      onToggle={toggle}
    />
  )
}

function AllBox() {
  const selection = useContext(SelectionContext)
  if (!selection) return null
  const { isAll, count, toggleAll } = selection
  return (
    <CellBox
      label="Select every row shown"
      checked={isAll}
      partial={!isAll && count > 0}
      onToggle={toggleAll}
    />
  )
}

export const selectColumn: GridColumn<LiveRow> = {
  id: 'select',
  label: 'Selected',
  width: 44,
  value: () => '',
  head: () => <AllBox />,
  draw: (row) => <RowBox row={row} />,
}
