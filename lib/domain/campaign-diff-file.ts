// A comparison of two campaigns as a file: one line a row that was added or removed, made as it is
// taken. Unchanged rows are not in it.

import type { HostDelta } from '@/lib/domain/campaign-diff'
import { type Compared, compareCampaigns, listedDeltas, rowsOf } from '@/lib/domain/campaign-diffs'
import { findNamedHosts, type NamedHost } from '@/lib/store/campaign-answers'
import type { DiffFileQuery } from '@/lib/wire/campaign-diffs'
import { csvLine, type Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'

const pageHosts = 200
const all = Number.POSITIVE_INFINITY
const head = ['host_id', 'host_hostname', 'host_display_name', 'change']

type Change = {
  host: { id: number; hostname: string; display_name: string }
  change: 'added' | 'removed'
  row: Record<string, string>
}

function changesOf(compared: Compared, delta: HostDelta, named: NamedHost | undefined): Change[] {
  const { hostname = '', display_name = '' } = named ?? {}
  const host = { id: delta.host_id, hostname, display_name }
  const { added, removed } = rowsOf(compared, delta, all, all)
  return [
    ...removed.map((row): Change => ({ host, change: 'removed', row })),
    ...added.map((row): Change => ({ host, change: 'added', row })),
  ]
}

async function* textOf(
  compared: Compared,
  deltas: readonly HostDelta[],
  lineOf: (change: Change) => string,
): AsyncGenerator<string> {
  for (let at = 0; at < deltas.length; at += pageHosts) {
    const page = deltas.slice(at, at + pageHosts)
    const names = await findNamedHosts(page.map(({ host_id }) => host_id))
    for (const delta of page) {
      const text = changesOf(compared, delta, names.get(delta.host_id)).map(lineOf).join('')
      if (text !== '') yield text
    }
  }
}

async function* csvOf(compared: Compared, deltas: readonly HostDelta[]): AsyncGenerator<string> {
  const columns = compared.columns.compared
  yield csvLine([...head, ...columns])
  yield* textOf(compared, deltas, ({ host, change, row }) => {
    const cells = columns.map((name) => (Object.hasOwn(row, name) ? (row[name] ?? '') : ''))
    return csvLine([String(host.id), host.hostname, host.display_name, change, ...cells])
  })
}

/** The rows added and removed on the hosts in view; formulas are disarmed in CSV, NDJSON is exact. */
export async function exportDiff(
  viewer: Viewer,
  id: number,
  query: DiffFileQuery,
  format: 'csv' | 'ndjson',
): Promise<Download> {
  const { compared } = await compareCampaigns(viewer, id, query)
  const deltas = await listedDeltas(compared, query)
  const csv = format === 'csv'
  return {
    file_name: `compare-${id}-with-${query.with}-${compared.deltas.length}-answered-both.${format}`,
    content_type: csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    chunks: csv
      ? csvOf(compared, deltas)
      : textOf(compared, deltas, (change) => `${JSON.stringify(change)}\n`),
  }
}
