// What the host last told of itself, beside what it runs.
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { CostBadge } from '@/components/ui/cost-badge'
import { Time } from '@/components/ui/time'
import { formatBytes, formatCount, formatDuration, formatNoun } from '@/lib/client/format'
import type { HostQuery } from '@/lib/wire/host-queries'
import type { HostDetail } from '@/lib/wire/hosts'

type Fact = { label: string; value: ReactNode }

const present = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined

/** "0.4 s slow", "in step". */
function clockWords(skewSeconds: number): string {
  if (Math.abs(skewSeconds) < 0.5) return 'in step'
  const size = Math.abs(skewSeconds).toLocaleString('en-US', { maximumFractionDigits: 1 })
  return `${size} s ${skewSeconds > 0 ? 'fast' : 'slow'}`
}

/** The facts that were told; what was not is left out. */
function factsOf({ vitals, ...host }: HostDetail): Fact[] {
  const facts: Fact[] = []
  const add = (label: string, value: ReactNode) => value && facts.push({ label, value })
  add('Model', [vitals.hardware_vendor, vitals.hardware_model].filter(Boolean).join(' '))
  add('Processor', vitals.cpu_brand)
  if (present(vitals.cpu_logical_cores)) add('Cores', `${vitals.cpu_logical_cores}`)
  if (present(vitals.memory_bytes)) add('Memory', formatBytes(vitals.memory_bytes))
  if (present(vitals.disk_bytes) && present(vitals.disk_free_bytes) && vitals.disk_bytes > 0) {
    const used = Math.round(100 * (1 - vitals.disk_free_bytes / vitals.disk_bytes))
    add('Disk', `${used} % of ${formatBytes(vitals.disk_bytes)} used`)
  }
  if (present(vitals.uptime_seconds)) add('Uptime', formatDuration(vitals.uptime_seconds))
  if (present(vitals.clock_skew_seconds)) add('Clock', clockWords(vitals.clock_skew_seconds))
  add('Architecture', vitals.arch)
  add('Build', vitals.build)
  add('Calls every', host.rhythm_seconds > 0 && formatDuration(host.rhythm_seconds))
  add(
    'Reads config',
    host.config_tls_refresh > 0 && `every ${formatDuration(host.config_tls_refresh)}`,
  )
  add('Sends logs', host.logger_tls_period > 0 && `every ${formatDuration(host.logger_tls_period)}`)
  return facts
}

/** What its scheduled queries cost it in a day, as far as they were measured here. */
function DayCost({ queries }: { queries: readonly HostQuery[] }) {
  const measured = queries.filter(({ cpu_ms }) => cpu_ms !== null)
  if (measured.length === 0) return null
  const ms = measured.reduce((sum, one) => sum + ((one.cpu_ms ?? 0) * 86_400) / one.interval, 0)
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 border-line border-t pt-2">
      <span className="text-fg-muted">Its queries</span>
      <CostBadge agentSecondsPerDay={ms / 1000} />
      {measured.length < queries.length && (
        <span className="text-fg-subtle text-meta">
          {formatCount(measured.length)} of {formatNoun(queries.length, 'query')} measured
        </span>
      )}
    </div>
  )
}

type HostVitalsProps = { host: HostDetail; queries: readonly HostQuery[] }

export function HostVitals({ host, queries }: HostVitalsProps) {
  const facts = factsOf(host)
  const addresses = host.vitals.addresses ?? []
  return (
    <Card title="Vitals" className="self-start">
      {facts.length === 0 ? (
        <p className="text-fg-muted">
          The host has not told its vitals yet. It is asked when it calls.
        </p>
      ) : (
        <dl className="flex flex-col gap-1">
          {facts.map(({ label, value }) => (
            <div key={label} className="flex gap-3">
              <dt className="w-28 shrink-0 text-fg-muted">{label}</dt>
              <dd className="min-w-0 flex-1 break-words">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {addresses.length > 0 && (
        <ul aria-label="Addresses" className="mt-3 border-line border-t pt-2">
          {addresses.map(({ interface: name, address, mac }) => (
            <li key={`${name} ${address}`} className="mono flex gap-3 text-meta">
              <span className="w-28 shrink-0 truncate text-fg-muted">{name}</span>
              <span className="min-w-0 flex-1 break-all" title={mac}>
                {address}
              </span>
            </li>
          ))}
        </ul>
      )}
      <DayCost queries={queries} />
      <p className="mt-3 text-fg-subtle text-meta">
        Read <Time at={host.detail_updated_at} />
        {host.refetch_requested && ', asked again: due at its next check-in'}
      </p>
    </Card>
  )
}
