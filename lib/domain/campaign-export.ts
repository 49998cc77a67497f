// A campaign's answers as a file: read page by page as the reader takes it, never held whole. Its
// name says how complete it was when it was begun.
import { seenCampaign } from '@/lib/domain/campaigns'
import { resultData } from '@/lib/domain/result-text'
import { listResultColumns, type StoredResult, tailResults } from '@/lib/store/tail'
import { Rows } from '@/lib/wire/campaigns'
import { csvLine, type Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'

const pageResults = 200
const pageBytes = 2 * 1024 * 1024

type Source = { id: number; upTo: number; scope_teams: number[] | undefined }

/** Pages up to the last result at the start, so that a running campaign's export ends. */
async function* pagesOf({ id, upTo, scope_teams }: Source): AsyncGenerator<StoredResult[]> {
  let after = 0
  while (after < upTo) {
    const limits = { limit: pageResults, max_bytes: pageBytes, scope_teams }
    const page = await tailResults(id, { after, ...limits })
    const last = page.at(-1)
    if (!last) return
    after = last.seq
    yield page.filter(({ seq }) => seq <= upTo)
  }
}

const hostColumns = ['host_id', 'host_hostname', 'host_display_name', 'error', 'truncated']

function linesOf(result: StoredResult, columns: readonly string[]): string {
  const { host_id, hostname, display_name, error, truncated } = result
  const host = [String(host_id), hostname, display_name, error ?? '', truncated ? 'true' : '']
  const rows = Rows.parse(JSON.parse(result.rows_json))
  if (rows.length === 0) return error === null ? '' : csvLine([...host, ...columns.map(() => '')])
  return rows
    .map((row) => csvLine([...host, ...columns.map((column) => row[column] ?? '')]))
    .join('')
}

async function* csvOf(source: Source): AsyncGenerator<string> {
  const columns = await listResultColumns(source.id)
  yield csvLine([...hostColumns, ...columns])
  for await (const page of pagesOf(source)) {
    for (const result of page) {
      const lines = linesOf(result, columns)
      if (lines) yield lines
    }
  }
}

async function* ndjsonOf(source: Source): AsyncGenerator<string> {
  for await (const page of pagesOf(source)) {
    for (const result of page) yield `${resultData(result)}\n`
  }
}

/** The answers so far of the hosts the viewer may see. */
export async function exportResults(
  viewer: Viewer,
  id: number,
  format: 'csv' | 'ndjson',
): Promise<Download> {
  const { row, scope_teams } = await seenCampaign(viewer, id)
  const source = { id, upTo: row.last_seq, scope_teams }
  return {
    file_name: `q-${id}-${row.answered}-of-${row.targeted}-answered.${format}`,
    content_type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    chunks: format === 'csv' ? csvOf(source) : ndjsonOf(source),
  }
}
