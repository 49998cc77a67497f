'use client'
// One query of a pack that would be imported: its SQL, what is odd about it, what differs from the one
// of its name, and what shall become of it.
import { TriangleAlert } from 'lucide-react'
import { SqlDiff } from '@/components/pack/sql-diff'
import { SqlText } from '@/components/sql/sql-text'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Checkbox } from '@/components/ui/choice'
import { formatDuration, formatNoun } from '@/lib/client/format'
import type { ImportedPack, QueryChoice } from '@/lib/wire/pack-import'
import { differsInWords } from '@/lib/wire/pack-import-words'
import { ImportChoice } from './import-choice'
import type { QueryAction } from './import-words'
import { modeWord, platformWords } from './query-words'

type Query = ImportedPack['queries'][number]
type Status = ImportedPack['statuses'][number]

export function Warnings({ messages }: { messages: readonly string[] }) {
  if (messages.length === 0) return null
  return (
    <ul>
      {messages.map((message) => (
        <li key={message} className="flex items-start gap-1.5 text-warn-fg">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5! shrink-0" />
          <span className="min-w-0 break-words">{message}</span>
        </li>
      ))}
    </ul>
  )
}

export function StatusBadge({ status }: { status: Status['status'] }) {
  if (status === 'conflict') return <ToneBadge tone="warn">conflict</ToneBadge>
  if (status === 'runs_nowhere') return <ToneBadge tone="offline">runs nowhere</ToneBadge>
  return status === 'identical' ? <Badge>identical</Badge> : <ToneBadge tone="info">new</ToneBadge>
}

/** The SQL in one line; opened, the whole of it or how it differs. */
function Sql({ query, status }: { query: Query; status: Status }) {
  const changed = status.changes.find(({ field }) => field === 'query')
  return (
    <details className="group">
      <summary
        className="min-h-6 cursor-pointer list-none text-meta"
        aria-label={`SQL of ${query.name}`}
      >
        <SqlText sql={query.query} oneLine className="group-open:hidden" />
        <span className="hidden text-fg-muted group-open:inline">Less</span>
      </summary>
      {changed ? (
        <SqlDiff from={String(changed.from)} to={String(changed.to)} />
      ) : (
        <SqlText sql={query.query} className="rounded-md bg-sunken px-2 py-1 text-meta" />
      )}
    </details>
  )
}

type DecisionProps = {
  query: Query
  status: Status
  /** Undefined while it is open. */
  action: QueryAction | undefined
  choice: QueryChoice | undefined
  /** Hosts that would get the file's query in place of the one they have. */
  hosts: number
  onDecide: (choice: QueryChoice | undefined) => void
}

function Decision({ query, status, action, choice, hosts, onDecide }: DecisionProps) {
  if (status.status !== 'conflict' || action === 'import')
    return (
      <Checkbox
        label={`Import ${query.name}`}
        hideLabel
        checked={action !== 'skip'}
        onChange={(on) => onDecide(on ? undefined : { action: 'skip' })}
        className="min-h-6 min-w-6"
      />
    )
  const wrongName = status.changes.length === 0
  const options = [
    { value: 'open', label: 'Decide…' },
    { value: 'skip', label: wrongName ? 'Leave out' : 'Keep existing' },
    ...(wrongName
      ? []
      : [{ value: 'replace', label: `Replace on ${formatNoun(hosts, 'host')}` } as const]),
    { value: 'rename', label: wrongName ? 'Import by another name' : `Import as ${query.name}-2` },
  ] as const
  return (
    <ImportChoice
      label={query.name}
      options={options}
      value={action ?? 'open'}
      onChange={(next) => onDecide(next === 'open' ? undefined : { action: next })}
      {...(choice?.action === 'rename'
        ? {
            name: choice.name ?? '',
            placeholder: `${query.name}-2`,
            onName: (name: string) =>
              onDecide({ action: 'rename', ...(name === '' ? {} : { name }) }),
          }
        : {})}
    />
  )
}

type QueryRowProps = DecisionProps & {
  pack: string
  warnings: readonly string[]
}

export function QueryRow({ pack, warnings, ...decision }: QueryRowProps) {
  const { query, status, action } = decision
  const { name, interval, platform, description } = query
  const isBox = status.status !== 'conflict' || action === 'import'
  return (
    <li className="flex gap-2 border-line border-t px-3 py-2 [contain-intrinsic-size:auto_64px] [content-visibility:auto]">
      {isBox && <Decision {...decision} />}
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="mono min-w-0 max-w-full truncate font-medium">{name}</span>
          <StatusBadge status={status.status} />
          <span className="text-fg-muted text-meta sm:ms-auto">
            every {formatDuration(interval)}, {modeWord(query)}
            {platform && `, ${platformWords(platform)}`}
          </span>
        </div>
        {description && <p className="text-fg-muted text-meta">{description}</p>}
        <Sql query={query} status={status} />
        {status.changes.length > 0 && (
          <p className="text-fg">{differsInWords(name, pack, status.changes)}.</p>
        )}
        <Warnings messages={warnings} />
        {!isBox && (
          <div className="mt-1">
            <Decision {...decision} />
          </div>
        )}
      </div>
    </li>
  )
}
