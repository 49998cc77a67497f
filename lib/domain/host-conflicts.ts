// Two records that claim one identity: compared, merged or kept apart by somebody with rights over the
// hosts of both, and the decision taken back while that is possible.
import { recordChange, wake } from '@/lib/bus/bus'
import { recordActivity } from '@/lib/domain/activity'
import { mergeIn } from '@/lib/domain/host-merges'
import { insertParted } from '@/lib/domain/host-parting'
import { compareClaims, mergeSilenceMs } from '@/lib/domain/identity'
import { authorize, isInScope, teamScope } from '@/lib/domain/permissions'
import { type Tx, transaction } from '@/lib/store/db'
import {
  type ConflictRow,
  countConflicts,
  findConflict,
  listConflicts as listStored,
  lockConflictsOf,
  updateConflictKept,
  updateConflictOpen,
  updateRival,
} from '@/lib/store/host-conflicts'
import { updateOneMachine } from '@/lib/store/hosts-merge'
import { AppError } from '@/lib/wire/errors'
import type {
  ConflictBulk,
  ConflictEvidence,
  ConflictList,
  ConflictListQuery,
  HostConflict,
} from '@/lib/wire/host-conflicts'
import { pageOf } from '@/lib/wire/paging'
import type { TeamScope, Viewer } from '@/lib/wire/roles'

/** Calls that were under way while the second enrolled. */
const slackMs = 10_000

const iso = (time: Date | null) => time?.toISOString() ?? null

/** What became of both since: whether each called, and if not, until when the first may stay silent. */
function courseOf(row: ConflictRow): Pick<ConflictEvidence, 'both_live' | 'merges_at'> {
  const { host, other } = row
  if (!host || !other) return { both_live: null, merges_at: null }
  const since = row.created_at.getTime()
  const otherMs = other.seen_time === null ? 0 : Date.parse(other.seen_time)
  if (row.reason === 'shared_key' || otherMs > since + slackMs)
    return { both_live: true, merges_at: null }
  const mergesByItself = row.state === 'open' && row.policy !== 'strict'
  const dueMs = Math.max(since, otherMs) + mergeSilenceMs(other.rhythm_seconds)
  return { both_live: null, merges_at: mergesByItself ? new Date(dueMs).toISOString() : null }
}

const nothing = { equal: [], different: [] }

function toConflict(row: ConflictRow, scope: TeamScope): HostConflict {
  const seen = <T extends { team_id: number | null }>(side: T | null) =>
    side && isInScope(scope, side.team_id) ? side : null
  const [host, other] = [seen(row.host), seen(row.other)]
  const hidden = (row.host !== null && !host) || (row.other !== null && !other)
  const { state, reason, decided_by, moved_keys } = row
  const merged = state === 'merged' && moved_keys.length > 0 && other !== null
  return {
    ...{ id: row.id, host, other, hidden, state, decided_by },
    since: row.created_at.toISOString(),
    decided_at: iso(row.decided_at),
    undoable: merged || (state === 'kept_both' && host !== null && other !== null),
    evidence: {
      reason,
      ...(host && other ? compareClaims(host, other) : nothing),
      address: host || state === 'merged' ? row.address : '',
      other_address: other ? row.other_address : '',
      other_seen_at: other ? iso(row.other_seen_at) : null,
      ...courseOf(row),
    },
  }
}

/** A page of the pairs of which the viewer sees a record; the other is hidden if it is not theirs. */
export async function listConflicts(
  viewer: Viewer,
  listing: ConflictListQuery,
): Promise<ConflictList> {
  const scope = teamScope(viewer, 'hosts:read')
  const [{ rows, count }, by_state] = await Promise.all([
    listStored(scope, listing),
    countConflicts(scope),
  ])
  const conflicts = rows.map((row) => toConflict(row, scope))
  return { conflicts, by_state, ...pageOf(listing, count) }
}

const missing = () => new AppError('not_found', 'There is no such conflict')

async function rowInView(viewer: Viewer, id: number): Promise<ConflictRow> {
  const scope = teamScope(viewer, 'hosts:read')
  const row = await findConflict(id)
  const sides = row ? [row.host, row.other] : []
  if (!row || !sides.some((side) => side && isInScope(scope, side.team_id))) throw missing()
  return row
}

export async function readConflict(viewer: Viewer, id: number): Promise<HostConflict> {
  return toConflict(await rowInView(viewer, id), teamScope(viewer, 'hosts:read'))
}

/** The pair, once the viewer has been found to have rights over every host of it that is there. */
async function ownConflict(viewer: Viewer, id: number): Promise<ConflictRow> {
  const row = await rowInView(viewer, id)
  for (const side of [row.host, row.other]) if (side) authorize(viewer, 'hosts:write', side)
  return row
}

const settled = (id: number) => new AppError('conflict', `Conflict ${id} is settled already`)

type By = { viewer: Viewer; address: string }

/** Holds the pair; throws when it is settled. Returns the record that the second is compared with. */
async function heldOpen(tx: Tx, row: ConflictRow): Promise<number> {
  const held = (await lockConflictsOf(tx, row.host_id)).find(({ id }) => id === row.id)
  if (held?.state !== 'open' || row.state !== 'open') throw settled(row.id)
  return held.other_id
}

async function merge(tx: Tx, row: ConflictRow, { viewer, address }: By): Promise<string[]> {
  const other_id = await heldOpen(tx, row)
  const pair = { provisional_id: row.host_id, other_id, hostname: row.other?.hostname ?? '' }
  const topics = await mergeIn(tx, pair, {
    ...{ actor: viewer, decided_by: viewer.name, told: true, address },
  })
  if (!topics) throw settled(row.id)
  return topics
}

async function keepBoth(tx: Tx, row: ConflictRow, { viewer, address }: By): Promise<string[]> {
  const other_id = await heldOpen(tx, row)
  await updateConflictKept(tx, row.id, viewer.name)
  await updateRival(tx, row.host_id, null)
  const topics = [`hosts:${row.host_id}`, `hosts:${other_id}`]
  for (const topic of topics) await recordChange(tx, topic)
  await recordActivity(tx, viewer, {
    ...{ type: 'kept_both_hosts', object_kind: 'host', object_id: row.host_id },
    object_name: row.host?.hostname ?? '',
    hosts: 2,
    details: { conflict_id: row.id, other_host_id: other_id },
    address,
  })
  return topics
}

const deeds = { merge, keep_both: keepBoth } as const

/** Settles pairs, all or none. 409 when somebody, or Muster itself, settled one before. */
export async function settleConflicts(
  viewer: Viewer,
  { ids, action }: ConflictBulk,
  address: string,
): Promise<number> {
  const rows: ConflictRow[] = []
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) rows.push(await ownConflict(viewer, id))
  const topics = await transaction('people', async (tx) => {
    const all: string[] = []
    for (const row of rows) all.push(...(await deeds[action](tx, row, { viewer, address })))
    return all
  })
  for (const topic of new Set(topics)) wake(topic)
  return rows.length
}

/** The same for one pair, which is returned as it is now. */
export async function settleConflict(
  viewer: Viewer,
  id: number,
  action: ConflictBulk['action'],
  address: string,
): Promise<HostConflict> {
  await settleConflicts(viewer, { ids: [id], action }, address)
  return readConflict(viewer, id)
}

async function partAgain(tx: Tx, row: ConflictRow, { address }: By): Promise<number> {
  await updateOneMachine(tx, row.other_id, false)
  const keyIds = row.moved_keys
  const parted = await insertParted(tx, row.other_id, { keyIds, address: row.address || address })
  if (!parted || parted.keys.length === 0)
    throw new AppError('conflict', 'None of the keys that were merged works any more')
  return parted.id
}

/**
 * Takes a decision back, so that the pair is open again. After a merge the second machine gets a record
 * of its own with its keys; what it reported before and meanwhile stays with the other.
 */
export async function reopenConflict(
  viewer: Viewer,
  id: number,
  address: string,
): Promise<HostConflict> {
  const row = await ownConflict(viewer, id)
  const by = { viewer, address }
  const hostId = await transaction('people', async (tx) => {
    const held = (await lockConflictsOf(tx, row.host_id)).find((one) => one.id === id)
    if (held?.state !== row.state || !toConflict(row, { all: true }).undoable)
      throw new AppError('conflict', 'There is no decision here that can be taken back')
    const second = row.state === 'merged' ? await partAgain(tx, row, by) : row.host_id
    await updateConflictOpen(tx, id, second)
    await updateRival(tx, second, row.other_id)
    for (const host of [second, row.other_id]) await recordChange(tx, `hosts:${host}`)
    await recordActivity(tx, viewer, {
      ...{ type: 'reopened_host_conflict', object_kind: 'host', object_id: second, hosts: 2 },
      object_name: row.other?.hostname ?? '',
      details: { conflict_id: id, other_host_id: row.other_id, was: row.state },
      address,
    })
    return second
  })
  for (const host of [hostId, row.other_id]) wake(`hosts:${host}`)
  return readConflict(viewer, id)
}
