// A campaign's answers as a file: read page by page as the reader takes it, never held whole. Its
// name says how complete it was when it was begun.
import { provenanceOf } from '@/lib/domain/campaign-provenance'
import { type Seen, seenCampaign } from '@/lib/domain/campaigns'
import { resultData } from '@/lib/domain/result-text'
import { findNewestStart } from '@/lib/store/campaign-row-counts'
import { listResultColumns, type StoredResult, tailResults } from '@/lib/store/tail'
import {
  type CsvQuery,
  exportName,
  hostNameColumn,
  type NdjsonQuery,
  passes,
  type RowFilter,
  wordsOf,
} from '@/lib/wire/campaign-rows'
import { Rows } from '@/lib/wire/campaigns'
import { csvCells, csvLine, csvRecord, type Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'
import type { Columns } from '@/lib/wire/values'

const pageResults = 1_000
/** Gone before the collector takes it for lasting: pages of 2 MiB grew the heap by 180 MB of them. */
const pageBytes = 128 * 1024

type Source = {
  id: number
  after: number
  upTo: number
  scope_teams: number[] | undefined
  /** Of the answers up to this number only those with an error. */
  errors_up_to: number
}

/** Pages up to the last result at the start, so that a running campaign's export ends. */
async function* pagesOf(source: Source): AsyncGenerator<StoredResult[]> {
  const { id, upTo, scope_teams, errors_up_to } = source
  let { after } = source
  let limit = pageResults
  while (after < upTo) {
    const limits = { limit, max_bytes: pageBytes, scope_teams, errors_up_to }
    const page = await tailResults(id, { after, ...limits })
    const last = page.at(-1)
    if (!last) return
    after = last.seq
    // Of large answers few fit, so the database need not look at a thousand for each page.
    limit = Math.min(pageResults, 2 * page.length + 16)
    yield page.filter(({ seq }) => seq <= upTo)
  }
}

type Sieve = { filters: readonly RowFilter[]; words: readonly string[] }

const sieveOf = ({ filter, q }: Pick<CsvQuery, 'filter' | 'q'>): Sieve => ({
  filters: filter,
  words: wordsOf(q),
})

/** The rows that match, as the browser and the rows' endpoint judge them; undefined: all do. */
function matching({ filters, words }: Sieve) {
  if (filters.length === 0 && words.length === 0) return undefined
  return (result: StoredResult, rows: readonly Columns[]): Columns[] => {
    const host = result.display_name || result.hostname
    const cell = (row: Columns, column: string) =>
      column === hostNameColumn ? host : Object.hasOwn(row, column) ? row[column] : undefined
    const found = (row: Columns, word: string) =>
      [host, ...Object.values(row)].some((value) => value.toLowerCase().includes(word))
    return rows.filter(
      (row) =>
        filters.every((filter) => passes(filter, cell(row, filter.column))) &&
        words.every((word) => found(row, word)),
    )
  }
}

const hostColumns = ['host_id', 'host_hostname', 'host_display_name', 'error', 'truncated']

type Table = { columns: readonly string[]; match: ReturnType<typeof matching> }

/** The cells of the host are made once, not on each of its rows. */
function linesOf(result: StoredResult, { columns, match }: Table): string {
  const { host_id, hostname, display_name, error, truncated } = result
  const host = csvCells([
    ...[String(host_id), hostname, display_name],
    ...[error ?? '', truncated ? 'true' : ''],
  ])
  const line = (row: Columns) => csvRecord(host, columns, row)
  const all = Rows.parse(JSON.parse(result.rows_json))
  if (all.length === 0) return error === null || match ? '' : line({})
  return (match ? match(result, all) : all).map(line).join('')
}

async function* csvOf(source: Source, query: CsvQuery): AsyncGenerator<string> {
  const columns = query.columns ?? (await listResultColumns(source.id, source.scope_teams))
  const table = { columns, match: matching(sieveOf(query)) }
  yield csvLine([...hostColumns, ...columns])
  for await (const page of pagesOf(source)) {
    const lines = page.map((result) => linesOf(result, table)).join('')
    if (lines) yield lines
  }
}

function sieved(result: StoredResult, match: ReturnType<typeof matching>): string {
  if (!match) return `${resultData(result)}\n`
  const rows = match(result, Rows.parse(JSON.parse(result.rows_json)))
  return rows.length === 0 ? '' : `${resultData({ ...result, rows_json: JSON.stringify(rows) })}\n`
}

/** Rows of answers that are only told for their errors stay away. */
const bare = (result: StoredResult, upTo: number): StoredResult =>
  result.seq > upTo ? result : { ...result, rows_json: '[]' }

async function* ndjsonOf(source: Source, query: NdjsonQuery, head: string): AsyncGenerator<string> {
  if (head) yield head
  const match = matching(sieveOf(query))
  for await (const page of pagesOf(source)) {
    const lines = page.map((result) => sieved(bare(result, source.errors_up_to), match)).join('')
    if (lines) yield lines
  }
}

function sourceOf({ row, scope_teams }: Seen, after = 0): Source {
  return { id: row.id, after, upTo: row.last_seq, scope_teams, errors_up_to: 0 }
}

const everyRow: CsvQuery = { filter: [], q: '' }

/** The answers so far of the hosts the viewer may see, as CSV that no spreadsheet would run. */
export async function exportCsv(
  viewer: Viewer,
  id: number,
  query: CsvQuery = everyRow,
): Promise<Download> {
  const seen = await seenCampaign(viewer, id)
  return {
    file_name: `${exportName(seen.row)}.csv`,
    content_type: 'text/csv; charset=utf-8',
    chunks: csvOf(sourceOf(seen), query),
  }
}

/** The same, exact to the letter, one answer a line. */
export async function exportNdjson(
  viewer: Viewer,
  id: number,
  query: NdjsonQuery,
): Promise<Download> {
  const seen = await seenCampaign(viewer, id)
  const { scope_teams } = seen
  const { newest_rows } = query
  const start =
    newest_rows === undefined ? 0 : await findNewestStart({ id, scope_teams }, newest_rows)
  const source = { ...sourceOf(seen, query.cursor), errors_up_to: start }
  const head = query.provenance
    ? `${JSON.stringify({ provenance: await provenanceOf(viewer, seen) })}\n`
    : ''
  return {
    file_name: `${exportName(seen.row)}.ndjson`,
    content_type: 'application/x-ndjson',
    chunks: ndjsonOf(source, query, head),
  }
}
