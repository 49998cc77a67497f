'use client'
// What the server sees while this is open: who came in, who was refused and why, and after a minute
// of silence where to look.
import { useEffect, useState } from 'react'
import { HostChip } from '@/components/ui/host-chip'
import { Time } from '@/components/ui/time'
import { formatNoun } from '@/lib/client/format'
import { useNow } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { type EnrolledHost, EnrolmentReply, type Refusal } from '@/lib/wire/enrolments'
import { refusalWords } from './refusal-words'

const pollSeconds = 3
const silentMs = 60_000
const shownMost = 12

/** Asked first only for the server's own time: this browser's clock may be wrong. */
const neverSince = '9999-12-31T00:00:00Z'

function useArrivals() {
  const [opened, setOpened] = useState<{ since: string; atMs: number }>()
  const since = encodeURIComponent(opened?.since ?? neverSince)
  const poll = usePoll(EnrolmentReply, `/api/v1/fleet/enrolments?since=${since}`, pollSeconds)
  const now = poll.value?.now
  useEffect(() => {
    if (now !== undefined) setOpened((held) => held ?? { since: now, atMs: Date.now() })
  }, [now])
  return { ...poll, opened }
}

function Enrolled({ hosts, count }: { hosts: readonly EnrolledHost[]; count: number }) {
  if (count === 0) return null
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
      {hosts.slice(0, shownMost).map(({ id, display_name, platform, again }) => (
        <li key={id} className="flex min-w-0 items-center gap-1.5">
          <HostChip name={display_name} status="online" platform={platform} href={`/hosts/${id}`} />
          {again && <span className="text-fg-subtle text-meta">was here before</span>}
        </li>
      ))}
      {count > shownMost && <li className="text-fg-muted">and {count - shownMost} more</li>}
    </ul>
  )
}

function Refused({ refused }: { refused: readonly Refusal[] }) {
  if (refused.length === 0) return null
  return (
    <div className="mt-3">
      <p className="font-medium text-warn-fg">
        {formatNoun(
          refused.reduce((sum, { tries }) => sum + tries, 0),
          'try was',
          'tries were',
        )}{' '}
        refused
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {refused.slice(0, shownMost).map((refusal) => (
          <li key={`${refusal.at} ${refusal.address} ${refusal.reason}`} className="text-fg-muted">
            <span className="text-fg">{refusal.hostname || 'A machine'}</span> at{' '}
            <span className="mono">{refusal.address}</span>, <Time at={refusal.at} />:{' '}
            {refusalWords(refusal)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Causes({ tlsHost }: { tlsHost: string | null }) {
  return (
    <ul className="mt-2 list-disc ps-5 text-fg-muted">
      <li>
        <b className="font-medium text-fg">Address</b>: the machine must reach{' '}
        <span className="mono">{tlsHost ?? 'this server'}</span>, through firewalls and name
        service.
      </li>
      <li>
        <b className="font-medium text-fg">Certificate</b>: it must name that very host, and the
        machine must have the one shown here. osqueryd says “certificate verify failed” otherwise.
      </li>
      <li>
        <b className="font-medium text-fg">Secret</b>: it must be the one above, not ended and not
        used up. A wrong one shows here as a refused try.
      </li>
    </ul>
  )
}

export function Arrivals({ tlsHost }: { tlsHost: string | null }) {
  const { value, opened, failure } = useArrivals()
  const now = useNow()
  if (failure?.status === 403)
    return <p className="text-fg-muted">Needs the maintainer role; the host list shows them too.</p>
  const count = opened ? (value?.enrolled_count ?? 0) : 0
  const silent = opened && count === 0 && now - opened.atMs > silentMs
  return (
    <div>
      <p role="status">
        Since you opened this: <b className="font-medium">{formatNoun(count, 'host')}</b>
        {count === 0 && !silent && (
          <span className="text-fg-muted">. A machine shows here within seconds of its start.</span>
        )}
      </p>
      {failure && <p className="text-warn-fg">Not read just now: {failure.message}</p>}
      {opened && <Enrolled hosts={value?.enrolled ?? []} count={count} />}
      {silent && <Causes tlsHost={tlsHost} />}
      {opened && <Refused refused={value?.refused ?? []} />}
    </div>
  )
}
