// A pack as a file. Importing it gives the same pack: in osquery's format what osquery knows of it, in
// YAML also its tags, targets by name, and which queries are the library's.
import { openPack } from '@/lib/domain/packs'
import { teamScope } from '@/lib/domain/permissions'
import { contentOf } from '@/lib/store/pack-contents'
import { listExcludedLabels, listLibraryOf } from '@/lib/store/pack-imports'
import { listPackQueries } from '@/lib/store/pack-queries'
import { findPackExtra } from '@/lib/store/packs'
import { findRevision, listTargetNames } from '@/lib/store/revisions'
import { AppError } from '@/lib/wire/errors'
import type { PackFileFormat, ParsedLibraryQuery, ParsedPack } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'
import { exportPackYaml } from '@/lib/wire/pack-file-yaml-write'
import type { Viewer } from '@/lib/wire/roles'

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

/** A revision as an export needs it. Its SQL is as it was then, whatever the library holds now. */
async function revisionOf(viewer: Viewer, id: number, number: number) {
  const row = await findRevision(id, number)
  if (!row) throw new AppError('not_found', `The pack has no revision ${number}`)
  const content = contentOf(row.content)
  const { label_ids, exclude_label_ids, team_ids } = content
  const named = await listTargetNames(
    teamScope(viewer, 'teams:read'),
    [...label_ids, ...exclude_label_ids],
    team_ids,
  )
  const nameOf = (kind: 'label' | 'team', ids: number[]) =>
    named.flatMap((one) => (one.kind === kind && ids.includes(one.id) ? one.name : []))
  return {
    content,
    labels: nameOf('label', label_ids),
    teams: nameOf('team', team_ids),
    exclude_labels: nameOf('label', exclude_label_ids),
    rows: row.content.queries.map(({ sql: query, ...rest }) => ({ ...rest, query })),
  }
}

/** The text of the file, and the name of the pack, which osquery's format does not hold. */
export async function exportPack(
  viewer: Viewer,
  id: number,
  { format, revision }: { format: PackFileFormat; revision?: number | undefined },
): Promise<{ name: string; content: string }> {
  const held = await openPack(viewer, id)
  const older = revision === undefined ? null : await revisionOf(viewer, id, revision)
  const [rows, library, excluded] = await Promise.all([
    older ? older.rows : listPackQueries(id),
    older ? [] : listLibraryOf(id),
    older ? older.exclude_labels : listExcludedLabels(id),
  ])
  const { name, description, tags, disabled } = held
  const { platform, version, shard, discovery, label_match } = older?.content ?? held
  // An older import kept the description among the keys that it did not know.
  const { description: _, ...extra } = await findPackExtra(id)
  const own = new Map<string, ParsedLibraryQuery & { id: number }>()
  for (const query of library) if (!own.has(query.name)) own.set(query.name, query)
  const named = new Map([...own.values()].map((query) => [query.id, query.name]))
  const pack: ParsedPack = {
    ...{ name, description, platform, version, shard, discovery, tags, disabled, extra },
    targets: {
      labels: older ? older.labels : names(held.labels),
      teams: older ? older.teams : names(held.teams),
      exclude_labels: excluded,
      label_match,
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
