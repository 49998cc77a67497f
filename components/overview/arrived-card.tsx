'use client'
// What hosts reported today, by pack; each leads to its lines.
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { formatBytes, formatCount, formatNoun } from '@/lib/client/format'
import type { Overview } from '@/lib/wire/overview'

type ArrivedPack = Overview['arrived']['packs'][number]

function PackRow({ pack, most, day }: { pack: ArrivedPack; most: number; day: string }) {
  const { id, name, rows, lines, bytes } = pack
  return (
    <li className="border-line border-t px-4 py-2 first:border-t-0">
      <div className="flex min-w-0 items-baseline gap-3">
        <Link
          href={`/results?${new URLSearchParams({ pack_id: String(id), from: day })}`}
          className="min-w-0 truncate font-medium hover:underline"
        >
          {name}
        </Link>
        <span className="ms-auto whitespace-nowrap text-fg-muted tabular-nums">
          {formatNoun(rows, 'row')} in {formatNoun(lines, 'line')}, {formatBytes(bytes)}
        </span>
      </div>
      <div aria-hidden className="mt-1 h-1 rounded-full bg-line">
        <div
          className="state-part h-1 rounded-full bg-chart-1"
          style={{ width: `${Math.max(1, (100 * rows) / most)}%` }}
        />
      </div>
    </li>
  )
}

export function ArrivedCard({ overview: { arrived } }: { overview: Overview }) {
  const { day, rows, bytes, packs, packs_count } = arrived
  const most = packs.reduce((top, pack) => Math.max(top, pack.rows), 1)
  const more = packs_count - packs.length
  return (
    <Card title="Arrived today" note={`${formatCount(rows)} rows, ${formatBytes(bytes)}`} flush>
      {packs.length === 0 ? (
        <EmptyState title="No pack has reported today" className="py-8">
          Since <Time at={day} />. Rows come with the next run of a scheduled query.
        </EmptyState>
      ) : (
        <ul className="pt-1 pb-2">
          {packs.map((pack) => (
            <PackRow key={pack.id} pack={pack} most={most} day={day} />
          ))}
        </ul>
      )}
      {more > 0 && <p className="px-4 pb-3 text-fg-muted">{formatNoun(more, 'pack')} more.</p>}
    </Card>
  )
}
