'use client'
// One host: is it alive, what does it run, and why?
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { NextCheckIn, ReadAtContext } from '@/components/hosts/check-in'
import { ConfigurationBadge } from '@/components/hosts/configuration-badge'
import { Page } from '@/components/shell/page'
import { Badge, ToneBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { HostDot } from '@/components/ui/host-chip'
import { PlatformIcon, platformFamily } from '@/components/ui/platform-icon'
import { type Tab, Tabs } from '@/components/ui/tabs'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import type { HostQueries } from '@/lib/wire/host-queries'
import { type HostDetail, HostReply } from '@/lib/wire/hosts'
import { ConflictBanner } from './conflict-banner'
import { HostActions, type HostRights } from './host-actions'
import { HostCarvesTab } from './host-carves'
import { HostConfigTab } from './host-config'
import { HostLiveTab } from './host-live'
import { HostLogsTab } from './host-logs'
import { HostQueriesTab } from './host-queries'
import { HostResultsTab } from './host-results'
import { HostVitals } from './host-vitals'
import { HostWhyTab } from './host-why'

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <dt className="shrink-0 text-fg-muted">{label}</dt>
      <dd className="flex min-w-0 items-center gap-1.5 sm:truncate">{children}</dd>
    </div>
  )
}

function Facts({ host }: { host: HostDetail }) {
  const { hardware_serial, uuid, primary_ip, config } = host
  return (
    <dl className="mb-3 flex flex-wrap gap-x-6 gap-y-1">
      <Fact label="Platform">
        <PlatformIcon platform={host.platform} />
        {host.os_version || platformFamily(host.platform).name}
      </Fact>
      <Fact label="osquery">{host.osquery_version || 'not told'}</Fact>
      <Fact label="Team">{host.team_name ?? 'No team'}</Fact>
      <Fact label="Serial">
        <span className="mono truncate">{hardware_serial || 'not told'}</span>
      </Fact>
      <Fact label="UUID">
        <span className="mono truncate">{uuid || 'not told'}</span>
      </Fact>
      <Fact label="Address">
        <span className="mono truncate">{primary_ip || 'not known'}</span>
      </Fact>
      <Fact label="Enrolled">
        <Time at={host.enrolled_at} />
      </Fact>
      <Fact label="Configuration">
        <ConfigurationBadge state={config.state} />
        {config.bytes !== null && <span>{formatBytes(config.bytes)},</span>}
        <span>
          served <Time at={config.served_at} />
        </span>
      </Fact>
    </dl>
  )
}

function Note({ host }: { host: HostDetail }) {
  return (
    <>
      <HostDot status={host.status} />
      <span>{host.status}</span>
      <NextCheckIn host={host} className="truncate" />
      {host.is_new && <ToneBadge tone="info">new</ToneBadge>}
    </>
  )
}

function Labels({ host }: { host: HostDetail }) {
  return (
    <Card title="Labels" note={host.labels.length}>
      <ul className="flex flex-wrap gap-2">
        {host.labels.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/hosts?label_id=${id}`} className="inline-flex min-h-6 items-center">
              <Badge className="hover:bg-hover">{name}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export type HostViewProps = {
  host: HostDetail
  queries: HostQueries
  teams: readonly { id: number; name: string }[]
  rights: HostRights & {
    noAsk: string | undefined
    noCarve: string | undefined
    seesResults: boolean
    seesLive: boolean
    seesCarves: boolean
  }
}

function Carved({ host, rights }: Pick<HostViewProps, 'host' | 'rights'>) {
  return <HostCarvesTab host={host} noCarve={rights.noCarve} noWrite={rights.noWrite} />
}

function tabsOf({ host, queries, rights }: HostViewProps): Tab[] {
  const { id } = host
  const tabs: (Tab | false)[] = [
    {
      id: 'queries',
      label: 'Queries',
      count: queries.queries.length,
      content: (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
          <HostQueriesTab hostId={id} first={queries} />
          <HostVitals host={host} />
        </div>
      ),
    },
    { id: 'why', label: 'Why', content: <HostWhyTab hostId={id} /> },
    { id: 'config', label: 'Config', content: <HostConfigTab host={host} /> },
    rights.seesResults && {
      id: 'results',
      label: 'Results',
      content: <HostResultsTab hostId={id} first={queries} />,
    },
    rights.seesLive && {
      id: 'live',
      label: 'Live',
      content: <HostLiveTab host={host} noAsk={rights.noAsk} />,
    },
    rights.seesResults && { id: 'logs', label: 'Logs', content: <HostLogsTab hostId={id} /> },
    rights.seesCarves && {
      id: 'carves',
      label: 'Carves',
      content: <Carved {...{ host, rights }} />,
    },
    {
      id: 'labels',
      label: 'Labels',
      count: host.labels.length,
      content: <Labels host={host} />,
    },
  ]
  return tabs.filter((tab) => tab !== false)
}

export function HostView(props: HostViewProps) {
  const [drawnAt] = useState(() => Date.parse(props.host.seen_time ?? props.host.enrolled_at))
  const poll = usePoll(HostReply, `/api/v1/fleet/hosts/${props.host.id}`, 15)
  const host = poll.value?.host ?? props.host
  return (
    <ReadAtContext value={poll.readAt ?? drawnAt}>
      <Page
        title={host.display_name}
        crumbs={[{ label: 'Hosts', href: '/hosts' }]}
        note={<Note host={host} />}
        actions={<HostActions host={host} teams={props.teams} rights={props.rights} />}
      >
        <ConflictBanner hostId={host.id} />
        {poll.failure?.status === 404 && (
          <Banner tone="warn" className="mb-4">
            This host is gone: deleted, or moved to a team that you cannot see.
          </Banner>
        )}
        <Facts host={host} />
        <Tabs label="Host" tabs={tabsOf({ ...props, host })} />
      </Page>
    </ReadAtContext>
  )
}
