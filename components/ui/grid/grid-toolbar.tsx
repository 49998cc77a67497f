'use client'
// Above the grid: the page's own filters, the search, how many rows, and which columns.
import { Columns3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatNoun } from '@/lib/client/format'
import { Button } from '../button'
import { cn } from '../cn'
import { SearchInput } from '../input'
import { Menu, MenuCheck, MenuLabel } from '../menu'
import type { GridColumn } from './grid-types'

type GridToolbarProps<Row> = {
  children?: ReactNode
  aside?: ReactNode
  columns: readonly GridColumn<Row>[]
  isShown: (id: string) => boolean
  onToggle: (id: string, shown: boolean) => void
  /** Given for a local source: what is typed and how to change it. */
  search?: { value: string; onChange: (value: string) => void; label: string } | undefined
  shown: number
  total: number
  noun: string
  /** On a phone rows are cards, which have no columns to choose. */
  cards: boolean
}

type ColumnMenuProps<Row> = Pick<GridToolbarProps<Row>, 'columns' | 'isShown' | 'onToggle'>

function ColumnMenu<Row>({ columns, isShown, onToggle }: ColumnMenuProps<Row>) {
  const named = columns.filter(({ head }) => !head)
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          <Columns3 aria-hidden /> Columns
        </Button>
      }
    >
      <MenuLabel>Columns shown</MenuLabel>
      {named.map((column, index) => (
        <MenuCheck
          key={column.id}
          checked={isShown(column.id)}
          disabled={index === 0}
          onChange={(on) => onToggle(column.id, on)}
        >
          <span className={column.agent ? 'mono' : ''}>{column.label}</span>
        </MenuCheck>
      ))}
    </Menu>
  )
}

export function GridToolbar<Row>(props: GridToolbarProps<Row>) {
  const { children, aside, columns, isShown, onToggle, search, shown, total, noun } = props
  const { cards } = props
  const mayChoose = columns.length > 1
  const empty = !search && !children && !aside
  return (
    <div
      className={cn('flex flex-wrap items-center gap-2 pb-3', cards && empty && 'max-sm:hidden')}
    >
      {search && <SearchInput {...search} className="max-sm:w-full" />}
      {children}
      <div className="ms-auto flex items-center gap-2">
        {search && (
          <span className="text-fg-muted tabular-nums">
            {shown === total
              ? formatNoun(total, noun)
              : `${shown.toLocaleString('en-US')} of ${formatNoun(total, noun)}`}
          </span>
        )}
        {aside}
        {mayChoose && (
          <span className={cards ? 'contents max-sm:hidden' : 'contents'}>
            <ColumnMenu {...{ columns, isShown, onToggle }} />
          </span>
        )}
      </div>
    </div>
  )
}
