// Saving an import: everything that was planned in one transaction, or nothing. What the plan was made
// against is held and compared first, so that nobody's save in between is written over.
import { recordActivity } from '@/lib/domain/activity'
import type { PlannedLibraryQuery } from '@/lib/domain/pack-import-library'
import type { HeldPackQuery, PlannedPack, PlannedQuery } from '@/lib/domain/pack-import-plan'
import type { Plan } from '@/lib/domain/pack-import-preview'
import { saveContents, sealPacks } from '@/lib/domain/pack-saves'
import { writeTargets } from '@/lib/domain/pack-writes'
import { authorize } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import { findTargetIds, lockImported, updateImported } from '@/lib/store/pack-imports'
import { type ListedQuery, replaceQueries } from '@/lib/store/pack-queries'
import { insertPack } from '@/lib/store/packs'
import { insertQuery, listPackIdsOfQuery, updateQuery } from '@/lib/store/queries'
import { AppError } from '@/lib/wire/errors'
import type { BasisEntry, PackImport } from '@/lib/wire/pack-import'
import { normalisePlatform } from '@/lib/wire/pack-rules'
import { QueryInput } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'
import { checkTag, normaliseTag, tagsMax } from '@/lib/wire/tags'

type SavedPack = {
  id: number
  revision: number
  before: number | null
  /** Before the import. */
  description: string
}

export type SavedImport = {
  /** By the pack's name in the file. */
  packs: Map<string, SavedPack>
  /** Ids of library queries by their names in the files, those that were there included. */
  library: Map<string, number>
}

type Saving = { tx: Tx; viewer: Viewer; plan: Plan; input: PackImport; address: string }

const words = { pack: 'pack', query: 'library query' } as const

function changeInWords({ kind, name, state }: BasisEntry, now: string | null): string {
  const what = `the ${words[kind]} "${name}"`
  if (state === null) return `${what} was made`
  return now === null ? `${what} was deleted` : `${what} was changed`
}

/** @throws AppError `conflict` naming what changed since the preview. */
async function refuseStale({ tx, plan, input }: Saving): Promise<void> {
  const looked = [...(input.basis ?? []), ...plan.basis]
  const basis = [...new Map(looked.map((one) => [JSON.stringify(one), one])).values()]
  const namesOf = (wanted: BasisEntry['kind']) =>
    basis.flatMap(({ kind, name }) => (kind === wanted ? [name] : []))
  const locked = await lockImported(tx, {
    packs: namesOf('pack'),
    queries: namesOf('query'),
    teamId: input.team_id,
  })
  const now = {
    pack: new Map(locked.packs.map(({ name, state }) => [name, state])),
    query: new Map(locked.queries.map(({ name, state }) => [name, state])),
  }
  // What is left alone or saved under another name may be what it likes.
  const untouched = new Set(
    plan.packs.flatMap(({ given, name, action }) =>
      action === 'skip' || name !== given.name ? [given.name] : [],
    ),
  )
  const stale = basis.filter(
    ({ kind, name, state }) =>
      !(kind === 'pack' && untouched.has(name)) && (now[kind].get(name) ?? null) !== state,
  )
  const [first] = stale
  if (!first) return
  const reason = `${changeInWords(first, now[first.kind].get(first.name) ?? null)} since the check`
  throw new AppError('conflict', `Nothing has been saved: ${reason}. Check again`, {
    errors: stale.map(({ kind, name }) => ({ name: 'basis', reason: `${kind} ${name} changed` })),
  })
}

async function saveLibraryQuery(
  { tx, viewer, input, address }: Saving,
  { given, name, action, held }: PlannedLibraryQuery,
): Promise<number | null> {
  if (action === 'keep') return held?.id ?? null
  if (action !== 'insert' && action !== 'update') return null
  const { query, description, observer_can_run } = given
  const fields = {
    query,
    description,
    observer_can_run,
    platform: normalisePlatform(given.platform),
  }
  const team_id = input.team_id
  authorize(viewer, 'queries:write', {
    team_id: action === 'update' ? (held?.team_id ?? null) : team_id,
  })
  const id =
    action === 'update' && held
      ? held.id
      : await insertQuery(tx, QueryInput.parse({ name, ...fields, team_id }), viewer.user_id)
  if (action === 'update') await updateQuery(tx, id, fields)
  await recordActivity(tx, viewer, {
    type: action === 'update' ? 'edited_saved_query' : 'created_saved_query',
    object_kind: 'query',
    object_id: id,
    object_name: name,
    details: { ...fields, imported: true },
    address,
  })
  return id
}

const kept = ({ query, query_id, ...held }: HeldPackQuery): ListedQuery => ({
  ...held,
  query_id,
  query: query_id === null ? query : null,
})

function listedOf(query: PlannedQuery, library: ReadonlyMap<string, number>): ListedQuery {
  const { library: named, query: sql, ...given } = query.given
  const query_id = named === null ? null : (library.get(named) ?? null)
  return {
    ...given,
    ...(query.action === 'update' && query.held ? { id: query.held.id } : {}),
    name: query.name,
    query_id,
    query: query_id === null ? sql : null,
    platform: normalisePlatform(given.platform),
  }
}

/** The whole list that the pack will have. */
function listOf(pack: PlannedPack, library: ReadonlyMap<string, number>): ListedQuery[] {
  const written = (query: PlannedQuery) => listedOf(query, library)
  const inserted = pack.queries.filter(({ action }) => action === 'insert')
  if (pack.action === 'merge') {
    const updates = new Map(
      pack.queries.flatMap((query) =>
        query.action === 'update' && query.held ? [[query.held.id, query]] : [],
      ),
    )
    const held = pack.held?.queries ?? []
    return [
      ...held.map((one) => {
        const update = updates.get(one.id)
        return update ? written(update) : kept(one)
      }),
      ...inserted.map(written),
    ]
  }
  return pack.queries.flatMap((query) => {
    if (query.action === 'leave_out') return []
    if (query.action === 'keep') return query.held ? [kept(query.held)] : []
    // Imported by another name: what is there stays beside it.
    return query.action === 'insert' && query.held
      ? [kept(query.held), written(query)]
      : [written(query)]
  })
}

const tagsOf = (tags: readonly string[]) =>
  [...new Set(tags.map(normaliseTag))].filter((tag) => checkTag(tag) === null).slice(0, tagsMax)

async function writeNewTargets({ tx, input }: Saving, id: number, pack: PlannedPack) {
  const { label_ids, host_ids, team_ids, exclude_label_ids, exclude_host_ids } = input
  const chosen = { label_ids, host_ids, team_ids, exclude_label_ids, exclude_host_ids }
  const isChosen = Object.values(chosen).some((ids) => ids.length > 0)
  const { targets } = pack.given
  if (isChosen || !targets) return writeTargets(tx, id, chosen)
  const labels = [...targets.labels, ...targets.exclude_labels]
  const known = await findTargetIds({ labels, teams: targets.teams }, tx)
  const ids = (names: string[], found: Map<string, number>) =>
    names.flatMap((name) => found.get(name) ?? [])
  return writeTargets(tx, id, {
    label_ids: ids(targets.labels, known.labels),
    team_ids: ids(targets.teams, known.teams),
    exclude_label_ids: ids(targets.exclude_labels, known.labels),
  })
}

async function createPack(
  saving: Saving,
  pack: PlannedPack,
  library: ReadonlyMap<string, number>,
): Promise<number> {
  const { tx, input } = saving
  const { description, version, shard, discovery, extra, tags, disabled, targets } = pack.given
  const id = await insertPack(tx, {
    ...{ name: pack.name, description, version, shard, discovery, extra },
    platform: normalisePlatform(pack.given.platform),
    disabled: input.disabled ?? disabled ?? false,
    label_match: input.label_ids.length > 0 ? input.label_match : (targets?.label_match ?? 'any'),
    team_id: input.team_id,
    tags: tagsOf(tags),
  })
  await writeNewTargets(saving, id, pack)
  await replaceQueries(tx, id, listOf(pack, library))
  return id
}

async function changePack(
  tx: Tx,
  pack: PlannedPack,
  library: ReadonlyMap<string, number>,
): Promise<void> {
  if (!pack.held) return
  const { description, version, shard, discovery, extra } = pack.given
  const platform = normalisePlatform(pack.given.platform)
  if (pack.action === 'replace')
    await updateImported(tx, pack.held.id, {
      ...{ description, platform, version, shard, discovery, extra },
    })
  await replaceQueries(tx, pack.held.id, listOf(pack, library))
}

async function recordImport({ tx, viewer, address }: Saving, pack: PlannedPack, id: number) {
  const { name, action, given, queries, judged } = pack
  await recordActivity(tx, viewer, {
    type: 'imported_pack',
    object_kind: 'pack',
    object_id: id,
    object_name: name,
    ...(pack.held ? { hosts: pack.held.hosts } : {}),
    details: {
      action,
      ...(name === given.name ? {} : { given_name: given.name }),
      queries: queries.filter(({ action: one }) => one === 'insert' || one === 'update').length,
      warnings: judged.warnings.length,
    },
    address,
  })
}

/** Library queries and packs that are there already, each pack with a revision when hosts can notice. */
async function saveChanges(saving: Saving, result: SavedImport): Promise<void> {
  const { tx, viewer, plan, input } = saving
  const changed = plan.packs.filter(({ action }) => action === 'replace' || action === 'merge')
  const updated = plan.library.flatMap(({ action, held }) =>
    action === 'update' && held ? held.id : [],
  )
  const scheduling: number[] = []
  for (const id of updated) scheduling.push(...(await listPackIdsOfQuery(tx, id)))
  const own = changed.flatMap(({ held }) => held?.id ?? [])
  const others = [...new Set(scheduling)].filter((id) => !own.includes(id))
  const note = input.note || 'imported'
  const write = async () => {
    for (const query of plan.library) {
      const id = await saveLibraryQuery(saving, query)
      if (id !== null) result.library.set(query.given.name, id)
    }
    for (const pack of changed) await changePack(tx, pack, result.library)
  }
  const save = { author: viewer, note, release: 'unless_drafted' } as const
  const saved = await saveContents(tx, [...own, ...others], save, write)
  for (const pack of changed) {
    if (!pack.held) continue
    const { id, revision: before, description } = pack.held
    const revision = saved.get(id)?.revision ?? before
    result.packs.set(pack.given.name, { id, revision, before, description })
    await recordImport(saving, pack, id)
  }
}

/**
 * Saves a plan without conflicts. `conflict` when what it was made against has changed, or when a name
 * was taken meanwhile.
 */
export function saveImport(viewer: Viewer, input: PackImport, plan: Plan, address: string) {
  return transaction('people', async (tx): Promise<SavedImport> => {
    const saving: Saving = { tx, viewer, plan, input, address }
    const library = new Map([...plan.held].map(([name, { id }]) => [name, id]))
    const result: SavedImport = { packs: new Map(), library }
    await refuseStale(saving)
    await saveChanges(saving, result)
    const made: number[] = []
    for (const pack of plan.packs.filter(({ action }) => action === 'create')) {
      const id = await createPack(saving, pack, result.library)
      made.push(id)
      result.packs.set(pack.given.name, { id, revision: 1, before: null, description: '' })
    }
    if (made.length > 0) await sealPacks(tx, made, viewer, input.note || 'imported')
    for (const pack of plan.packs) {
      const saved = result.packs.get(pack.given.name)
      if (saved && pack.action === 'create') await recordImport(saving, pack, saved.id)
    }
    return result
  })
}
