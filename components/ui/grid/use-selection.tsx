'use client'
// Which rows of a list are selected: by box, by `x` with Shift for a range, all that are loaded, or all
// that match, whatever is loaded. Esc clears.
import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react'
import { announce } from '@/lib/client/announce'
import { formatCount } from '@/lib/client/format'
import type { GridColumn } from './grid-types'
import { CellBox, takesSelectKey, useEscape } from './select-box'

type Row = { id: number; name: string }

export type Selection<R extends Row> = {
  /** The selected rows among those loaded. */
  rows: readonly R[]
  /** Every row that matches is meant, loaded or not. */
  isAll: boolean
  /** How many that is. */
  count: number
  toggle: (row: Row, extend: boolean) => void
  toggleLoaded: () => void
  takeAll: () => void
  clear: () => void
  onRowKey: (event: KeyboardEvent, row: Row) => void
}

type Held = { ids: ReadonlySet<number>; isAll: boolean }
const nothing: Held = { ids: new Set(), isAll: false }

/** The rows between the last one touched and this one, both included. */
function between(items: readonly Row[], from: number | undefined, to: number): number[] {
  const start = items.findIndex(({ id }) => id === from)
  const end = items.findIndex(({ id }) => id === to)
  if (start === -1 || end === -1) return [to]
  return items.slice(Math.min(start, end), Math.max(start, end) + 1).map(({ id }) => id)
}

/** `listKey` names the list: when it changes, nothing is selected any more. */
export function useSelection<R extends Row>(
  items: readonly R[],
  total: number,
  listKey: string,
): Selection<R> {
  const [state, setState] = useState<Held & { listKey: string }>({ ...nothing, listKey })
  if (state.listKey !== listKey) setState({ ...nothing, listKey })
  const anchor = useRef<number>(undefined)
  const put = (next: Held) => setState({ ...next, listKey })
  const rows = items.filter(({ id }) => state.isAll || state.ids.has(id))
  const held = new Set(rows.map(({ id }) => id))
  const clear = () => put(nothing)
  const toggle = (row: Row, extend: boolean) => {
    const on = !held.has(row.id)
    const ids = new Set(held)
    for (const id of extend ? between(items, anchor.current, row.id) : [row.id])
      if (on) ids.add(id)
      else ids.delete(id)
    anchor.current = row.id
    put({ ids, isAll: false })
    announce(`${formatCount(ids.size)} selected`)
  }
  const toggleLoaded = () =>
    held.size === items.length
      ? clear()
      : put({ ids: new Set(items.map(({ id }) => id)), isAll: false })
  const onRowKey = (event: KeyboardEvent, row: Row) => {
    if (takesSelectKey(event)) toggle(row, event.shiftKey)
  }
  useEscape(held.size > 0, clear)
  const count = state.isAll ? total : held.size
  const takeAll = () => put({ ids: held, isAll: true })
  return { rows, isAll: state.isAll, count, toggle, toggleLoaded, takeAll, clear, onRowKey }
}

type Shown = {
  has: (id: number) => boolean
  toggle: (row: Row, extend: boolean) => void
  toggleLoaded: () => void
  loaded: 'none' | 'some' | 'all'
  noun: string
}

const SelectionContext = createContext<Shown | null>(null)

type ProviderProps<R extends Row> = {
  selection: Selection<R>
  items: readonly R[]
  noun: string
  children: ReactNode
}

/** Tells the boxes below which rows are selected. */
export function SelectionProvider<R extends Row>(props: ProviderProps<R>) {
  const { selection, items, noun, children } = props
  const { rows, toggle, toggleLoaded } = selection
  const ids = new Set(rows.map(({ id }) => id))
  const loaded = ids.size === 0 ? 'none' : ids.size < items.length ? 'some' : 'all'
  const has = (id: number) => ids.has(id)
  return (
    <SelectionContext value={{ has, toggle, toggleLoaded, loaded, noun }}>
      {children}
    </SelectionContext>
  )
}

export function SelectBox({ row, inGrid = true }: { row: Row; inGrid?: boolean }) {
  const shown = useContext(SelectionContext)
  if (!shown) return null
  return (
    <CellBox
      ofRow
      inGrid={inGrid}
      label={`Select ${row.name}`}
      checked={shown.has(row.id)}
      onToggle={(extend) => shown.toggle(row, extend)}
    />
  )
}

function SelectAllBox() {
  const shown = useContext(SelectionContext)
  if (!shown) return null
  return (
    <CellBox
      label={`Select every ${shown.noun} that is loaded`}
      checked={shown.loaded === 'all'}
      partial={shown.loaded === 'some'}
      onToggle={shown.toggleLoaded}
    />
  )
}

/** The first column of a list whose rows can be selected. */
export function useSelectColumn<R extends Row>(): GridColumn<R> {
  return useMemo(
    () => ({
      id: 'select',
      label: 'Selected',
      value: () => '',
      head: () => <SelectAllBox />,
      draw: (row: R) => <SelectBox row={row} />,
      width: 44,
    }),
    [],
  )
}
