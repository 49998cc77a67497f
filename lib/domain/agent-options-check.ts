// Which agent options may be saved: every section, name and type by our own catalogue of facts. Refuses
// whatever an agent would ignore, misread or be cut off by, each under its path and with the reason.
import { optionFacts } from '@/lib/domain/agent-options-facts'
import { isJsonObject, optionsJson } from '@/lib/wire/agent-options-diff'
import type { FieldError } from '@/lib/wire/errors'
import { refuseFields } from '@/lib/wire/errors'
import { platforms } from '@/lib/wire/platforms'
import { AgentOptions, type JsonObject, type JsonValue } from '@/lib/wire/settings'

/** Something that could not be served: where in the options, and why. */
export type Fault = { path: readonly string[]; reason: string }

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

export const sectionNames: readonly string[] = Object.keys(sections)

/** Edits between two words; a swap of neighbours is one. */
function distance(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, n) => n)]
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

/** The known name that was probably meant, as a question; empty where none is near. */
function didYouMean(name: string, known: Iterable<string>): string {
  const within = Math.min(3, Math.max(1, Math.floor(name.length / 4)))
  const nearest = [...known]
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate) }))
    .filter(({ edits }) => edits <= within)
    .sort((a, b) => a.edits - b.edits)[0]
  return nearest ? `. Did you mean ${nearest.candidate}?` : ''
}

const commandLine =
  'is a command-line flag: agents ignore it in a configuration (since 5.4). Put it in the flag file of the hosts'

const needsPace = new Set(['distributed_interval', 'logger_tls_period'])

function numberFault(name: string, value: JsonValue): string | null {
  if (typeof value !== 'number') return 'must be a whole number'
  if (!Number.isSafeInteger(value) || value < 0) return 'must be a whole number from 0'
  if (value === 0 && needsPace.has(name)) return 'must be at least 1 second'
  return null
}

function optionFault(name: string, value: JsonValue): string | null {
  const fact = optionFacts.get(name)
  if (fact?.command_line) return commandLine
  if (name === 'pack_delimiter' && value !== '/')
    return 'must be "/": Muster finds the query of a result by the names it served'
  if (typeof value === 'number' && !Number.isInteger(value))
    return 'must not be a fraction; agents misread those'
  if (name.startsWith('custom_')) return null
  if (!fact) {
    const hint = didYouMean(name, optionFacts.keys())
    return `is not an option that osquery knows${hint || ' (custom_* is free to use)'}`
  }
  if (fact.type === 'boolean' && typeof value !== 'boolean') return 'must be true or false'
  if (fact.type === 'integer') return numberFault(name, value)
  if (fact.type === 'string' && typeof value !== 'string') return 'must be text'
  return value === '' ? 'must not be empty: an agent ignores an empty value' : null
}

function decoratorFaults(path: readonly string[], decorators: JsonObject): Fault[] {
  const interval = decorators.interval
  if (!isJsonObject(interval)) return []
  return Object.keys(interval)
    .filter((seconds) => !/^\d+$/.test(seconds) || Number(seconds) % 60 !== 0 || seconds === '0')
    .map((seconds) => ({
      path: [...path, 'interval', seconds],
      reason: 'must be a multiple of 60 seconds; agents skip others',
    }))
}

function sectionFault(key: string, value: JsonValue): string | null {
  const shape = sections[key]
  if (shape === undefined) {
    if (['packs', 'schedule'].includes(key)) return 'belongs to packs, not to agent options'
    if (optionFacts.has(key)) return 'is an option: it belongs under config.options'
    return `is not a section of an osquery configuration${didYouMean(key, sectionNames)}`
  }
  const isRight = shape === 'array' ? Array.isArray(value) : isJsonObject(value)
  return isRight ? null : `must be an ${shape}`
}

function configFaults(path: readonly string[], config: JsonValue): Fault[] {
  if (!isJsonObject(config)) return [{ path, reason: 'must be an object' }]
  const faults: Fault[] = []
  for (const [key, value] of Object.entries(config)) {
    const reason = sectionFault(key, value)
    if (reason) faults.push({ path: [...path, key], reason })
  }
  if (isJsonObject(config.options)) {
    for (const [name, value] of Object.entries(config.options)) {
      const reason = optionFault(name, value)
      if (reason) faults.push({ path: [...path, 'options', name], reason })
    }
  }
  if (isJsonObject(config.decorators))
    faults.push(...decoratorFaults([...path, 'decorators'], config.decorators))
  return faults
}

function overrideFaults(overrides: JsonValue): Fault[] {
  const path = ['overrides']
  if (!isJsonObject(overrides)) return [{ path, reason: 'must be an object' }]
  const strays = Object.keys(overrides).filter((key) => key !== 'platforms')
  const faults = strays.map((key) => ({
    path: [...path, key],
    reason: 'is not known here: overrides are given as overrides.platforms.<platform>',
  }))
  const byPlatform = overrides.platforms ?? {}
  if (!isJsonObject(byPlatform))
    return [...faults, { path: [...path, 'platforms'], reason: 'must be an object' }]
  const ofPlatforms = Object.entries(byPlatform).flatMap(([platform, config]): Fault[] => {
    const at = [...path, 'platforms', platform]
    if (platforms.some((known) => known === platform)) return configFaults(at, config)
    const hint = didYouMean(platform, platforms) || `. Known are ${platforms.join(', ')}`
    return [{ path: at, reason: `is not a platform${hint}` }]
  })
  return [...faults, ...ofPlatforms]
}

function topFault(key: string): string {
  if (key in sections) return 'belongs under config'
  if (optionFacts.has(key)) return 'is an option: it belongs under config.options'
  return `is not known here: there are config and overrides${didYouMean(key, ['config', 'overrides'])}`
}

/** Everything wrong with what somebody gave for agent options; empty when it could be served. */
export function optionFaults(given: JsonValue): Fault[] {
  if (!isJsonObject(given))
    return [{ path: [], reason: 'must be an object with config or overrides' }]
  const faults = Object.entries(given).flatMap(([key, value]): Fault[] => {
    if (key === 'config') return configFaults(['config'], value)
    if (key === 'overrides') return overrideFaults(value)
    return [{ path: [key], reason: topFault(key) }]
  })
  if (faults.length > 0) return faults
  const { error } = AgentOptions.safeParse(given)
  return (error?.issues ?? []).map(({ path, message }) => ({
    path: path.map(String),
    reason: message,
  }))
}

/** Throws `invalid`, naming every key at fault with its reason, when options could not be served. */
export function checkAgentOptions(options: AgentOptions): void {
  const errors: FieldError[] = optionFaults(optionsJson(options)).map(({ path, reason }) => ({
    name: ['agent_options', ...path].join('.'),
    reason,
  }))
  refuseFields(errors)
}
