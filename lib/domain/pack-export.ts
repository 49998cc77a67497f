// A pack as a file. Importing it gives the same pack: in osquery's format what osquery knows of it, in
// YAML also its tags, targets by name, and which queries are the library's.
import { openPack } from '@/lib/domain/packs'
import { listExcludedLabels, listLibraryOf } from '@/lib/store/pack-imports'
import { listPackQueries } from '@/lib/store/pack-queries'
import { findPackExtra } from '@/lib/store/packs'
import type { PackFileFormat, ParsedLibraryQuery, ParsedPack } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'
import { exportPackYaml } from '@/lib/wire/pack-file-yaml-write'
import type { Viewer } from '@/lib/wire/roles'

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

/** The text of the file, and the name of the pack, which osquery's format does not hold. */
export async function exportPack(
  viewer: Viewer,
  id: number,
  format: PackFileFormat,
): Promise<{ name: string; content: string }> {
  const held = await openPack(viewer, id)
  const [rows, library, excluded] = await Promise.all([
    listPackQueries(id),
    listLibraryOf(id),
    listExcludedLabels(id),
  ])
  const { name, description, platform, version, shard, discovery, tags, disabled } = held
  // An older import kept the description among the keys that it did not know.
  const { description: _, ...extra } = await findPackExtra(id)
  const own = new Map<string, ParsedLibraryQuery & { id: number }>()
  for (const query of library) if (!own.has(query.name)) own.set(query.name, query)
  const named = new Map([...own.values()].map((query) => [query.id, query.name]))
  const pack: ParsedPack = {
    ...{ name, description, platform, version, shard, discovery, tags, disabled, extra },
    targets: {
      labels: names(held.labels),
      teams: names(held.teams),
      exclude_labels: excluded,
      label_match: held.label_match,
    },
    queries: rows.map(({ id: __, query_id, ...query }) => ({
      ...query,
      library: query_id === null ? null : (named.get(query_id) ?? null),
    })),
    warnings: [],
    repairs: [],
  }
  const content = format === 'yaml' ? exportPackYaml(pack, [...own.values()]) : exportPackFile(pack)
  return { name, content }
}
