// The parts of a pack as a save gives them: targets and the whole list of queries. What names nothing
// is refused under its field, `queries[3].id`.
import type { Tx } from '@/lib/store/db'
import { type ListedQuery, listPackQueryIds, replaceQueries } from '@/lib/store/pack-queries'
import { replaceTargets, type TargetColumn } from '@/lib/store/packs'
import { listSavedForPacks } from '@/lib/store/queries'
import { AppError, type FieldError, invalidField } from '@/lib/wire/errors'
import type { ContentQueryInput } from '@/lib/wire/pack-content'

const targetFields = {
  label_ids: { kind: 'label', exclude: false },
  host_ids: { kind: 'host', exclude: false },
  team_ids: { kind: 'team', exclude: false },
  exclude_label_ids: { kind: 'label', exclude: true },
  exclude_host_ids: { kind: 'host', exclude: true },
} as const satisfies Record<string, Omit<TargetColumn, 'ids'>>

export type TargetField = keyof typeof targetFields
type Targets = { [Field in TargetField]?: number[] | undefined }

export const targetFieldNames = Object.keys(targetFields) as TargetField[]

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

function refuse(errors: FieldError[]): void {
  const [first] = errors
  if (first) throw new AppError('invalid', `${first.name}: ${first.reason}`, { errors })
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
  refuse(errors)
  await replaceQueries(tx, pack.id, queries.map(listed))
}
