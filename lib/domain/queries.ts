// Saved queries. Changing the SQL of one is a save of every pack that schedules it.
import { wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { saveContents } from '@/lib/domain/pack-saves'
import { authorize, authorizeSight, permits, teamScope } from '@/lib/domain/permissions'
import { requireTeam } from '@/lib/domain/teams'
import { faultsOfDeclarations } from '@/lib/sql/bind'
import { isDuplicate, type Tx, transaction } from '@/lib/store/db'
import {
  findQuery,
  findQueryIdsByName,
  insertQuery,
  listPackIdsOfQuery,
  listQueries as listStoredQueries,
  type QueryListing,
  removeQuery,
  type StoredQuery,
  updateQuery,
} from '@/lib/store/queries'
import { AppError, refuseFields } from '@/lib/wire/errors'
import type { QueryInput, QueryPatch, SavedQuery } from '@/lib/wire/queries'
import type { Viewer } from '@/lib/wire/roles'

const nameTaken = (name: string) =>
  new AppError('conflict', `There is already a query named ${name}`, {
    errors: [{ name: 'name', reason: 'is taken by another query' }],
  })

/** The query without packs of teams that the viewer does not see; their number stays. */
function seenBy(viewer: Viewer, query: StoredQuery): SavedQuery {
  const packs = query.packs
    .filter(({ team_id }) => permits(viewer, 'packs:read', { team_id }))
    .map(({ id, name }) => ({ id, name }))
  return { ...query, packs, packs_count: query.packs.length }
}

export async function readQuery(viewer: Viewer, id: number): Promise<SavedQuery> {
  const query = await findQuery(id)
  if (!query) throw new AppError('not_found', 'There is no such query')
  authorizeSight(viewer, 'queries', query)
  return seenBy(viewer, query)
}

/** The query of that name, the fleet's own before a team's, or `not_found`. */
export async function readQueryByName(viewer: Viewer, name: string): Promise<SavedQuery> {
  const [id] = await findQueryIdsByName(name)
  if (id === undefined) throw new AppError('not_found', 'There is no such query')
  return readQuery(viewer, id)
}

export async function listQueries(
  viewer: Viewer,
  listing: QueryListing,
): Promise<{ queries: SavedQuery[]; count: number; inherited: number }> {
  const scope = teamScope(viewer, 'queries:read')
  const { queries, ...counts } = await listStoredQueries(scope, listing)
  return { queries: queries.map((query) => seenBy(viewer, query)), ...counts }
}

const deed = (type: string, { id, name }: { id: number; name: string }, details: object) => ({
  type,
  object_kind: 'query',
  object_id: id,
  object_name: name,
  details: { ...details },
})

/** Saves a query. `conflict` when the name is taken in its team, `invalid` naming `parameters[0].name`. */
export async function createQuery(
  viewer: Viewer,
  input: QueryInput,
  address: string,
): Promise<SavedQuery> {
  authorize(viewer, 'queries:write', input)
  await requireTeam(input.team_id)
  refuseFields(faultsOfDeclarations(input.query, input.parameters))
  const id = await transaction('people', async (tx) => {
    const queryId = await insertQuery(tx, input, viewer.user_id)
    const named = { id: queryId, name: input.name }
    await recordActivity(tx, viewer, { ...deed('created_saved_query', named, input), address })
    return queryId
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken(input.name) : error
  })
  return readQuery(viewer, id)
}

/** A pack that took the query up since the packs were held would change without a revision. */
async function refuseNewUsers(tx: Tx, id: number, packIds: readonly number[]): Promise<void> {
  const now = await listPackIdsOfQuery(tx, id)
  if (now.every((packId) => packIds.includes(packId))) return
  throw new AppError('conflict', 'A pack took up the query meanwhile. Save again.')
}

/**
 * Changes the fields given. When its SQL changes, each pack that schedules the query gets a revision: a
 * draft where a rollout is under way or an older draft waits, else released at once.
 */
export async function editQuery(
  viewer: Viewer,
  id: number,
  patch: QueryPatch,
  address: string,
): Promise<SavedQuery> {
  const before = await readQuery(viewer, id)
  authorize(viewer, 'queries:write', before)
  const { query = before.query, parameters = before.parameters } = patch
  if (patch.query !== undefined || patch.parameters !== undefined)
    refuseFields(faultsOfDeclarations(query, parameters))
  const changesSql = query !== before.query
  await transaction('people', async (tx) => {
    const packIds = changesSql ? await listPackIdsOfQuery(tx, id) : []
    const note = `edited the saved query ${patch.name ?? before.name}`
    const save = { author: viewer, note, release: 'unless_drafted' } as const
    const saved = await saveContents(tx, packIds, save, async () => {
      await updateQuery(tx, id, patch)
      if (changesSql) await refuseNewUsers(tx, id, packIds)
    })
    const packs = [...saved].map(([pack_id, { revision }]) => ({ pack_id, revision }))
    const details = { ...patch, ...(packs.length > 0 ? { packs } : {}) }
    await recordActivity(tx, viewer, { ...deed('edited_saved_query', before, details), address })
  }).catch((error) => {
    throw isDuplicate(error) ? nameTaken(patch.name ?? before.name) : error
  })
  if (changesSql) wake('configuration')
  return readQuery(viewer, id)
}

/** Why a query that packs schedule is not deleted: the packs by name, those out of view by number. */
export function scheduledIn({ packs, packs_count }: Pick<SavedQuery, 'packs' | 'packs_count'>) {
  const hidden = packs_count - packs.length
  const others = hidden === 0 ? [] : [`${hidden} ${hidden === 1 ? 'pack' : 'packs'} of other teams`]
  return `is scheduled in: ${[...packs.map(({ name }) => name), ...others].join(', ')}`
}

/** Deletes a query. Refused while packs schedule it, naming them. */
export async function deleteQuery(viewer: Viewer, id: number, address: string): Promise<void> {
  const query = await readQuery(viewer, id)
  authorize(viewer, 'queries:write', query)
  if (query.packs_count > 0) {
    const reason = scheduledIn(query)
    throw new AppError('conflict', `The query ${reason}`, { errors: [{ name: 'id', reason }] })
  }
  await transaction('people', async (tx) => {
    await removeQuery(tx, id)
    await recordActivity(tx, viewer, { ...deed('deleted_saved_query', query, {}), address })
  })
}
