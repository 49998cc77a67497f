// The hosts of a rollout: whom the pack reaches, who belongs to the cohort, and what each really runs
// by the hash that its agent reported. Judged by the rules of the configuration itself.
import { currentConfiguration } from '@/lib/domain/configuration'
import { runShapesOf } from '@/lib/domain/revision-hosts'
import { isInCohort } from '@/lib/domain/targeting'
import type { RolloutRow } from '@/lib/store/rollouts'
import type { TeamScope } from '@/lib/wire/roles'

export type RolloutHosts = {
  /** By what they run; their sum is every host that the pack reaches. */
  hosts: { from: number; to: number; other: number }
  /** Reached hosts that are to get `to`, and those of them that run it. */
  cohort: number
  cohort_on_to: number
}

type Ends = Pick<RolloutRow, 'from' | 'to'>

/** What hosts count under: the revision that they should run, where their bytes are of both. */
function runsOf(runs: readonly number[], { from, to }: Ends, isCohort: boolean) {
  const [due, rest] = isCohort ? (['to', 'from'] as const) : (['from', 'to'] as const)
  const number = { from, to }
  if (runs.includes(number[due])) return due
  return runs.includes(number[rest]) ? rest : 'other'
}

/** The hosts of rollouts of one pack, in their order. An ended one counts whom the pack reaches now. */
export async function countRolloutHosts(
  packId: number,
  rollouts: readonly Ends[],
  scope: TeamScope,
): Promise<RolloutHosts[]> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === packId)
  const shapes = pack && rollouts.length > 0 ? await runShapesOf(pack, scope) : []
  return rollouts.map((ends) => {
    const counts = { hosts: { from: 0, to: 0, other: 0 }, cohort: 0, cohort_on_to: 0 }
    for (const shape of shapes) {
      const { rollout } = pack ?? {}
      const isCohort = rollout ? isInCohort(shape, rollout) : pack?.revision === ends.to
      const runs = runsOf(shape.runs, ends, isCohort)
      counts.hosts[runs] += shape.hosts
      if (isCohort) counts.cohort += shape.hosts
      if (isCohort && runs === 'to') counts.cohort_on_to += shape.hosts
    }
    return counts
  })
}

/** How many hosts of the cohort must run `to` before a gate says anything. */
export function judgedFrom(cohort: number): number {
  return Math.max(1, Math.min(30, cohort))
}
