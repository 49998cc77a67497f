'use client'
// What can be done with a row and one value of it: copy it in three forms, or filter by it.
import { Braces, Database, FileSpreadsheet, Filter, FilterX } from 'lucide-react'
import { MenuItem, MenuSeparator } from '@/components/ui/menu'
import { announce } from '@/lib/client/announce'
import type { LiveRow } from '@/lib/client/live-rows'
import { useCopy } from '@/lib/client/use-copy'
import type { RowFilter } from '@/lib/wire/campaign-rows'
import { cellOfRow, csvHead, filterFor, rowCsv, rowJson, sqlCondition } from './row-texts'

type RowMenuProps = {
  row: LiveRow
  /** Undefined for a column that no row has: the boxes. */
  column: string | undefined
  /** The agents' columns. */
  columns: readonly string[]
  onFilter: (filter: RowFilter) => void
}

function FilterItems({ onFilter }: { onFilter: (isWith: boolean) => void }) {
  return (
    <>
      <MenuItem icon={<Filter aria-hidden />} onSelect={() => onFilter(true)}>
        Filter for this value
      </MenuItem>
      <MenuItem icon={<FilterX aria-hidden />} onSelect={() => onFilter(false)}>
        Filter without this value
      </MenuItem>
      <MenuSeparator />
    </>
  )
}

export function RowMenu({ row, column, columns, onFilter }: RowMenuProps) {
  const { copy } = useCopy()
  const take = async (what: string, text: string) => {
    const done = await copy(text)
    announce(done ? `${what} copied` : 'The browser refused to copy', { urgent: true })
  }
  const filter = (isWith: boolean) => {
    if (column !== undefined) onFilter(filterFor(column, cellOfRow(row, column), isWith))
  }
  return (
    <>
      {column !== undefined && <FilterItems onFilter={filter} />}
      <MenuItem
        icon={<Braces aria-hidden />}
        onSelect={() => void take('Row as JSON', rowJson(row, columns))}
      >
        Copy row as JSON
      </MenuItem>
      <MenuItem
        icon={<FileSpreadsheet aria-hidden />}
        onSelect={() => void take('Row as CSV', csvHead(columns) + rowCsv(row, columns))}
      >
        Copy row as CSV
      </MenuItem>
      <MenuItem
        icon={<Database aria-hidden />}
        onSelect={() => void take('SQL condition', sqlCondition(row, columns))}
      >
        Copy row as SQL condition
      </MenuItem>
    </>
  )
}
