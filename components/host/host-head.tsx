'use client'
// Over everything else of a host: what it is, whether it is alive, and if not, since when and what happens
// when it returns.
import { type ReactNode, useState } from 'react'
import { NextCheckIn } from '@/components/hosts/check-in'
import { ConfigurationBadge } from '@/components/hosts/configuration-badge'
import { ToneBadge } from '@/components/ui/badge'
import { Banner } from '@/components/ui/banner'
import { HostDot } from '@/components/ui/host-chip'
import { PlatformIcon, platformFamily } from '@/components/ui/platform-icon'
import { Time } from '@/components/ui/time'
import { formatBytes, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { HostCampaigns, type HostQueries } from '@/lib/wire/host-queries'
import type { HostDetail } from '@/lib/wire/hosts'

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <dt className="shrink-0 text-fg-muted">{label}</dt>
      <dd className="flex min-w-0 items-center gap-1.5 sm:truncate">{children}</dd>
    </div>
  )
}

function Identity({ host }: { host: HostDetail }) {
  const { hardware_serial, uuid, primary_ip, enroll_secret } = host
  return (
    <>
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
        {enroll_secret && <span className="truncate">with “{enroll_secret}”</span>}
      </Fact>
    </>
  )
}

export function HostFacts({ host, queries }: { host: HostDetail; queries: HostQueries }) {
  const { config } = host
  const [only] = queries.packs
  const revision = only && queries.packs.length === 1 ? `r${only.revision ?? only.due}` : undefined
  return (
    <dl className="mb-3 flex flex-wrap gap-x-6 gap-y-1">
      <Fact label="Platform">
        <PlatformIcon platform={host.platform} />
        {host.os_version || platformFamily(host.platform).name}
      </Fact>
      <Fact label="osquery">{host.osquery_version || 'not told'}</Fact>
      <Fact label="Team">{host.team_name ?? 'No team'}</Fact>
      <Identity host={host} />
      <Fact label="Configuration">
        {revision && <span>{revision}</span>}
        <ConfigurationBadge state={config.state} />
        {config.bytes !== null && <span>{formatBytes(config.bytes)},</span>}
        <span>
          served <Time at={config.served_at} />
        </span>
      </Fact>
    </dl>
  )
}

export function HostNote({ host }: { host: HostDetail }) {
  return (
    <>
      <HostDot status={host.status} />
      <span>{host.status}</span>
      <NextCheckIn host={host} className="truncate" />
      {host.is_new && <ToneBadge tone="info">new</ToneBadge>}
    </>
  )
}

/** "2 live queries wait for it", "Base r8 is due", "its vitals are asked for". */
function returnWords(host: HostDetail, queries: HostQueries, waiting: number): string[] {
  const due = queries.packs.filter(({ revision, due }) => revision !== due)
  const [first] = due
  return [
    ...(waiting > 0
      ? [`${formatNoun(waiting, 'live query')} ${waiting === 1 ? 'waits' : 'wait'} for it`]
      : []),
    ...(first && due.length === 1 ? [`${first.name} r${first.due} is due`] : []),
    ...(due.length > 1 ? [`${formatNoun(due.length, 'pack')} are due in another revision`] : []),
    ...(due.length === 0 && host.config.state !== 'in_sync' ? ['its configuration is due'] : []),
    ...(host.refetch_requested ? ['its vitals are asked for'] : []),
  ]
}

type AwayProps = { host: HostDetail; queries: HostQueries; seesLive: boolean }

/** Nothing while the host is online. */
export function HostAway({ host, queries, seesLive }: AwayProps) {
  const [began] = useState(queries)
  const isAway = host.status !== 'online'
  const path = `/api/v1/fleet/hosts/${host.id}/campaigns?state=waiting&per_page=1`
  const poll = usePoll(HostCampaigns, isAway && seesLive ? path : null, 60)
  if (!isAway) return null
  const words = returnWords(host, began, poll.value?.count ?? 0)
  return (
    <Banner tone={host.status === 'missing' ? 'warn' : 'offline'} className="mb-4">
      {host.seen_time === null ? (
        'It never called since it enrolled.'
      ) : (
        <>
          Last heard <Time at={host.seen_time} source="server received" />.
        </>
      )}{' '}
      {words.length > 0 ? `When it returns: ${words.join(', ')}.` : 'Nothing waits for its return.'}
    </Banner>
  )
}
