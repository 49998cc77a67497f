// Imports of pack files. A preview says all that saving would do and what is in its way; saving takes
// every pack of every file or none.
import { wake } from '@/lib/bus/bus'
import type { PlannedLibraryQuery } from '@/lib/domain/pack-import-library'
import type { PlannedPack } from '@/lib/domain/pack-import-plan'
import { type Plan, planImport } from '@/lib/domain/pack-import-preview'
import { type SavedImport, saveImport } from '@/lib/domain/pack-import-save'
import { authorize } from '@/lib/domain/permissions'
import { requireTeam } from '@/lib/domain/teams'
import { isDuplicate } from '@/lib/store/db'
import { findQueryStates } from '@/lib/store/pack-imports'
import { listPackQueries } from '@/lib/store/pack-queries'
import { AppError, type FieldError } from '@/lib/wire/errors'
import {
  type ImportCounts,
  type ImportedLibraryQuery,
  type ImportedPack,
  type ImportStatus,
  type ImportUndo,
  importStatuses,
  type PackImport,
  type PackImportReply,
} from '@/lib/wire/pack-import'
import { normalisePlatform } from '@/lib/wire/pack-rules'
import type { Viewer } from '@/lib/wire/roles'

function countsOf(statuses: readonly ImportStatus[]): ImportCounts {
  const counts: ImportCounts = {
    queries: statuses.length,
    new: 0,
    identical: 0,
    conflict: 0,
    runs_nowhere: 0,
  }
  for (const status of importStatuses)
    counts[status] = statuses.filter((one) => one === status).length
  return counts
}

function queryOf({ given, name }: PlannedPack['queries'][number]): ImportedPack['queries'][number] {
  const { extra: _, ...query } = given
  return { ...query, name, platform: normalisePlatform(given.platform) }
}

function told(pack: PlannedPack): ImportedPack {
  const { given, judged, name, found, queries, conflicts } = pack
  const mine = new Set(given.queries.map((query) => query.name))
  return {
    ...{ name, given_name: given.name, file: given.file, description: given.description },
    platform: normalisePlatform(given.platform),
    ...{ version: given.version, shard: given.shard, discovery: given.discovery },
    queries: queries.map(queryOf),
    statuses: queries.map(({ given: { name: query }, status, changes }) => {
      return { query, status, changes }
    }),
    counts: countsOf(queries.map(({ status }) => status)),
    targets: given.targets,
    warnings: judged.warnings,
    repairs: judged.repairs,
    conflicts,
    existing: found && {
      ...{ id: found.id, revision: found.revision, disabled: found.disabled, hosts: found.hosts },
      others: found.queries.flatMap((query) => (mine.has(query.name) ? [] : query.name)),
    },
  }
}

function toldOfLibrary(query: PlannedLibraryQuery): ImportedLibraryQuery {
  const { given, name, status, changes, warnings, held } = query
  const { file, query: sql, description } = given
  const platform = normalisePlatform(given.platform)
  return {
    ...{ name, given_name: given.name, file, query: sql, description, platform },
    ...{ status, changes, warnings, packs: held?.packs ?? 0 },
  }
}

function replyOf({ files, packs, library, basis }: Plan): PackImportReply {
  return {
    packs: packs.map(told),
    warnings: files.warnings,
    counts: countsOf(packs.flatMap(({ queries }) => queries.map(({ status }) => status))),
    library: library.map(toldOfLibrary),
    library_counts: countsOf(library.map(({ status }) => status)),
    files: files.reports,
    basis,
    undo: null,
  }
}

/** @throws AppError `conflict`, or `invalid` when the file itself is wrong; every field is named. */
function refuseConflicts({ packs, library }: Plan): void {
  const all = [...packs, ...library].flatMap(({ conflicts }) => conflicts)
  const [first] = all
  if (!first) return
  const errors: FieldError[] = all.map(({ field, message }) => ({ name: field, reason: message }))
  const isWrong = all.every(({ code }) => code === 'reserved_name' || code === 'too_long')
  throw new AppError(isWrong ? 'invalid' : 'conflict', first.message, { errors })
}

const outcomes = {
  create: 'created',
  replace: 'replaced',
  merge: 'merged',
  skip: 'skipped',
  undecided: 'skipped',
} as const

async function withIds(pack: PlannedPack, saved: SavedImport): Promise<ImportedPack> {
  const reply: ImportedPack = { ...told(pack), outcome: outcomes[pack.action] }
  const own = saved.packs.get(pack.given.name)
  if (!own) return reply
  if (own.before === own.revision) reply.outcome = 'unchanged'
  const ids = new Map((await listPackQueries(own.id)).map((query) => [query.name, query.id]))
  const queries = reply.queries.map((query) => {
    const id = ids.get(query.name)
    return id === undefined ? query : { ...query, id }
  })
  return { ...reply, id: own.id, queries }
}

const libraryOutcomes = {
  insert: 'created',
  update: 'replaced',
  keep: 'unchanged',
  leave_out: 'skipped',
  undecided: 'skipped',
} as const

function libraryWithId(query: PlannedLibraryQuery, { library }: SavedImport): ImportedLibraryQuery {
  const id = query.action === 'leave_out' ? undefined : library.get(query.given.name)
  const outcome = libraryOutcomes[query.action]
  return { ...toldOfLibrary(query), ...(id === undefined ? {} : { id }), outcome }
}

/** Null when a host is about to get something of it, for then there is nothing to undo in secret. */
async function undoOf(
  { packs, library }: Plan,
  saved: SavedImport,
  input: PackImport,
): Promise<ImportUndo | null> {
  const isFelt = packs.some(({ action, held, given }) =>
    action === 'create' ? !(input.disabled ?? given.disabled) : held && !held.disabled,
  )
  const changed = library.filter(({ action }) => action === 'insert' || action === 'update')
  if (isFelt || changed.some(({ action, held }) => action === 'update' && held?.packs)) return null
  const ids = changed.flatMap(({ given }) => saved.library.get(given.name) ?? [])
  const states = await findQueryStates(ids)
  return {
    packs: [...saved.packs.values()],
    queries: changed.flatMap(({ given, action, held }): ImportUndo['queries'] => {
      const id = saved.library.get(given.name)
      const state = id === undefined ? undefined : states.get(id)
      if (id === undefined || state === undefined) return []
      if (action === 'insert' || !held) return [{ id, state, before: null }]
      const { query, description, platform, observer_can_run } = held
      return [{ id, state, before: { query, description, platform, observer_can_run } }]
    }),
  }
}

/** Somebody took a name between the check and the save. */
function taken(error: unknown): unknown {
  if (!isDuplicate(error)) return error
  const reason = 'was taken by somebody else since the check'
  return new AppError('conflict', `Nothing has been saved: a name of the import ${reason}`, {
    errors: [{ name: 'name', reason }],
  })
}

/**
 * Reads pack files or whole osquery configurations. A dry run saves nothing and lists warnings and
 * conflicts. Otherwise everything is saved in one transaction, or nothing: `conflict` for names that
 * are taken and decisions that are open, and for what changed since the preview (`basis`); `invalid`
 * for names that agents cannot bear. Each error names its field.
 */
export async function importPacks(
  viewer: Viewer,
  input: PackImport,
  address: string,
): Promise<PackImportReply> {
  authorize(viewer, 'packs:write', { team_id: input.team_id })
  await requireTeam(input.team_id)
  const plan = await planImport(viewer, input)
  if (plan.library.some(({ action }) => action === 'insert'))
    authorize(viewer, 'queries:write', { team_id: input.team_id })
  const reply = replyOf(plan)
  if (input.dry_run) return reply
  refuseConflicts(plan)
  const saved = await saveImport(viewer, input, plan, address).catch((error) => {
    throw taken(error)
  })
  wake('configuration')
  return {
    ...reply,
    packs: await Promise.all(plan.packs.map((pack) => withIds(pack, saved))),
    library: plan.library.map((query) => libraryWithId(query, saved)),
    undo: await undoOf(plan, saved, input),
  }
}
