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

type Ends = Pick<RolloutRow, 'from' | 'to'>

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

type Reached = RunningHost & { is_cohort: boolean }

/** Every host in scope that the pack reaches, by the revision it is to get. About a second for 100,000. */
async function listReached(pack: PackDefinition, scope: TeamScope): Promise<Reached[]> {
  const labelIds = [...new Set(labelsOf(pack))]
  const { rollout } = pack
  const reached: Reached[] = []
  for (let afterId = 0; ; ) {
    const hosts = await listRunningHosts(pack.id, { scope, labelIds, afterId, limit: batch })
    for (const host of hosts) {
      if (reach(host, pack).scheduled)
        reached.push({ ...host, is_cohort: rollout ? isInCohort(host, rollout) : false })
    }
    const last = hosts.at(-1)
    if (!last || hosts.length < batch) return reached
    afterId = last.id
  }
}

function countHosts(reached: readonly Reached[], ends: Ends, released: number): RolloutHosts {
  const found: RolloutHosts = {
    hosts: { from: 0, to: 0, other: 0 },
    cohort: 0,
    running_to: [],
    running_from: [],
  }
  for (const host of reached) {
    const isCohort = host.is_cohort || released === ends.to
    const runs = runsOf(host, ends, isCohort)
    found.hosts[runs] += 1
    if (isCohort) found.cohort += 1
    if (isCohort && runs === 'to') found.running_to.push(host.id)
    if (!isCohort && runs === 'from') found.running_from.push(host.id)
  }
  return found
}

/** The hosts of rollouts of one pack, in their order. An ended one counts what the pack reaches now. */
export async function gatherRolloutHosts(
  packId: number,
  rollouts: readonly Ends[],
  scope: TeamScope,
): Promise<RolloutHosts[]> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  const reached = pack && rollouts.length > 0 ? await listReached(pack, scope) : []
  return rollouts.map((ends) => countHosts(reached, ends, pack?.revision ?? 0))
}

/** How many hosts of the cohort must run `to` before a gate says anything. */
export function judgedFrom(cohort: number): number {
  return Math.max(1, Math.min(30, cohort))
}
