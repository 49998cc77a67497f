// Agent options: which keys and values may be served, how organisation, team and platform merge, and
// where each value came from. Refuses whatever an agent would ignore, misread or be cut off by.
import { commandLineOptions, optionTypes } from '@/lib/domain/agent-options-facts'
import { type FieldError, refuseFields } from '@/lib/wire/errors'
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

const sections: Record<string, 'object' | 'array'> = {
  options: 'object',
  decorators: 'object',
  file_paths: 'object',
  file_paths_query: 'object',
  exclude_paths: 'object',
  file_accesses: 'array',
  yara: 'object',
  views: 'object',
  auto_table_construction: 'object',
  events: 'object',
  feature_vectors: 'object',
  prometheus_targets: 'object',
  kafka_topics: 'object',
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function optionFault(name: string, value: JsonValue): string | null {
  if (commandLineOptions.has(name))
    return 'is a command-line flag; an agent ignores it here. Put it in the flag file of the hosts'
  if (name === 'pack_delimiter' && value !== '/')
    return 'must be "/": Muster finds the query of a result by the names it served'
  if (typeof value === 'number' && !Number.isInteger(value))
    return 'must not be a fraction; agents misread those'
  if (name.startsWith('custom_')) return null
  const type = optionTypes.get(name)
  if (type === undefined) return 'is not an option that osquery knows (custom_* is free to use)'
  if (type === 'boolean' && typeof value !== 'boolean') return 'must be true or false'
  if (type === 'integer' && typeof value !== 'number') return 'must be a whole number'
  if (type === 'string' && typeof value !== 'string') return 'must be text'
  if (value === '') return 'must not be empty: an agent ignores an empty value'
  return null
}

function decoratorFaults(path: string, decorators: JsonObject): FieldError[] {
  const interval = decorators.interval
  if (!isObject(interval)) return []
  return Object.keys(interval)
    .filter((seconds) => !/^\d+$/.test(seconds) || Number(seconds) % 60 !== 0 || seconds === '0')
    .map((seconds) => ({
      name: `${path}.interval.${seconds}`,
      reason: 'must be a multiple of 60 seconds; agents skip others',
    }))
}

function configFaults(path: string, config: JsonObject): FieldError[] {
  const faults: FieldError[] = []
  for (const [key, value] of Object.entries(config)) {
    const shape = sections[key]
    if (shape === undefined) {
      const reason = ['packs', 'schedule'].includes(key)
        ? 'belongs to packs, not to agent options'
        : 'is not a section of an osquery configuration'
      faults.push({ name: `${path}.${key}`, reason })
    } else if (shape === 'array' ? !Array.isArray(value) : !isObject(value)) {
      faults.push({ name: `${path}.${key}`, reason: `must be an ${shape}` })
    }
  }
  if (isObject(config.options)) {
    for (const [name, value] of Object.entries(config.options)) {
      const reason = optionFault(name, value)
      if (reason) faults.push({ name: `${path}.options.${name}`, reason })
    }
  }
  if (isObject(config.decorators))
    faults.push(...decoratorFaults(`${path}.decorators`, config.decorators))
  return faults
}

/** Throws `invalid`, naming every key at fault with its reason, when options could not be served. */
export function checkAgentOptions(options: AgentOptions): void {
  const faults = configFaults('agent_options.config', options.config ?? {})
  for (const [platform, config] of Object.entries(options.overrides?.platforms ?? {}))
    faults.push(...configFaults(`agent_options.overrides.platforms.${platform}`, config ?? {}))
  refuseFields(faults)
}

/** A merged value and, for every leaf, which layer it came from. */
export type Merged = { config: JsonObject; provenance: { path: string; source: string }[] }

type Layer = { source: string; config: JsonObject }

/** Objects merge key by key, deep; lists and scalars of a later layer replace; keys come out sorted. */
function mergeLayers(layers: Layer[]): Merged {
  const provenance: Merged['provenance'] = []
  const merge = (path: string, parts: { source: string; value: JsonValue }[]): JsonValue => {
    const last = parts.at(-1)
    if (last === undefined) return {}
    if (!isObject(last.value)) {
      provenance.push({ path, source: last.source })
      return last.value
    }
    const objects = parts.flatMap(({ source, value }) =>
      isObject(value) ? [{ source, value }] : [],
    )
    const keys = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))].sort()
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
  return { config: isObject(config) ? config : {}, provenance }
}

type OptionSources = {
  organisation: AgentOptions
  team: { name: string; options: AgentOptions } | null
  platform: Platform
}

/** Muster's defaults ← organisation ← its platform override ← team ← the team's platform override. */
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
