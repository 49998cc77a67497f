// When each query of a pack was last heard of, and from how many of the hosts in view.
import { openPack } from '@/lib/domain/packs'
import { permits, teamScope } from '@/lib/domain/permissions'
import { listLatestOfPack } from '@/lib/store/pack-latest'
import type { PackLatest } from '@/lib/wire/pack-hosts'
import type { Viewer } from '@/lib/wire/roles'

export async function latestOfPack(viewer: Viewer, packId: number): Promise<PackLatest> {
  await openPack(viewer, packId)
  if (!permits(viewer, 'results:read', 'any')) return { queries: [] }
  const rows = await listLatestOfPack(packId, teamScope(viewer, 'results:read'))
  return {
    queries: rows.map((row) => ({ ...row, last_received_at: row.last_received_at.toISOString() })),
  }
}
