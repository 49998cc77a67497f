// Pack files in and out. A preview says all that saving would do and what is in its way; saving takes
// every pack of the file or none.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealPacks } from '@/lib/domain/pack-saves'
import { writeTargets } from '@/lib/domain/pack-writes'
import { openPack } from '@/lib/domain/packs'
import { authorize } from '@/lib/domain/permissions'
import { withSqlWarnings } from '@/lib/sql/pack-check'
import { type Tx, transaction } from '@/lib/store/db'
import { insertPackQueries, listPackQueries, type PackQueryContent } from '@/lib/store/pack-queries'
import { findPackExtra, findPackIdByName, insertPack } from '@/lib/store/packs'
import { AppError, type FieldError } from '@/lib/wire/errors'
import { type ParsedPack, type ParsedQuery, parsePackFile } from '@/lib/wire/pack-file'
import { exportPackFile } from '@/lib/wire/pack-file-write'
import type { ImportedPack, PackImport, PackImportReply } from '@/lib/wire/pack-import'
import { checkPackName, checkQueryName, normalisePlatform } from '@/lib/wire/pack-rules'
import type { Viewer } from '@/lib/wire/roles'

type Conflict = ImportedPack['conflicts'][number]

async function conflictsOf(pack: ParsedPack): Promise<Conflict[]> {
  const conflicts: Conflict[] = []
  const held = await findPackIdByName(pack.name)
  if (held !== null)
    conflicts.push({
      code: 'name_taken',
      message: `There is already a pack named ${pack.name}`,
      pack_id: held,
    })
  const packFault = checkPackName(pack.name)
  if (packFault)
    conflicts.push({ code: 'reserved_name', message: `The name "${pack.name}" ${packFault}` })
  for (const { name } of pack.queries) {
    const fault = checkQueryName(name)
    if (fault) conflicts.push({ code: 'reserved_name', message: `The query "${name}" ${fault}` })
  }
  return conflicts
}

function contentOf(query: ParsedQuery): PackQueryContent & { query: string } {
  return { ...query, query_id: null, platform: normalisePlatform(query.platform) }
}

function previewOf(pack: ParsedPack, conflicts: Conflict[]): ImportedPack {
  return {
    name: pack.name,
    platform: normalisePlatform(pack.platform),
    version: pack.version,
    shard: pack.shard,
    discovery: pack.discovery,
    queries: pack.queries.map(contentOf),
    warnings: pack.warnings,
    conflicts,
  }
}

async function savePack(tx: Tx, pack: ParsedPack, input: PackImport): Promise<number> {
  const preview = previewOf(pack, [])
  const id = await insertPack(tx, {
    name: pack.name,
    description: pack.description,
    platform: preview.platform,
    version: preview.version,
    shard: pack.shard,
    discovery: pack.discovery,
    disabled: input.disabled,
    label_match: input.label_match,
    team_id: input.team_id,
    extra: pack.extra,
  })
  await writeTargets(tx, id, input)
  await insertPackQueries(tx, id, pack.queries.map(contentOf))
  return id
}

function refuseConflicts(packs: ImportedPack[]): void {
  const errors: FieldError[] = packs.flatMap(({ conflicts }) =>
    conflicts.map(({ message }) => ({ name: 'content', reason: message })),
  )
  const [first] = errors
  if (!first) return
  const taken = packs.some(({ conflicts }) => conflicts.some(({ code }) => code === 'name_taken'))
  throw new AppError(taken ? 'conflict' : 'invalid', first.reason, { errors })
}

/**
 * Reads a pack file or a whole osquery configuration. A dry run saves nothing and lists warnings and
 * conflicts. Otherwise all packs are saved in one transaction, or none: `conflict` for a name that is
 * taken, `invalid` for a name that agents cannot bear, both listing every such name.
 */
export async function importPacks(
  viewer: Viewer,
  input: PackImport,
  address: string,
): Promise<PackImportReply> {
  authorize(viewer, 'packs:write', { team_id: input.team_id })
  const file = parsePackFile(input.content, input.name === undefined ? {} : { name: input.name })
  const parsed = await Promise.all(file.packs.map(withSqlWarnings))
  const previews = await Promise.all(
    parsed.map(async (pack) => previewOf(pack, await conflictsOf(pack))),
  )
  if (input.dry_run) return { packs: previews, warnings: file.warnings }
  refuseConflicts(previews)
  const ids = await transaction('people', async (tx) => {
    const saved: number[] = []
    for (const pack of parsed) saved.push(await savePack(tx, pack, input))
    await sealPacks(tx, saved, viewer, 'imported')
    for (const [index, pack] of parsed.entries()) {
      await recordActivity(tx, viewer, {
        type: 'imported_pack',
        object_kind: 'pack',
        ...(saved[index] === undefined ? {} : { object_id: saved[index] }),
        object_name: pack.name,
        details: { queries: pack.queries.length, warnings: pack.warnings.length },
        address,
      })
    }
    return saved
  })
  wake('configuration')
  return {
    packs: await Promise.all(previews.map((preview, index) => withIds(preview, ids[index]))),
    warnings: file.warnings,
  }
}

async function withIds(preview: ImportedPack, id: number | undefined): Promise<ImportedPack> {
  if (id === undefined) return preview
  const saved = new Map((await listPackQueries(id)).map((query) => [query.name, query.id]))
  const queries = preview.queries.map((query) => {
    const queryId = saved.get(query.name)
    return queryId === undefined ? query : { ...query, id: queryId }
  })
  return { ...preview, id, queries }
}

/** The pack as an osquery pack file, with its name; importing it under that name gives the same pack. */
export async function exportPack(
  viewer: Viewer,
  id: number,
): Promise<{ name: string; content: string }> {
  const pack = await openPack(viewer, id)
  const queries = (await listPackQueries(id)).map((query) => ({ ...query, library: null }))
  const { name, description, platform, version, shard, discovery } = pack
  const { description: _, ...extra } = await findPackExtra(id)
  const fields = { description, platform, version, shard, discovery }
  const content = exportPackFile({ ...fields, extra, queries })
  return { name, content }
}
