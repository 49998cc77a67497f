// A row of an agent on a card: each column with its value, and what is to be said of it.
import type { ReactNode } from 'react'
import { AgentValue } from './grid-cell'

type AgentField = { name: string; value: string | undefined; note?: ReactNode }

export function AgentFields({ fields }: { fields: readonly AgentField[] }) {
  return (
    <dl className="grid min-w-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {fields.map(({ name, value, note }) => (
        <div key={name} className="contents">
          <dt className="mono max-w-[16ch] truncate text-fg-muted">{name || '(empty)'}</dt>
          <dd className="min-w-0">
            <AgentValue value={value} />
            {note}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The columns of a row in the order in which they were told. */
export const fieldsOf = (row: Readonly<Record<string, string>>): AgentField[] =>
  Object.entries(row).map(([name, value]) => ({ name, value }))
