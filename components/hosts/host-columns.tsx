'use client'
// The columns of the host list, and one host as a two-line card on a phone.
import { ToneBadge } from '@/components/ui/badge'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { SelectBox } from '@/components/ui/grid/use-selection'
import { HostChip } from '@/components/ui/host-chip'
import { platformFamily } from '@/components/ui/platform-icon'
import { Time } from '@/components/ui/time'
import { formatDuration } from '@/lib/client/format'
import type { Host } from '@/lib/wire/hosts'
import { NextCheckIn } from './check-in'
import { ConfigurationBadge } from './configuration-badge'
import type { HostRow } from './host-rows'

export function HostName({ host, plain }: { host: Host; plain?: boolean }) {
  return (
    <HostChip
      name={host.display_name}
      status={host.status}
      platform={host.platform}
      conflict={host.identity_conflict !== null}
      {...(plain ? {} : { href: `/hosts/${host.id}` })}
    />
  )
}

function Status({ host }: { host: Host }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <span>{host.status}</span>
      {host.is_new && <ToneBadge tone="info">new</ToneBadge>}
      <NextCheckIn host={host} className="truncate" />
    </span>
  )
}

const builtIn =
  /^(All Hosts|macOS|All Linux|Ubuntu Linux|MS Windows|Red Hat Linux|CentOS Linux|Debian Linux|Fedora Linux|FreeBSD)$/

const ownLabels = (host: Host) =>
  host.labels
    .filter(({ name }) => !builtIn.test(name))
    .map(({ name }) => name)
    .join(', ')

const ownColumns: readonly GridColumn<HostRow>[] = [
  {
    id: 'host',
    label: 'Host',
    value: (host) => host.display_name,
    draw: (host) => <HostName host={host} plain />,
    href: (host) => `/hosts/${host.id}`,
    orderKey: 'display_name',
    width: 200,
    pinned: true,
    grow: true,
  },
  {
    id: 'status',
    label: 'Status',
    value: (host) => host.status,
    draw: (host) => <Status host={host} />,
    orderKey: 'status',
    width: 195,
  },
  {
    id: 'platform',
    label: 'Platform',
    value: (host) => host.os_version || platformFamily(host.platform).name,
    orderKey: 'os_version',
    width: 165,
  },
  {
    id: 'osquery',
    label: 'osquery',
    value: (host) => host.osquery_version,
    orderKey: 'osquery_version',
    width: 80,
  },
  {
    id: 'team',
    label: 'Team',
    value: (host) => host.team_name ?? 'No team',
    orderKey: 'team_name',
    width: 100,
  },
  { id: 'labels', label: 'Labels', value: (host) => ownLabels(host) || 'none', width: 90 },
  {
    id: 'configuration',
    label: 'Configuration',
    value: (host) => host.config.state,
    draw: (host) => <ConfigurationBadge state={host.config.state} />,
    orderKey: 'config',
    width: 115,
  },
  {
    id: 'seen',
    label: 'Last seen',
    value: (host) => host.seen_time,
    draw: (host) => <Time at={host.seen_time} source="server received" />,
    orderKey: 'seen_time',
    width: 90,
  },
  {
    id: 'enrolled',
    label: 'Enrolled',
    value: (host) => host.enrolled_at,
    draw: (host) => <Time at={host.enrolled_at} />,
    orderKey: 'enrolled_at',
    width: 85,
  },
  {
    id: 'serial',
    label: 'Serial',
    value: (host) => host.hardware_serial,
    agent: true,
    hidden: true,
    orderKey: 'hardware_serial',
    width: 150,
  },
  {
    id: 'uuid',
    label: 'UUID',
    value: (host) => host.uuid,
    agent: true,
    hidden: true,
    orderKey: 'uuid',
    width: 290,
  },
  {
    id: 'address',
    label: 'Address',
    value: (host) => host.primary_ip,
    hidden: true,
    orderKey: 'primary_ip',
    width: 130,
  },
  {
    id: 'vitals',
    label: 'Vitals read',
    value: (host) => host.detail_updated_at,
    draw: (host) => <Time at={host.detail_updated_at} />,
    hidden: true,
    orderKey: 'detail_updated_at',
    width: 110,
  },
  {
    id: 'rhythm',
    label: 'Calls every',
    value: (host) => host.rhythm_seconds,
    draw: (host) => (host.rhythm_seconds > 0 ? formatDuration(host.rhythm_seconds) : 'not known'),
    hidden: true,
    width: 100,
  },
]

/** With the column of boxes in front. */
export const hostColumns = (select: GridColumn<HostRow>): readonly GridColumn<HostRow>[] => [
  select,
  ...ownColumns,
]

export function HostCard({ host }: { host: HostRow }) {
  const { os_version, platform, osquery_version, team_name } = host
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <span className="flex min-w-0 items-center gap-1">
          <span className="-ms-3 shrink-0">
            <SelectBox row={host} inGrid={false} />
          </span>
          <HostName host={host} />
        </span>
        <span className="shrink-0 text-meta">
          {host.status} <NextCheckIn host={host} />
        </span>
      </div>
      <p className="flex min-w-0 items-center gap-2 text-fg-muted text-meta">
        <span className="truncate">
          {[
            os_version || platformFamily(platform).name,
            `osquery ${osquery_version || 'not told'}`,
            team_name ?? 'No team',
          ].join(', ')}
        </span>
        <ConfigurationBadge state={host.config.state} />
      </p>
    </div>
  )
}
