'use client'
// The hosts of one state of a query, with what they said, and the door to ask them.
import { useState } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { HostChip } from '@/components/ui/host-chip'
import { LoadMore } from '@/components/ui/load-more'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { api } from '@/lib/client/api'
import { usePoll } from '@/lib/client/use-poll'
import { type HealthHost, HealthHosts, type HealthState, type QueryHealth } from '@/lib/wire/health'
import { askWhyPath, drawings } from './health-words'

type HealthHostsProps = { packId: number; query: QueryHealth; state: HealthState }

const times: Record<HealthState, string> = {
  reporting: 'last heard',
  failing: 'failed',
  denylisted: 'told',
  silent: 'last heard',
  not_due: 'last heard',
}

function HostRow({ host, state }: { host: HealthHost; state: HealthState }) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-line border-t py-1 first:border-t-0">
      <HostChip
        name={host.display_name}
        status={host.status}
        platform={host.platform}
        href={`/hosts/${host.id}`}
        className="w-56 max-sm:w-full"
      />
      {host.message && <span className="mono min-w-0 flex-1 break-words">{host.message}</span>}
      <span className="ms-auto text-fg-muted text-meta">
        {host.at ? (
          <>
            {times[state]} <Time at={host.at} />
          </>
        ) : (
          'never heard of'
        )}
      </span>
    </li>
  )
}

function useStateHosts({ packId, query, state }: HealthHostsProps) {
  const params = new URLSearchParams({ query: String(query.pack_query_id), state, limit: '100' })
  const path = `/api/v1/fleet/packs/${packId}/health/hosts?${params}`
  const first = usePoll(HealthHosts, path, 30)
  const [rest, setRest] = useState<{ hosts: HealthHost[]; next: string | null }>()
  const [busy, setBusy] = useState(false)
  const next = rest ? rest.next : (first.value?.next_cursor ?? null)
  const more = async () => {
    setBusy(true)
    const page = await api(HealthHosts, `${path}&cursor=${next}`).catch(() => undefined)
    if (page) setRest({ hosts: [...(rest?.hosts ?? []), ...page.hosts], next: page.next_cursor })
    setBusy(false)
  }
  const hosts = [...(first.value?.hosts ?? []), ...(rest?.hosts ?? [])]
  return { first, hosts, hasMore: next !== null, busy, more }
}

export function HealthHostList(props: HealthHostsProps) {
  const { query, state } = props
  const { first, hosts, hasMore, busy, more } = useStateHosts(props)
  const { label } = drawings[state]
  if (!first.value) return <Pending poll={first} failed="The hosts could not be read" />
  if (hosts.length === 0) return <EmptyState className="py-4" title={`No host is ${label}`} />
  const why = askWhyPath(
    query.full_name,
    hosts.map(({ id }) => id),
  )
  return (
    <section aria-label={`Hosts ${label}`} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">
          {first.value.count} {label}
        </h3>
        <ButtonLink href={why} size="small">
          Ask them why
        </ButtonLink>
      </div>
      <ul>
        {hosts.map((host) => (
          <HostRow key={host.id} host={host} state={state} />
        ))}
      </ul>
      <LoadMore
        shown={hosts.length}
        total={first.value.count}
        hasMore={hasMore}
        busy={busy}
        onMore={more}
      />
    </section>
  )
}
