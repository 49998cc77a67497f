'use client'
// One tab stop for the whole grid: which cell is active, the keys that move it, and with Shift a range of
// cells. Row -1 is the head. The grid focuses the active cell after it has been drawn.
import { type KeyboardEvent, useState } from 'react'
import type { ActiveCell } from './grid-types'

type Bounds = { rows: number; columns: number; pageRows: number }

/** Where a key leads from a cell; undefined when the key is not the grid's. */
export function nextCell(key: string, chord: boolean, at: ActiveCell, bounds: Bounds) {
  const last = { row: bounds.rows - 1, column: bounds.columns - 1 }
  const to = (row: number, column: number): ActiveCell => ({
    row: Math.max(-1, Math.min(last.row, row)),
    column: Math.max(0, Math.min(last.column, column)),
  })
  switch (key) {
    case 'ArrowDown':
      return to(at.row + 1, at.column)
    case 'ArrowUp':
      return to(at.row - 1, at.column)
    case 'ArrowRight':
      return to(at.row, at.column + 1)
    case 'ArrowLeft':
      return to(at.row, at.column - 1)
    case 'PageDown':
      return to(at.row + bounds.pageRows, at.column)
    case 'PageUp':
      return to(Math.max(0, at.row - bounds.pageRows), at.column)
    case 'Home':
      return chord ? to(0, 0) : to(at.row, 0)
    case 'End':
      return chord ? to(last.row, last.column) : to(at.row, last.column)
    case 'j':
      return chord ? undefined : to(at.row + 1, at.column)
    case 'k':
      return chord ? undefined : to(Math.max(0, at.row - 1), at.column)
    default:
      return undefined
  }
}

/** A rectangle of cells, its first and its last. */
export type CellRange = { from: ActiveCell; to: ActiveCell }

/** The rectangle between two cells of rows; undefined where it is one cell or reaches the head. */
export function rangeOf(one: ActiveCell | undefined, other: ActiveCell): CellRange | undefined {
  if (!one || one.row < 0 || other.row < 0) return undefined
  if (one.row === other.row && one.column === other.column) return undefined
  const [low, high] = [Math.min, Math.max].map((pick) => ({
    row: pick(one.row, other.row),
    column: pick(one.column, other.column),
  }))
  return low && high && { from: low, to: high }
}

type GridKeys = {
  active: ActiveCell
  range: CellRange | undefined
  /** Whether the active cell should take focus: only after a key or a click inside the grid. */
  wanted: boolean
  /** With `isMore` the range reaches there. */
  setActive: (cell: ActiveCell, isMore?: boolean) => void
  onKeyDown: (event: KeyboardEvent) => void
}

type Does = {
  open: (cell: ActiveCell) => void
  copy: (cell: ActiveCell, range: CellRange | undefined) => void
}

type State = ActiveCell & { wanted: boolean; anchor: ActiveCell | undefined }

/** `Shift` and a letter is the page's; with an arrow or Home and End it extends. */
const extendsRange = (event: KeyboardEvent) => event.shiftKey && event.key.length > 1

export function useGridKeys(bounds: Bounds, does: Does): GridKeys {
  const start = { row: 0, column: 0, wanted: false, anchor: undefined }
  const [state, setState] = useState<State>(start)
  const active = {
    row: Math.min(state.row, bounds.rows - 1),
    column: Math.min(state.column, Math.max(0, bounds.columns - 1)),
  }
  const range = rangeOf(state.anchor, active)
  const setActive = (cell: ActiveCell, isMore = false) =>
    setState((old) => {
      const anchor = isMore ? (old.anchor ?? { row: old.row, column: old.column }) : undefined
      return { ...cell, wanted: true, anchor }
    })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.defaultPrevented) return
    const chord = event.ctrlKey || event.metaKey
    const next = nextCell(event.key, chord, active, bounds)
    if (next) {
      event.preventDefault()
      setActive(next, extendsRange(event))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      does.open(active)
    } else if (chord && event.key === 'c' && !window.getSelection()?.toString()) {
      event.preventDefault()
      does.copy(active, range)
    }
  }
  return { active, range, wanted: state.wanted, setActive, onKeyDown }
}
