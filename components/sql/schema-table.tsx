// One table of the schema panel, opened: what it holds, its columns, and an example.

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { platformNames } from '@/lib/wire/platforms'
import type { SqlTables } from '@/lib/wire/sql'
import { SqlText } from './sql-text'

type Table = SqlTables['tables'][number]
type Insert = ((text: string) => void) | undefined

function Column({ column, onInsert }: { column: Table['columns'][number]; onInsert: Insert }) {
  const { name, type, required, description, platforms } = column
  const facts = (
    <>
      <span className="mono">{name}</span> <span className="text-fg-subtle text-meta">{type}</span>
      {required && <span className="ms-1 text-meta text-warn-fg">required</span>}
      {platforms && (
        <span className="ms-1 text-fg-muted text-meta">
          {platforms.map((platform) => platformNames[platform]).join(', ')} only
        </span>
      )}
    </>
  )
  return (
    <li title={description}>
      {onInsert ? (
        <button
          type="button"
          onClick={() => onInsert(name)}
          className="min-h-6 w-full rounded-sm px-1 text-start hover:bg-hover pointer-coarse:min-h-11"
        >
          {facts}
        </button>
      ) : (
        <span className="block min-h-6 px-1">{facts}</span>
      )}
    </li>
  )
}

export function SchemaTable({ table, onInsert }: { table: Table; onInsert: Insert }) {
  const columns = [...table.columns].sort((a, b) => Number(b.required) - Number(a.required))
  const [example] = table.examples
  return (
    <div className="flex flex-col gap-2 px-3 pb-3">
      <p className="text-fg-muted text-meta">{table.description}</p>
      <p className="text-meta">
        {table.platforms.map((platform) => platformNames[platform]).join(', ')}
        {table.evented && <Badge className="ms-2">events</Badge>}
      </p>
      <ul aria-label={`Columns of ${table.name}`}>
        {columns.map((column) => (
          <Column key={column.name} column={column} onInsert={onInsert} />
        ))}
      </ul>
      {example && (
        <div className="flex flex-col gap-1">
          <SqlText sql={example} className="rounded-sm bg-sunken p-1 text-meta" />
          {onInsert && (
            <Button size="small" className="self-start" onClick={() => onInsert(example)}>
              Insert this example
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
