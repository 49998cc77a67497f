'use client'
// What all hosts last reported of a query, or had reported at a past time: rows, how old they are, and
// which hosts do not report it and why.
import { useMemo } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button, ButtonLink } from '@/components/ui/button'
import { DataGrid } from '@/components/ui/grid/data-grid'
import type { GridColumn } from '@/components/ui/grid/grid-types'
import { EmptyState } from '@/components/ui/page-states'
import { Pending } from '@/components/ui/pending'
import { Time } from '@/components/ui/time'
import { formatCount, formatNoun } from '@/lib/client/format'
import { useUrlParam } from '@/lib/client/use-url-param'
import type { QuerySummary } from '@/lib/wire/queries'
import { MomentChoice } from './moment-choice'
import { ReportExport } from './report-export'
import { ReportHosts } from './report-hosts'
import { columnsOf, type ReportRow, useQueryReport } from './use-query-report'

/** What is reported on: its name, where its report is, and where its lines are listed. */
export type Reported = {
  name: string
  /** `…/queries/7` or `…/packs/3/queries/9`, below the API. */
  path: string
  /** Its place in a pack, where it is of one. */
  place: { pack_id: number; query: string } | undefined
  /** Why no host might report it. */
  unscheduled: boolean
}

const ownColumns: readonly GridColumn<ReportRow>[] = [
  {
    id: 'host',
    label: 'Host',
    value: ({ host_name }) => host_name,
    href: ({ host_id }) => `/hosts/${host_id}?tab=results`,
    width: 160,
  },
  {
    id: 'age',
    label: 'Last result',
    value: ({ last_fetched }) => last_fetched,
    draw: ({ last_fetched }) => <Time at={last_fetched} source="server received" />,
    width: 110,
  },
]

const agentColumn = (name: string): GridColumn<ReportRow> => ({
  id: `agent.${name}`,
  label: name,
  agent: true,
  value: ({ columns }) => columns[name],
})

type Report = ReturnType<typeof useQueryReport>

function NoRows({ at, unscheduled }: { at: string | undefined; unscheduled: boolean }) {
  if (at !== undefined)
    return (
      <EmptyState title="No row was known then">
        No host had reported a row by that time, or what it reported is past retention.
      </EmptyState>
    )
  return (
    <EmptyState title="No host has reported a row">
      {unscheduled
        ? 'No pack schedules it. Add it to a pack, or ask it live.'
        : 'Rows come with the next run on a host that has any.'}
    </EmptyState>
  )
}

type RowsProps = { of: Reported; at: string | undefined; report: Report }

function Rows({ of, at, report }: RowsProps) {
  const { rows, hosts, hostsRead, busy, more, clipped } = report
  const names = useMemo(() => columnsOf(rows), [rows])
  const columns = useMemo(() => [...ownColumns, ...names.map(agentColumn)], [names])
  return (
    <>
      {clipped && (
        <Banner tone="warn">Rows or cells were cut: they were beyond what one report keeps.</Banner>
      )}
      <DataGrid
        label={`Latest rows of ${of.name}`}
        columns={columns}
        rowKey={(_, position) => position}
        density="compact"
        source={{ mode: 'local', rows, busy }}
        aside={<ReportExport of={{ path: of.path, at, rows, columns: names, hosts, hostsRead }} />}
        empty={<NoRows at={at} unscheduled={of.unscheduled} />}
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

const daySeconds = 86_400

/** What came and went since the chosen time, else since yesterday. */
function Changes({ of, at }: { of: Reported; at: string | undefined }) {
  if (!of.place) return null
  const from = at ?? new Date(Date.now() - daySeconds * 1_000).toISOString()
  const params = new URLSearchParams({
    ...{ view: 'changes', pack_id: String(of.place.pack_id), query: of.place.query },
    ...{ from, net: 'true' },
  })
  return (
    <ButtonLink href={`/results?${params}`}>
      {at === undefined ? 'Changes since yesterday' : 'Changes since then'}
    </ButtonLink>
  )
}

/** The report of a query wherever it is shown. `at` is kept in the address. */
export function ReportView({ of }: { of: Reported }) {
  const [at, hold] = useUrlParam('at')
  const report = useQueryReport(of.path, at)
  const isRead = report.pages > 0
  return (
    <div className="flex flex-col gap-4">
      {!of.unscheduled && <ReportHosts path={`/api/v1/fleet${of.path}/hosts`} />}
      <section aria-label="Rows" className="flex min-w-0 flex-col gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <MomentChoice at={at} onChange={hold} />
          <Changes of={of} at={at} />
          {at !== undefined && (
            <p className="py-1.5 text-fg-muted">
              Rows as they were known <Time at={at} />
              {report.keptSince && Date.parse(report.keptSince) > Date.parse(at) && (
                <>
                  . Lines are kept since <Time at={report.keptSince} />: before that little is known
                </>
              )}
            </p>
          )}
        </div>
        {isRead ? (
          <Rows of={of} at={at} report={report} />
        ) : (
          <Pending poll={report} failed="The report could not be read" />
        )}
      </section>
    </div>
  )
}

export function QueryReportTab({ query }: { query: QuerySummary }) {
  const of = {
    ...{ name: query.name, path: `/queries/${query.id}`, place: undefined },
    unscheduled: query.packs_count === 0,
  }
  return <ReportView key={query.id} of={of} />
}
