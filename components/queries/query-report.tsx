'use client'
// What all hosts last reported of a query, how old it is, and who is silent.
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { Menu, MenuItem } from '@/components/ui/menu'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { AsOf, Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { usePoll } from '@/lib/client/use-poll'
import type { QuerySummary } from '@/lib/wire/queries'
import { QueryHosts } from '@/lib/wire/query-hosts'
import { columnsOf, type ReportRow, reportText, saveFile, useQueryReport } from './use-query-report'

const ownColumns: readonly GridColumn<ReportRow>[] = [
  {
    id: 'host',
    label: 'Host',
    value: ({ host_name }) => host_name,
    href: ({ host_id }) => `/hosts/${host_id}`,
    width: 160,
  },
  {
    id: 'age',
    label: 'Last result',
    value: ({ last_fetched }) => last_fetched,
    draw: ({ last_fetched }) => <Time at={last_fetched} />,
    width: 96,
  },
]

const agentColumn = (name: string): GridColumn<ReportRow> => ({
  id: `agent.${name}`,
  label: name,
  agent: true,
  value: ({ columns }) => columns[name],
})

function fileName(query: QuerySummary, hosts: number, format: string): string {
  const stem = query.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
  return `${stem || 'query'}-${query.id}-${hosts}-hosts.${format}`
}

type ExportProps = { query: QuerySummary; rows: readonly ReportRow[]; hosts: number }

function Export({ query, rows, hosts }: ExportProps) {
  const save = (format: 'csv' | 'ndjson') =>
    saveFile(fileName(query, hosts, format), reportText(rows, format))
  return (
    <Menu
      align="end"
      trigger={
        <Button disabledReason={rows.length === 0 ? 'No row is loaded' : undefined}>
          <Download aria-hidden /> Export
        </Button>
      }
    >
      <MenuItem onSelect={() => save('csv')}>
        CSV, {formatNoun(rows.length, 'row')}: formulas get an apostrophe
      </MenuItem>
      <MenuItem onSelect={() => save('ndjson')}>
        NDJSON, {formatNoun(rows.length, 'row')}: exact
      </MenuItem>
    </Menu>
  )
}

/** "208 of 212 hosts, oldest 2 h ago". */
function Coverage({ hosts, readAt }: { hosts: QueryHosts; readAt: number | undefined }) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-2">
      <span className="font-semibold tabular-nums">
        {formatCount(hosts.counts.reporting)} of {formatNoun(hosts.expected, 'host')}
      </span>
      {hosts.oldest_result_at && (
        <span className="text-fg-muted">
          oldest <Time at={hosts.oldest_result_at} />
        </span>
      )}
      {readAt !== undefined && <AsOf at={readAt} />}
    </p>
  )
}

function Silent({ hosts }: { hosts: QueryHosts }) {
  const silent = hosts.expected - hosts.counts.reporting
  if (silent === 0) return null
  const more = silent - hosts.hosts.length
  return (
    <section aria-labelledby="silent-hosts" className="mt-6">
      <h3 id="silent-hosts" className="font-semibold">
        Not reporting: {formatNoun(silent, 'host')}
      </h3>
      <ul className="grid gap-x-6 sm:grid-cols-2">
        {hosts.hosts.map(({ id, display_name, state }) => (
          <li key={id} className="flex min-w-0 items-center gap-2 border-line border-b py-1">
            <Link
              href={`/hosts/${id}?tab=why`}
              className="inline-flex min-h-6 min-w-0 items-center hover:underline pointer-coarse:min-h-11"
            >
              <span className="truncate">{display_name}</span>
            </Link>
            <span className="ms-auto shrink-0 text-fg-muted text-meta">
              {state.replaceAll('_', ' ')}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-2 text-fg-muted">{formatCount(more)} more.</p>}
    </section>
  )
}

type Report = ReturnType<typeof useQueryReport>

function Rows({ query, report }: { query: QuerySummary; report: Report }) {
  const { rows, hosts, hostsRead, busy, more, clipped } = report
  const names = useMemo(() => columnsOf(rows), [rows])
  const columns = useMemo(() => [...ownColumns, ...names.map(agentColumn)], [names])
  return (
    <>
      {clipped && (
        <Banner tone="warn">Rows or cells were cut: they were beyond what one report keeps.</Banner>
      )}
      <DataGrid
        label={`Latest rows of ${query.name}`}
        columns={columns}
        rowKey={(_, position) => position}
        density="compact"
        source={{ mode: 'local', rows, busy }}
        aside={<Export query={query} rows={rows} hosts={hostsRead} />}
        empty={
          <EmptyState title="No host has reported a row">
            {query.packs_count === 0
              ? 'No pack schedules it. Add it to a pack, or ask it live.'
              : 'Rows come with the next run on a host that has any.'}
          </EmptyState>
        }
      />
      {hostsRead < hosts && (
        <p className="mt-2 flex items-center gap-3 text-fg-muted">
          Rows of {formatCount(hostsRead)} of {formatNoun(hosts, 'host')} loaded.
          <Button size="small" busy={busy} onClick={more}>
            Load more
          </Button>
        </p>
      )}
    </>
  )
}

export function QueryReportTab({ query }: { query: QuerySummary }) {
  const report = useQueryReport(query.id)
  const path = `/api/v1/fleet/queries/${query.id}/hosts?state=failing,denylisted,silent,offline,not_reached,not_due&limit=100`
  const hosts = usePoll(QueryHosts, path, 60)
  if (report.failure && report.pages === 0)
    return <Pending poll={report} failed="The report could not be read" />
  return (
    <div className="flex flex-col gap-3">
      {hosts.value && hosts.value.expected > 0 && (
        <Coverage hosts={hosts.value} readAt={hosts.readAt} />
      )}
      {report.pages === 0 ? (
        <Pending poll={report} failed="The report could not be read" />
      ) : (
        <Rows query={query} report={report} />
      )}
      {hosts.value && <Silent hosts={hosts.value} />}
    </div>
  )
}
