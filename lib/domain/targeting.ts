// Who gets a pack, and why: the one function that both the configuration and its explanation use, so
// that they cannot disagree. The order of the rules is the order people are shown.
import { platformRuns, shardBucket, shardRuns, versionRuns } from '@/lib/domain/agent-rules'
import type {
  PackDefinition,
  QueryDefinition,
  RolloutDefinition,
} from '@/lib/wire/pack-definitions'
import type { Platform } from '@/lib/wire/platforms'

export type TargetingHost = {
  id: number
  team_id: number | null
  platform: Platform
  hostname: string
  osquery_version: string
  /** Ids of the labels the host is a member of, built-in ones included. */
  labels: readonly number[]
}

/** All that the rules of a single query look at. */
export type QueryHost = Pick<TargetingHost, 'platform' | 'hostname' | 'osquery_version'>

/** `predicted` means that only the agent can decide; the detail says what Muster expects. */
export type Outcome = 'passed' | 'failed' | 'predicted'
export type Step = {
  rule: string
  outcome: Outcome
  detail: string
  /** Of a prediction: whether the agent is expected to run it; undefined when nobody can say. */
  expected?: boolean
}

/** Names for details; ids are shown where a name is missing. */
export type Names = { label(id: number): string; team(id: number): string }

const plainNames: Names = {
  label: (id) => `label ${id}`,
  team: (id) => `team ${id}`,
}

export type Verdict = { scheduled: boolean; steps: Step[] }

/** A rule judges without words, which is all that configurations need, and tells its words when asked. */
type Rule<Host, Of> = {
  rule: string
  judge(host: Host, of: Of): Outcome
  tell(host: Host, of: Of, names: Names): string
  expected?(host: Host, of: Of): boolean | undefined
}

const passedIf = (passed: boolean): Outcome => (passed ? 'passed' : 'failed')

function isTargeted(host: TargetingHost, pack: PackDefinition): boolean {
  if (pack.host_ids.includes(host.id)) return true
  if (host.team_id !== null && pack.team_ids.includes(host.team_id)) return true
  if (pack.label_ids.length === 0) return false
  const holds = (id: number) => host.labels.includes(id)
  return pack.label_match === 'all' ? pack.label_ids.every(holds) : pack.label_ids.some(holds)
}

function tellTarget(host: TargetingHost, pack: PackDefinition, names: Names): string {
  if (pack.host_ids.includes(host.id)) return 'named as a host'
  if (host.team_id !== null && pack.team_ids.includes(host.team_id))
    return `in ${names.team(host.team_id)}`
  if (pack.label_ids.length === 0) return 'no target of the pack names this host or its team'
  const list = (ids: number[]) => ids.map((id) => names.label(id)).join(', ')
  if (isTargeted(host, pack))
    return `in ${list(pack.label_ids.filter((id) => host.labels.includes(id)))}`
  const word = pack.label_match === 'all' ? 'not in' : 'in none of'
  return `${word} ${list(pack.label_ids.filter((id) => !host.labels.includes(id)))}`
}

const excludingLabel = (host: TargetingHost, pack: PackDefinition) =>
  pack.exclude_label_ids.find((id) => host.labels.includes(id))

function tellExclusion(host: TargetingHost, pack: PackDefinition, names: Names): string {
  if (pack.exclude_host_ids.includes(host.id)) return 'excluded as a host'
  const label = excludingLabel(host, pack)
  return label === undefined ? 'no exclusion applies' : `excluded by ${names.label(label)}`
}

/** Whether a share leaves anybody out. */
export function isSample(share: number | null): share is number {
  return share !== null && share !== 0
}

const sampleRule: Rule<QueryHost, { shard: number | null }> = {
  rule: 'sample',
  judge: (host, { shard }) =>
    passedIf(!isSample(shard) || shardRuns(shard, shardBucket(host.hostname))),
  tell: (host, { shard }) =>
    isSample(shard)
      ? `bucket ${shardBucket(host.hostname)} of 100; 0 to ${shard} are taken`
      : 'the whole of the targets',
}

const agentRules: Rule<QueryHost, { platform: string; version: string }>[] = [
  {
    rule: 'platform',
    judge: (host, { platform }) => {
      if (platform === '') return 'passed'
      if (host.platform === 'unknown') return 'predicted'
      return passedIf(platformRuns(platform, host.platform))
    },
    tell: (host, { platform }) => {
      if (platform === '') return 'any platform'
      if (host.platform === 'unknown') return `"${platform}"; platform not known yet`
      return `"${platform}" on ${host.platform}`
    },
  },
  {
    rule: 'version',
    judge: (_, { version }) => (version === '' ? 'passed' : 'predicted'),
    tell: (host, { version }) => {
      if (version === '') return 'any version'
      const runs = versionRuns(version, host.osquery_version) ? 'runs' : 'does not run'
      return `needs ${version}, host has ${host.osquery_version || 'not told'}: ${runs}`
    },
    expected: (host, { version }) => versionRuns(version, host.osquery_version),
  },
]

const packRules: Rule<TargetingHost, PackDefinition>[] = [
  {
    rule: 'enabled',
    judge: (_, pack) => passedIf(!pack.disabled),
    tell: (_, pack) => (pack.disabled ? 'the pack is off' : 'the pack is on'),
  },
  {
    rule: 'team',
    judge: (host, pack) => passedIf(pack.team_id === null || pack.team_id === host.team_id),
    tell: (_, pack, names) =>
      pack.team_id === null ? 'a pack of the whole fleet' : `a pack of ${names.team(pack.team_id)}`,
  },
  {
    rule: 'target',
    judge: (host, pack) => passedIf(isTargeted(host, pack)),
    tell: tellTarget,
  },
  {
    rule: 'exclude',
    judge: (host, pack) =>
      passedIf(
        !pack.exclude_host_ids.includes(host.id) && excludingLabel(host, pack) === undefined,
      ),
    tell: tellExclusion,
  },
  sampleRule,
]

function stepOf<Host, Of>(rule: Rule<Host, Of>, host: Host, of: Of, names: Names): Step {
  const outcome = rule.judge(host, of)
  const expected = outcome === 'predicted' ? rule.expected?.(host, of) : undefined
  const step = { rule: rule.rule, outcome, detail: rule.tell(host, of, names) }
  return expected === undefined ? step : { ...step, expected }
}

const verdict = (steps: Step[]): Verdict => ({
  scheduled: steps.every(({ outcome }) => outcome !== 'failed'),
  steps,
})

/** Whether the host belongs to the cohort that gets a rollout's revision first. */
export function isInCohort(
  host: Pick<TargetingHost, 'hostname' | 'labels'>,
  { share, label_id }: Pick<RolloutDefinition, 'share' | 'label_id'>,
): boolean {
  if (label_id !== null) return host.labels.includes(label_id)
  return share !== null && shardBucket(host.hostname) < share
}

/** The content that the host gets of the pack: exactly one of the two while a rollout is under way. */
export function pickRevision(host: TargetingHost, pack: PackDefinition): PackDefinition {
  const { rollout } = pack
  return rollout && isInCohort(host, rollout) ? rollout.to : pack
}

/** Every content that some host may get of the pack. */
export function contentsUnderWay(pack: PackDefinition): PackDefinition[] {
  return pack.rollout ? [pack, pack.rollout.to] : [pack]
}

function rolloutStep(host: TargetingHost, pack: PackDefinition, names: Names): Step[] {
  const { rollout } = pack
  if (!rollout) return []
  const isIn = isInCohort(host, rollout)
  const given = `revision ${isIn ? rollout.to.revision : pack.revision}`
  const place =
    rollout.label_id === null
      ? `bucket ${shardBucket(host.hostname)} of 100 is ${isIn ? 'within' : 'outside'} the rollout's ${rollout.share} %`
      : `${isIn ? 'in' : 'not in'} ${names.label(rollout.label_id)}, whom the rollout takes`
  return [{ rule: 'rollout', outcome: 'passed', detail: `${given}: ${place}` }]
}

/** The verdict of `reach` without its words: what configurations and counts go by. */
export function isReached(host: TargetingHost, released: PackDefinition): boolean {
  const pack = pickRevision(host, released)
  return (
    packRules.every((rule) => rule.judge(host, pack) !== 'failed') &&
    agentRules.every((rule) => rule.judge(host, pack) !== 'failed')
  )
}

/**
 * Every rule for a pack on a host, in order, by the revision that the host gets. `scheduled` is what
 * the configuration goes by.
 */
export function reach(
  host: TargetingHost,
  released: PackDefinition,
  names: Names = plainNames,
): Verdict {
  const pack = pickRevision(host, released)
  return verdict([
    ...packRules.map((rule) => stepOf(rule, host, pack, names)),
    ...rolloutStep(host, released, names),
    ...agentRules.map((rule) => stepOf(rule, host, pack, names)),
    ...pack.discovery.map(
      (sql): Step => ({
        rule: 'discovery',
        outcome: 'predicted',
        detail: `must return a row: ${sql}`,
      }),
    ),
  ])
}

const queryRules: Rule<QueryHost, QueryDefinition>[] = [...agentRules, sampleRule]

/** The rules of one query of a pack that reaches the host. */
export function reachQuery(host: QueryHost, query: QueryDefinition): Verdict {
  return verdict(queryRules.map((rule) => stepOf(rule, host, query, plainNames)))
}

/** The verdict of `reachQuery` without its words. */
export function isQueryReached(host: QueryHost, query: QueryDefinition): boolean {
  return queryRules.every((rule) => rule.judge(host, query) !== 'failed')
}

/** Whether the agent, too, is expected to run what its version decides. */
export function isExpectedToRun(host: QueryHost, { version }: { version: string }): boolean {
  return versionRuns(version, host.osquery_version)
}
