'use client'
// osquery's tables beside the editor: those of the query first, then all, searched by name, column or
// description. A click inserts the name.
import { ChevronDown, ChevronRight, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { SearchInput } from '@/components/ui/input'
import { formatCount } from '@/lib/client/format'
import { useTables } from '@/lib/client/sql-tables'
import { platformNames, type TablePlatform } from '@/lib/wire/platforms'
import type { SqlTables } from '@/lib/wire/sql'
import { foundTables } from './schema-search'
import { SchemaTable } from './schema-table'

type SchemaPanelProps = {
  id?: string | undefined
  /** The tables of the query: on top, opened. */
  used: readonly string[]
  /** Where the query is meant to run; a table that is missing there is marked. */
  platforms: readonly TablePlatform[]
  /** Absent where nothing can be inserted. */
  onInsert?: ((text: string) => void) | undefined
  onClose?: (() => void) | undefined
}

/** As many as are drawn before somebody asks for more. */
const shownFirst = 40

type Table = SqlTables['tables'][number]

type RowProps = {
  table: Table
  open: boolean
  onToggle: () => void
  absent: readonly TablePlatform[]
  onInsert: SchemaPanelProps['onInsert']
}

function Row({ table, open, onToggle, absent, onInsert }: RowProps) {
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <li className="border-line border-b last:border-b-0">
      <div className="flex items-center gap-1 px-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          className="flex min-h-8 min-w-0 flex-1 items-center gap-1 rounded-sm text-start hover:bg-hover pointer-coarse:min-h-11"
        >
          <Icon aria-hidden className="shrink-0 text-fg-subtle" />
          <span className="mono truncate">{table.name}</span>
          {absent.length > 0 && (
            <span className="ms-auto shrink-0 text-meta text-warn-fg">
              not on {absent.map((name) => platformNames[name]).join(', ')}
            </span>
          )}
        </button>
        {onInsert && (
          <Button
            size="small"
            variant="ghost"
            aria-label={`Insert ${table.name}`}
            onClick={() => onInsert(table.name)}
          >
            Insert
          </Button>
        )}
      </div>
      {open && <SchemaTable table={table} onInsert={onInsert} />}
    </li>
  )
}

function useOpened(used: readonly string[]) {
  const [changed, setChanged] = useState<Record<string, boolean>>({})
  const isOpen = (name: string) => changed[name] ?? (used.includes(name) && used.length <= 3)
  const toggle = (name: string) => setChanged((old) => ({ ...old, [name]: !isOpen(name) }))
  return { isOpen, toggle }
}

function List({
  tables,
  panel,
}: {
  tables: SqlTables
  panel: SchemaPanelProps & { text: string }
}) {
  const { text, used, platforms, onInsert } = panel
  const [all, setAll] = useState(false)
  const { isOpen, toggle } = useOpened(used)
  const found = useMemo(() => foundTables(tables, text, used), [tables, text, used])
  const shown = all ? found : found.slice(0, Math.max(shownFirst, used.length))
  if (found.length === 0) return <p className="p-3 text-fg-muted">No table matches “{text}”.</p>
  return (
    <>
      <ul aria-label="Tables">
        {shown.map((table) => (
          <Row
            key={table.name}
            table={table}
            open={isOpen(table.name)}
            onToggle={() => toggle(table.name)}
            absent={platforms.filter((platform) => !table.platforms.includes(platform))}
            onInsert={onInsert}
          />
        ))}
      </ul>
      {shown.length < found.length && (
        <Button variant="ghost" className="w-full" onClick={() => setAll(true)}>
          Show all {formatCount(found.length)}
        </Button>
      )}
    </>
  )
}

export function SchemaPanel(props: SchemaPanelProps) {
  const { id, onClose } = props
  const [text, setText] = useState('')
  const { tables, failed, again } = useTables()
  return (
    <section
      id={id}
      aria-label="Schema"
      className="flex max-h-112 w-80 shrink-0 self-start flex-col overflow-hidden rounded-md border border-line bg-surface @max-[640px]:w-full"
    >
      <div className="flex items-center gap-1 border-line border-b p-2">
        <SearchInput
          label="Search tables and columns"
          value={text}
          onChange={setText}
          className="w-full"
        />
        {onClose && (
          <IconButton label="Close the schema" onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {tables && <List tables={tables} panel={{ ...props, text }} />}
        {!tables && !failed && <p className="p-3 text-fg-muted">Loading the tables</p>}
        {failed && (
          <p className="p-3 text-fg-muted">
            The tables could not be loaded. <Button onClick={again}>Try again</Button>
          </p>
        )}
      </div>
    </section>
  )
}
