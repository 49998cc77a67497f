'use client'
// Beside a report: how many of the hosts that should report it do, and of each that does not, why not.
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { HostChip } from '@/components/ui/host-chip'
import { LoadMore } from '@/components/ui/load-more'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { StateBar } from '@/components/ui/state-bar'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { type Newest, useNewest } from '@/lib/client/use-newest'
import { useUrlParam } from '@/lib/client/use-url-param'
import { type QueryHost, QueryHosts, ReportState } from '@/lib/wire/query-hosts'
import { absentStates, reportDrawings, reportParts, whyOf } from './report-words'

/** "208 of 212 hosts report, oldest 2 h ago", and the whole as its parts. */
function Coverage({
  hosts,
  readAt,
  state,
  hold,
}: { hosts: QueryHosts } & Choice & {
    readAt: number | undefined
  }) {
  const { counts, expected, oldest_result_at } = hosts
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold tabular-nums">
          {formatCount(counts.reporting)} of {formatNoun(expected, 'host')}
        </span>
        <span className="text-fg-muted">
          {expected === 1 ? 'reports' : 'report'}
          {oldest_result_at && (
            <>
              , oldest <Time at={oldest_result_at} />
            </>
          )}
        </span>
        {readAt !== undefined && <AsOf at={readAt} />}
      </p>
      <StateBar
        parts={reportParts(counts)}
        total={expected}
        noun="hosts"
        selected={state}
        onSelect={(next) => hold(next)}
      />
    </div>
  )
}

/** When it was last there, where that is the matter, and when it last reported. */
function Heard({ host: { state, seen_at, last_result_at } }: { host: QueryHost }) {
  return (
    <>
      {state === 'offline' && seen_at && (
        <span>
          seen <Time at={seen_at} />
        </span>
      )}
      <span>
        {last_result_at ? (
          <>
            last result <Time at={last_result_at} />
          </>
        ) : (
          'never reported'
        )}
      </span>
    </>
  )
}

function HostRow({ host }: { host: QueryHost }) {
  const { label } = reportDrawings[host.state]
  return (
    <li className="grid grid-cols-[13rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 border-line border-t px-3 py-1.5 first:border-t-0 max-sm:grid-cols-1">
      <HostChip
        name={host.display_name}
        status={host.status}
        platform={host.platform}
        href={`/hosts/${host.id}`}
        className="min-w-0"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        <span className="break-words text-fg-muted">: {whyOf(host)}</span>
      </span>
      <span className="flex items-center gap-3 whitespace-nowrap text-fg-muted text-meta">
        <Heard host={host} />
        <Link
          href={`/hosts/${host.id}?tab=why`}
          aria-label={`Why: ${host.display_name}`}
          className="inline-flex min-h-6 items-center text-accent-fg hover:underline pointer-coarse:min-h-11"
        >
          Why
        </Link>
      </span>
    </li>
  )
}

const pages = {
  pageOf: ({ hosts, next_cursor }: QueryHosts) => ({ items: hosts, next: next_cursor }),
  keyOf: ({ id }: QueryHost) => id,
}

type Choice = { state: ReportState | undefined; hold: (state: string | undefined) => void }

function Listed({ list, state, hold }: Choice & { list: Newest<QueryHost, QueryHosts> }) {
  const counts = list.first.value?.counts
  if (!counts) return null
  const total = (state ? [state] : absentStates).reduce((sum, each) => sum + counts[each], 0)
  const title = state ? `Hosts: ${reportDrawings[state].label}` : 'Not reporting, and why'
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2">
        <h2 className="font-semibold">{title}</h2>
        <span className="text-fg-muted tabular-nums">{formatCount(total)}</span>
        {state && (
          <Button size="small" className="ms-auto" onClick={() => hold(undefined)}>
            All that do not report
          </Button>
        )}
      </header>
      {total === 0 && (
        <EmptyState
          className="py-6"
          title={state ? 'No host is in this state' : 'Every host that should report it does'}
        />
      )}
      {/* The rows of the report are the page: however many are silent, they stay within reach. */}
      <ul className="max-h-72 overflow-y-auto overscroll-contain">
        {list.items.map((host) => (
          <HostRow key={host.id} host={host} />
        ))}
      </ul>
      {list.hasMore && (
        <LoadMore
          {...{ total, shown: list.items.length, hasMore: true, busy: list.busy }}
          onMore={list.more}
        />
      )}
    </section>
  )
}

/** `path`: of the hosts of a saved query, or of a query of a pack. */
export function ReportHosts({ path }: { path: string }) {
  const [held, hold] = useUrlParam('hosts')
  const parsed = ReportState.safeParse(held)
  const state = parsed.success ? parsed.data : undefined
  const listed = `${path}?limit=50&state=${state ?? absentStates.join(',')}`
  const list = useNewest(QueryHosts, listed, 30, pages)
  const { value, readAt } = list.first
  if (!value) return <Pending poll={list.first} failed="The hosts could not be read" />
  if (value.expected === 0) return null
  return (
    <div className="flex flex-col gap-3">
      <Coverage hosts={value} readAt={readAt} state={state} hold={hold} />
      <Listed list={list} state={state} hold={hold} />
    </div>
  )
}
