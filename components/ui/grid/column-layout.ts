'use client'
// Which columns show, in which order, which are pinned and how wide: the defaults of the page, changed by
// what this reader chose in this view. The choice is kept on this device.
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { GridColumn } from './grid-types'

export const widthLeast = 56
export const widthMost = 1_200

export type ColumnLayout<Row> = {
  /** Every column in the reader's order. */
  all: readonly GridColumn<Row>[]
  shown: readonly GridColumn<Row>[]
  isShown: (id: string) => boolean
  toggle: (id: string, shown: boolean) => void
  /** The column that stays in view beside the first; one at most. */
  pin: (id: string, pinned: boolean) => void
  isPinned: (id: string) => boolean
  /** Whether it may move: what the page pinned stays at the start. */
  isFixed: (id: string) => boolean
  /** Puts a column before another, or last. */
  move: (id: string, before: string | undefined) => void
  resize: (id: string, width: number) => void
  isChanged: boolean
  reset: () => void
}

type Choice = {
  shown: ReadonlyMap<string, boolean>
  /** Ids in their order; columns that are not named stay where the page has them. */
  order: readonly string[]
  pinned: string | undefined
  widths: ReadonlyMap<string, number>
}

const nothing: Choice = { shown: new Map(), order: [], pinned: undefined, widths: new Map() }

const keyOf = (viewKey: string) => `muster.columns.${viewKey}`

/** `s.` shown, `o` order, `p` pinned, `w.` width; older choices have bare ids. */
function readChoice(key: string): Choice {
  const params = [...new URLSearchParams(window.localStorage.getItem(key) ?? '')]
  const under = (prefix: string) =>
    params.flatMap(([name, value]): [string, string][] =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    )
  const bare = params.filter(([name]) => !/^([sw]\.|[op]$)/.test(name))
  return {
    shown: new Map([...bare, ...under('s.')].map(([id, on]) => [id, on === '1'])),
    order: params.flatMap(([name, value]) => (name === 'o' ? [value] : [])),
    pinned: params.find(([name]) => name === 'p')?.[1],
    widths: new Map(under('w.').map(([id, width]) => [id, Number(width) || widthLeast])),
  }
}

function keepChoice(key: string, { shown, order, pinned, widths }: Choice): void {
  const params = new URLSearchParams()
  for (const [id, on] of shown) params.append(`s.${id}`, on ? '1' : '0')
  for (const id of order) params.append('o', id)
  if (pinned !== undefined) params.append('p', pinned)
  for (const [id, width] of widths) params.append(`w.${id}`, String(Math.round(width)))
  if (params.size === 0) window.localStorage.removeItem(key)
  else window.localStorage.setItem(key, params.toString())
}

/** The columns in the order chosen: what the page fixes, the pinned one, the rest. */
export function arranged<Row>(
  columns: readonly GridColumn<Row>[],
  { order, pinned, widths }: Choice,
): GridColumn<Row>[] {
  const isFixed = (column: GridColumn<Row>, at: number) => at === 0 || column.pinned === true
  const fixed = columns.filter(isFixed)
  const rest = columns.filter((column, at) => !isFixed(column, at))
  const place = new Map(order.map((id, at) => [id, at]))
  const known = rest.filter(({ id }) => place.has(id))
  const sorted = [...known].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
  // Those that are not named keep their places among the others.
  const moved = rest.map((column) => (place.has(column.id) ? (sorted.shift() ?? column) : column))
  const kept = moved.find(({ id }) => id === pinned)
  const pins = kept ? [...fixed.slice(1), { ...kept, pinned: true }] : fixed.slice(1)
  const loose = moved.filter((column) => column !== kept)
  const sized = (column: GridColumn<Row>) => {
    const width = widths.get(column.id)
    return width === undefined ? column : { ...column, width, grow: false }
  }
  return [...fixed.slice(0, 1), ...pins, ...loose].map(sized)
}

function useChoice(viewKey: string | undefined) {
  const key = viewKey && keyOf(viewKey)
  const [choice, setChoice] = useState(nothing)
  useEffect(() => {
    if (key) setChoice(readChoice(key))
  }, [key])
  const change = useCallback(
    (patch: Partial<Choice>) =>
      setChoice((old) => {
        const next = { ...old, ...patch }
        if (key) keepChoice(key, next)
        return next
      }),
    [key],
  )
  return { choice, change }
}

export function useColumnLayout<Row>(
  columns: readonly GridColumn<Row>[],
  viewKey: string | undefined,
): ColumnLayout<Row> {
  const { choice, change } = useChoice(viewKey)
  const all = useMemo(() => arranged(columns, choice), [columns, choice])
  const shown = useMemo(
    () => all.filter((column) => choice.shown.get(column.id) ?? !column.hidden),
    [all, choice],
  )
  return useMemo(() => {
    const isFixed = (id: string) =>
      columns.some((column, at) => column.id === id && (at === 0 || column.pinned === true))
    const move = (id: string, before: string | undefined) => {
      const ids = all.map((column) => column.id).filter((one) => one !== id)
      const at = before === undefined ? ids.length : ids.indexOf(before)
      change({ order: [...ids.slice(0, at), id, ...ids.slice(at)] })
    }
    return {
      all,
      shown,
      isFixed,
      move,
      isShown: (id) => shown.some((column) => column.id === id),
      toggle: (id, on) => change({ shown: new Map(choice.shown).set(id, on) }),
      isPinned: (id) => isFixed(id) || choice.pinned === id,
      pin: (id, on) => change({ pinned: on ? id : undefined }),
      resize: (id, width) => {
        const fit = Math.min(widthMost, Math.max(widthLeast, width))
        change({ widths: new Map(choice.widths).set(id, fit) })
      },
      isChanged: choice !== nothing,
      reset: () => change(nothing),
    }
  }, [columns, all, shown, choice, change])
}
