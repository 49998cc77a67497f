'use client'
// Why no line is shown: filters, a time in which nothing came, a query that is off, not due or silent,
// retention. Each with the one thing to do.
import type { ReactNode } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/page-states'
import { Time } from '@/components/ui/time'
import { formatDuration, formatNoun } from '@/lib/client/format'
import { useNow, useZone } from '@/lib/client/use-clock'
import { usePoll } from '@/lib/client/use-poll'
import { PackHealth, type QueryHealth } from '@/lib/wire/health'
import { dayMs, shortInstant, stretchPatch } from './range-words'
import { clearedFilters, setFilterKeys } from './result-url'
import type { Change } from './use-explorer'

type NoLinesProps = {
  params: URLSearchParams
  change: Change
  /** Lines are kept for so many days. */
  keptDays: number
}

const aroundMs = 3_600_000

/** Around the last result, so that it is in view. */
function lastResultPatch(last: string) {
  const at = Date.parse(last)
  return { to: undefined, ...stretchPatch({ from: at - aroundMs, to: at + aroundMs }, Date.now()) }
}

const healthPath = (pack: string) => `/packs/${pack}?tab=health`

type CauseProps = NoLinesProps & { pack: string; query: QueryHealth }

/** What the health of the query says of its absence. */
function Cause({ query, pack, change }: CauseProps) {
  const every = `It runs every ${formatDuration(query.interval)}`
  const look = <ButtonLink href={healthPath(pack)}>Open its health</ButtonLink>
  if (query.expected === 0)
    return (
      <EmptyState
        title="No host runs it now"
        action={<ButtonLink href={`/packs/${pack}`}>Open the pack</ButtonLink>}
      >
        The pack is switched off, or its targets take in no host.
      </EmptyState>
    )
  const { last_result_at: last } = query
  if (last !== null)
    return (
      <EmptyState
        title="Nothing was reported in this time"
        action={
          <Button onClick={() => change(lastResultPatch(last))}>Go to the last result</Button>
        }
      >
        {every} on {formatNoun(query.expected, 'host')}. Its last result came <Time at={last} />.
      </EmptyState>
    )
  if (query.not_due === query.expected)
    return (
      <EmptyState title="Not yet due" action={look}>
        {every} on {formatNoun(query.expected, 'host')}; the first runs are still to come.
      </EmptyState>
    )
  return (
    <EmptyState title="It has not reported yet" action={look}>
      {every}. Of {formatNoun(query.expected, 'host')} {query.silent} are silent, {query.failing}{' '}
      failing, {query.denylisted} denylisted, {query.not_due} not due.
    </EmptyState>
  )
}

function OfQuery(props: NoLinesProps & { pack: string; children: ReactNode }) {
  const { params, pack, children } = props
  const poll = usePoll(PackHealth, `/api/v1/fleet/packs/${pack}/health`, 60)
  const query = poll.value?.queries.find(({ name }) => name === params.get('query'))
  if (!query) return children
  return <Cause {...props} query={query} />
}

function Filtered({ params, change }: Pick<NoLinesProps, 'params' | 'change'>) {
  const hiding = setFilterKeys(params).length
  return (
    <EmptyState
      title={`No line matches ${formatNoun(hiding, 'filter')} in this time`}
      action={<Button onClick={() => change(clearedFilters(params))}>Clear the filters</Button>}
    >
      A longer time may hold some.
    </EmptyState>
  )
}

function InTime({ params, change, keptDays }: NoLinesProps) {
  const now = useNow()
  const zone = useZone()
  const to = Date.parse(params.get('to') ?? '')
  const oldest = now - keptDays * dayMs
  if (!Number.isNaN(to) && to < oldest)
    return (
      <EmptyState title="These lines are gone">
        Lines are kept for {formatNoun(keptDays, 'day')}: the oldest are of{' '}
        {shortInstant(oldest, now, zone)}.
      </EmptyState>
    )
  return (
    <EmptyState
      title="Nothing was reported in this time"
      action={
        <Button onClick={() => change({ from: new Date(oldest).toISOString(), to: undefined })}>
          Show the last {formatNoun(keptDays, 'day')}
        </Button>
      }
    >
      Hosts report here once a pack schedules a query on them. Lines are kept for{' '}
      {formatNoun(keptDays, 'day')}.
    </EmptyState>
  )
}

/** One pack and one of its queries alone: then its health tells the cause. */
function isPlainQuery(params: URLSearchParams): boolean {
  const keys = setFilterKeys(params)
  return keys.length === 2 && params.has('query') && /^[1-9]\d*$/.test(params.get('pack_id') ?? '')
}

export function NoLines(props: NoLinesProps) {
  const { params } = props
  const filtered =
    setFilterKeys(params).length > 0 ? <Filtered {...props} /> : <InTime {...props} />
  if (!isPlainQuery(params)) return filtered
  return (
    <OfQuery {...props} pack={params.get('pack_id') ?? ''}>
      {filtered}
    </OfQuery>
  )
}
