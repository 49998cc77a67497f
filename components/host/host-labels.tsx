'use client'
// The labels of a host: in which it is since when, by which it was judged when, and what went wrong.
import Link from 'next/link'
import { ToneBadge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { usePoll } from '@/lib/client/use-poll'
import { type HostLabel, HostLabelsReply } from '@/lib/wire/host-labels'

const kindWords = { builtin: 'built in', sql: 'by SQL', manual: 'by hand' }

function Evaluated({ label }: { label: HostLabel }) {
  if (label.kind === 'manual') return <span className="text-fg-subtle">listed by hand</span>
  if (label.evaluated_at === null)
    return <span className="text-fg-subtle">not yet: asked at its next check-in</span>
  return (
    <span>
      evaluated <Time at={label.evaluated_at} source="server received" />
    </span>
  )
}

function Row({ label }: { label: HostLabel }) {
  const { id, name, member, since, kind, error } = label
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 border-line border-t px-4 py-2 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_7rem_11rem_14rem]">
      <Link href={`/hosts?label_id=${id}`} className="truncate font-medium hover:underline">
        {name}
      </Link>
      <span>
        <ToneBadge tone={member ? 'ok' : 'offline'}>{member ? 'member' : 'not in it'}</ToneBadge>
      </span>
      <span className="text-fg-muted">
        {since === null ? kindWords[kind] : member ? 'since ' : 'out since '}
        {since !== null && <Time at={since} />}
      </span>
      <span className="text-fg-muted max-sm:text-end">
        <Evaluated label={label} />
      </span>
      {error !== null && (
        <p className="col-span-full break-words text-bad-fg">
          The last evaluation failed, so the verdict before it holds:{' '}
          <span className="mono">{error}</span>
        </p>
      )}
    </li>
  )
}

export function HostLabelsTab({ hostId }: { hostId: number }) {
  const poll = usePoll(HostLabelsReply, `/api/v1/fleet/hosts/${hostId}/labels`, 30)
  if (!poll.value) return <Pending poll={poll} failed="The labels could not be read" />
  const { labels } = poll.value
  if (labels.length === 0)
    return <EmptyState title="In no label">It has not told enough of itself yet.</EmptyState>
  return (
    <ul aria-label="Labels of this host" className="rounded-lg border border-line bg-surface">
      {labels.map((label) => (
        <Row key={label.id} label={label} />
      ))}
    </ul>
  )
}
