'use client'
// One host of a comparison: the rows that went, then those that came, and how many stayed.
import { Minus, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { PlatformIcon } from '@/components/ui/platform-icon'
import { api } from '@/lib/client/api'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useCall } from '@/lib/client/use-call'
import { useMedia } from '@/lib/client/use-media'
import { DiffReply, type HostChange } from '@/lib/wire/campaign-diffs'

type Row = { id: string; sign: '+' | '-'; values: Record<string, string> }

const rowsOf = ({ removed, added }: HostChange): Row[] => [
  ...removed.map((values, at): Row => ({ id: `removed ${at}`, sign: '-', values })),
  ...added.map((values, at): Row => ({ id: `added ${at}`, sign: '+', values })),
]

/** More columns than these do not fit side by side. */
const sideMax = 8

const nameOf = (column: string) => (column === '' ? '(empty)' : column)

const cellOf = ({ values }: Row, name: string) =>
  Object.hasOwn(values, name) ? values[name] : undefined

function Sign({ sign }: Pick<Row, 'sign'>) {
  const Icon = sign === '+' ? Plus : Minus
  return (
    <span className={cn('flex h-5 items-center', sign === '+' ? 'text-ok-fg' : 'text-bad-fg')}>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{sign === '+' ? 'added' : 'removed'}</span>
    </span>
  )
}

const washOf = ({ sign }: Row) => (sign === '+' ? 'bg-ok-soft' : 'bg-bad-soft')
const whole = 'whitespace-pre-wrap! break-all'

type RowsProps = { rows: readonly Row[]; columns: readonly string[] }

function RowTable({ rows, columns }: RowsProps) {
  return (
    <table className="w-full table-fixed border-collapse">
      <thead>
        <tr className="border-line border-y bg-sunken">
          <th className="w-9 px-3 py-1">
            <span className="sr-only">Change</span>
          </th>
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              className="mono truncate px-2 py-1 text-start font-medium text-fg-muted"
            >
              {nameOf(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={washOf(row)}>
            <td className="px-3 py-1 align-top">
              <Sign sign={row.sign} />
            </td>
            {columns.map((name) => (
              <td key={name} className="px-2 py-1 align-top">
                <AgentValue value={cellOf(row, name)} className={whole} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Name by name, where columns do not fit side by side. */
function RowStack({ rows, columns }: RowsProps) {
  return (
    <ul className="border-line border-t">
      {rows.map((row) => (
        <li key={row.id} className={cn('flex gap-3 px-3 py-1.5', washOf(row))}>
          <Sign sign={row.sign} />
          <dl className="flex min-w-0 flex-wrap gap-x-4">
            {columns.map((name) => (
              <div key={name} className="flex min-w-0 gap-2">
                <dt className="mono shrink-0 text-fg-muted">{nameOf(name)}</dt>
                <dd className="min-w-0">
                  <AgentValue value={cellOf(row, name)} className={whole} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function ChangedRows({ change, columns }: { change: HostChange; columns: readonly string[] }) {
  const phone = useMedia('(max-width: 639px)')
  const Shape = phone || columns.length > sideMax ? RowStack : RowTable
  return <Shape rows={rowsOf(change)} columns={columns} />
}

const isWhole = ({ added, added_count, removed, removed_count }: HostChange) =>
  added.length === added_count && removed.length === removed_count

/** The host as it was listed, or with all of its rows once these were asked for. */
function useWhole(change: HostChange, path: string) {
  const [whole, setWhole] = useState<HostChange>()
  const { busy, error, run } = useCall()
  const show = () =>
    run(async () => {
      const { changes } = await api(DiffReply, `${path}&host_id=${change.host.id}`)
      setWhole(changes[0])
    })
  return { shown: whole ?? change, busy, error, show }
}

type CompareHostProps = { change: HostChange; columns: readonly string[]; path: string }

function Head({ change }: { change: HostChange }) {
  const { host, added_count, removed_count, unchanged, too_large } = change
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1.5 tabular-nums">
      <span className="flex min-w-0 items-center gap-2">
        <PlatformIcon platform={host.platform} className="shrink-0" />
        <Link
          href={`/hosts/${host.id}`}
          className="inline-flex min-h-6 items-center truncate font-semibold text-accent-fg hover:underline"
        >
          {host.display_name || host.hostname || `#${host.id}`}
        </Link>
      </span>
      <span className={added_count > 0 ? 'text-ok-fg' : 'text-fg-subtle'}>
        +{formatCount(added_count)} added
      </span>
      <span className={removed_count > 0 ? 'text-bad-fg' : 'text-fg-subtle'}>
        −{formatCount(removed_count)} removed
      </span>
      <span className="text-fg-muted">{formatCount(unchanged)} unchanged</span>
      {too_large && (
        <span className="text-warn-fg">An answer was too large: rows may be missing here</span>
      )}
    </div>
  )
}

export function CompareHost({ change, columns, path }: CompareHostProps) {
  const { shown, busy, error, show } = useWhole(change, path)
  const listed = shown.added.length + shown.removed.length
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-surface">
      <Head change={shown} />
      {listed > 0 && columns.length > 0 && <ChangedRows change={shown} columns={columns} />}
      {!isWhole(shown) && (
        <div className="flex flex-wrap items-center gap-3 border-line border-t px-3 py-1.5">
          <Button size="small" busy={busy} onClick={() => void show()}>
            Show all {formatNoun(shown.added_count + shown.removed_count, 'changed row')}
          </Button>
          {error && <span className="text-bad-fg">{error}</span>}
        </div>
      )}
    </li>
  )
}
