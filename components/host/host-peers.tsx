'use client'
// One host beside the others: which of its rows are rare, what it lacks that most have, and how many
// hosts have exactly what it has.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { ToneBadge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import type { HostQuery } from '@/lib/wire/host-queries'
import { type PeerGroup, PeersReply } from '@/lib/wire/results-peers'
import type { Columns } from '@/lib/wire/values'
import { stateParams } from './host-moment'
import { RowFields } from './row-fields'

const rowsShown = 50
const groupsShown = 10

function Row({ columns, children }: { columns: Columns; children: ReactNode }) {
  return (
    <li className="flex items-start gap-3 border-line border-t px-3 py-1.5 first:border-t-0 max-sm:flex-col max-sm:gap-0.5">
      <RowFields columns={columns} />
      <span className="shrink-0 text-fg-muted tabular-nums">{children}</span>
    </li>
  )
}

type PartProps = { title: string; note: string; children: ReactNode }

function Part({ title, note, children }: PartProps) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-baseline gap-x-2 border-line border-b px-3 py-2">
        <h2 className="font-semibold">{title}</h2>
        <span className="text-fg-muted">{note}</span>
      </header>
      {children}
    </section>
  )
}

type CountedProps = { rows: PeersReply['own_rows']; hosts: number; empty: string }

function Counted({ rows, hosts, empty }: CountedProps) {
  if (rows.length === 0) return <p className="px-3 py-3 text-fg-muted">{empty}</p>
  const more = rows.length - rowsShown
  return (
    <>
      <ul>
        {rows.slice(0, rowsShown).map((row) => (
          <Row key={JSON.stringify(row.columns)} columns={row.columns}>
            {row.hosts === 1 && hosts > 1 && <ToneBadge tone="warn">only here</ToneBadge>}{' '}
            {formatCount(row.hosts)} of {formatNoun(hosts, 'host')}
          </Row>
        ))}
      </ul>
      {more > 0 && (
        <p className="border-line border-t px-3 py-2 text-fg-muted">
          {formatNoun(more, 'row')} more, which more hosts have.
        </p>
      )}
    </>
  )
}

function Group({ group }: { group: PeerGroup }) {
  const { hosts, rows_count, is_own, lacks, more, examples } = group
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0">
      <span className="w-24 font-medium tabular-nums">{formatNoun(hosts, 'host')}</span>
      <span className="text-fg-muted tabular-nums">
        {formatNoun(rows_count, 'row')}
        {is_own
          ? ': as on this host'
          : `: ${formatCount(more)} that this host lacks, ${formatCount(lacks)} that it has and they lack`}
      </span>
      <span className="ms-auto flex min-w-0 flex-wrap gap-x-2 text-meta">
        {examples.slice(0, 3).map((host) => (
          <Link
            key={host.id}
            href={`/hosts/${host.id}?tab=results`}
            className="inline-flex min-h-6 items-center text-accent-fg hover:underline"
          >
            {host.display_name || host.hostname}
          </Link>
        ))}
      </span>
    </li>
  )
}

type HostPeersProps = { hostId: number; query: HostQuery; at: string | undefined }

export function HostPeers({ hostId, query, at }: HostPeersProps) {
  const params = stateParams(hostId, query)
  if (at !== undefined) params.set('at', at)
  const poll = usePoll(PeersReply, `/api/v1/fleet/results/peers?${params}`, 60)
  if (!poll.value) return <Pending poll={poll} failed="The other hosts could not be read" />
  const { host, groups, hosts, groups_count, at_least, own_rows, missing_rows } = poll.value
  if (!host)
    return (
      <EmptyState title="Nothing to compare">
        This host {at === undefined ? 'has not' : 'had not'} reported on it.
      </EmptyState>
    )
  const all = `${at_least ? 'at least ' : ''}${formatNoun(hosts, 'host')}`
  return (
    <div className="flex flex-col gap-3">
      <Part title="Its rows, rarest first" note={`among ${all}`}>
        <Counted rows={own_rows} hosts={hosts} empty="It found nothing." />
      </Part>
      <Part
        title="What most others have and it lacks"
        note={formatNoun(missing_rows.length, 'row')}
      >
        <Counted rows={missing_rows} hosts={hosts} empty="It lacks nothing that most have." />
      </Part>
      <Part title="Hosts with equal rows" note={formatNoun(groups_count, 'group')}>
        <ul>
          {groups.slice(0, groupsShown).map((group) => (
            <Group key={group.rows_digest} group={group} />
          ))}
        </ul>
      </Part>
    </div>
  )
}
