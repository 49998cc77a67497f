'use client'
// Errors grouped by the agents' message, each with its meaning, a remedy and the hosts.
import Link from 'next/link'
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { AgentValue } from '@/components/ui/grid/grid-cell'
import { EmptyState } from '@/components/ui/page-states'
import { formatCount, formatNoun } from '@/lib/client/format'
import type { LiveView } from '@/lib/client/live-rows'
import type { CampaignCounts, HostState } from '@/lib/wire/campaigns'
import { type ErrorGroup, errorGroups } from './error-groups'
import { meaningOf } from './error-words'

const namedMax = 6

function Hosts({ hosts }: Pick<ErrorGroup, 'hosts'>) {
  const rest = hosts.length - namedMax
  return (
    <p className="flex flex-wrap gap-x-3">
      {hosts.slice(0, namedMax).map(({ id, hostname, display_name }) => (
        <Link
          key={id}
          href={`/hosts/${id}`}
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
        >
          {display_name || hostname}
        </Link>
      ))}
      {rest > 0 && (
        <span className="inline-flex min-h-6 items-center text-fg-muted">
          and {formatCount(rest)} more
        </span>
      )}
    </p>
  )
}

function Group({ message, hosts }: ErrorGroup) {
  const { meaning, remedy } = meaningOf(message)
  return (
    <li className="flex flex-col gap-1 border-line border-t px-4 py-3 first:border-t-0">
      <div className="flex min-w-0 items-baseline gap-3">
        <span className="shrink-0 font-semibold tabular-nums">
          {formatNoun(hosts.length, 'host')}
        </span>
        <AgentValue value={message} className="whitespace-pre-wrap! break-words text-bad-fg" />
      </div>
      <p className="max-w-[76ch] text-fg-muted">
        {meaning} {remedy}
      </p>
      <Hosts hosts={hosts} />
    </li>
  )
}

type ErrorsTabProps = {
  rows: LiveView
  counts: CampaignCounts
  onState: (state: HostState) => void
}

export function ErrorsTab({ rows, counts, onState }: ErrorsTabProps) {
  const groups = useMemo(() => errorGroups(rows), [rows])
  if (groups.length === 0 && counts.too_large === 0) {
    return (
      <EmptyState title="No host reported an error">
        {formatCount(counts.answered)} of {formatNoun(counts.targeted, 'host')} answered.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Errors" className="rounded-lg border border-line bg-surface">
      {groups.map((group) => (
        <Group key={group.message} {...group} />
      ))}
      {counts.too_large > 0 && (
        <li className="flex flex-wrap items-center justify-between gap-2 border-line border-t px-4 py-3 first:border-t-0">
          <p className="max-w-[76ch] text-fg-muted">
            <span className="font-semibold text-fg">{formatNoun(counts.too_large, 'host')}</span>{' '}
            answered with more than is kept from one host. What fits is kept. Ask for fewer columns
            or rows.
          </p>
          <Button size="small" onClick={() => onState('too_large')}>
            Show these hosts
          </Button>
        </li>
      )}
    </ul>
  )
}
