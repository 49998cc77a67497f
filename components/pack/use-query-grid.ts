'use client'
// What the query table knows beside the draft: which cell is active, which is edited, what is
// selected; and what keys do. Its acts stay the same objects, so that rows need not be drawn again.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { nextCell } from '@/components/ui/grid/use-grid-keys'
import type { DraftContent, DraftQuery } from '@/lib/client/pack-draft'
import {
  addQuery,
  duplicateQueries,
  patchQueries,
  type QueryPatch,
  removeQueries,
  shiftQueries,
} from '@/lib/client/pack-draft-queries'
import type { Leave } from './query-grid-cells'
import { type EditableId, gridColumns, isEditable, type RowActs } from './query-grid-row'

type GridInput = {
  /** Those that the filter lets through, in the draft's order. */
  shown: readonly DraftQuery[]
  content: DraftContent
  change: (change: (content: DraftContent) => DraftContent, mark?: string) => void
  writable: boolean
  openId: number | undefined
  onOpen: (id: number | undefined) => void
  /** Keys that mean more than this cell: typing into the SQL of the open query. */
  onEditSql: () => void
}

type State = {
  column: number
  editing: EditableId | undefined
  selected: ReadonlySet<number>
  anchor: number | undefined
  /** Whether the active cell should take focus: after a key or a click in the table. */
  wanted: boolean
}

const nobody: ReadonlySet<number> = new Set()
const nameColumn = gridColumns.indexOf('name')
const editables = gridColumns.flatMap((column, at) => (isEditable(column) ? [at] : []))

const first: State = {
  column: nameColumn,
  editing: undefined,
  selected: nobody,
  anchor: undefined,
  wanted: false,
}

type Latest = { input: GridInput; state: State }
type SetState = (change: (state: State) => State) => void

/** The ids from one shown query to another, both included. */
function rangeOf(shown: readonly DraftQuery[], from: number, to: number): number[] {
  const places = [from, to].map((id) => shown.findIndex((query) => query.id === id))
  const [start, end] = places.sort((one, other) => one - other)
  if (start === undefined || end === undefined || start < 0) return [to]
  return shown.slice(start, end + 1).map(({ id }) => id)
}

/** Where Tab leads from an edited cell: the next editable one, in the next row after the last. */
function nextEditable(column: number, row: number, by: 1 | -1) {
  const at = editables.indexOf(column) + by
  const within = editables[at]
  if (within !== undefined) return { column: within, row }
  return { column: editables.at(by > 0 ? 0 : -1) ?? nameColumn, row: row + by }
}

function selecting(latest: { current: Latest }, set: SetState) {
  const select = (id: number, extend: boolean) => {
    const { shown } = latest.current.input
    set((state) => {
      const { anchor, selected } = state
      if (extend && anchor !== undefined) {
        const range = rangeOf(shown, anchor, id)
        return { ...state, selected: new Set([...selected, ...range]) }
      }
      const next = new Set(selected)
      if (!next.delete(id)) next.add(id)
      return { ...state, selected: next, anchor: id }
    })
  }
  const selectAll = () => {
    const ids = latest.current.input.shown.map(({ id }) => id)
    set((state) => ({ ...state, selected: new Set(ids) }))
  }
  const clear = () => set((state) => ({ ...state, selected: nobody, anchor: undefined }))
  return { select, selectAll, clear }
}

function editing(latest: { current: Latest }, set: SetState) {
  const open = (row: number, column: number, edit: boolean) => {
    const { shown, onOpen, writable } = latest.current.input
    const query = shown[Math.max(0, Math.min(row, shown.length - 1))]
    if (!query) return
    onOpen(query.id)
    const id = gridColumns[column]
    const cell = edit && writable && id && isEditable(id) ? id : undefined
    set((state) => ({ ...state, column, editing: cell, wanted: true }))
  }
  const rowOf = (id: number | undefined) =>
    latest.current.input.shown.findIndex((query) => query.id === id)
  const done = (id: number, patch: QueryPatch | undefined, leave: Leave) => {
    const { input, state } = latest.current
    if (patch) input.change((content) => patchQueries(content, new Set([id]), patch))
    if (leave === 'blur')
      return set((old) =>
        input.openId === id ? { ...old, editing: undefined, wanted: false } : old,
      )
    if (leave === 'stay') return open(rowOf(id), state.column, false)
    const { column, row } = nextEditable(state.column, rowOf(id), leave === 'next' ? 1 : -1)
    const inside = row >= 0 && row < input.shown.length
    open(inside ? row : rowOf(id), inside ? column : state.column, inside)
  }
  return { open, rowOf, done }
}

type Parts = ReturnType<typeof selecting> & ReturnType<typeof editing>

/** What an act is about: the selection, or else the open query. */
function meantBy({ input, state }: Latest): ReadonlySet<number> {
  if (state.selected.size > 0) return state.selected
  return input.openId === undefined ? nobody : new Set([input.openId])
}

function adding(latest: { current: Latest }, set: SetState) {
  return (given: QueryPatch = {}) => {
    const { content, onOpen, change, writable } = latest.current.input
    if (!writable) return
    const next = addQuery(content, given)
    change(() => next)
    onOpen(next.queries.at(-1)?.id)
    set((state) => ({ ...state, column: nameColumn, editing: 'name', wanted: true }))
  }
}

/** The open query gives way to its neighbour. */
function removing(latest: { current: Latest }, { rowOf, clear }: Parts) {
  return () => {
    const { shown, onOpen, openId, change, writable } = latest.current.input
    if (!writable) return
    const ids = meantBy(latest.current)
    const after = shown.slice(Math.max(0, rowOf(openId))).find(({ id }) => !ids.has(id))
    const next = after ?? shown.filter(({ id }) => !ids.has(id)).at(-1)
    change((content) => removeQueries(content, ids))
    clear()
    if (openId !== undefined && ids.has(openId)) onOpen(next?.id)
  }
}

function makeActs(latest: { current: Latest }, set: SetState) {
  const parts: Parts = { ...selecting(latest, set), ...editing(latest, set) }
  const apply = (to: (content: DraftContent, ids: ReadonlySet<number>) => DraftContent) => {
    const ids = meantBy(latest.current)
    if (latest.current.input.writable) latest.current.input.change((content) => to(content, ids))
  }
  const move = (by: 1 | -1) => {
    const { input, state } = latest.current
    parts.open(parts.rowOf(input.openId) + by, state.column, false)
  }
  const edit = () => {
    const { input, state } = latest.current
    const column = gridColumns[state.column]
    const at = column && isEditable(column) ? state.column : nameColumn
    parts.open(parts.rowOf(input.openId), at, true)
  }
  return {
    ...parts,
    add: adding(latest, set),
    remove: removing(latest, parts),
    move,
    edit,
    patch: (patch: QueryPatch) => apply((content, ids) => patchQueries(content, ids, patch)),
    shift: (by: 1 | -1) => apply((content, ids) => shiftQueries(content, ids, by)),
    duplicate: () => apply((content, ids) => duplicateQueries(content, ids)),
  }
}

export type GridActs = ReturnType<typeof makeActs> & RowActs

/** What a key does in the table; false when it is not the table's. */
function pressed(event: KeyboardEvent, acts: GridActs, { input, state }: Latest): boolean {
  const chord = event.ctrlKey || event.metaKey
  const { openId, shown } = input
  const row = acts.rowOf(openId)
  const { key } = event
  if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
    acts.shift(key === 'ArrowUp' ? -1 : 1)
    return true
  }
  if (event.altKey) return false
  if (event.shiftKey && (key === 'ArrowDown' || key === 'ArrowUp')) {
    if (state.selected.size === 0 && openId !== undefined) acts.select(openId, false)
    const next = shown[row + (key === 'ArrowDown' ? 1 : -1)]
    if (next) acts.select(next.id, true)
    acts.move(key === 'ArrowDown' ? 1 : -1)
    return true
  }
  const bounds = { rows: shown.length, columns: gridColumns.length, pageRows: 12 }
  const next = nextCell(key, chord, { row: Math.max(0, row), column: state.column }, bounds)
  if (next) {
    acts.open(next.row, next.column, false)
    return true
  }
  return letter(event, acts, { input, state })
}

function letter(event: KeyboardEvent, acts: GridActs, { input, state }: Latest): boolean {
  const { openId } = input
  const chord = event.ctrlKey || event.metaKey
  const does: Record<string, () => void> = chord
    ? { a: acts.selectAll }
    : {
        Enter: gridColumns[state.column] === 'state' ? input.onEditSql : acts.edit,
        F2: acts.edit,
        e: acts.edit,
        n: () => acts.add(),
        Delete: acts.remove,
        Escape: acts.clear,
        x: () => openId !== undefined && acts.select(openId, false),
        X: () => openId !== undefined && acts.select(openId, true),
        ' ': () => openId !== undefined && acts.select(openId, event.shiftKey),
      }
  const act = does[event.key]
  if (!act || (event.key === 'Escape' && state.selected.size === 0)) return false
  act()
  return true
}

export function useQueryGrid(input: GridInput) {
  const [state, setState] = useState(first)
  const latest = useRef<Latest>({ input, state })
  useEffect(() => {
    latest.current = { input, state }
  })
  const [acts] = useState(() => makeActs(latest, setState))
  const { content } = input
  // What is gone is not selected.
  useEffect(() => {
    const there = new Set(content.queries.map(({ id }) => id))
    setState((old) => {
      const kept = [...old.selected].filter((id) => there.has(id))
      return kept.length === old.selected.size ? old : { ...old, selected: new Set(kept) }
    })
  }, [content.queries])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    if (pressed(event, acts, latest.current)) event.preventDefault()
  }
  return { ...state, acts, onKeyDown }
}

export type QueryGridState = ReturnType<typeof useQueryGrid>
