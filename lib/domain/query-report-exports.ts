// The whole report of a query as a file: every host by id, its rows as of one moment, read as the reader
// takes them and never held whole. A state that was cut says so on each of its rows, and even without any.
import { recordExport } from '@/lib/domain/activity-exports'
import { teamScopeOf } from '@/lib/domain/permissions'
import { type ReportOf, reportSource } from '@/lib/domain/report-sources'
import { columnNames, rowTable } from '@/lib/domain/result-tables'
import { newestStatesOf } from '@/lib/domain/results-latest'
import type { HostState } from '@/lib/domain/results-state'
import { findMoment } from '@/lib/store/overview'
import { listNextReportHosts } from '@/lib/store/query-reports'
import { csvCells, type Download, fileSlug, fileTime } from '@/lib/wire/csv'
import type { ReportFileQuery } from '@/lib/wire/query-reports'
import type { TeamScope, Viewer } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

/** Of the first page, and of one whose hosts have few rows. */
const firstHosts = 25
const pageHostsMax = 500
/** Hosts of a page are as many as have about so many rows. */
const pageRows = 5_000
/** By default the columns of a CSV are those of the first hosts with so many rows. */
const headRows = 1_000
const pieceLength = 256 * 1024

type Source = {
  pack_query_ids: readonly number[]
  scope: TeamScope
  asked: Pick<ReportFileQuery, 'query' | 'since'>
  at: Date
  signal: AbortSignal
}

type Told = { host_id: number; host_name: string; state: HostState; rows: readonly Columns[] }

const noRow: readonly Columns[] = [{}]

const rowsOf = ({ rows, truncated }: HostState): readonly Columns[] =>
  rows.length === 0 && truncated ? noRow : rows

/** Every host that had rows by then, by id. */
async function* toldOf(source: Source): AsyncGenerator<Told> {
  const { scope, pack_query_ids, asked, at, signal } = source
  let after = 0
  let limit = firstHosts
  for (;;) {
    const page = { after, limit }
    const hosts = await listNextReportHosts(scope, pack_query_ids, asked, page)
    const names = new Map(hosts.map(({ id, hostname }) => [id, hostname]))
    let read = 0
    for await (const { host, state } of newestStatesOf(pack_query_ids, [...names.keys()], at)) {
      // What was cut off must not look like a whole file.
      signal.throwIfAborted()
      const rows = rowsOf(state)
      read += rows.length
      if (rows.length > 0)
        yield { host_id: host.id, host_name: names.get(host.id) ?? host.hostname, state, rows }
    }
    signal.throwIfAborted()
    const last = hosts.at(-1)
    if (!last || hosts.length < limit) return
    after = last.id
    const alike = Math.floor((limit * pageRows) / Math.max(read, 1))
    limit = Math.max(1, Math.min(alike, 2 * limit, pageHostsMax))
  }
}

/** The lines of the hosts in pieces that a reader takes one by one. */
async function* piecesOf(
  told: AsyncIterable<Told>,
  lineOf: (host: Told) => (row: Columns) => string,
): AsyncGenerator<string> {
  let piece = ''
  for await (const host of told) {
    const line = lineOf(host)
    for (const row of host.rows) {
      piece += line(row)
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
  }
  if (piece) yield piece
}

const text = (date: Date | null) => date?.toISOString() ?? null

const ours = ['host_id', 'host_name', 'last_fetched', 'partial_since', 'truncated']

const cellsOf = ({ host_id, host_name, state }: Told): string =>
  csvCells([
    ...[String(host_id), host_name, text(state.last_fetched) ?? ''],
    ...[text(state.partial_since) ?? '', state.truncated ? 'true' : ''],
  ])

async function* again(read: readonly Told[], rest: AsyncIterable<Told>): AsyncGenerator<Told> {
  yield* read
  yield* rest
}

async function* csvOf(source: Source, columns: string[] | undefined): AsyncGenerator<string> {
  const told = toldOf(source)
  const first: Told[] = []
  for (let rows = 0; !columns && rows < headRows; ) {
    const next = await told.next()
    if (next.done) break
    first.push(next.value)
    rows += next.value.rows.length
  }
  const table = rowTable(ours, columns ?? columnNames(first.flatMap(({ rows }) => rows)))
  yield table.head
  yield* piecesOf(again(first, told), (host) => {
    const cells = cellsOf(host)
    return (row) => table.record(cells, row)
  })
}

const ndjsonOf = (source: Source): AsyncGenerator<string> =>
  piecesOf(toldOf(source), ({ host_id, host_name, state }) => {
    const { truncated } = state
    const times = {
      last_fetched: text(state.last_fetched),
      partial_since: text(state.partial_since),
    }
    return (columns) => `${JSON.stringify({ host_id, host_name, ...times, truncated, columns })}\n`
  })

type Taken = { format: 'csv' | 'ndjson'; address: string; signal: AbortSignal }

/**
 * The rows of all hosts in view that match, as of `at` or of when the file is begun: lines received later
 * are in no part of it. On record before it is read. CSV is such that no spreadsheet would run it.
 */
export async function exportReport(
  viewer: Viewer,
  of: ReportOf,
  query: ReportFileQuery,
  { format, address, signal }: Taken,
): Promise<Download> {
  const { name, pack_query_ids, object } = await reportSource(viewer, of)
  const { team_id, columns, ...asked } = query
  const scope = teamScopeOf(viewer, 'results:read', team_id)
  const { now } = await findMoment()
  const at = query.at && query.at < now ? query.at : now
  const filter = { ...query, ...('pack_id' in of ? { query_id: of.pack_query_id } : {}) }
  await recordExport(viewer, { what: 'query_report', format, ...object, filter, address })
  const source = { pack_query_ids, scope, asked, at, signal }
  return {
    file_name: `${fileSlug(name, 'query')}-report-${fileTime(at)}.${format}`,
    content_type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    chunks: format === 'csv' ? csvOf(source, columns) : ndjsonOf(source),
  }
}
