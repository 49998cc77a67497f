'use client'
// The fleet as a whole and its parts; each part leads to the hosts that it counts.
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { withTeam } from '@/components/shell/navigation'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/page-states'
import { platformFamily } from '@/components/ui/platform-icon'
import { StateBar } from '@/components/ui/state-bar'
import { hostParts } from '@/components/ui/state-words'
import { formatCount } from '@/lib/client/format'
import type { HostCounts } from '@/lib/wire/hosts'
import type { Overview } from '@/lib/wire/overview'

/** The three states that add up to all hosts; the new ones are among them. */
export function statusParts(counts: HostCounts) {
  return hostParts(counts).filter(({ state }) => state !== 'new')
}

function Figures({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-line border-t py-2">
      <dt className="w-24 shrink-0 text-fg-muted">{title}</dt>
      <dd className="flex min-w-0 flex-1 flex-wrap gap-x-4 gap-y-1">{children}</dd>
    </div>
  )
}

function Count({ href, count, label }: { href: string; count: number; label: string }) {
  return (
    <Link href={href} className="inline-flex min-h-6 items-center gap-1 hover:underline">
      <span className="tabular-nums">{formatCount(count)}</span>
      <span className="text-fg-muted">{label}</span>
    </Link>
  )
}

const configurationWords = [
  ['in_sync', 'in sync'],
  ['due', 'due'],
  ['late', 'late'],
  ['not_served', 'not served yet'],
] as const

/** The most common versions, the rest as one figure. */
function Versions({ versions }: { versions: Overview['versions'] }) {
  const shown = versions.slice(0, 3)
  const rest = versions.slice(3).reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      {[...shown, ...(rest > 0 ? [{ name: 'other', count: rest }] : [])].map(({ name, count }) => (
        <span key={name} className="inline-flex min-h-6 items-center gap-1">
          <span className="text-fg-muted">{name || 'not told'}</span>
          <span className="tabular-nums">{formatCount(count)}</span>
        </span>
      ))}
    </>
  )
}

type BreakdownProps = { overview: Overview; to: (query: string) => string }

/** The fleet by platform, version and configuration. */
function Breakdown({ overview: { platforms, configuration, versions }, to }: BreakdownProps) {
  return (
    <dl>
      <Figures title="Platform">
        {platforms.map(({ name, count }) => (
          <Count
            key={name}
            href={to(`?platform=${name}`)}
            count={count}
            label={platformFamily(name).name}
          />
        ))}
      </Figures>
      <Figures title="osquery">
        <Versions versions={versions} />
      </Figures>
      <Figures title="Configuration">
        {configurationWords.map(([state, label]) => (
          <Count
            key={state}
            href={to(`?config=${state}`)}
            count={configuration[state]}
            label={label}
          />
        ))}
      </Figures>
    </dl>
  )
}

export function HostFigures({ overview }: { overview: Overview }) {
  const router = useRouter()
  const team = useSearchParams().get('team_id')
  const { hosts } = overview
  const to = (query: string) => withTeam(`/hosts${query}`, team)
  if (hosts.count === 0) {
    return (
      <Card title="Hosts">
        <EmptyState title="No host has enrolled yet" className="py-6">
          Figures appear with the first agent that calls.
        </EmptyState>
      </Card>
    )
  }
  return (
    <Card
      title={
        <Link href={to('')} className="hover:underline">
          Hosts
        </Link>
      }
      note={`${formatCount(hosts.new)} of ${formatCount(hosts.count)} new`}
    >
      <StateBar
        parts={statusParts(hosts)}
        total={hosts.count}
        noun="hosts"
        onSelect={(state) => router.push(to(state ? `?status=${state}` : ''))}
        className="mb-3"
      />
      <Breakdown overview={overview} to={to} />
    </Card>
  )
}
