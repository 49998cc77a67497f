'use client'
// Agents' log lines counted: which hosts are noisy, which queries fail, what is said most. Each group
// leads to its lines.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import type { UrlPatch } from '@/lib/client/use-url-params'
import { type StatusGroup, StatusGroups, type statusGroupings } from '@/lib/wire/status-lines'
import { Severity, statusQueryPath } from './status-words'

export type StatusGrouping = (typeof statusGroupings)[number]

type Change = (patch: UrlPatch) => void

const searchMax = 200

/** The lines of the group alone: by host, by query, or by the longest part without a number. */
function linesOf(group: StatusGroup, by: StatusGrouping): UrlPatch {
  if (by === 'host') return { by: undefined, host_id: String(group.host?.id ?? '') }
  if (by === 'query' && group.query)
    return { by: undefined, pack_query_id: String(group.query.pack_query_id) }
  const parts = (group.message ?? '').split('#')
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), '')
  return { by: undefined, q: longest.trim().slice(0, searchMax) }
}

function What({ group, by }: { group: StatusGroup; by: StatusGrouping }): ReactNode {
  const { host, query, message } = group
  if (by === 'host')
    return host ? (
      <Link href={`/hosts/${host.id}?tab=logs`} className="text-accent-fg hover:underline">
        {host.display_name || host.hostname}
      </Link>
    ) : (
      'a host that is gone'
    )
  return (
    <>
      {query && (
        <Link
          href={statusQueryPath(query)}
          className="me-2 inline-flex min-h-6 items-center font-medium text-accent-fg hover:underline"
        >
          {query.name} ({query.pack})
        </Link>
      )}
      <span className="mono break-words text-meta">{message}</span>
    </>
  )
}

type RowProps = { group: StatusGroup; by: StatusGrouping; most: number; change: Change }

function GroupRow({ group, by, most, change }: RowProps) {
  const { lines, severe, hosts, severity, last_at } = group
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-line border-t px-3 py-2 first:border-t-0 max-sm:grid-cols-1">
      <div className="min-w-0">
        <What group={group} by={by} />
        <div className="mt-1 h-1 rounded-full bg-line">
          <div
            className="state-part h-1 rounded-full bg-chart-1"
            style={{ width: `${Math.max(1, (100 * lines) / most)}%` }}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-3 text-fg-muted text-meta tabular-nums">
        <Severity severity={severity} />
        <span>
          <span className="font-semibold text-fg">{formatNoun(lines, 'line')}</span>,{' '}
          {formatCount(severe)} warnings or worse
        </span>
        {by !== 'host' && <span>{formatNoun(hosts, 'host')}</span>}
        <span>
          last <Time at={last_at} />
        </span>
        <Button size="small" onClick={() => change(linesOf(group, by))}>
          Lines
        </Button>
      </div>
    </li>
  )
}

type StatusGroupListProps = { by: StatusGrouping; params: URLSearchParams; change: Change }

export function StatusGroupList({ by, params, change }: StatusGroupListProps) {
  const query = new URLSearchParams(params)
  query.set('by', by)
  const poll = usePoll(StatusGroups, `/api/v1/fleet/status_logs/groups?${query}`, 30)
  if (!poll.value) return <Pending poll={poll} failed="The lines could not be counted" />
  const { groups, lines, at_least, read_to } = poll.value
  const most = groups.reduce((top, group) => Math.max(top, group.lines), 1)
  return (
    <section aria-label="Groups" className="rounded-lg border border-line bg-surface">
      <p className="border-line border-b px-3 py-2 text-fg-muted tabular-nums">
        {groups.length >= 100 ? 'The 100 largest groups' : formatNoun(groups.length, 'group')} of{' '}
        {at_least && 'the newest '}
        {formatNoun(lines, 'line')}
        {read_to && (
          <>
            , since <Time at={read_to} />
          </>
        )}
      </p>
      {groups.length === 0 ? (
        <EmptyState className="py-8" title="No line matches">
          {by === 'query' ? 'No agent complains of a scheduled query.' : 'Agents logged nothing.'}
        </EmptyState>
      ) : (
        <ul>
          {groups.map((group) => (
            <GroupRow
              key={`${group.host?.id} ${group.query?.pack_query_id} ${group.message}`}
              {...{ group, by, most, change }}
            />
          ))}
        </ul>
      )}
    </section>
  )
}
