'use client'
// The exact configuration of the host, where each part comes from, and whether the host runs it.
import { useMemo } from 'react'
import { ConfigurationBadge } from '@/components/hosts/configuration-badge'
import { Button } from '@/components/ui/button'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatBytes } from '@/lib/client/format'
import { useCopy } from '@/lib/client/use-copy'
import { usePoll } from '@/lib/client/use-poll'
import { HostConfiguration, type HostDetail } from '@/lib/wire/hosts'
import { ConfigJson, configLines } from './config-json'

function Hash({ label, value }: { label: string; value: string | null }) {
  return (
    <div className="flex gap-3 max-sm:flex-col max-sm:gap-0">
      <dt className="w-40 shrink-0 text-fg-muted">{label}</dt>
      <dd className="mono min-w-0 break-all">
        {value || <span className="font-sans text-fg-subtle">not told yet</span>}
      </dd>
    </div>
  )
}

/** The size from which a configuration is refused, semantics of saving. */
const bytesMax = 900_000

export function HostConfigTab({ host }: { host: HostDetail }) {
  const poll = usePoll(HostConfiguration, `/api/v1/fleet/hosts/${host.id}/config`, 60)
  const { copied, copy } = useCopy()
  const lines = useMemo(
    () => (poll.value ? configLines(poll.value.config, poll.value.provenance) : []),
    [poll.value],
  )
  if (!poll.value) return <Pending poll={poll} failed="The configuration could not be read" />
  const { bytes, sha1, config } = poll.value
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <ConfigurationBadge state={host.config.state} />
        <span className="text-fg-muted">
          {formatBytes(bytes)} of {formatBytes(bytesMax)} allowed, served{' '}
          <Time at={host.config.served_at} />
        </span>
        <Button size="small" onClick={() => copy(JSON.stringify(config))}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <dl className="flex flex-col gap-1 text-meta">
        <Hash label="It would get now" value={sha1} />
        <Hash label="Last served" value={host.config.expected_hash} />
        <Hash label="Last reported by the host" value={host.config.reported_hash} />
      </dl>
      <ConfigJson label="Configuration of this host" lines={lines} />
    </div>
  )
}
