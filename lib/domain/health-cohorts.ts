// The figures that gates of a rollout are judged by (semantics §4): over the hosts that run the new
// revision by their reported hash, against those that run the old. Decides nothing itself.
import { currentConfiguration } from '@/lib/domain/configuration'
import { expectedOf, hostsFor } from '@/lib/domain/health-expected'
import { contentsUnderWay, isReached, pickRevision } from '@/lib/domain/targeting'
import { findFaults, listRevisionFigures, type RevisionFigure } from '@/lib/store/health-cohorts'
import { listRunning } from '@/lib/store/revision-hosts'
import { AppError } from '@/lib/wire/errors'
import type { HealthState } from '@/lib/wire/health'
import type { PackDefinition, QueryDefinition } from '@/lib/wire/pack-definitions'

export type Cohort = {
  packId: number
  from: number
  to: number
  /** Absent: every host whose configuration has `to` now. */
  hostIds?: readonly number[] | undefined
}

export type CohortFigures = {
  hosts: number
  running_to: number
  /** Shares of the hosts that run `to`, 0 to 1; 0 while none does. */
  errors_share: number
  denylisted_share: number
  silent_share: number
  /** Of `from`'s; null while one of the two was not measured. */
  cost_factor: number | null
  rows_factor: number | null
  /** What weighs most, by query: for reasons and evidence. */
  worst: { state: HealthState; query: string; message: string | null; hosts: number }[]
}

/** Below these a day, changes are noise. */
const secondsFloor = 0.1
const rowsFloor = 1

/** The pack as if everyone got that revision. */
function contentOf(pack: PackDefinition, revision: number): PackDefinition | undefined {
  const content = contentsUnderWay(pack).find((each) => each.revision === revision)
  return content && { ...content, rollout: null }
}

type Figures = ReadonlyMap<number, RevisionFigure>

const byQuery = (figures: RevisionFigure[]): Figures =>
  new Map(figures.map((figure) => [figure.pack_query_id, figure]))

/**
 * A daily sum over the queries of one side. A query of both sides counts only where both sides know it:
 * otherwise one that was not yet due would look like a gain.
 */
function sumOf(
  queries: readonly QueryDefinition[],
  [own, other]: [Figures, Figures],
  shared: ReadonlySet<number>,
  dailyOf: (figure: RevisionFigure, query: QueryDefinition) => number | null,
): number | null {
  const found = queries.flatMap((query) => {
    const [mine, theirs] = [own.get(query.id), other.get(query.id)]
    if (!mine) return []
    const isOdd = shared.has(query.id) && (!theirs || dailyOf(theirs, query) === null)
    return isOdd ? [] : (dailyOf(mine, query) ?? [])
  })
  return found.length === 0 ? null : found.reduce((sum, each) => sum + each, 0)
}

const secondsOf = ({ cpu_ms }: RevisionFigure, { interval }: QueryDefinition) =>
  cpu_ms === null ? null : (cpu_ms * 86.4) / Math.max(1, interval)
const rowsOf = ({ rows_per_day }: RevisionFigure) => rows_per_day

async function factorsOf(from: PackDefinition, to: PackDefinition, running: readonly number[]) {
  const asked = ({ queries }: PackDefinition) =>
    queries.map(({ id, interval, snapshot }) => ({ pack_query_id: id, interval, snapshot }))
  const [before, after] = await Promise.all([
    listRevisionFigures(from.revision, asked(from), null).then(byQuery),
    listRevisionFigures(to.revision, asked(to), running).then(byQuery),
  ])
  const there = new Set(from.queries.map(({ id }) => id))
  const shared = new Set(to.queries.flatMap(({ id }) => (there.has(id) ? [id] : [])))
  const factor = (dailyOf: typeof secondsOf | typeof rowsOf, floor: number) => {
    const old = sumOf(from.queries, [before, after], shared, dailyOf)
    const now = sumOf(to.queries, [after, before], shared, dailyOf)
    return old === null || now === null ? null : Math.max(now, floor) / Math.max(old, floor)
  }
  return { cost_factor: factor(secondsOf, secondsFloor), rows_factor: factor(rowsOf, rowsFloor) }
}

/** The cohort of a rollout as it stands. Throws `not_found` when the pack has neither revision now. */
export async function cohortFigures(cohort: Cohort): Promise<CohortFigures> {
  const { source } = await currentConfiguration()
  const pack = source.packs.find(({ id }) => id === cohort.packId)
  const to = pack && contentOf(pack, cohort.to)
  const from = pack && contentOf(pack, cohort.from)
  if (!pack || !to) throw new AppError('not_found', 'That revision is on its way to nobody')
  const all = await hostsFor({ all: true }, [pack])
  const named = cohort.hostIds && new Set(cohort.hostIds)
  const hosts = all.filter((host) =>
    named
      ? named.has(host.id)
      : isReached(host, pack) && pickRevision(host, pack).revision === cohort.to,
  )
  const ids = hosts.map(({ id }) => id)
  const running = new Set(await listRunning(cohort.packId, cohort.to, ids))
  const expected = expectedOf(
    to,
    hosts.filter(({ id }) => running.has(id)),
  )
  const [faults, factors] = await Promise.all([
    findFaults(expected, cohort.packId, cohort.to),
    from ? factorsOf(from, to, [...running]) : { cost_factor: null, rows_factor: null },
  ])
  const share = (count: number) => (running.size === 0 ? 0 : count / running.size)
  const names = new Map(to.queries.map(({ id, name }) => [id, name]))
  return {
    hosts: hosts.length,
    running_to: running.size,
    errors_share: share(faults.failing),
    denylisted_share: share(faults.denylisted),
    silent_share: share(faults.silent),
    ...factors,
    worst: faults.worst.map(({ pack_query_id, ...fault }) => ({
      ...fault,
      query: names.get(pack_query_id) ?? `query ${pack_query_id}`,
    })),
  }
}
