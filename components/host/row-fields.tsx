// One row of a query's answer as names and values in a line that wraps, as lists of rows show it.
import { AgentValue } from '@/components/ui/grid/grid-cell'
import type { Columns } from '@/lib/wire/values'

export function RowFields({ columns }: { columns: Columns }) {
  return (
    <dl className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-0.5">
      {Object.entries(columns).map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-1.5">
          <dt className="mono text-fg-muted">{name}</dt>
          <dd className="min-w-0">
            <AgentValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
