'use client'
// One query in the table. Memoised: typing into one draws no other.
import { useSortable } from '@dnd-kit/sortable'
import { CircleAlert, CircleDashed, GripVertical, OctagonX, Pencil, Plus } from 'lucide-react'
import { memo } from 'react'
import { modeWord } from '@/components/packs/query-words'
import { cn } from '@/components/ui/cn'
import type { DraftQuery } from '@/lib/client/pack-draft'
import type { QueryPatch } from '@/lib/client/pack-draft-queries'
import { platformNames, tablePlatforms } from '@/lib/wire/platforms'
import {
  IntervalEditor,
  type Leave,
  ModeEditor,
  NameEditor,
  PlatformEditor,
} from './query-grid-cells'
import type { QueryState, StateWord } from './query-grid-state'
import { intervalText, platformLetters, platformsOf } from './query-grid-words'

export const gridColumns = ['mark', 'name', 'interval', 'mode', 'platform', 'state'] as const
type GridColumnId = (typeof gridColumns)[number]

export const gridTemplate = '52px minmax(88px,1fr) 72px 96px 64px minmax(76px,132px)'

const editors = {
  name: NameEditor,
  interval: IntervalEditor,
  mode: ModeEditor,
  platform: PlatformEditor,
}
export type EditableId = keyof typeof editors

export const isEditable = (column: string): column is EditableId => column in editors

export type RowActs = {
  /** `extend`: from where the selection began to here. */
  select: (id: number, extend: boolean) => void
  done: (id: number, patch: QueryPatch | undefined, leave: Leave) => void
}

const stateLook: Record<QueryState, { icon?: typeof Plus; look: string }> = {
  error: { icon: OctagonX, look: 'text-bad-fg [&_svg]:text-bad' },
  denylisted: { icon: OctagonX, look: 'text-bad-fg [&_svg]:text-bad' },
  failing: { icon: CircleAlert, look: 'text-warn-fg [&_svg]:text-warn' },
  nowhere: { icon: CircleAlert, look: 'text-warn-fg [&_svg]:text-warn' },
  new: { icon: Plus, look: 'text-info-fg' },
  edited: { icon: Pencil, look: 'text-accent-fg' },
  off: { icon: CircleDashed, look: 'text-fg-muted' },
  ok: { look: 'text-fg-subtle' },
}

const isState = (word: string): word is QueryState => word in stateLook

export function StateMark({ word }: { word: StateWord }) {
  const [state = 'ok', text = ''] = word.split(':')
  const { icon: Icon, look } = stateLook[isState(state) ? state : 'ok']
  return (
    <span className={cn('flex min-w-0 items-center gap-1 whitespace-nowrap', look)}>
      {Icon && <Icon aria-hidden className="size-3.5!" />}
      <span className="truncate">{text}</span>
    </span>
  )
}

export function PlatformLetters({ platform }: { platform: string }) {
  const known = platformsOf(platform)
  if (!known) return <span className="mono truncate text-meta">{platform}</span>
  return (
    <span className="mono flex gap-1.5">
      {tablePlatforms.map((each) => (
        <span
          key={each}
          title={platformNames[each]}
          className={known.includes(each) ? 'text-fg' : 'text-fg-disabled opacity-50'}
        >
          {known.includes(each) ? platformLetters[each] : '·'}
        </span>
      ))}
      <span className="sr-only">{known.map((each) => platformNames[each]).join(', ')}</span>
    </span>
  )
}

type QueryRowProps = {
  query: DraftQuery
  position: number
  top: number
  height: number
  word: StateWord
  selected: boolean
  /** Whether the inspector shows it. */
  open: boolean
  /** The active column, -1 when another row is active. */
  activeColumn: number
  editing: EditableId | undefined
  /** False while a filter hides some, or nothing may be written. */
  movable: boolean
  acts: RowActs
}

function Content({
  query,
  column,
  word,
}: Pick<QueryRowProps, 'query' | 'word'> & { column: string }) {
  if (column === 'name')
    return (
      <span className={cn('mono truncate', query.disabled && 'text-fg-muted line-through')}>
        {query.name || <span className="text-fg-subtle">(no name)</span>}
      </span>
    )
  if (column === 'interval') return <span>{intervalText(query.interval)}</span>
  if (column === 'mode') return <span className="truncate text-fg-muted">{modeWord(query)}</span>
  if (column === 'platform') return <PlatformLetters platform={query.platform} />
  return <StateMark word={word} />
}

type Sortable = ReturnType<typeof useSortable>
type HandleProps = Pick<QueryRowProps, 'query' | 'movable'> & { sortable: Sortable }

function Handle({ query, movable, sortable }: HandleProps) {
  return (
    <button
      ref={sortable.setActivatorNodeRef}
      type="button"
      data-handle=""
      {...sortable.attributes}
      {...sortable.listeners}
      tabIndex={-1}
      aria-label={`Move ${query.name}`}
      className={cn(
        'grid h-6 w-4 shrink-0 cursor-grab touch-none place-items-center rounded-sm text-fg-subtle opacity-0 outline-offset-0 focus-visible:opacity-100 group-hover/row:opacity-100 group-data-[active=true]/row:opacity-100',
        !movable && 'invisible',
      )}
    >
      <GripVertical aria-hidden className="size-3.5!" />
    </button>
  )
}

type CellProps = QueryRowProps & { column: GridColumnId; sortable: Sortable }

function Cell(props: CellProps) {
  const { query, column, editing, selected, acts, word } = props
  if (column === 'mark')
    return (
      <>
        <Handle {...props} />
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${query.name}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => acts.select(query.id, event.shiftKey)}
          className="size-4 shrink-0 accent-ink"
        />
      </>
    )
  if (editing === undefined || editing !== column)
    return <Content query={query} column={column} word={word} />
  const Editor = editors[editing]
  return <Editor query={query} onDone={(patch, leave) => acts.done(query.id, patch, leave)} />
}

const rowLook = (props: QueryRowProps, { isDragging }: Sortable) =>
  cn(
    'group/row absolute inset-x-0 grid border-line border-b bg-surface hover:bg-hover',
    (props.open || props.selected) && 'bg-selected hover:bg-selected',
    isDragging && 'z-[2] shadow-pop',
  )

function Row(props: QueryRowProps) {
  const { query, position, top, height, selected, activeColumn, editing, movable } = props
  const sortable = useSortable({ id: query.id, disabled: !movable })
  const { transform, transition } = sortable
  const moved = transform ? `translateY(${transform.y}px)` : undefined
  return (
    <tr
      ref={sortable.setNodeRef}
      aria-rowindex={position + 2}
      aria-selected={selected}
      data-active={activeColumn >= 0}
      className={rowLook(props, sortable)}
      style={{ gridTemplateColumns: gridTemplate, height, top, transform: moved, transition }}
    >
      {gridColumns.map((column, index) => (
        <td
          key={column}
          aria-colindex={index + 1}
          data-cell={`${query.id}:${index}`}
          tabIndex={activeColumn === index ? 0 : -1}
          className={cn(
            'flex min-w-0 items-center gap-1 overflow-hidden px-2 tabular-nums -outline-offset-2',
            column === 'mark' && 'px-1.5',
            editing === column && 'overflow-visible px-0.5',
          )}
        >
          <Cell {...props} column={column} sortable={sortable} />
        </td>
      ))}
    </tr>
  )
}

export const QueryRow = memo(Row)
