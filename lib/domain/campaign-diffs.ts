// Two campaigns compared for a viewer: only hosts in view that answered both, by the columns that both
// have. Pages stand as of the answers that the first one saw.
import {
  type Comparison,
  compare,
  type HostDelta,
  matchRows,
  type SharedColumns,
  type Side,
  sharedColumns,
} from '@/lib/domain/campaign-diff'
import { cellsOf, maskOf } from '@/lib/domain/campaign-groups'
import { type HeldTable, withTable } from '@/lib/domain/campaign-tables'
import { type Seen, seenCampaign } from '@/lib/domain/campaigns'
import { inTurns, type Steps } from '@/lib/domain/turns'
import { findHostsInTeams, findHostsNamed, findNamedHosts } from '@/lib/store/campaign-answers'
import {
  type DiffFileQuery,
  type DiffQuery,
  type DiffReply,
  type DiffSide,
  diffRowsListed,
  type HostChange,
} from '@/lib/wire/campaign-diffs'
import { invalidField } from '@/lib/wire/errors'
import { containing } from '@/lib/wire/paging'
import type { Viewer } from '@/lib/wire/roles'

/** A page stops once its rows are so many characters. */
const pageCharsMax = 4_000_000
const hostRowsMax = 10_000

export type Compared = Comparison & {
  from: Side
  to: Side
  columns: SharedColumns & { compared: string[] }
  seqs: { from: number; to: number }
  complete: boolean
}

type Asked = { columns: string[] | undefined; seqs: { from: number; to: number } | undefined }

type Views = { from: Set<number> | undefined; to: Set<number> | undefined }

function sideOf(held: HeldTable, visible: Set<number> | undefined, seq: number): Side {
  const { table } = held
  return { table, extent: { answers: table.answersUpTo(seq), mask: maskOf(table, visible) } }
}

function* comparedSteps(
  from: HeldTable,
  to: HeldTable,
  views: Views,
  asked: Asked,
): Steps<Compared> {
  const seqs = asked.seqs ?? { from: from.seq, to: to.seq }
  const sides = { from: sideOf(from, views.from, seqs.from), to: sideOf(to, views.to, seqs.to) }
  const columns = yield* sharedColumns(sides.from, sides.to)
  const stranger = asked.columns?.find((name) => !columns.shared.includes(name))
  if (stranger !== undefined) throw invalidField('columns', `${stranger} is not a column of both`)
  const compared = asked.columns ?? columns.shared
  const comparison = yield* compare(sides.from, sides.to, compared)
  const complete = from.complete && to.complete
  return { ...comparison, ...sides, columns: { ...columns, compared }, seqs, complete }
}

/** Both tables, taken in the order of their ids, so that two comparisons never wait for each other. */
function withBoth<T>(
  from: number,
  to: number,
  run: (from: HeldTable, to: HeldTable) => Promise<T>,
): Promise<T> {
  if (from < to) return withTable(from, (one) => withTable(to, (other) => run(one, other)))
  return withTable(to, (other) => withTable(from, (one) => run(one, other)))
}

const visibleIn = (id: number, { scope_teams }: Seen) =>
  scope_teams ? findHostsInTeams(id, scope_teams) : undefined

/** Both campaigns as the viewer sees them, and how the hosts of both differ. */
export async function compareCampaigns(
  viewer: Viewer,
  id: number,
  query: DiffFileQuery,
  seqs?: { from: number; to: number },
): Promise<{ compared: Compared; rows: { from: Seen['row']; to: Seen['row'] } }> {
  const other = query.with
  if (query.columns?.length === 0) throw invalidField('columns', 'name at least one')
  if (other === id) throw invalidField('with', 'it is the same campaign')
  const seen = { from: await seenCampaign(viewer, id), to: await seenCampaign(viewer, other) }
  const views = { from: await visibleIn(id, seen.from), to: await visibleIn(other, seen.to) }
  const asked = { columns: query.columns, seqs }
  const compared = await withBoth(id, other, (from, to) =>
    inTurns(comparedSteps(from, to, views, asked)),
  )
  return { compared, rows: { from: seen.from.row, to: seen.to.row } }
}

/** The hosts to list: with changes only if so asked, and of that name. */
export async function listedDeltas(
  { deltas }: Compared,
  { only, q }: Pick<DiffQuery, 'only' | 'q'>,
  host_id?: number,
): Promise<HostDelta[]> {
  if (host_id !== undefined) return deltas.filter((delta) => delta.host_id === host_id)
  const listed =
    only === 'all' ? deltas : deltas.filter(({ added, removed }) => added + removed > 0)
  if (q === '') return listed
  const ids = listed.map((delta) => delta.host_id)
  const named = await findHostsNamed(ids, containing(q))
  return listed.filter((delta) => named.has(delta.host_id))
}

type Told = Pick<HostChange, 'added' | 'removed' | 'too_large'> & { chars: number }

/** The rows of one host that came and went, at most so many of each. */
export function rowsOf(
  compared: Compared,
  delta: HostDelta,
  most: number,
  valueMax?: number,
): Told {
  const { codes, scratch, from, to, columns } = compared
  const matched = matchRows(codes, { from, to }, delta, scratch)
  let chars = 0
  const told = ({ table }: Side, rows: number[]) =>
    rows.slice(0, most).map((row) => {
      const cells = cellsOf(table, columns.compared, row, valueMax)
      chars += cells.chars
      return cells.values
    })
  return {
    added: told(to, matched.added),
    removed: told(from, matched.removed),
    too_large: from.table.isTooLarge(delta.from) || to.table.isTooLarge(delta.to),
    chars,
  }
}

/** Those deltas with names and rows, until the page holds enough. */
async function changesOf(
  compared: Compared,
  deltas: readonly HostDelta[],
  most: number,
): Promise<HostChange[]> {
  const names = await findNamedHosts(deltas.map(({ host_id }) => host_id))
  const changes: HostChange[] = []
  let chars = 0
  for (const delta of deltas) {
    if (chars > pageCharsMax) break
    const {
      hostname = '',
      display_name = '',
      platform = 'unknown',
    } = names.get(delta.host_id) ?? {}
    const told = rowsOf(compared, delta, most)
    chars += told.chars
    changes.push({
      host: { id: delta.host_id, hostname, display_name, platform },
      added_count: delta.added,
      removed_count: delta.removed,
      unchanged: delta.unchanged,
      added: told.added,
      removed: told.removed,
      too_large: told.too_large,
    })
  }
  return changes
}

function sideReply(row: Seen['row'], answered: number): DiffSide {
  return {
    id: row.id,
    name: row.name,
    sql: row.query,
    status: row.status,
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    created_at: row.created_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    answered,
  }
}

/** A page of the hosts that answered both, most changed first. */
export async function diffCampaigns(
  viewer: Viewer,
  id: number,
  query: DiffQuery,
): Promise<DiffReply> {
  const [from, to = 0, offset = 0] = query.cursor?.split('.').map(Number) ?? []
  const seqs = from === undefined ? undefined : { from, to }
  const { compared, rows } = await compareCampaigns(viewer, id, query, seqs)
  const listed = await listedDeltas(compared, query, query.host_id)
  const most = query.host_id === undefined ? diffRowsListed : hostRowsMax
  const changes = await changesOf(compared, listed.slice(offset, offset + query.limit), most)
  const end = offset + changes.length
  const { deltas, only_from, only_to } = compared
  const both = deltas.length
  return {
    from: sideReply(rows.from, both + only_from),
    to: sideReply(rows.to, both + only_to),
    hosts: {
      ...{ both, only_from, only_to },
      changed: deltas.filter(({ added, removed }) => added + removed > 0).length,
    },
    columns: compared.columns,
    same_sql: rows.from.query.trim() === rows.to.query.trim(),
    added: compared.added,
    removed: compared.removed,
    unchanged: compared.unchanged,
    complete: compared.complete,
    changes,
    count: listed.length,
    next_cursor: end < listed.length ? `${compared.seqs.from}.${compared.seqs.to}.${end}` : null,
  }
}
