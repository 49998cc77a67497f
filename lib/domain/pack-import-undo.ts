// Undoing an import: packs that it made are deleted, packs and library queries that it changed are as
// they were before. Only while nothing of it has reached a host and nobody has changed it since.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { saveContents } from '@/lib/domain/pack-saves'
import { restoreQueries, restoreTargets } from '@/lib/domain/pack-writes'
import { type OpenPack, openPackToWrite } from '@/lib/domain/packs'
import { authorize } from '@/lib/domain/permissions'
import { readQuery } from '@/lib/domain/queries'
import { type Tx, transaction } from '@/lib/store/db'
import { contentOf } from '@/lib/store/pack-contents'
import {
  findQueryStates,
  findRevisionExtra,
  findServed,
  updateImported,
} from '@/lib/store/pack-imports'
import { removePack, updatePack } from '@/lib/store/packs'
import { listPackIdsOfQuery, removeQuery, updateQuery } from '@/lib/store/queries'
import { findRevision, lockPacks } from '@/lib/store/revisions'
import { AppError } from '@/lib/wire/errors'
import type { ImportUndo } from '@/lib/wire/pack-import'
import type { Viewer } from '@/lib/wire/roles'

type Undoing = { tx: Tx; viewer: Viewer; address: string }
type PackUndo = ImportUndo['packs'][number] & { pack: OpenPack }

const refusal = (name: string, reason: string) =>
  new AppError('conflict', `The import cannot be undone: ${reason}`, {
    errors: [{ name, reason }],
  })

async function refuseLate(tx: Tx, undo: ImportUndo, packs: readonly PackUndo[]): Promise<void> {
  const named = new Map(packs.map(({ id, pack }) => [id, pack.name]))
  const wanted = new Map(packs.map(({ id, revision }) => [id, revision]))
  for (const { id, name, revision } of await lockPacks(tx, [...wanted.keys()]))
    if (wanted.get(id) !== revision)
      throw refusal('packs', `"${name}" was changed since, to revision ${revision}`)
  const changed = packs.filter(({ before, revision }) => before !== revision)
  const [served] = await findServed(tx, changed)
  if (served !== undefined)
    throw refusal('packs', `hosts already have "${named.get(served) ?? served}"`)
  const states = await findQueryStates(
    undo.queries.map(({ id }) => id),
    tx,
  )
  for (const { id, state } of undo.queries)
    if (states.get(id) !== state) throw refusal('queries', `library query ${id} was changed since`)
}

async function deleteMade({ tx, viewer, address }: Undoing, packs: PackUndo[]): Promise<void> {
  for (const { id, pack } of packs) {
    await removePack(tx, id)
    await recordActivity(tx, viewer, {
      type: 'deleted_pack',
      object_kind: 'pack',
      object_id: id,
      object_name: pack.name,
      details: { undone_import: true },
      address,
    })
  }
  if (packs.length > 0) await sealConfiguration(tx)
}

async function restorePack(
  { tx, viewer, address }: Undoing,
  { id, pack, before, description }: PackUndo,
): Promise<void> {
  const revision = before === null ? null : await findRevision(id, before)
  if (!revision) throw refusal('packs', `"${pack.name}" has no revision ${before}`)
  const { queries: _, disabled: __, ...fields } = contentOf(revision.content)
  await updatePack(tx, id, fields)
  const { platform, version, shard, discovery } = fields
  const extra = await findRevisionExtra(tx, id, revision.number)
  await updateImported(tx, id, { platform, version, shard, discovery, description, extra })
  await restoreTargets(tx, id, fields)
  await restoreQueries(tx, pack, revision.content.queries)
  await recordActivity(tx, viewer, {
    type: 'restored_pack',
    object_kind: 'pack',
    object_id: id,
    object_name: pack.name,
    details: { restored: before, undone_import: true },
    address,
  })
}

async function undoQueries(
  { tx, viewer, address }: Undoing,
  queries: ImportUndo['queries'],
  /** Packs that get a revision of this undoing, in which other SQL is on record. */
  saved: readonly number[],
): Promise<void> {
  for (const { id, before } of queries) {
    const { name } = await readQuery(viewer, id)
    const users = await listPackIdsOfQuery(tx, id)
    if (users.some((pack) => !saved.includes(pack)))
      throw refusal('queries', `library query "${name}" is scheduled by another pack now`)
    if (before) await updateQuery(tx, id, before)
    else await removeQuery(tx, id)
    await recordActivity(tx, viewer, {
      type: before ? 'edited_saved_query' : 'deleted_saved_query',
      object_kind: 'query',
      object_id: id,
      object_name: name,
      details: { undone_import: true },
      address,
    })
  }
}

async function openAll(viewer: Viewer, undo: ImportUndo): Promise<PackUndo[]> {
  const packs: PackUndo[] = []
  for (const entry of undo.packs)
    packs.push({ ...entry, pack: await openPackToWrite(viewer, entry.id) })
  for (const { id } of undo.queries) authorize(viewer, 'queries:write', await readQuery(viewer, id))
  return packs
}

/** Undoes what `importPacks` said it did, whole or not at all; `conflict` when it is too late. */
export async function undoImport(
  viewer: Viewer,
  undo: ImportUndo,
  address: string,
): Promise<{ deleted: number; restored: number }> {
  authorize(viewer, 'packs:write', 'any')
  const packs = await openAll(viewer, undo)
  const made = packs.filter(({ before }) => before === null)
  const changed = packs.filter(({ before, revision }) => before !== null && before !== revision)
  await transaction('people', async (tx) => {
    const undoing = { tx, viewer, address }
    await refuseLate(tx, undo, packs)
    await deleteMade(undoing, made)
    const restored = undo.queries.filter(({ before }) => before !== null)
    const save = { author: viewer, note: 'import undone', release: 'unless_drafted' } as const
    const ids = changed.map(({ id }) => id)
    await saveContents(tx, ids, save, async () => {
      await undoQueries(undoing, restored, ids)
      for (const pack of changed) await restorePack(undoing, pack)
    })
    await undoQueries(
      undoing,
      undo.queries.filter(({ before }) => before === null),
      [],
    )
  })
  wake('configuration')
  return { deleted: made.length, restored: changed.length }
}
