// The groups of a campaign as a file, made as it is taken and named by how complete the campaign was.

import type { Mask } from '@/lib/domain/campaign-grouping'
import {
  groupsFrom,
  type Listing,
  listingOf,
  maskOf,
  named,
  viewOf,
} from '@/lib/domain/campaign-groups'
import { withTable } from '@/lib/domain/campaign-tables'
import { inTurns } from '@/lib/domain/turns'
import type { Group, GroupsFileQuery } from '@/lib/wire/campaign-groups'
import { csvLine, type Download } from '@/lib/wire/csv'
import type { Viewer } from '@/lib/wire/roles'

/** Nothing is cut in a file. */
const whole = { limit: 1_000, value_max: Number.POSITIVE_INFINITY }
const head = [
  'hosts',
  'share',
  'rows',
  'first_at',
  'first_host_id',
  'first_host',
  'outlier',
  'no_rows',
]

function lineOf(group: Group, columns: readonly string[]): string {
  const { first_host, values } = group
  const ours = [
    String(group.hosts),
    group.share.toFixed(6),
    String(group.rows),
    String(group.first_at),
    String(first_host.id),
    first_host.display_name || first_host.hostname,
    group.outlier ? 'true' : '',
    group.no_rows ? 'true' : '',
  ]
  const told = columns.map((name) => (Object.hasOwn(values, name) ? (values[name] ?? '') : ''))
  return csvLine([...ours, ...told])
}

async function* linesOf(listing: Listing, mask: Mask, q: string): AsyncGenerator<string> {
  const { columns } = listing.choice
  yield csvLine([...head, ...columns])
  for (let offset = 0; ; ) {
    const { groups } = groupsFrom(listing, { ...whole, offset, none: q === '', mask })
    if (groups.length === 0) return
    offset += groups.length
    yield (await named(groups)).map((group) => lineOf(group, columns)).join('')
  }
}

/** All groups that match, as they are now; cells that look like formulas are disarmed. */
export async function exportGroups(
  viewer: Viewer,
  id: number,
  query: GroupsFileQuery,
): Promise<Download> {
  const { visible } = await viewOf(viewer, id)
  const { listing, mask } = await withTable(id, async (held) => ({
    listing: await inTurns(listingOf(held, visible, query)),
    mask: maskOf(held.table, visible),
  }))
  return {
    file_name: `groups-${id}-${listing.now.answered}-answered.csv`,
    content_type: 'text/csv; charset=utf-8',
    chunks: linesOf(listing, mask, query.q),
  }
}
