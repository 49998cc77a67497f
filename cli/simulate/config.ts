// Reads a served configuration the way the agent does: limits first, then options, packs, queries.
// A bad item drops only itself; a document over the limits empties the schedule.
import { createHash } from 'node:crypto'
import { isObject, type JsonObject } from './acceptance'

export interface Query {
  /** Unique in the agent: `name`, or `pack<d><pack><d><name>`. */
  fullName: string
  name: string
  pack: string
  sql: string
  intervalSeconds: number
  snapshot: boolean
  removed: boolean
  denylist: boolean
  platform: string
  version: string
  shard: number
}

export interface Pack {
  name: string
  platform: string
  version: string
  shard: number
  discovery: string[]
  queries: Query[]
}

export interface Decorators {
  load: string[]
  always: string[]
  interval: Map<number, string[]>
}

export interface Plan {
  packs: Pack[]
  decorators: Decorators
  options: Map<string, string | number | boolean>
  warnings: string[]
}

export const maxConfigBytes = 1024 * 1024
export const maxConfigDepth = 32
const maxIntervalSeconds = 604_800
const reserved = /(epoch|counter)$|^(query|cache|config_views)\./

/** SHA-1 of the compact re-serialised document, in the server's own key order. */
export function contentHash(body: string): string {
  return sha1(compact(body))
}

/** What `osquery_info.config_hash` shows for a content hash. */
export function reportedHash(content: string): string {
  return sha1(content)
}

/** Why the agent gives up on the whole document, if it does. */
export function unusable(body: string, config: JsonObject): string | undefined {
  if (Buffer.byteLength(body) > maxConfigBytes) return 'Error parsing JSON: content too large'
  if (depth(config) > maxConfigDepth) return 'Error parsing JSON: nesting too deep'
  return undefined
}

/**
 * Turns a parsed document into what will be scheduled. `settings` are the values in force before,
 * because the agent adds packs before it applies the options that come with them.
 */
export function readConfig(
  config: JsonObject,
  settings: { delimiter: string; defaultIntervalSeconds: number; refuseReserved: boolean },
): Plan {
  const warnings: string[] = []
  const options = readOptions(config.options)
  const given = options.get('pack_delimiter')
  const delimiter = typeof given === 'string' && given !== '' ? given : settings.delimiter
  const packs: Pack[] = []
  const rule = { ...settings, delimiter, warnings }
  if (isObject(config.schedule)) packs.push(readPack('main', { queries: config.schedule }, rule))
  for (const [name, value] of packEntries(config.packs)) {
    if (isObject(value)) packs.push(readPack(name, value, rule))
    // The agent's own words for a pack that is no object: its TLS plugin cannot load one by a path.
    else warnings.push(`Error loading pack ${name}: not implemented`)
  }
  return { packs, decorators: readDecorators(config.decorators), options, warnings }
}

function packEntries(packs: unknown): [string, unknown][] {
  if (!isObject(packs)) return []
  return Object.entries(packs).flatMap(([name, value]): [string, unknown][] =>
    name === '*' && isObject(value) ? Object.entries(value) : [[name, value]],
  )
}

interface ReadRule {
  delimiter: string
  defaultIntervalSeconds: number
  refuseReserved: boolean
  warnings: string[]
}

function readPack(name: string, pack: JsonObject, rule: ReadRule): Pack {
  const queries = isObject(pack.queries) ? Object.entries(pack.queries) : []
  return {
    name,
    platform: textOf(pack.platform),
    version: textOf(pack.version),
    shard: integerOf(pack.shard) ?? 0,
    discovery: strings(pack.discovery),
    queries: queries.flatMap(([query, value]) => readQuery(name, query, value, rule)),
  }
}

function readQuery(pack: string, name: string, value: unknown, rule: ReadRule): Query[] {
  if (!isObject(value) || typeof value.query !== 'string' || value.query === '') return []
  const fullName = pack === 'main' ? name : ['pack', pack, name].join(rule.delimiter)
  if (rule.refuseReserved && reserved.test(fullName)) {
    rule.warnings.push(`Query name is reserved: ${fullName}`)
    return []
  }
  const given = value.interval === undefined ? rule.defaultIntervalSeconds : value.interval
  const intervalSeconds = integerOf(given) ?? 0
  if (intervalSeconds < 1 || intervalSeconds > maxIntervalSeconds) {
    rule.warnings.push(`Query has invalid interval: ${name}: ${textOf(given) || String(given)}`)
    return []
  }
  return [
    {
      fullName,
      name,
      pack,
      sql: value.query,
      intervalSeconds,
      snapshot: flag(value.snapshot, false),
      removed: flag(value.removed, true),
      denylist: flag(value.denylist, true),
      platform: textOf(value.platform),
      version: textOf(value.version),
      shard: integerOf(value.shard) ?? 0,
    },
  ]
}

function readOptions(value: unknown): Plan['options'] {
  const options: Plan['options'] = new Map()
  for (const [name, option] of isObject(value) ? Object.entries(value) : []) {
    if (typeof option === 'string' && option !== '') options.set(name, option)
    else if (typeof option === 'boolean') options.set(name, option)
    else if (typeof option === 'number' && Number.isInteger(option)) options.set(name, option)
    else if (typeof option === 'object' && option !== null)
      options.set(name, JSON.stringify(option))
  }
  return options
}

function readDecorators(value: unknown): Decorators {
  const given = isObject(value) ? value : {}
  const interval = new Map<number, string[]>()
  for (const [key, list] of isObject(given.interval) ? Object.entries(given.interval) : []) {
    const seconds = integerOf(key) ?? 0
    if (seconds > 0 && seconds % 60 === 0) interval.set(seconds, strings(list))
  }
  return { load: strings(given.load), always: strings(given.always), interval }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  return /^-?\d+$/.test(value) ? Number(value) : value === '' ? 0 : undefined
}

function flag(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  return typeof value === 'string' && /^(t|true)$/i.test(value)
}

/** Strips what a re-serialisation loses: white space outside strings and needless escapes. */
function compact(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (piece) =>
    piece.startsWith('"') ? (piece.includes('\\') ? JSON.stringify(JSON.parse(piece)) : piece) : '',
  )
}

function depth(value: unknown): number {
  let deepest = 0
  const open: [unknown, number][] = [[value, 1]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [item, level] = next
    if (typeof item !== 'object' || item === null) continue
    deepest = Math.max(deepest, level)
    if (deepest > maxConfigDepth) return deepest
    for (const child of Object.values(item)) open.push([child, level + 1])
  }
  return deepest
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
