// Result lines as a file: read page by page as the reader takes it, never held whole, up to what had
// been received when it was begun.
import { serverVersion } from '@/lib/domain/frame'
import { teamScopeOf } from '@/lib/domain/permissions'
import { lineFiltersOf, spanOf } from '@/lib/domain/result-scans'
import { columnNames, rowTable } from '@/lib/domain/result-tables'
import { readLines, resultOf } from '@/lib/domain/results'
import { env } from '@/lib/env'
import { findMoment } from '@/lib/store/overview'
import { findKeptSpan, type LineFilters, type Stretch } from '@/lib/store/result-scans'
import type { LineCursor, StoredResult } from '@/lib/store/results'
import { csvCells, type Download, fileSlug, fileTime } from '@/lib/wire/csv'
import type {
  ResultsCsvQuery,
  ResultsNdjsonQuery,
  ResultsProvenance,
} from '@/lib/wire/result-exports'
import { filterWords, type ResultFilters } from '@/lib/wire/result-filters'
import type { TeamScope, Viewer } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

const pageLines = 1_000
/** As stored; gone before the collector takes it for lasting. */
const pageBytes = 128 * 1024
/** The columns of a CSV are those of so many newest lines. */
const headLines = 1_000
const headMs = 1_500

type Source = {
  scope: TeamScope
  filters: LineFilters
  span: Stretch | undefined
  signal: AbortSignal
}

async function sourceOf(
  viewer: Viewer,
  query: ResultFilters,
  signal: AbortSignal,
): Promise<Source> {
  const scope = teamScopeOf(viewer, 'results:read', query.team_id)
  return { scope, filters: await lineFiltersOf(query), span: await spanOf(query), signal }
}

async function* pagesOf({ scope, filters, span, signal }: Source): AsyncGenerator<StoredResult[]> {
  let below: LineCursor | undefined
  let limit = pageLines
  while (span) {
    const most = { limit, bytes_max: pageBytes, ms: Number.POSITIVE_INFINITY }
    const page = await readLines(scope, filters, span, { ...most, below, signal })
    // What was cut off must not look like a whole file.
    signal.throwIfAborted()
    yield page.rows
    if (!page.below) return
    below = page.below
    // Of large lines few fit, so the database need not look at a thousand for each page.
    limit = Math.min(pageLines, 2 * page.rows.length + 16)
  }
}

const rowsOf = ({ content }: StoredResult): readonly Columns[] =>
  content.snapshot ?? (content.columns ? [content.columns] : [])

/** With one query its columns; with several, one cell of JSON. */
async function headOf(source: Source, { columns, query }: ResultsCsvQuery): Promise<string[]> {
  if (columns) return columns
  if (!query || !source.span) return []
  const { scope, filters, span, signal } = source
  const most = { limit: headLines, bytes_max: 16 * pageBytes, ms: headMs }
  const { rows } = await readLines(scope, filters, span, { ...most, signal })
  return columnNames(rows.flatMap(rowsOf))
}

const lineColumns = [
  ...['received_at', 'agent_time', 'host_id', 'host_hostname', 'host_display_name', 'pack'],
  ...['query', 'action', 'epoch', 'counter', 'unsolicited', 'truncated'],
]

function agentTime(seconds: number): string {
  const time = new Date(seconds * 1_000)
  return Number.isNaN(time.getTime()) ? String(seconds) : time.toISOString()
}

function lineCells(line: StoredResult): string {
  return csvCells([
    ...[line.received_at.toISOString(), agentTime(line.unix_time), String(line.host_id)],
    ...[line.hostname, line.display_name, line.pack ?? '', line.query, line.action],
    ...[line.epoch, line.counter, line.unsolicited ? 'true' : ''],
    line.content.truncated ? 'true' : '',
  ])
}

const noRow: readonly Columns[] = [{}]

async function* csvOf(source: Source, query: ResultsCsvQuery): AsyncGenerator<string> {
  const table = rowTable(lineColumns, await headOf(source, query))
  yield table.head
  for await (const page of pagesOf(source)) {
    const text = page.map((line) => {
      const first = lineCells(line)
      const rows = rowsOf(line)
      return (rows.length > 0 ? rows : noRow).map((row) => table.record(first, row)).join('')
    })
    if (text.length > 0) yield text.join('')
  }
}

async function* ndjsonOf(source: Source, head: string): AsyncGenerator<string> {
  if (head) yield head
  for await (const page of pagesOf(source))
    if (page.length > 0) yield page.map((line) => `${JSON.stringify(resultOf(line))}\n`).join('')
}

/** "results-usb-devices-20261122T140000Z": what of, and up to when. */
function fileName({ query, q }: ResultFilters, to: Date): string {
  return ['results', fileSlug(query ?? q ?? '', ''), fileTime(to)].filter(Boolean).join('-')
}

async function endOf(query: ResultFilters): Promise<Date> {
  const { now } = await findMoment()
  return query.to && query.to < now ? query.to : now
}

/** The lines of the hosts the viewer may see, as CSV that no spreadsheet would run. */
export async function exportResultsCsv(
  viewer: Viewer,
  query: ResultsCsvQuery,
  signal: AbortSignal,
): Promise<Download> {
  const source = await sourceOf(viewer, query, signal)
  return {
    file_name: `${fileName(query, await endOf(query))}.csv`,
    content_type: 'text/csv; charset=utf-8',
    chunks: csvOf(source, query),
  }
}

/** The same, as the list tells them, one line each. */
export async function exportResultsNdjson(
  viewer: Viewer,
  query: ResultsNdjsonQuery,
  signal: AbortSignal,
): Promise<Download> {
  const source = await sourceOf(viewer, query, signal)
  const { provenance, ...filters } = query
  const head = provenance
    ? `${JSON.stringify({ provenance: await readResultsProvenance(viewer, filters) })}\n`
    : ''
  return {
    file_name: `${fileName(query, await endOf(query))}.ndjson`,
    content_type: 'application/x-ndjson',
    chunks: ndjsonOf(source, head),
  }
}

/** What an export with those filters is of, if it is begun now. */
export async function readResultsProvenance(
  viewer: Viewer,
  filters: ResultFilters,
): Promise<ResultsProvenance> {
  const scope = teamScopeOf(viewer, 'results:read', filters.team_id)
  const [kept, span, { now }] = await Promise.all([
    findKeptSpan(filters.campaign_id),
    spanOf(filters),
    findMoment(),
  ])
  return {
    filters: filterWords(filters),
    kept_since: kept?.from.toISOString() ?? null,
    from: span?.from.toISOString() ?? null,
    to: span?.to.toISOString() ?? null,
    as_of: now.toISOString(),
    all_teams: 'all' in scope,
    exported_by: viewer.name,
    server: { name: env().PUBLIC_URL, version: serverVersion() },
  }
}
