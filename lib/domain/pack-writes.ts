// The parts of a pack as a save gives them: targets and the whole list of queries. What names nothing
// is refused under its field, `queries[3].id`.
import type { Tx } from '@/lib/store/db'
import type { StoredContent } from '@/lib/store/pack-contents'
import { type ListedQuery, listPackQueryIds, replaceQueries } from '@/lib/store/pack-queries'
import { replaceTargets, type TargetColumn } from '@/lib/store/packs'
import { listSavedForPacks } from '@/lib/store/queries'
import { AppError, type FieldError, invalidField, refuseFields } from '@/lib/wire/errors'
import type { ContentQueryInput, PackContent } from '@/lib/wire/pack-content'

const targetFields = {
  label_ids: { kind: 'label', exclude: false },
  host_ids: { kind: 'host', exclude: false },
  team_ids: { kind: 'team', exclude: false },
  exclude_label_ids: { kind: 'label', exclude: true },
  exclude_host_ids: { kind: 'host', exclude: true },
} as const satisfies Record<string, Omit<TargetColumn, 'ids'>>

type TargetField = keyof typeof targetFields
type Targets = { [Field in TargetField]?: number[] | undefined }

const targetFieldNames = [
  ...(['label_ids', 'host_ids', 'team_ids'] as const),
  ...(['exclude_label_ids', 'exclude_host_ids'] as const),
] satisfies TargetField[]

/** Replaces the kinds of target given; an id that names nothing is refused under its field. */
export async function writeTargets(tx: Tx, packId: number, targets: Targets): Promise<void> {
  for (const field of targetFieldNames) {
    const ids = targets[field]
    if (ids === undefined) continue
    const unknown = await replaceTargets(tx, packId, { ...targetFields[field], ids })
    if (unknown.length > 0)
      throw invalidField(field, `there is no ${unknown.slice(0, 5).join(', ')}`)
  }
}

/** Saved SQL has no copy in the pack; inline SQL stands in it. */
const listed = ({ id, query, ...rest }: ContentQueryInput): ListedQuery => ({
  ...rest,
  ...(id === undefined ? {} : { id }),
  query: rest.query_id === null ? (query ?? null) : null,
})

/** Makes the list the pack's queries. A saved query must be the fleet's own or of the pack's team. */
export async function writeQueries(
  tx: Tx,
  pack: { id: number; team_id: number | null },
  queries: ContentQueryInput[],
): Promise<void> {
  const held = new Set(await listPackQueryIds(tx, pack.id))
  const saved = await listSavedForPacks(
    tx,
    queries.flatMap(({ query_id }) => query_id ?? []),
  )
  const errors: FieldError[] = []
  for (const [index, { id, query_id }] of queries.entries()) {
    if (id !== undefined && !held.has(id))
      errors.push({ name: `queries[${index}].id`, reason: 'is of no query of this pack' })
    if (query_id === null) continue
    const name = `queries[${index}].query_id`
    const library = saved.get(query_id)
    if (!library) errors.push({ name, reason: `there is no query ${query_id}` })
    else if (library.team_id !== null && library.team_id !== pack.team_id)
      errors.push({ name, reason: 'belongs to another team than the pack' })
  }
  refuseFields(errors)
  await replaceQueries(tx, pack.id, queries.map(listed))
}

/**
 * Brings back targets of an older revision. Those that are gone are left out, except where hosts must
 * have every label: without one of them the pack would reach more hosts than it did, so `conflict`.
 */
export async function restoreTargets(
  tx: Tx,
  packId: number,
  content: Pick<PackContent, TargetField | 'label_match'>,
): Promise<void> {
  for (const field of targetFieldNames) {
    const gone = await replaceTargets(tx, packId, { ...targetFields[field], ids: content[field] })
    if (gone.length === 0 || field !== 'label_ids' || content.label_match !== 'all') continue
    const reason = `it needs hosts with every label, and label ${gone.join(', ')} is gone`
    throw new AppError('conflict', `The revision cannot be restored: ${reason}`, {
      errors: [{ name: 'label_ids', reason }],
    })
  }
}

/** Brings back queries of an older revision with their ids. SQL that the library no longer has is inline. */
export async function restoreQueries(
  tx: Tx,
  pack: { id: number; team_id: number | null },
  queries: StoredContent['queries'],
): Promise<void> {
  const saved = await listSavedForPacks(
    tx,
    queries.flatMap(({ query_id }) => query_id ?? []),
  )
  const rows = queries.map((query): ListedQuery => {
    const { sql, query_id, ...rest } = query
    const library = query_id === null ? undefined : saved.get(query_id)
    const isSame =
      library?.query === sql && (library.team_id === null || library.team_id === pack.team_id)
    return { ...rest, query_id: isSame ? query_id : null, query: isSame ? null : sql }
  })
  await replaceQueries(tx, pack.id, rows)
}
