// What a report is of: a saved query wherever packs schedule it, or one scheduled query of a pack, which
// need not be saved.
import { openPack } from '@/lib/domain/packs'
import { readQuery } from '@/lib/domain/queries'
import { findScheduledName, listPackQueriesOf } from '@/lib/store/query-reports'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'

export type ReportOf = { query_id: number } | { pack_id: number; pack_query_id: number }

type ReportSource = {
  /** The query's. */
  name: string
  pack_query_ids: number[]
  /** What of ours it belongs to, as the audit trail names it. */
  object: { object_kind: 'query' | 'pack'; object_id: number; object_name: string }
}

/** What it is called and which scheduled queries it covers, if the viewer may see it. */
export async function reportSource(viewer: Viewer, of: ReportOf): Promise<ReportSource> {
  if ('query_id' in of) {
    const { id, name } = await readQuery(viewer, of.query_id)
    const object = { object_kind: 'query' as const, object_id: id, object_name: name }
    return { name, pack_query_ids: await listPackQueriesOf(id), object }
  }
  const pack = await openPack(viewer, of.pack_id)
  const name = await findScheduledName(of.pack_id, of.pack_query_id)
  if (name === null) throw new AppError('not_found', 'The pack has no such query')
  const object = { object_kind: 'pack' as const, object_id: pack.id, object_name: pack.name }
  return { name, pack_query_ids: [of.pack_query_id], object }
}

/** The scheduled queries that it covers. */
export const scheduledOf = async (viewer: Viewer, of: ReportOf): Promise<number[]> =>
  (await reportSource(viewer, of)).pack_query_ids
