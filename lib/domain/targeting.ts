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
export type Step = { rule: string; outcome: Outcome; detail: string }

/** Names for details; ids are shown where a name is missing. */
export type Names = { label(id: number): string; team(id: number): string }

const plainNames: Names = {
  label: (id) => `label ${id}`,
  team: (id) => `team ${id}`,
}

export type Verdict = { scheduled: boolean; steps: Step[] }

const step = (rule: string, passed: boolean, detail: string): Step => ({
  rule,
  outcome: passed ? 'passed' : 'failed',
  detail,
})

function targetStep(host: TargetingHost, pack: PackDefinition, names: Names): Step {
  if (pack.host_ids.includes(host.id)) return step('target', true, 'named as a host')
  if (host.team_id !== null && pack.team_ids.includes(host.team_id))
    return step('target', true, `in ${names.team(host.team_id)}`)
  const held = pack.label_ids.filter((id) => host.labels.includes(id))
  const list = (ids: number[]) => ids.map((id) => names.label(id)).join(', ')
  if (pack.label_ids.length === 0)
    return step('target', false, 'no target of the pack names this host or its team')
  const matched =
    pack.label_match === 'all' ? held.length === pack.label_ids.length : held.length > 0
  if (matched) return step('target', true, `in ${list(held)}`)
  const missing = pack.label_ids.filter((id) => !held.includes(id))
  const word = pack.label_match === 'all' ? 'not in' : 'in none of'
  return step('target', false, `${word} ${list(missing)}`)
}

function excludeStep(host: TargetingHost, pack: PackDefinition, names: Names): Step {
  if (pack.exclude_host_ids.includes(host.id)) return step('exclude', false, 'excluded as a host')
  const label = pack.exclude_label_ids.find((id) => host.labels.includes(id))
  if (label !== undefined) return step('exclude', false, `excluded by ${names.label(label)}`)
  return step('exclude', true, 'no exclusion applies')
}

function sampleStep(host: QueryHost, share: number | null): Step {
  if (share === null || share === 0) return step('sample', true, 'the whole of the targets')
  const bucket = shardBucket(host.hostname)
  return step('sample', shardRuns(share, bucket), `bucket ${bucket}; 0 to ${share} are taken`)
}

type AgentRules = { platform: string; version: string }

function platformStep(host: QueryHost, { platform }: AgentRules): Step {
  if (platform === '') return step('platform', true, 'any platform')
  if (host.platform === 'unknown')
    return {
      rule: 'platform',
      outcome: 'predicted',
      detail: `"${platform}"; platform not known yet`,
    }
  return step(
    'platform',
    platformRuns(platform, host.platform),
    `"${platform}" on ${host.platform}`,
  )
}

function versionStep(host: QueryHost, { version }: AgentRules): Step {
  if (version === '') return step('version', true, 'any version')
  const runs = versionRuns(version, host.osquery_version)
  const detail = `needs ${version}, host has ${host.osquery_version || 'not told'}`
  return {
    rule: 'version',
    outcome: 'predicted',
    detail: `${detail}: ${runs ? 'runs' : 'does not run'}`,
  }
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
      ? `bucket ${shardBucket(host.hostname)}; the rollout takes those below ${rollout.share}`
      : `${isIn ? 'in' : 'not in'} ${names.label(rollout.label_id)}, whom the rollout takes`
  return [step('rollout', true, `${given}: ${place}`)]
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
  const steps = [
    step('enabled', !pack.disabled, pack.disabled ? 'the pack is off' : 'the pack is on'),
    pack.team_id === null
      ? step('team', true, 'a pack of the whole fleet')
      : step('team', pack.team_id === host.team_id, `a pack of ${names.team(pack.team_id)}`),
    targetStep(host, pack, names),
    excludeStep(host, pack, names),
    sampleStep(host, pack.shard),
    ...rolloutStep(host, released, names),
    platformStep(host, pack),
    versionStep(host, pack),
  ]
  for (const sql of pack.discovery)
    steps.push({ rule: 'discovery', outcome: 'predicted', detail: `must return a row: ${sql}` })
  return verdict(steps)
}

/** The rules of one query of a pack that reaches the host. */
export function reachQuery(host: QueryHost, query: QueryDefinition): Verdict {
  return verdict([
    platformStep(host, query),
    versionStep(host, query),
    sampleStep(host, query.shard),
  ])
}
