'use client'
// Columns of a grid: which show, in which order, which stays in view, how wide. Dragged, or moved with
// Alt and the arrow keys; every drag also has buttons.
import { ArrowDown, ArrowUp, Columns3, GripVertical, Minus, Pin, PinOff, Plus } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { announce } from '@/lib/client/announce'
import { Button } from '../button'
import { cn } from '../cn'
import { SearchInput } from '../input'
import { Popover } from '../popover'
import type { ColumnLayout } from './column-layout'
import type { GridColumn } from './grid-types'

const widthStep = 40
const usualWidth = 160
const searchFrom = 8

const small =
  'grid size-6 shrink-0 place-items-center rounded-sm text-fg-muted hover:bg-hover hover:text-fg disabled:text-fg-disabled pointer-coarse:size-11'

type ItemProps<Row> = {
  layout: ColumnLayout<Row>
  column: GridColumn<Row>
  isFirst: boolean
}

/** Moves a column past its neighbour, and says so. */
function useMoves<Row>({ layout, column }: Pick<ItemProps<Row>, 'layout' | 'column'>) {
  const loose = layout.all.filter(({ id }) => !layout.isPinned(id))
  const at = loose.findIndex(({ id }) => id === column.id)
  const step = (by: 1 | -1) => {
    const to = at + by
    if (at === -1 || to < 0 || to >= loose.length) return
    layout.move(column.id, loose[by === 1 ? to + 1 : to]?.id)
    announce(`${column.label} is column ${to + 1} of ${loose.length}`)
  }
  return { step, mayUp: at > 0, mayDown: at !== -1 && at < loose.length - 1 }
}

function Sizes<Row>({ layout, column }: Pick<ItemProps<Row>, 'layout' | 'column'>) {
  const { id, label, width = usualWidth } = column
  return (
    <>
      <button
        type="button"
        aria-label={`Narrower: ${label}`}
        onClick={() => layout.resize(id, width - widthStep)}
        className={small}
      >
        <Minus aria-hidden className="size-3.5" />
      </button>
      <button
        type="button"
        aria-label={`Wider: ${label}`}
        onClick={() => layout.resize(id, width + widthStep)}
        className={small}
      >
        <Plus aria-hidden className="size-3.5" />
      </button>
    </>
  )
}

function PinButton<Row>({ layout, column }: Pick<ItemProps<Row>, 'layout' | 'column'>) {
  const { id, label } = column
  const isPinned = layout.isPinned(id)
  return (
    <button
      type="button"
      aria-label={`${isPinned ? 'Unpin' : 'Pin'}: ${label}`}
      aria-pressed={isPinned}
      disabled={layout.isFixed(id)}
      onClick={() => layout.pin(id, !isPinned)}
      className={small}
    >
      {isPinned ? (
        <PinOff aria-hidden className="size-3.5" />
      ) : (
        <Pin aria-hidden className="size-3.5" />
      )}
    </button>
  )
}

function Places<Row>({ layout, column }: Pick<ItemProps<Row>, 'layout' | 'column'>) {
  const { step, mayUp, mayDown } = useMoves({ layout, column })
  const { label } = column
  return (
    <>
      <button
        type="button"
        aria-label={`Move up: ${label}`}
        disabled={!mayUp}
        onClick={() => step(-1)}
        className={small}
      >
        <ArrowUp aria-hidden className="size-3.5" />
      </button>
      <button
        type="button"
        aria-label={`Move down: ${label}`}
        disabled={!mayDown}
        onClick={() => step(1)}
        className={small}
      >
        <ArrowDown aria-hidden className="size-3.5" />
      </button>
      <PinButton layout={layout} column={column} />
    </>
  )
}

function useDrag<Row>({ layout, column }: Pick<ItemProps<Row>, 'layout' | 'column'>) {
  const [isOver, setIsOver] = useState(false)
  const { id } = column
  const isFixed = layout.isFixed(id)
  return {
    isOver,
    draggable: !isFixed,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData('text/plain', id),
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setIsOver(!isFixed)
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setIsOver(false)
      const from = event.dataTransfer.getData('text/plain')
      if (from !== id && !layout.isFixed(from)) layout.move(from, id)
    },
  }
}

function Item<Row>({ layout, column, isFirst }: ItemProps<Row>) {
  const { id, label, agent } = column
  const { step } = useMoves({ layout, column })
  const isFixed = layout.isFixed(id)
  const { isOver, ...drag } = useDrag({ layout, column })
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    step(event.key === 'ArrowUp' ? -1 : 1)
  }
  return (
    <li
      {...drag}
      className={cn('flex items-center gap-1 rounded-md px-1', isOver && 'bg-accent-soft')}
    >
      <GripVertical
        aria-hidden
        className={cn('size-3.5 shrink-0 cursor-grab text-fg-subtle', isFixed && 'invisible')}
      />
      <label className="flex min-h-8 min-w-0 flex-1 items-center gap-2 pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={layout.isShown(id)}
          disabled={isFirst}
          onChange={(event) => layout.toggle(id, event.target.checked)}
          onKeyDown={press}
          className="m-0 size-4 shrink-0 accent-(--color-ink)"
        />
        <span className={cn('truncate', agent && 'mono')}>{label}</span>
      </label>
      <Sizes layout={layout} column={column} />
      <Places layout={layout} column={column} />
    </li>
  )
}

function Foot<Row>({ layout }: { layout: ColumnLayout<Row> }) {
  return (
    <div className="mt-2 flex items-center justify-between gap-2 text-fg-subtle text-meta">
      <span>Drag, or Alt and an arrow key</span>
      {layout.isChanged && (
        <Button variant="ghost" size="small" onClick={layout.reset}>
          Reset
        </Button>
      )}
    </div>
  )
}

export function ColumnPicker<Row>({ layout }: { layout: ColumnLayout<Row> }) {
  const [sought, setSought] = useState('')
  const named = layout.all.filter(({ head }) => !head)
  const words = sought.trim().toLowerCase()
  const found = named.filter(({ label }) => label.toLowerCase().includes(words))
  return (
    <Popover
      title="Columns"
      align="end"
      className="w-88"
      trigger={
        <Button>
          <Columns3 aria-hidden /> Columns
        </Button>
      }
    >
      {named.length >= searchFrom && (
        <SearchInput
          label="Find a column"
          value={sought}
          onChange={setSought}
          className="mb-2 w-full"
        />
      )}
      <ul aria-label="Columns" className="max-h-80 overflow-y-auto">
        {found.map((column) => (
          <Item key={column.id} layout={layout} column={column} isFirst={column === named[0]} />
        ))}
      </ul>
      {found.length === 0 && <p className="py-4 text-center text-fg-muted">No such column.</p>}
      <Foot layout={layout} />
    </Popover>
  )
}
