'use client'
// The columns of the pack list, and one pack as a card on a phone.
import Link from 'next/link'
import { ToneBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { menuColumn } from '@/components/ui/grid/menu-column'
import { SelectBox } from '@/components/ui/grid/use-selection'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { PackSummary } from '@/lib/wire/pack-listing'
import { PackMenu, PackSwitch } from './pack-acts'
import { ChangedBy, DayCost, PackHealth, RevisionBar, TaggedName, TagList } from './pack-cells'
import { type LabelNames, whom } from './whom'

export function PackState({ disabled }: { disabled: boolean }) {
  return <ToneBadge tone={disabled ? 'offline' : 'ok'}>{disabled ? 'off' : 'on'}</ToneBadge>
}

const identityColumns: readonly GridColumn<PackSummary>[] = [
  {
    id: 'state',
    label: 'On',
    value: (pack) => (pack.disabled ? 'off' : 'on'),
    draw: (pack) => <PackSwitch pack={pack} />,
    width: 54,
  },
  {
    id: 'name',
    label: 'Name',
    value: (pack) => pack.name,
    draw: ({ name, tags, team_id }) => (
      <TaggedName name={name} tags={tags} isTeams={team_id !== null} />
    ),
    href: (pack) => `/packs/${pack.id}`,
    orderKey: 'name',
    width: 180,
    grow: true,
  },
]

const figureColumns: readonly GridColumn<PackSummary>[] = [
  {
    id: 'queries',
    label: 'Queries',
    value: (pack) => formatCount(pack.query_count),
    orderKey: 'query_count',
    numeric: true,
    width: 74,
  },
  {
    id: 'hosts',
    label: 'Hosts',
    value: (pack) => formatCount(pack.total_hosts_count),
    orderKey: 'total_hosts_count',
    numeric: true,
    width: 62,
  },
  {
    id: 'revision',
    label: 'Revision',
    value: (pack) => pack.released,
    draw: (pack) => <RevisionBar pack={pack} />,
    width: 116,
  },
  {
    id: 'health',
    label: 'Health',
    value: (pack) => pack.needs.map(({ detail }) => detail).join(', '),
    draw: (pack) => <PackHealth pack={pack} />,
    orderKey: 'need',
    width: 152,
  },
]

const timeColumns: readonly GridColumn<PackSummary>[] = [
  {
    id: 'last_result',
    label: 'Last result',
    value: (pack) => pack.last_result_at,
    draw: (pack) => <Time at={pack.last_result_at} />,
    width: 90,
  },
  {
    id: 'cost',
    label: 'Cost a day',
    value: (pack) => pack.cost?.agent_seconds_per_day,
    draw: (pack) => <DayCost cost={pack.cost} />,
    numeric: true,
    width: 116,
  },
  {
    id: 'changed',
    label: 'Changed',
    value: (pack) => pack.updated_at,
    draw: (pack) => <ChangedBy pack={pack} />,
    orderKey: 'updated_at',
    width: 104,
  },
  menuColumn((pack) => <PackMenu pack={pack} />),
]

export function packColumns(
  names: LabelNames,
  select: GridColumn<PackSummary>,
): readonly GridColumn<PackSummary>[] {
  return [
    select,
    ...identityColumns,
    {
      id: 'whom',
      label: 'Whom',
      value: (pack) => whom(pack, names),
      draw: (pack) => (
        <span className="truncate" title={whom(pack, names)}>
          {whom(pack, names)}
        </span>
      ),
      width: 110,
      grow: true,
    },
    ...figureColumns,
    ...timeColumns,
  ]
}

export function PackCard({ pack, names }: { pack: PackSummary; names: LabelNames }) {
  return (
    <div className="flex min-w-0 items-start gap-1">
      <SelectBox row={pack} inGrid={false} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <div className="flex min-w-0 items-center gap-2">
          <Link
            href={`/packs/${pack.id}`}
            className="inline-flex min-h-6 min-w-0 flex-1 items-center font-medium hover:underline pointer-coarse:min-h-11"
          >
            <span className="truncate">{pack.name}</span>
          </Link>
          <PackSwitch pack={pack} inGrid={false} />
          <PackMenu pack={pack} inGrid={false} />
        </div>
        <div className="flex">
          <PackHealth pack={pack} />
        </div>
        <p className="text-fg-muted text-meta">
          {formatNoun(pack.query_count, 'query')} on {formatNoun(pack.total_hosts_count, 'host')}, r
          {pack.released}. {whom(pack, names)}. Last result <Time at={pack.last_result_at} />.
        </p>
        <TagList tags={pack.tags} />
      </div>
    </div>
  )
}
