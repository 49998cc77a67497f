'use client'
// The queries of the fleet that a person should know of: the ten that cost agents most, and those that
// hosts should report and do not. Each leads to its pack's health.
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { Card } from '@/components/ui/card'
import { CostBadge } from '@/components/ui/cost-badge'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatMs, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { ExpensiveQueries, type ExpensiveQuery } from '@/lib/wire/costs'
import { SilentQueries, type SilentQuery } from '@/lib/wire/health'

const refreshSeconds = 30
const silentShown = 10

type QueryRowProps = {
  query: Pick<ExpensiveQuery, 'pack_id' | 'pack' | 'pack_query_id' | 'name'>
  children: ReactNode
  /** At the end of the row. */
  figure: ReactNode
}

function QueryRow({ query, children, figure }: QueryRowProps) {
  const { pack_id, pack, pack_query_id, name } = query
  const href = `/packs/${pack_id}?tab=health&health=${pack_query_id}`
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-2 first:border-t-0">
      <div className="min-w-0 flex-1">
        <Link href={href} className="mono block truncate font-medium hover:underline">
          {name}
        </Link>
        <p className="truncate text-fg-muted text-meta tabular-nums">
          {pack}, {children}
        </p>
      </div>
      <span className="shrink-0">{figure}</span>
    </li>
  )
}

type QueryCardProps<S extends z.ZodType> = {
  title: string
  path: string
  schema: S
  empty: string
  /** What is listed, and beside the title how many or as of when; no rows: nothing to list. */
  tell: (value: z.output<S>) => { note: ReactNode; rows: ReactNode[] }
}

function QueryCard<S extends z.ZodType>({ title, path, schema, empty, tell }: QueryCardProps<S>) {
  const poll = usePoll(schema, path, refreshSeconds)
  const told = poll.value === undefined ? undefined : tell(poll.value)
  return (
    <Card title={title} note={told?.note} flush>
      {!told && <Pending poll={poll} failed="The queries could not be read" />}
      {told?.rows.length === 0 && <EmptyState title={empty} className="py-8" />}
      {told && told.rows.length > 0 && <ul className="pt-1">{told.rows}</ul>}
    </Card>
  )
}

const expensiveRow = (query: ExpensiveQuery) => (
  <QueryRow
    key={query.pack_query_id}
    query={query}
    figure={<CostBadge agentSecondsPerDay={query.agent_seconds_per_day_p95} />}
  >
    {formatNoun(query.hosts, 'host')}, {formatMs(query.cpu_ms.p50)} a run, p95{' '}
    {formatMs(query.cpu_ms.p95)}
  </QueryRow>
)

const silentRow = (query: SilentQuery) => (
  <QueryRow
    key={query.pack_query_id}
    query={query}
    figure={
      <span className="text-fg-muted tabular-nums">
        {query.since ? (
          <>
            last <Time at={query.since} />
          </>
        ) : (
          'never heard'
        )}
      </span>
    }
  >
    silent on {formatCount(query.silent)} of {formatNoun(query.expected, 'host')}
  </QueryRow>
)

/** The ten queries that cost agents most, over the hosts in view. */
export function ExpensiveList() {
  return (
    <QueryCard
      title="Most expensive queries"
      path="/api/v1/fleet/costs"
      schema={ExpensiveQueries}
      empty="No cost has been measured yet"
      tell={({ queries }) => ({
        note: 'user and system time',
        rows: queries.map(expensiveRow),
      })}
    />
  )
}

/** Queries that hosts should have reported and did not, most hosts first. */
export function SilentList() {
  return (
    <QueryCard
      title="Silent queries"
      path="/api/v1/fleet/silent_queries"
      schema={SilentQueries}
      empty="Every query that is due is heard of"
      tell={({ queries, as_of }) => ({
        note: (
          <>
            {formatCount(queries.length)} {as_of && <AsOf at={as_of} />}
          </>
        ),
        rows: queries.slice(0, silentShown).map(silentRow),
      })}
    />
  )
}
