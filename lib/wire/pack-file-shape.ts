// A pack and its queries out of parsed JSON, with the tolerance agents have: texts for numbers,
// unknown keys kept. What an agent would drop or read otherwise becomes a warning.
import type { QuerySchedule } from '@/lib/wire/pack-definitions'
import { JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'
import { checkInterval, checkPackName, checkPlatform, checkQueryName } from '@/lib/wire/pack-rules'

/** Texts are empty where the file says nothing. */
export type ParsedQuery = QuerySchedule & {
  name: string
  query: string
  description: string
  value: string
  /** Keys not listed here, unchanged. */
  extra: PlainObject
}

export type PackWarning = { query?: string; code: PackWarningCode; message: string }
export type PackWarningCode =
  | 'duplicate_key'
  | 'duplicate_pack'
  | 'duplicate_query'
  | 'ignored_value'
  | 'invalid_sql'
  | 'interval'
  | 'no_sql'
  | 'odd_platform'
  | 'outside_pack'
  | 'reserved_name'
  | 'schedule'
  | 'unknown_table'

export type ParsedPack = {
  name: string
  platform: string
  version: string
  shard: number | null
  discovery: string[]
  extra: PlainObject
  queries: ParsedQuery[]
  warnings: PackWarning[]
}

/** Has no prototype, so that any key is only a key. */
export type PlainObject = { [key: string]: PlainValue }
export type PlainValue = null | boolean | number | string | PlainValue[] | PlainObject

/** What an agent assumes when a query names none. */
const defaultIntervalSeconds = 3600
/** Below this a query costs more than most answers are worth. */
const shortIntervalSeconds = 10

type Warn = (code: PackWarningCode, message: string) => void

export function plainValue(value: JsonValue): PlainValue {
  if (value instanceof JsonMap) return plainObject(value)
  if (Array.isArray(value)) return value.map(plainValue)
  // Minus zero would not survive being written.
  return value === 0 ? 0 : value
}

function plainObject(map: JsonMap, without: ReadonlySet<string> = new Set()): PlainObject {
  const object: PlainObject = Object.create(null)
  for (const [key, value] of map) if (!without.has(key)) object[key] = plainValue(value)
  return object
}

/** Reads one object's known keys; each oddity is reported once. */
class Fields {
  constructor(
    private readonly map: JsonMap,
    private readonly warn: Warn,
  ) {
    for (const key of new Set(map.repeated)) {
      warn('duplicate_key', `"${key}" is given twice; the first one counts`)
    }
  }

  private ignored(key: string, wanted: string): null {
    this.warn('ignored_value', `"${key}" is not ${wanted}; agents ignore it, and it is left out`)
    return null
  }

  text(key: string): string {
    const value = this.map.get(key)
    if (typeof value === 'string') return value
    if (value !== undefined) this.ignored(key, 'a text')
    return ''
  }

  flag(key: string, byDefault: boolean): boolean {
    const value = this.map.get(key)
    if (value === undefined) return byDefault
    if (typeof value === 'boolean') return value
    if (typeof value === 'number') return value !== 0
    if (typeof value === 'string') return ['true', 't'].includes(value.toLowerCase())
    this.ignored(key, 'true or false')
    return byDefault
  }

  shard(): number | null {
    const value = this.map.get('shard')
    if (value === undefined) return null
    const percent = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value
    const inRange =
      typeof percent === 'number' && Number.isInteger(percent) && percent >= 0 && percent <= 100
    return inRange ? percent || null : this.ignored('shard', 'a whole number from 0 to 100')
  }

  interval(): number {
    const value = this.map.get('interval')
    if (value === undefined) return defaultIntervalSeconds
    const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
    const fault = checkInterval(seconds)
    if (fault !== null || typeof seconds !== 'number') {
      const instead = `agents drop it; ${defaultIntervalSeconds} seconds are used instead`
      this.warn('interval', `The interval ${fault}, else ${instead}`)
      return defaultIntervalSeconds
    }
    if (seconds < shortIntervalSeconds) {
      this.warn('interval', `An interval of ${seconds} s is a heavy load on every host`)
    }
    return seconds
  }

  platform(): string {
    const text = this.text('platform')
    const fault = checkPlatform(text)
    if (fault !== null) this.warn('odd_platform', `The platform ${fault}`)
    return text
  }

  texts(key: string): string[] {
    const value = this.map.get(key)
    if (value === undefined) return []
    const items = Array.isArray(value) ? value : []
    const texts = items.filter((item) => typeof item === 'string')
    if (!Array.isArray(value) || texts.length < items.length) this.ignored(key, 'a list of texts')
    return texts
  }
}

export const queryKeys = [
  'query',
  'interval',
  'snapshot',
  'removed',
  'denylist',
  'platform',
  'version',
  'shard',
  'description',
  'value',
] as const

export const packKeys = ['platform', 'version', 'shard', 'discovery', 'queries'] as const

const knownInQuery: ReadonlySet<string> = new Set(queryKeys)
const knownInPack: ReadonlySet<string> = new Set(packKeys)

function readQuery(name: string, map: JsonValue, warn: Warn): ParsedQuery | null {
  const query = map instanceof JsonMap ? map.get('query') : undefined
  if (!(map instanceof JsonMap) || typeof query !== 'string' || query.trim() === '') {
    warn('no_sql', 'There is no SQL; agents skip such a query, and it is left out')
    return null
  }
  const fault = checkQueryName(name)
  if (fault !== null) warn('reserved_name', `The name ${fault}`)
  const fields = new Fields(map, warn)
  return {
    name,
    query,
    interval: fields.interval(),
    snapshot: fields.flag('snapshot', false),
    removed: fields.flag('removed', true),
    denylist: fields.flag('denylist', true),
    platform: fields.platform(),
    version: fields.text('version'),
    shard: fields.shard(),
    description: fields.text('description'),
    value: fields.text('value'),
    extra: plainObject(map, knownInQuery),
  }
}

function readQueries(map: JsonValue | undefined, warnings: PackWarning[]): ParsedQuery[] {
  if (!(map instanceof JsonMap)) {
    warnings.push({ code: 'no_sql', message: 'The pack has no object "queries"' })
    return []
  }
  for (const query of new Set(map.repeated)) {
    const message = 'The name is given twice; the first one counts'
    warnings.push({ query, code: 'duplicate_query', message })
  }
  return Array.from(map).flatMap(([name, value]) => {
    const warn: Warn = (code, message) => warnings.push({ query: name, code, message })
    return readQuery(name, value, warn) ?? []
  })
}

/** Never fails: what cannot be used is left out, with a warning. */
export function readPack(name: string, map: JsonMap): ParsedPack {
  const warnings: PackWarning[] = []
  const warn: Warn = (code, message) => warnings.push({ code, message })
  const fault = checkPackName(name)
  if (fault !== null) warn('reserved_name', `The name of the pack ${fault}`)
  const fields = new Fields(map, warn)
  return {
    name,
    platform: fields.platform(),
    version: fields.text('version'),
    shard: fields.shard(),
    discovery: fields.texts('discovery'),
    extra: plainObject(map, knownInPack),
    queries: readQueries(map.get('queries'), warnings),
    warnings,
  }
}
