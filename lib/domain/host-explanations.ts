// Why a host has or lacks a pack or query: the configuration's own rules, with what is known of the
// labels they looked at. It answers for queries that the host does not get as well.
import { currentConfiguration } from '@/lib/domain/configuration'
import { readHost, targetingHost } from '@/lib/domain/hosts'
import {
  contentsUnderWay,
  type Names,
  pickRevision,
  reach,
  reachQuery,
  type Step,
  type TargetingHost,
} from '@/lib/domain/targeting'
import { listHostLabels } from '@/lib/store/host-labels'
import { type HeldBack, listHeldBack } from '@/lib/store/pack-drafts'
import { AppError } from '@/lib/wire/errors'
import type {
  ExplainedPack,
  ExplainedStep,
  ExplainQuery,
  Explanation,
  LabelFact,
} from '@/lib/wire/host-explanations'
import type { PackDefinition } from '@/lib/wire/pack-definitions'
import type { Viewer } from '@/lib/wire/roles'

type Facts = ReadonlyMap<number, LabelFact>

export type Known = {
  names: Names
  /** What is known of the host's labels; those missing are not told. */
  labels: Facts
  /** What the newest revision holds and hosts do not get. */
  held: HeldBack | undefined
}

/** The labels that a rule of the pack looked at. */
function labelsOf(rule: string, pack: PackDefinition, released: PackDefinition): number[] {
  if (rule === 'target') return pack.label_ids
  if (rule === 'exclude') return pack.exclude_label_ids
  const label = rule === 'rollout' ? released.rollout?.label_id : undefined
  return typeof label === 'number' ? [label] : []
}

function withFacts(
  step: Step,
  pack: PackDefinition,
  released: PackDefinition,
  facts: Facts,
): ExplainedStep {
  const labels = labelsOf(step.rule, pack, released).flatMap((id) => facts.get(id) ?? [])
  return labels.length === 0 ? step : { ...step, labels }
}

type Elsewhere = { revision: number; word: string; names: readonly string[] }

/** Contents that have queries which the host's own lacks, the likelier first. */
function elsewhere(picked: PackDefinition, released: PackDefinition, held?: HeldBack) {
  const others: Elsewhere[] = contentsUnderWay(released)
    .filter((content) => content !== picked && content.revision > 0)
    .map(({ revision, queries }) => ({
      revision,
      word: revision > picked.revision ? 'on its way' : 'that other hosts get',
      names: queries.map(({ name }) => name),
    }))
  if (held?.draft && !others.some(({ revision }) => revision === held.revision))
    others.push({ revision: held.revision, word: 'a draft', names: held.names })
  return others
}

type Queries = ExplainedPack['queries']

/** Of a query that the host's revision holds: those that are off are not in it. */
const switchedOn: Step = {
  rule: 'enabled',
  outcome: 'passed',
  detail: 'the query is switched on in the pack',
}

const absent = (name: string, rule: string, detail: string): Queries[number] => ({
  name,
  scheduled: false,
  steps: [{ rule, outcome: 'failed', detail }],
})

function absentQueries(picked: PackDefinition, released: PackDefinition, held?: HeldBack): Queries {
  const own =
    picked.revision === 0
      ? 'the host gets no revision yet'
      : `not in revision ${picked.revision}, which the host gets`
  const others = elsewhere(picked, released, held).flatMap(({ revision, word, names }) =>
    names.map((name) => absent(name, 'revision', `${own}; it is in revision ${revision}, ${word}`)),
  )
  const off = (held?.off ?? []).map((name) =>
    absent(name, 'enabled', 'the query is switched off in the pack'),
  )
  const told = new Set(picked.queries.map(({ name }) => name))
  return [...others, ...off].filter(({ name }) => !told.has(name) && told.add(name))
}

/** Every rule for the pack and for each query of any of its revisions that are under way. */
export function explainPack(
  host: TargetingHost,
  released: PackDefinition,
  { names, labels, held }: Known,
): ExplainedPack {
  const pack = pickRevision(host, released)
  const { scheduled, steps } = reach(host, released, names)
  const queries = pack.queries.map((query) => {
    const own = reachQuery(host, query)
    const steps = [switchedOn, ...own.steps]
    return { name: query.name, steps, scheduled: scheduled && own.scheduled }
  })
  return {
    pack_id: pack.id,
    name: pack.name,
    revision: pack.revision,
    scheduled,
    steps: steps.map((step) => withFacts(step, pack, released, labels)),
    queries: [...queries, ...absentQueries(pack, released, held)],
  }
}

/** How many queries of the pack `explainPack` tells of. */
export function countExplained(
  host: TargetingHost,
  released: PackDefinition,
  heldBack: readonly HeldBack[],
): number {
  const picked = pickRevision(host, released)
  const held = heldBack.find(({ pack_id }) => pack_id === released.id)
  return picked.queries.length + absentQueries(picked, released, held).length
}

async function labelFacts(hostId: number): Promise<Facts> {
  const labels = await listHostLabels(hostId)
  return new Map(
    labels.map(({ since, evaluated_at, ...label }) => [
      label.id,
      {
        ...label,
        since: since?.toISOString() ?? null,
        evaluated_at: evaluated_at?.toISOString() ?? null,
      },
    ]),
  )
}

function oneOf(packs: readonly ExplainedPack[], packId: number, query?: string): Explanation {
  const pack = packs.find(({ pack_id }) => pack_id === packId)
  if (!pack) throw new AppError('not_found', 'There is no such pack')
  const { scheduled, steps, revision } = pack
  if (query === undefined) return { scheduled, steps, revision }
  const own = pack.queries.find(({ name }) => name === query)
  if (!own) throw new AppError('not_found', `Pack ${pack.name} has no query named ${query}`)
  return { scheduled: own.scheduled, steps: [...steps, ...own.steps], revision }
}

/** Why the host has or lacks every pack and query; only one of them when named. */
export async function explainHost(
  viewer: Viewer,
  id: number,
  { pack_id, query }: ExplainQuery,
): Promise<Explanation> {
  const host = targetingHost(await readHost(viewer, id))
  const [{ source, names }, labels, heldBack] = await Promise.all([
    currentConfiguration(),
    labelFacts(id),
    listHeldBack(),
  ])
  const packs = source.packs
    .filter(
      ({ team_id }) => team_id === null || team_id === host.team_id || viewer.global_role !== null,
    )
    .map((pack) => {
      const held = heldBack.find((each) => each.pack_id === pack.id)
      return explainPack(host, pack, { names, labels, held })
    })
  if (pack_id !== undefined) return oneOf(packs, pack_id, query)
  if (query === undefined) return { packs }
  const having = packs.filter(({ queries }) => queries.some(({ name }) => name === query))
  if (having.length === 0) throw new AppError('not_found', `No pack has a query named ${query}`)
  return { packs: having }
}
