// What every save of packs goes through, in one transaction: the packs are held, their content before
// and after is compared, and a difference makes a revision, released or a draft.
import { sealConfiguration } from '@/lib/domain/configuration-limits'
import { placeholdersOf } from '@/lib/sql/placeholders'
import type { Tx } from '@/lib/store/db'
import { findFullNameCollisions } from '@/lib/store/pack-queries'
import {
  appendRevisions,
  type LockedPack,
  listContents,
  lockPacks,
  updateReleased,
} from '@/lib/store/revisions'
import { AppError, type FieldError, refuseFields } from '@/lib/wire/errors'
import type { PackContent } from '@/lib/wire/pack-content'
import { diffContent, diffInWords, isEmptyDiff, type PackDiff } from '@/lib/wire/pack-diff'
import type { Viewer } from '@/lib/wire/roles'

/**
 * Whether hosts get a save at once. `unless_drafted` never lets out somebody's draft by the way.
 * While a rollout is under way, every save is a draft.
 */
type Release = 'now' | 'later' | 'unless_drafted'

export type Save = {
  author: Viewer | null
  note: string
  /** Absent: at once, except that switching a pack off or on never lets out a draft. */
  release?: Release | undefined
  /** The newest revision that the author knew of. */
  base_revision?: number | undefined
}

export type Saved = {
  diff: PackDiff
  /** The newest now. */
  revision: number
  /** What hosts get now. */
  released: number
}

async function refuseCollisions(tx: Tx, packId: number): Promise<void> {
  const [collision] = await findFullNameCollisions(tx, packId)
  if (!collision) return
  const { full_name, pack, query } = collision
  throw new AppError('conflict', `"pack/${full_name}" would also be query ${query} of ${pack}`, {
    errors: [{ name: 'name', reason: `agents would report it as pack/${full_name}, as ${pack}` }],
  })
}

/** Nobody gives values to a scheduled query; what stood there before is not looked at again. */
function refusePlaceholders(content: PackContent, before?: PackContent): void {
  const known = new Set(before?.queries.map(({ query }) => query))
  refuseFields(
    content.queries.flatMap(({ name, query }, index): FieldError[] => {
      const open = known.has(query) ? [] : placeholdersOf(query)
      const place = open.find(({ within }) => within === null)
      if (!place) return []
      const reason = `${name} cannot be scheduled: nobody gives {{${place.name}}} a value`
      return [{ name: `queries[${index}].query`, reason }]
    }),
  )
}

/**
 * What making packs ends with, in its transaction: names that agents could confuse and configurations
 * that agents would drop are refused; each pack gets its first revision and everyone is told.
 */
export async function sealPacks(
  tx: Tx,
  packIds: number[],
  author: Viewer | null,
  note: string,
): Promise<void> {
  for (const id of packIds) await refuseCollisions(tx, id)
  const contents = await listContents(tx, packIds)
  for (const content of contents.values()) refusePlaceholders(content)
  const first = packIds.map((pack_id) => {
    const count = contents.get(pack_id)?.queries.length ?? 0
    return { pack_id, summary: count === 1 ? 'made with 1 query' : `made with ${count} queries` }
  })
  await appendRevisions(tx, first, author?.user_id ?? null, note)
  await sealConfiguration(tx, packIds)
}

async function lockAll(tx: Tx, packIds: number[], base: number | undefined): Promise<LockedPack[]> {
  const packs = await lockPacks(tx, packIds)
  if (packs.length < new Set(packIds).size) throw new AppError('not_found', 'There is no such pack')
  for (const { revision } of packs) {
    if (base === undefined || base === revision) continue
    throw new AppError('conflict', `Somebody saved revision ${revision} meanwhile`, {
      errors: [{ name: 'base_revision', reason: `the newest revision is ${revision}` }],
    })
  }
  return packs
}

/** Whether nothing changed but the switch, which is live whatever is released. */
const isSwitchAlone = ({ fields, targets, queries, reordered }: PackDiff) =>
  fields.every(({ field }) => field === 'disabled') &&
  targets.length + queries.added.length + queries.removed.length + queries.changed.length === 0 &&
  !reordered

/** What `packs.released` shall be after a save; undefined: as it is. */
function releasedAfter(
  pack: LockedPack,
  diff: PackDiff,
  release: Release | undefined,
): number | null | undefined {
  if (isEmptyDiff(diff)) return release === 'now' && !pack.rolling_out ? null : undefined
  const wanted = release ?? (isSwitchAlone(diff) ? 'unless_drafted' : 'now')
  const isDraft =
    pack.rolling_out ||
    wanted === 'later' ||
    (wanted === 'unless_drafted' && pack.released !== null)
  return isDraft ? (pack.released ?? pack.revision) : null
}

async function settle(tx: Tx, pack: LockedPack, diff: PackDiff, save: Save): Promise<Saved> {
  const isChanged = !isEmptyDiff(diff)
  if (isChanged) {
    const summary = diffInWords(diff)
    await appendRevisions(
      tx,
      [{ pack_id: pack.id, summary }],
      save.author?.user_id ?? null,
      save.note,
    )
  }
  const wanted = releasedAfter(pack, diff, save.release)
  const released = wanted === undefined ? pack.released : wanted
  if (released !== pack.released) await updateReleased(tx, pack.id, released)
  const revision = pack.revision + (isChanged ? 1 : 0)
  return { diff, revision, released: released ?? revision }
}

/**
 * Runs `write` while the packs are held and settles each by what differs afterwards. `not_found` when
 * one is gone, `conflict` when its newest revision is not the base. Configurations rise only when
 * content, name or release changed. Call `recordActivity` after it, and wake `configuration` after the
 * commit.
 */
export async function saveContents(
  tx: Tx,
  packIds: number[],
  save: Save,
  write: () => Promise<void>,
): Promise<Map<number, Saved>> {
  const packs = await lockAll(tx, packIds, save.base_revision)
  const before = await listContents(tx, packIds)
  await write()
  const after = await listContents(tx, packIds)
  const named = new Map((await lockPacks(tx, packIds)).map(({ id, name }) => [id, name]))
  const saved = new Map<number, Saved>()
  const touched: number[] = []
  for (const pack of packs) {
    const [from, to] = [before.get(pack.id), after.get(pack.id)]
    if (!from || !to) throw new AppError('not_found', 'There is no such pack')
    refusePlaceholders(to, from)
    const settled = await settle(tx, pack, diffContent(from, to), save)
    saved.set(pack.id, settled)
    const isFelt =
      settled.revision !== pack.revision ||
      settled.released !== (pack.released ?? pack.revision) ||
      named.get(pack.id) !== pack.name
    if (!isFelt) continue
    await refuseCollisions(tx, pack.id)
    touched.push(pack.id)
  }
  if (touched.length > 0) await sealConfiguration(tx, touched)
  return saved
}
