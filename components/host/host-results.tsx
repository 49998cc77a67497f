'use client'
// What one query of a pack found on this host, now or at a past time; what changed; and who else has it.
import { useMemo } from 'react'
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Select } from '@/components/ui/select'
import { Time } from '@/components/ui/time'
import { formatDuration } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import { useUrlParam } from '@/lib/client/use-url-param'
import { HostLatest, type HostQueries, type HostQuery } from '@/lib/wire/host-queries'
import { HostChanges } from './host-changes'
import { HostMoment, stateParams } from './host-moment'
import { HostPeers } from './host-peers'

export type AgentRow = Record<string, string>

/** Columns of rows from an agent in the order in which they first appear. */
export function agentColumns(rows: readonly AgentRow[]): GridColumn<AgentRow>[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  return [...names].map((name) => ({
    id: name,
    label: name,
    agent: true,
    value: (row) => row[name],
    width: 160,
    grow: true,
  }))
}

type NoRowsProps = { query: HostQuery; at: string | undefined; answered: boolean }

function NoRows({ query, at, answered }: NoRowsProps) {
  if (at !== undefined && !answered)
    return (
      <EmptyState title="Nothing was known then">
        This host had not reported on it by that time, or it is past retention.
      </EmptyState>
    )
  if (answered)
    return (
      <EmptyState title="It found nothing">The query ran and has no rows on this host.</EmptyState>
    )
  return (
    <EmptyState title="No result yet">
      It runs every {formatDuration(query.interval)}
      {query.snapshot ? '.' : ' and reports only what changed.'}
    </EmptyState>
  )
}

/** What is not known of the rows. */
function Limits({ latest, at }: { latest: HostLatest; at: string | undefined }) {
  const { partial_since, truncated, kept_since } = latest
  const isBefore =
    at !== undefined && kept_since !== null && Date.parse(kept_since) > Date.parse(at)
  return (
    <>
      {isBefore && (
        <Banner tone="waiting">
          Lines are kept since <Time at={kept_since} />. Of a time before, little or nothing is
          known.
        </Banner>
      )}
      {partial_since && (
        <Banner tone="waiting">
          The first full set was never seen here. What is shown is known since{' '}
          <Time at={partial_since} />.
        </Banner>
      )}
      {truncated && <Banner tone="warn">Some rows or cells were too large and were cut.</Banner>}
    </>
  )
}

type LatestProps = { hostId: number; query: HostQuery; at: string | undefined }

/** The rows as they are, or as they were known at a time. */
function Latest({ hostId, query, at }: LatestProps) {
  const then = at === undefined ? '' : `&at=${encodeURIComponent(at)}`
  const path = `/api/v1/fleet/hosts/${hostId}/latest?pack_query_id=${query.pack_query_id}${then}`
  const poll = usePoll(HostLatest, path, 30)
  const columns = useMemo(() => agentColumns(poll.value?.rows ?? []), [poll.value])
  if (!poll.value) return <Pending poll={poll} failed="The rows could not be read" />
  const { rows, last_fetched } = poll.value
  return (
    <div className="flex flex-col gap-3">
      <Limits latest={poll.value} at={at} />
      <DataGrid
        label={`Rows of ${query.name}`}
        columns={columns}
        rowKey={(_, position) => position}
        density="compact"
        source={{ mode: 'local', rows, busy: poll.loading }}
        aside={
          last_fetched && (
            <span className="text-fg-muted">
              {at === undefined ? 'last result' : 'as of the result of'}{' '}
              <Time at={last_fetched} source="server received" />
            </span>
          )
        }
        empty={<NoRows query={query} at={at} answered={Boolean(last_fetched)} />}
      />
    </div>
  )
}

/** The query of the address, else the first that has reported, else the first. */
function queryShown(queries: readonly HostQuery[], held: string | undefined) {
  return (
    queries.find(({ pack_query_id }) => String(pack_query_id) === held) ??
    queries.find(({ latest }) => latest !== null) ??
    queries[0]
  )
}

const views = [
  { value: 'rows', label: 'Rows' },
  { value: 'changes', label: 'What changed' },
  { value: 'peers', label: 'Beside other hosts' },
] as const

type View = (typeof views)[number]['value']

type ShownProps = { hostId: number; query: HostQuery; view: View }

/** One query on this host, in the view and at the time of the address. */
function Shown({ hostId, query, view }: ShownProps) {
  const [at, hold] = useUrlParam('at')
  return (
    <>
      <HostMoment hostId={hostId} query={query} at={at} onChange={hold} />
      {view === 'rows' && <Latest hostId={hostId} query={query} at={at} />}
      {view === 'changes' && <HostChanges hostId={hostId} query={query} at={at} />}
      {view === 'peers' && <HostPeers hostId={hostId} query={query} at={at} />}
    </>
  )
}

function useView(): [View, (view: View) => void] {
  const [held, hold] = useUrlParam('view')
  const view = views.find(({ value }) => value === held)?.value ?? 'rows'
  return [view, (next) => hold(next === 'rows' ? undefined : next)]
}

type ChoicesProps = {
  queries: readonly HostQuery[]
  query: HostQuery
  lines: string
  onQuery: (id: string) => void
}

function Choices({ queries, query, lines, onQuery }: ChoicesProps) {
  const [view, chooseView] = useView()
  const options = queries.map(({ pack_query_id, pack, name, latest }) => ({
    value: String(pack_query_id),
    label: `${name} (${pack})`,
    detail: latest ? `${latest.rows}` : undefined,
  }))
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        label="Query"
        options={options}
        value={String(query.pack_query_id)}
        onChange={onQuery}
        className="w-96 max-sm:w-full"
      />
      <Select
        label="Show"
        options={views}
        value={view}
        onChange={chooseView}
        className="w-44 max-sm:w-full"
      />
      <ButtonLink href={lines} size="small">
        All lines of it
      </ButtonLink>
    </div>
  )
}

export function HostResultsTab({ hostId, first }: { hostId: number; first: HostQueries }) {
  const [held, hold] = useUrlParam('pack_query_id')
  const [view] = useView()
  const { queries } = first
  const query = queryShown(queries, held)
  if (!query)
    return (
      <EmptyState title="No scheduled query reaches this host">
        There is nothing to report.
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-3">
      <Choices
        {...{ queries, query }}
        lines={`/results?${stateParams(hostId, query)}`}
        onQuery={hold}
      />
      <Shown key={query.pack_query_id} hostId={hostId} query={query} view={view} />
    </div>
  )
}
