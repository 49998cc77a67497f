'use client'
// The hosts that a pack reaches, in the order of their ids, by the rules of their configuration.
import { useState } from 'react'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { HostChip } from '@/components/ui/host-chip'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { platformFamily } from '@/components/ui/platform-icon'
import { StateBar } from '@/components/ui/state-bar'
import { api } from '@/lib/client/api'
import { usePoll } from '@/lib/client/use-poll'
import { type PackHost, PackHosts } from '@/lib/wire/pack-hosts'
import type { Pack } from '@/lib/wire/packs'

const chip = (host: PackHost) => (
  <HostChip name={host.display_name} status={host.status} platform={host.platform} />
)

const columns: readonly GridColumn<PackHost>[] = [
  {
    id: 'host',
    label: 'Host',
    value: (host) => host.display_name,
    draw: chip,
    href: (host) => `/hosts/${host.id}`,
    width: 220,
    grow: true,
  },
  { id: 'status', label: 'Status', value: (host) => host.status, width: 110 },
  {
    id: 'platform',
    label: 'Platform',
    value: (host) => host.os_version || platformFamily(host.platform).name,
    width: 240,
    grow: true,
  },
  { id: 'osquery', label: 'osquery', value: (host) => host.osquery_version, width: 110 },
  { id: 'team', label: 'Team', value: (host) => host.team_name ?? 'No team', width: 160 },
]

const nothing = { mode: 'server', sort: undefined, onSort: () => undefined } as const

/** The first page, read again and again, with the pages after it that were asked for. */
function usePackHosts(packId: number) {
  const path = `/api/v1/fleet/packs/${packId}/hosts`
  const first = usePoll(PackHosts, path, 30)
  const [rest, setRest] = useState<{ hosts: PackHost[]; next: string | null }>()
  const [busy, setBusy] = useState(false)
  const next = rest ? rest.next : (first.value?.next_cursor ?? null)
  const more = async () => {
    setBusy(true)
    const page = await api(PackHosts, `${path}?cursor=${next}`).catch(() => undefined)
    if (page) setRest({ hosts: [...(rest?.hosts ?? []), ...page.hosts], next: page.next_cursor })
    setBusy(false)
  }
  const hosts = [...(first.value?.hosts ?? []), ...(rest?.hosts ?? [])]
  return { first, hosts, hasMore: next !== null, busy, more }
}

function Reach({ reply }: { reply: PackHosts }) {
  return (
    <StateBar
      parts={[
        { state: 'online', count: reply.online, tone: 'ok' },
        { state: 'offline', count: reply.offline, tone: 'offline' },
        { state: 'missing', count: reply.missing, tone: 'warn' },
      ]}
      total={reply.count}
      noun="hosts"
    />
  )
}

function HostCard({ host }: { host: PackHost }) {
  return (
    <div className="flex min-w-0 items-center justify-between gap-3">
      <HostChip
        name={host.display_name}
        status={host.status}
        platform={host.platform}
        href={`/hosts/${host.id}`}
      />
      <span className="text-fg-muted text-meta">{host.status}</span>
    </div>
  )
}

export function PackHostsTab({ pack }: { pack: Pack }) {
  const { first, hosts, hasMore, busy, more } = usePackHosts(pack.id)
  const reply = first.value
  if (!reply) return <Pending poll={first} failed="The hosts could not be read" />
  return (
    <div className="flex h-full min-h-80 flex-col gap-4">
      <Reach reply={reply} />
      {pack.disabled && reply.count > 0 && (
        <p className="text-fg-muted">The pack is off. These hosts get it when it is switched on.</p>
      )}
      <DataGrid
        fill
        label="Hosts reached"
        noun="host"
        columns={columns}
        rowKey={(host) => host.id}
        card={(host) => <HostCard host={host} />}
        source={{ ...nothing, rows: hosts, total: reply.count, hasMore, busy, onMore: more }}
        empty={
          <EmptyState title="The pack reaches no host">No host matches its targets now.</EmptyState>
        }
      />
    </div>
  )
}
