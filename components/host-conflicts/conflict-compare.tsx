// Two records side by side: alive or not, then claim by claim with what is equal.
import Link from 'next/link'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { cn } from '@/components/ui/cn'
import { HostDot } from '@/components/ui/host-chip'
import { Time } from '@/components/ui/time'
import type { ConflictHost, HostConflict } from '@/lib/wire/host-conflicts'
import { comparison } from './conflict-words'

function Side({ side, gone, which }: { side: ConflictHost | null; gone: string; which: string }) {
  if (!side)
    return (
      <div className="min-w-0">
        <p className="text-fg-subtle text-meta">{which}</p>
        <p className="text-fg-muted">{gone}</p>
      </div>
    )
  return (
    <div className="min-w-0">
      <p className="text-fg-subtle text-meta">{which}</p>
      <Link
        href={`/hosts/${side.id}`}
        className="inline-flex min-h-6 max-w-full items-center gap-1.5 font-medium hover:underline"
      >
        <HostDot status={side.status} />
        <span className="truncate">{side.display_name}</span>
      </Link>
      <p className="text-fg-muted">
        Seen <Time at={side.seen_time} /> from <span className="mono">{side.address || '?'}</span>
      </p>
      <p className="text-fg-muted">
        Enrolled <Time at={side.enrolled_at} />
      </p>
    </div>
  )
}

/** What both claim alike is what the conflict is about; facts of the records only stand beside it. */
function Verdict({ row: { verdict, isClaim } }: { row: ReturnType<typeof comparison>[number] }) {
  if (verdict === 'same' && isClaim) return <ToneBadge tone="warn">same</ToneBadge>
  if (verdict === 'differs') return <Badge>differs</Badge>
  return <span className="text-fg-subtle">{verdict}</span>
}

function Rows({ conflict }: { conflict: HostConflict }) {
  const cell = 'border-line border-t py-1.5 pe-3 align-top break-words [overflow-wrap:anywhere]'
  return (
    <table className="w-full table-fixed text-start">
      <thead className="text-fg-subtle text-meta">
        <tr>
          <th scope="col" className="w-28 pe-3 text-start font-normal max-sm:w-24">
            Claim
          </th>
          <th scope="col" className="pe-3 text-start font-normal">
            First
          </th>
          <th scope="col" className="pe-3 text-start font-normal">
            Second
          </th>
          <th scope="col" className="w-28 text-start font-normal max-sm:hidden">
            <span className="sr-only">Compared</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {comparison(conflict).map((row) => (
          <tr key={row.label}>
            <th scope="row" className={cn(cell, 'text-start font-normal text-fg-muted')}>
              {row.label}
              <span className="block sm:hidden">
                <Verdict row={row} />
              </span>
            </th>
            <td className={cn(cell, row.isClaim && 'mono')}>{row.first}</td>
            <td className={cn(cell, row.isClaim && 'mono')}>{row.second}</td>
            <td className={cn(cell, 'max-sm:hidden')}>
              <Verdict row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const away = (conflict: HostConflict) =>
  conflict.hidden ? 'A host of a team that you cannot see' : 'The record is gone'

export function ConflictCompare({ conflict }: { conflict: HostConflict }) {
  const gone = conflict.state === 'merged' ? 'Merged into the first' : away(conflict)
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-4 sm:grid-cols-2">
        <Side side={conflict.other} gone={away(conflict)} which="First" />
        <Side side={conflict.host} gone={gone} which="Second" />
      </div>
      {(conflict.host || conflict.other) && conflict.state !== 'merged' && (
        <Rows conflict={conflict} />
      )}
    </div>
  )
}
