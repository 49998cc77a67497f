'use client'
// The columns of the pack list, and one pack as a card on a phone.
import Link from 'next/link'
import { ToneBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { Pack } from '@/lib/wire/packs'
import { type LabelNames, whom } from './whom'

export function PackState({ disabled }: { disabled: boolean }) {
  return <ToneBadge tone={disabled ? 'offline' : 'ok'}>{disabled ? 'off' : 'on'}</ToneBadge>
}

const identityColumns: readonly GridColumn<Pack>[] = [
  {
    id: 'state',
    label: 'State',
    value: (pack) => (pack.disabled ? 'off' : 'on'),
    draw: (pack) => <PackState disabled={pack.disabled} />,
    width: 72,
  },
  {
    id: 'name',
    label: 'Name',
    value: (pack) => pack.name,
    href: (pack) => `/packs/${pack.id}`,
    orderKey: 'name',
    width: 240,
  },
]

const figureColumns: readonly GridColumn<Pack>[] = [
  {
    id: 'queries',
    label: 'Queries',
    value: (pack) => formatCount(pack.query_count),
    numeric: true,
    width: 80,
  },
  {
    id: 'hosts',
    label: 'Hosts reached',
    value: (pack) => formatCount(pack.total_hosts_count),
    numeric: true,
    width: 120,
  },
  {
    id: 'revision',
    label: 'Revision',
    value: (pack) => pack.revision,
    numeric: true,
    width: 84,
  },
  {
    id: 'changed',
    label: 'Changed',
    value: (pack) => pack.updated_at,
    draw: (pack) => <Time at={pack.updated_at} />,
    orderKey: 'updated_at',
    width: 110,
  },
]

export function packColumns(names: LabelNames): readonly GridColumn<Pack>[] {
  return [
    ...identityColumns,
    { id: 'whom', label: 'Whom', value: (pack) => whom(pack, names), width: 260, grow: true },
    ...figureColumns,
  ]
}

export function PackCard({ pack, names }: { pack: Pack; names: LabelNames }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <Link
          href={`/packs/${pack.id}`}
          className="inline-flex min-h-6 min-w-0 items-center font-medium hover:underline"
        >
          <span className="truncate">{pack.name}</span>
        </Link>
        <PackState disabled={pack.disabled} />
      </div>
      <p className="truncate text-fg-muted text-meta">
        {formatNoun(pack.query_count, 'query', 'queries')} on{' '}
        {formatNoun(pack.total_hosts_count, 'host')}. {whom(pack, names)}
      </p>
    </div>
  )
}
