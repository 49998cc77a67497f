'use client'
// The query table as it stands on a wide screen: head, the rows in view, drag to reorder by pointer and
// by keyboard.
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type RefObject, useEffect, useRef } from 'react'
import type { DraftQuery } from '@/lib/client/pack-draft'
import { gridColumns, gridTemplate, QueryRow } from './query-grid-row'
import type { StateWord } from './query-grid-state'
import type { QueryGridState } from './use-query-grid'

type QueryTableProps = {
  grid: QueryGridState
  shown: readonly DraftQuery[]
  total: number
  wordOf: (query: DraftQuery) => StateWord
  openId: number | undefined
  movable: boolean
  onMove: (id: number, over: number) => void
}

const rowHeight = 36
const headHeight = 32
const gridRole = { role: 'grid', 'aria-multiselectable': true }

const heads: Record<(typeof gridColumns)[number], string> = {
  mark: '',
  name: 'Name',
  interval: 'Every',
  mode: 'Mode',
  platform: 'On',
  state: 'State',
}

/** Focuses the active cell once it is drawn, after a key or a click inside the table. */
function useFocusedCell(
  scroller: RefObject<HTMLDivElement | null>,
  { column, wanted, editing }: QueryGridState,
  openId: number | undefined,
  reveal: () => void,
) {
  const show = useRef(reveal)
  useEffect(() => {
    show.current = reveal
  })
  useEffect(() => {
    if (!wanted || editing || openId === undefined) return
    show.current()
    const frame = requestAnimationFrame(() => {
      scroller.current
        ?.querySelector<HTMLElement>(`[data-cell="${openId}:${column}"]`)
        ?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [scroller, wanted, editing, openId, column])
}

function useRows(shown: readonly DraftQuery[], activeRow: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    initialRect: { width: 640, height: 640 },
    // The active row stays in the document when it is scrolled away, or focus would be lost.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      if (activeRow < 0 || visible.includes(activeRow)) return visible
      return [...visible, activeRow].sort((one, other) => one - other)
    },
  })
  return { scroller, virtualizer }
}

/** The same array as long as it holds the same ids in the same order. */
function useIds(shown: readonly DraftQuery[]): number[] {
  const held = useRef<number[]>([])
  const same =
    held.current.length === shown.length && shown.every(({ id }, at) => id === held.current[at])
  if (!same) held.current = shown.map(({ id }) => id)
  return held.current
}

function Head() {
  return (
    <thead className="sticky top-0 z-[3] block bg-sunken">
      <tr
        aria-rowindex={1}
        className="grid border-line border-b"
        style={{ gridTemplateColumns: gridTemplate, height: headHeight }}
      >
        {gridColumns.map((column, index) => (
          <th
            key={column}
            scope="col"
            aria-colindex={index + 1}
            className="flex items-center px-2 text-start font-medium text-fg-muted text-meta"
          >
            {heads[column] || <span className="sr-only">Selected</span>}
          </th>
        ))}
      </tr>
    </thead>
  )
}

type CellPlace = { id: number; column: number }

function cellOf(event: MouseEvent): CellPlace | undefined {
  const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null
  const [id, column] = (cell?.getAttribute('data-cell') ?? '').split(':').map(Number)
  return id === undefined || column === undefined ? undefined : { id, column }
}

const inControl = (event: MouseEvent) =>
  event.target instanceof Element && event.target.closest('button, input, select') !== null

/** Drag by pointer and by keyboard; while a row is lifted, its keys are the drag's. */
function useDrag(onMove: QueryTableProps['onMove']) {
  const lifted = useRef(false)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const lift = (up: boolean) => () => {
    lifted.current = up
  }
  const drop = ({ active, over }: DragEndEvent) => {
    lifted.current = false
    if (over && active.id !== over.id) onMove(Number(active.id), Number(over.id))
  }
  const handlers = { onDragStart: lift(true), onDragEnd: drop, onDragCancel: lift(false) }
  return { lifted, context: { sensors, collisionDetection: closestCenter, ...handlers } }
}

type RowsProps = QueryTableProps & {
  items: readonly { index: number; start: number }[]
  activeRow: number
}

function Rows({ grid, shown, wordOf, openId, movable, items, activeRow }: RowsProps) {
  const { acts, column, editing, selected } = grid
  return items.map(({ index, start }) => {
    const query = shown[index]
    if (!query) return null
    const active = query.id === openId
    return (
      <QueryRow
        key={query.id}
        query={query}
        position={index}
        top={start - headHeight}
        height={rowHeight}
        word={wordOf(query)}
        selected={selected.has(query.id)}
        open={active}
        activeColumn={active || (index === 0 && activeRow < 0) ? column : -1}
        editing={active ? editing : undefined}
        movable={movable}
        acts={acts}
      />
    )
  })
}

export function QueryTable(props: QueryTableProps) {
  const { grid, shown, total, openId, onMove } = props
  const activeRow = shown.findIndex(({ id }) => id === openId)
  const { scroller, virtualizer } = useRows(shown, activeRow)
  const ids = useIds(shown)
  const { lifted, context } = useDrag(onMove)
  useFocusedCell(scroller, grid, openId, () => virtualizer.scrollToIndex(Math.max(0, activeRow)))
  const click = (event: MouseEvent, edit: boolean) => {
    const place = cellOf(event)
    if (!place || inControl(event)) return
    const { acts } = grid
    if (event.shiftKey) acts.select(place.id, true)
    else acts.open(acts.rowOf(place.id), place.column, edit)
  }
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto [contain:strict]">
      <DndContext id="queries" {...context}>
        <table
          {...gridRole}
          aria-label="Queries"
          aria-rowcount={total + 1}
          aria-colcount={gridColumns.length}
          onKeyDown={(event) => lifted.current || onKey(event, grid)}
          onClick={(event) => click(event, false)}
          onDoubleClick={(event) => click(event, true)}
          className="block min-w-[480px]"
        >
          <Head />
          <tbody className="relative block" style={{ height: shown.length * rowHeight }}>
            <SortableContext items={ids} strategy={verticalListSortingStrategy}>
              <Rows {...props} items={virtualizer.getVirtualItems()} activeRow={activeRow} />
            </SortableContext>
          </tbody>
        </table>
      </DndContext>
    </div>
  )
}

/** On a handle, Space and Enter lift the row instead. */
function onKey(event: Parameters<QueryGridState['onKeyDown']>[0], grid: QueryGridState): void {
  const onHandle = event.target instanceof Element && event.target.closest('[data-handle]') !== null
  if (onHandle && (event.key === ' ' || event.key === 'Enter')) return
  if (event.key === 'Enter' && gridColumns[grid.column] === 'mark') {
    event.currentTarget.querySelector<HTMLElement>('[data-active=true] [data-handle]')?.focus()
    event.preventDefault()
    return
  }
  grid.onKeyDown(event)
}
