// Acts on saved queries beyond one edit: many deleted at once, all or none; one copied.
import { recordActivity } from '@/lib/domain/activity'
import { copyName, copyStem } from '@/lib/domain/pack-copy'
import { authorize, permits } from '@/lib/domain/permissions'
import { readQuery, scheduledIn } from '@/lib/domain/queries'
import { isDuplicate, transaction } from '@/lib/store/db'
import { insertQuery } from '@/lib/store/queries'
import {
  type LockedQuery,
  listQueriesLocked,
  listTakenQueryNames,
  removeQueries,
} from '@/lib/store/query-facts'
import { AppError, invalidField } from '@/lib/wire/errors'
import type { QueryClone, SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

function refuseScheduled(viewer: Viewer, queries: readonly LockedQuery[]): void {
  const used = queries.filter(({ packs }) => packs.length > 0)
  if (used.length === 0) return
  const reasons = used.map(({ name, packs }) => {
    const seen = packs.filter(({ team_id }) => permits(viewer, 'packs:read', { team_id }))
    return `${name} ${scheduledIn({ packs: seen, packs_count: packs.length })}`
  })
  throw new AppError('conflict', `Nothing was deleted: ${reasons.join('; ')}`, {
    errors: reasons.map((reason) => ({ name: 'ids', reason })),
  })
}

/** Deletes every one of them or none: `conflict` while packs schedule any, naming query and packs. */
export async function deleteQueries(
  viewer: Viewer,
  ids: readonly number[],
  address: string,
): Promise<number> {
  const wanted = [...new Set(ids)]
  return transaction('people', async (tx) => {
    authorize(viewer, 'queries:write', 'any')
    const queries = await listQueriesLocked(tx, wanted)
    const known = new Set(queries.map(({ id }) => id))
    const missing = wanted.filter((id) => !known.has(id))
    if (missing.length > 0)
      throw invalidField('ids', `there is no query ${missing.slice(0, 5).join(', ')}`)
    for (const query of queries) authorize(viewer, 'queries:write', query)
    refuseScheduled(viewer, queries)
    await removeQueries(tx, wanted)
    await recordActivity(tx, viewer, {
      type: 'deleted_multiple_saved_query',
      object_kind: 'query',
      object_name: queries.map(({ name }) => name).join(', '),
      details: { queries: queries.map(({ id, name }) => ({ id, name })) },
      address,
    })
    return queries.length
  })
}

/** Copies a query the viewer may read into a team they may write. `conflict` when the name is taken. */
export async function cloneQuery(
  viewer: Viewer,
  id: number,
  given: QueryClone,
  address: string,
): Promise<SavedQuery> {
  const query = await readQuery(viewer, id)
  const team_id = given.team_id === undefined ? query.team_id : given.team_id
  authorize(viewer, 'queries:write', { team_id })
  const copyId = await transaction('people', async (tx) => {
    const taken = await listTakenQueryNames(tx, copyStem(query.name), team_id)
    const name = given.name ?? copyName(query.name, new Set(taken))
    const made = await insertQuery(tx, { ...query, name, team_id }, viewer.user_id)
    await recordActivity(tx, viewer, {
      type: 'cloned_saved_query',
      object_kind: 'query',
      object_id: made,
      object_name: name,
      details: { from: { id, name: query.name }, team_id },
      address,
    })
    return made
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken() : error
  })
  return readQuery(viewer, copyId)
}

const nameTaken = () =>
  new AppError('conflict', 'There is already a query of that name', {
    errors: [{ name: 'name', reason: 'is taken by another query' }],
  })
