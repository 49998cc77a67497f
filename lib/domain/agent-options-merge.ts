// How agent options merge: Muster's defaults ← organisation ← team ← the platform overrides of both, key
// by key, with where each value came from. Pure; what may be set at all is for agent-options-check.
import { isJsonObject } from '@/lib/wire/agent-options-diff'
import type { Platform } from '@/lib/wire/platforms'
import type { AgentOptions, JsonObject, JsonValue } from '@/lib/wire/settings'

/** What every agent is told unless options say otherwise. */
const defaultOptions: JsonObject = {
  disable_distributed: false,
  distributed_interval: 10,
  distributed_plugin: 'tls',
  distributed_tls_max_attempts: 3,
  distributed_tls_read_endpoint: '/api/osquery/distributed/read',
  distributed_tls_write_endpoint: '/api/osquery/distributed/write',
  logger_tls_endpoint: '/api/osquery/log',
  logger_tls_period: 10,
  pack_delimiter: '/',
}

/** Puts on every result line which configuration the agent ran when it wrote it (`ingest-proofs`). */
const defaultDecorators: JsonObject = { always: ['SELECT config_hash FROM osquery_info'] }

/** A merged value and, for every leaf, which layer it came from. */
export type Merged = { config: JsonObject; provenance: { path: string; source: string }[] }

type Layer = { source: string; config: JsonObject }

/** Objects merge key by key, deep; lists and scalars of a later layer replace; keys come out sorted. */
function mergeLayers(layers: Layer[]): Merged {
  const provenance: Merged['provenance'] = []
  const merge = (path: string, parts: { source: string; value: JsonValue }[]): JsonValue => {
    const last = parts.at(-1)
    if (last === undefined) return {}
    if (!isJsonObject(last.value)) {
      provenance.push({ path, source: last.source })
      return last.value
    }
    const objects = parts.flatMap(({ source, value }) =>
      isJsonObject(value) ? [{ source, value }] : [],
    )
    const keys = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))].sort()
    if (keys.length === 0 && path !== '') provenance.push({ path, source: last.source })
    const merged: [string, JsonValue][] = keys.map((key) => {
      const held = objects.flatMap(({ source, value }) => {
        const inner = value[key]
        return inner === undefined ? [] : [{ source, value: inner }]
      })
      return [key, merge(path === '' ? key : `${path}.${key}`, held)]
    })
    return Object.fromEntries(merged)
  }
  const config = merge(
    '',
    layers.map(({ source, config: value }) => ({ source, value })),
  )
  return { config: isJsonObject(config) ? config : {}, provenance }
}

type OptionSources = {
  organisation: AgentOptions
  team: { name: string; options: AgentOptions } | null
  platform: Platform
}

/** The more specific wins: a platform's override over a team, a team's over the organisation's. */
export function mergeAgentOptions({ organisation, team, platform }: OptionSources): Merged {
  const override = (options: AgentOptions) => options.overrides?.platforms?.[platform] ?? {}
  const layers: Layer[] = [
    { source: 'Muster', config: { options: defaultOptions, decorators: defaultDecorators } },
    { source: 'organisation', config: organisation.config ?? {} },
  ]
  if (team) layers.push({ source: `team ${team.name}`, config: team.options.config ?? {} })
  layers.push({ source: `organisation, ${platform}`, config: override(organisation) })
  if (team)
    layers.push({ source: `team ${team.name}, ${platform}`, config: override(team.options) })
  return mergeLayers(layers)
}
