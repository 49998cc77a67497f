// One machine, two records: the second goes back into the older one with everything it brought, by
// itself where the older fell silent as it appeared, or because somebody said so.
import { recordChange, wake } from '@/lib/bus/bus'
import { type Actor, recordActivity } from '@/lib/domain/activity'
import { judgeLeft } from '@/lib/domain/campaign-guard'
import { isSameMachine, mergedSeconds } from '@/lib/domain/identity'
import { updateCounters } from '@/lib/store/campaign-hosts'
import { lockCampaignsAsking, removeSecondRows, updateAskedAnew } from '@/lib/store/campaign-merges'
import { type Tx, transaction } from '@/lib/store/db'
import {
  insertMissingConflicts,
  lockConflictsOf,
  updateConflictsMerged,
} from '@/lib/store/host-conflicts'
import {
  listProvisional,
  lockPair,
  updateHostMerged,
  updateOneMachine,
} from '@/lib/store/hosts-merge'
import { endNodeKeys, lockKeysOf } from '@/lib/store/node-keys'

/** Both records in one campaign become one row of it. Returns the campaigns whose counts moved. */
async function settleCampaigns(tx: Tx, from: number, into: number): Promise<number[]> {
  const asking = await lockCampaignsAsking(tx, from)
  if (asking.length === 0) return []
  const anew = await updateAskedAnew(tx, from)
  const both = await removeSecondRows(tx, { from, into })
  // One that waited for the dropped row alone is complete.
  for (const id of both) {
    await updateCounters(tx, id, {})
    await judgeLeft(tx, id)
  }
  return [...new Set([...anew, ...both])]
}

type Pair = { provisional_id: number; other_id: number; hostname: string }

type Merge = {
  actor: Actor
  decided_by: string
  /** A person says that both are one machine, though both may go on. */
  told: boolean
  address?: string
}

/** The same in the caller's transaction; the topics to wake once it is through, or null. */
export async function mergeIn(tx: Tx, pair: Pair, merge: Merge): Promise<string[] | null> {
  const { provisional_id, other_id } = pair
  await lockConflictsOf(tx, provisional_id)
  if (!(await lockPair(tx, provisional_id, other_id))) return null
  const moved_keys = await lockKeysOf(tx, provisional_id)
  const campaigns = await settleCampaigns(tx, provisional_id, other_id)
  if (merge.told) await updateOneMachine(tx, other_id, true)
  else await endNodeKeys(tx, other_id, mergedSeconds)
  await updateConflictsMerged(
    tx,
    { from: provisional_id, into: other_id },
    { decided_by: merge.decided_by, moved_keys },
  )
  await updateHostMerged(tx, provisional_id, other_id)
  const topics = [`hosts:${provisional_id}`, `hosts:${other_id}`, 'campaigns:hosts']
  topics.push(...campaigns.map((id) => `campaign:${id}`))
  for (const topic of topics) await recordChange(tx, topic)
  await recordActivity(tx, merge.actor, {
    type: 'merged_hosts',
    object_kind: 'host',
    object_id: other_id,
    object_name: pair.hostname,
    hosts: 2,
    details: { merged_host_id: provisional_id, campaigns: campaigns.slice(0, 100) },
    ...(merge.address ? { address: merge.address } : {}),
  })
  return topics
}

const byItself: Merge = { actor: 'system', decided_by: 'Muster', told: false }

/** For the clock: merges what has proved to be one machine. Returns how many. */
export async function mergeSameMachines(): Promise<number> {
  await insertMissingConflicts()
  const done = new Set<number>()
  for (const pair of await listProvisional()) {
    if (done.has(pair.provisional_id) || !isSameMachine(pair)) continue
    const topics = await transaction('work', (tx) => mergeIn(tx, pair, byItself))
    if (!topics) continue
    done.add(pair.provisional_id)
    for (const topic of topics) wake(topic)
  }
  return done.size
}
