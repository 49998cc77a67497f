// The hosts of a rollout: whom the pack reaches, who belongs to the cohort, and what each really runs
// by the hash that its agent reported. Judged by the rules of the configuration itself.
import { currentConfiguration } from '@/lib/domain/configuration'
import { contentsUnderWay, isInCohort, reach } from '@/lib/domain/targeting'
import { listRunningHosts, type RolloutRow, type RunningHost } from '@/lib/store/rollouts'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope } from '@/lib/wire/roles'

const batch = 10_000

export type RolloutHosts = {
  /** By what they run; their sum is every host that the pack reaches. */
  hosts: { from: number; to: number; other: number }
  /** Reached hosts that are to get `to`. */
  cohort: number
  /** Ids of the hosts of the cohort that run `to`, and of reached hosts outside it that run `from`. */
  running_to: number[]
  running_from: number[]
}

type Ends = Pick<RolloutRow, 'pack_id' | 'from' | 'to'>

/** What a host runs: the revision that it should where its bytes are of both. */
function runsOf({ runs }: RunningHost, { from, to }: Ends, isCohort: boolean) {
  const [first, second] = isCohort ? [to, from] : [from, to]
  if (runs.includes(first)) return isCohort ? 'to' : 'from'
  if (runs.includes(second)) return isCohort ? 'from' : 'to'
  return 'other'
}

const labelsOf = (pack: PackDefinition) =>
  contentsUnderWay(pack)
    .flatMap(({ label_ids, exclude_label_ids }) => [...label_ids, ...exclude_label_ids])
    .concat(pack.rollout?.label_id ?? [])

/** Looks at every host in scope; 100,000 take about a second. An ended rollout counts as its pack is now. */
export async function gatherRolloutHosts(ends: Ends, scope: TeamScope): Promise<RolloutHosts> {
  const found: RolloutHosts = {
    hosts: { from: 0, to: 0, other: 0 },
    cohort: 0,
    running_to: [],
    running_from: [],
  }
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === ends.pack_id)
  if (!pack) return found
  const labelIds = [...new Set(labelsOf(pack))]
  for (let afterId = 0; ; ) {
    const hosts = await listRunningHosts(pack.id, { scope, labelIds, afterId, limit: batch })
    for (const host of hosts) add(found, host, pack, ends)
    const last = hosts.at(-1)
    if (!last || hosts.length < batch) return found
    afterId = last.id
  }
}

function add(found: RolloutHosts, host: RunningHost, pack: PackDefinition, ends: Ends): void {
  if (!reach(host, pack).scheduled) return
  const { rollout } = pack
  const isCohort = rollout ? isInCohort(host, rollout) : pack.revision === ends.to
  const runs = runsOf(host, ends, isCohort)
  found.hosts[runs] += 1
  if (isCohort) found.cohort += 1
  if (isCohort && runs === 'to') found.running_to.push(host.id)
  if (!isCohort && runs === 'from') found.running_from.push(host.id)
}

/** How many hosts of the cohort must run `to` before a gate says anything. */
export function judgedFrom(cohort: number): number {
  return Math.max(1, Math.min(30, cohort))
}
