// What a report is of: a saved query wherever packs schedule it, or one scheduled query of a pack, which
// need not be saved.
import { openPack } from '@/lib/domain/packs'
import { readQuery } from '@/lib/domain/queries'
import { hasScheduled, listPackQueriesOf } from '@/lib/store/query-reports'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export type ReportOf = { query_id: number } | { pack_id: number; pack_query_id: number }

/** The scheduled queries that it covers, if the viewer may see what it is of. */
export async function scheduledOf(viewer: Viewer, of: ReportOf): Promise<number[]> {
  if ('query_id' in of) return listPackQueriesOf((await readQuery(viewer, of.query_id)).id)
  const { pack_id, pack_query_id } = of
  await openPack(viewer, pack_id)
  if (!(await hasScheduled(pack_id, pack_query_id)))
    throw new AppError('not_found', 'The pack has no such query')
  return [pack_query_id]
}
