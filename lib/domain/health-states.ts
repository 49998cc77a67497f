// Judges every pack in turn, on the clock, and keeps the counts; and reads them for those who ask. A
// small pack is judged when it is asked for; a large one is as of the clock's last turn.
import { currentConfiguration } from '@/lib/domain/configuration'
import { expectedOf, hostsFor } from '@/lib/domain/health-expected'
import { countStates, findNow, type StateCount } from '@/lib/store/health'
import type { Expected } from '@/lib/store/health-pairs'
import {
  listJudged,
  listPackStates,
  removeOtherPacks,
  updatePackStates,
} from '@/lib/store/health-states'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { TeamScope } from '@/lib/wire/roles'

/** More pairs than these are not judged while somebody waits. */
const pairsMax = 60_000
const pairsAtOnce = 150_000
const freshSeconds = 60
const turnMs = 3_000

/** Parts of at most so many pairs, one query at the least. */
function partsOf(expected: Expected): Expected[] {
  const size = new Map<number, number>()
  for (const { group } of expected.hosts) size.set(group, (size.get(group) ?? 0) + 1)
  const parts: Expected[] = []
  let pairs = Number.POSITIVE_INFINITY
  for (const query of expected.queries) {
    const own = query.groups.reduce((sum, group) => sum + (size.get(group) ?? 0), 0)
    const part = parts.at(-1)
    if (part && pairs + own <= pairsAtOnce) {
      part.queries.push(query)
      pairs += own
    } else {
      parts.push({ hosts: expected.hosts, queries: [query] })
      pairs = own
    }
  }
  return parts
}

async function judge(scope: TeamScope, pack: PackDefinition): Promise<StateCount[]> {
  const expected = expectedOf(pack, await hostsFor(scope, [pack]))
  const counts: StateCount[] = []
  for (const part of partsOf(expected)) counts.push(...(await countStates(part)))
  return counts
}

export type Judged = { counts: StateCount[]; as_of: Date }

/** The states of a pack's queries over the hosts of a scope. */
export async function statesOf(scope: TeamScope, pack: PackDefinition): Promise<Judged> {
  const stored = await listPackStates(scope, [pack.id])
  const counts = stored.flatMap((each) => each.counts)
  const pairs = counts.reduce((sum, { hosts }) => sum + hosts, 0)
  const [oldest] = stored.map(({ computed_at }) => computed_at).sort((a, b) => +a - +b)
  if (oldest && pairs > pairsMax) return { counts, as_of: oldest }
  return { counts: await judge(scope, pack), as_of: await findNow() }
}

/** Judges the packs that were not for longest, within a bounded share of the time. */
export async function judgePacks({ signal }: { signal: AbortSignal }): Promise<void> {
  const { source } = await currentConfiguration()
  const untilMs = performance.now() + turnMs
  const ages = new Map(
    (await listJudged()).map(({ pack_id, age_seconds }) => [pack_id, age_seconds]),
  )
  const ageOf = ({ id }: PackDefinition) => ages.get(id) ?? Number.POSITIVE_INFINITY
  const due = source.packs.filter((pack) => ageOf(pack) > freshSeconds)
  for (const pack of due.sort((a, b) => ageOf(b) - ageOf(a))) {
    if (signal.aborted || performance.now() > untilMs) return
    await updatePackStates(pack.id, await judge({ all: true }, pack))
  }
  await removeOtherPacks(source.packs.map(({ id }) => id))
}
