'use client'
// The columns of the host list, and one host as a two-line card on a phone.
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { HostChip } from '@/components/ui/host-chip'
import { platformFamily } from '@/components/ui/platform-icon'
import { Time } from '@/components/ui/time'
import type { Host } from '@/lib/wire/hosts'
import { NextCheckIn } from './check-in'
import { ConfigurationBadge } from './configuration-badge'

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
      <NextCheckIn host={host} />
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

export const hostColumns: readonly GridColumn<Host>[] = [
  {
    id: 'host',
    label: 'Host',
    value: (host) => host.display_name,
    draw: (host) => <HostName host={host} plain />,
    href: (host) => `/hosts/${host.id}`,
    orderKey: 'display_name',
    width: 200,
    grow: true,
  },
  {
    id: 'status',
    label: 'Status',
    value: (host) => host.status,
    draw: (host) => <Status host={host} />,
    width: 155,
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
  { id: 'team', label: 'Team', value: (host) => host.team_name ?? 'No team', width: 90 },
  { id: 'labels', label: 'Labels', value: (host) => ownLabels(host) || 'none', width: 90 },
  {
    id: 'configuration',
    label: 'Configuration',
    value: (host) => host.config.state,
    draw: (host) => <ConfigurationBadge state={host.config.state} />,
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
    width: 105,
  },
  {
    id: 'serial',
    label: 'Serial',
    value: (host) => host.hardware_serial,
    agent: true,
    hidden: true,
    width: 150,
  },
  {
    id: 'address',
    label: 'Address',
    value: (host) => host.primary_ip,
    hidden: true,
    width: 130,
  },
]

export function HostCard({ host }: { host: Host }) {
  const { os_version, platform, osquery_version, team_name } = host
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 items-center justify-between gap-3">
        <HostName host={host} />
        <span className="shrink-0 text-meta">
          {host.status} <NextCheckIn host={host} />
        </span>
      </div>
      <p className="truncate text-fg-muted text-meta">
        {[
          os_version || platformFamily(platform).name,
          `osquery ${osquery_version || 'not told'}`,
          team_name ?? 'No team',
        ].join(', ')}
      </p>
    </div>
  )
}
