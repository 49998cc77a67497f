// Hosts that go: by hand one or many, or by the clock because nobody heard of them any more. What they
// left in open campaigns ends there; their agents, should they still run, are told to enrol anew.
import { recordChange, wake } from '@/lib/bus/bus'
import { type Actor, recordActivity } from '@/lib/domain/activity'
import { judgeLeft } from '@/lib/domain/campaign-guard'
import { membershipTopics } from '@/lib/domain/label-members'
import { lockCampaignsAwaiting, updateHostsCancelled } from '@/lib/store/campaign-removals'
import { type Tx, transaction } from '@/lib/store/db'
import {
  isFleetHeard,
  type LockedHost,
  listExpired,
  lockHosts,
  removeHosts,
  removeLinesOfRemoved,
} from '@/lib/store/hosts-bulk'
import { findSettings } from '@/lib/store/settings'
import { HostSettings } from '@/lib/wire/config'

/** Names that one audit entry holds; the ids of all are always told. */
const namesKept = 1_000

/** Ids in order as ranges: "1-3, 7". Short enough to keep those of any act whole. */
export function idRanges(ids: readonly number[]): string {
  const sorted = [...ids].sort((a, b) => a - b)
  const ranges: [number, number][] = []
  for (const id of sorted) {
    const last = ranges.at(-1)
    if (last && id <= last[1] + 1) last[1] = id
    else ranges.push([id, id])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}

/** What an audit entry says of the hosts of an act. */
export function auditedHosts(hosts: readonly LockedHost[]) {
  const [only] = hosts
  const one = hosts.length === 1 && only ? { object_id: only.id, object_name: only.name } : {}
  return {
    ...{ object_kind: 'host', ...one, hosts: hosts.length },
    details: {
      host_ids: idRanges(hosts.map(({ id }) => id)),
      hosts: hosts.slice(0, namesKept).map(({ id, name }) => ({ id, name })),
    },
  }
}

/** Ends the hosts' part in open campaigns, which would else wait for them until their time is over. */
async function leaveCampaigns(tx: Tx, host_ids: number[]): Promise<string[]> {
  const asking = await lockCampaignsAwaiting(tx, host_ids)
  const error = 'the host was deleted'
  for (const id of asking) {
    await updateHostsCancelled(tx, id, { host_ids, error })
    await judgeLeft(tx, id)
  }
  return asking.length > 0 ? ['campaigns', ...asking.map((id) => `campaign:${id}`)] : []
}

/** Removes hosts inside a transaction; returns the topics to wake after its commit. */
export async function removeHostsIn(tx: Tx, hosts: readonly LockedHost[]): Promise<string[]> {
  const ids = hosts.map(({ id }) => id)
  const campaigns = await leaveCampaigns(tx, ids)
  await removeHosts(tx, ids)
  const topics = membershipTopics(ids)
  for (const topic of topics) await recordChange(tx, topic)
  return [...topics, ...campaigns]
}

type Deed = { type: string; details?: object; address?: string }

/** The audit entry of an act on hosts. */
export function recordOnHosts(
  tx: Tx,
  actor: Actor,
  hosts: readonly LockedHost[],
  { type, details, address }: Deed,
): Promise<void> {
  const told = auditedHosts(hosts)
  return recordActivity(tx, actor, {
    ...told,
    type,
    details: { ...details, ...told.details },
    ...(address === undefined ? {} : { address }),
  })
}

/** So many at once keep each transaction short. */
const expiredAtOnce = 500

async function expireSome(days: number): Promise<number> {
  const candidates = (await listExpired(days, expiredAtOnce)).map(({ id }) => id)
  if (candidates.length === 0) return 0
  const { hosts, topics } = await transaction('work', async (tx) => {
    await lockHosts(tx, candidates)
    const hosts = await listExpired(days, expiredAtOnce, { tx, among: candidates })
    if (hosts.length === 0) return { hosts, topics: [] }
    const topics = await removeHostsIn(tx, hosts)
    const details = { expiry_days: days }
    await recordOnHosts(tx, 'system', hosts, { type: 'expired_hosts', details })
    return { hosts, topics }
  })
  for (const topic of topics) wake(topic)
  return hosts.length
}

/**
 * For the clock: removes hosts that were not heard for as long as the settings say; nothing while they
 * say nothing, nor until the fleet has been heard for a day, because after an outage of ours every host
 * looks gone. A host that returns meanwhile stays.
 */
export async function expireHosts(): Promise<number> {
  const { expiry_days } = HostSettings.parse((await findSettings()).hosts)
  if (expiry_days === null || !(await isFleetHeard())) return 0
  let removed = 0
  for (;;) {
    const some = await expireSome(expiry_days)
    removed += some
    if (some < expiredAtOnce) return removed
  }
}

const linesAtOnce = 10_000
const stepsAtMost = 10

/** For the clock: removes what deleted hosts left, a part of it each time. Returns how many lines. */
export async function removeLeftLines(): Promise<number> {
  let removed = 0
  for (let step = 0; step < stepsAtMost; step++) {
    const some = await removeLinesOfRemoved(linesAtOnce)
    if (some === 0) break
    removed += some
  }
  return removed
}
