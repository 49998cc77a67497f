// One machine, two records: a provisional host whose rival fell silent when it appeared was the same
// machine all along, and goes back into the older record, with everything it brought.
import { recordChange, wake } from '@/lib/bus/bus'
import { type Actor, recordActivity } from '@/lib/domain/activity'
import { isSameMachine } from '@/lib/domain/identity'
import { updateHostCancelled } from '@/lib/store/campaign-hosts'
import { lockCampaignsOf } from '@/lib/store/campaign-locked'
import { type Tx, transaction } from '@/lib/store/db'
import { listProvisional, lockPair, updateHostMerged } from '@/lib/store/hosts-merge'

/**
 * Campaigns that targeted both records ask one machine from now on: the older record is asked, the
 * other is cancelled where it has not answered, so the counts still add up. Returns those campaigns.
 */
async function settleCampaigns(tx: Tx, fromId: number, intoId: number): Promise<number[]> {
  const asking = await lockCampaignsOf(tx, fromId, intoId)
  const both = asking.filter((campaign) => campaign.both).map(({ id }) => id)
  const error = `merged: the same machine is asked as host ${intoId}`
  for (const id of both) await updateHostCancelled(tx, id, { host_id: fromId, error })
  return both
}

/**
 * Merges a provisional host into the record it conflicts with. False when that was settled
 * meanwhile. Its campaign rows move, except in campaigns that targeted both.
 */
async function mergeHosts(
  actor: Actor,
  pair: { provisional_id: number; other_id: number; hostname: string },
): Promise<boolean> {
  const { provisional_id, other_id } = pair
  const topics = [`hosts:${provisional_id}`, `hosts:${other_id}`, 'campaigns:hosts']
  const merged = await transaction('work', async (tx) => {
    if (!(await lockPair(tx, provisional_id, other_id))) return false
    const settled = await settleCampaigns(tx, provisional_id, other_id)
    topics.push(...settled.map((id) => `campaign:${id}`))
    await updateHostMerged(tx, provisional_id, other_id)
    for (const topic of topics) await recordChange(tx, topic)
    await recordActivity(tx, actor, {
      type: 'merged_hosts',
      object_kind: 'host',
      object_id: other_id,
      object_name: pair.hostname,
      hosts: 2,
      details: { merged_host_id: provisional_id },
    })
    return true
  })
  if (merged) for (const topic of topics) wake(topic)
  return merged
}

/** For the clock, every minute: merges what has proved to be one machine. Returns how many. */
export async function mergeSameMachines(): Promise<number> {
  let merged = 0
  for (const pair of await listProvisional()) {
    if (isSameMachine(pair) && (await mergeHosts('system', pair))) merged += 1
  }
  return merged
}
