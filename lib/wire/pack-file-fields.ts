// Single values out of a pack file, with the tolerance agents have: texts for numbers and for flags.
// What an agent would drop becomes a warning; what was read in another form than given, a repair.
import { JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'
import { checkInterval, checkPlatform } from '@/lib/wire/pack-rules'

export type PackWarning = { query?: string; code: PackWarningCode; message: string }
export type PackWarningCode =
  | 'absent_on_platform'
  | 'duplicate_key'
  | 'duplicate_pack'
  | 'duplicate_query'
  | 'ignored_document'
  | 'ignored_value'
  | 'in_library'
  | 'interval'
  | 'invalid_sql'
  | 'no_sql'
  | 'odd_platform'
  | 'outside_pack'
  | 'required_column'
  | 'reserved_name'
  | 'runs_nowhere'
  | 'schedule'
  | 'unknown_query'
  | 'unknown_table'
  | 'unknown_target'

/** Something read as what it was meant to be; nothing is lost by it. */
export type PackRepair = { query?: string; code: PackRepairCode; message: string }
type PackRepairCode =
  | 'byte_order_mark'
  | 'comments'
  | 'continuations'
  | 'flag'
  | 'interval'
  | 'line_ends'
  | 'platform'
  | 'renamed'
  | 'shard'
  | 'text'

/** Has no prototype, so that any key is only a key. */
export type PlainObject = { [key: string]: PlainValue }
export type PlainValue = null | boolean | number | string | PlainValue[] | PlainObject

/** Where oddities of one pack or query are told. */
export type Notes = {
  warn: (code: PackWarningCode, message: string) => void
  repair: (code: PackRepairCode, message: string) => void
}

/** What an agent assumes when a query names none. */
export const defaultIntervalSeconds = 3600
/** Below this a query costs more than most answers are worth. */
const shortIntervalSeconds = 10

function plainValue(value: JsonValue): PlainValue {
  if (value instanceof JsonMap) return plainObject(value)
  if (Array.isArray(value)) return value.map(plainValue)
  // Minus zero would not survive being written.
  return value === 0 ? 0 : value
}

export function plainObject(map: JsonMap, without: ReadonlySet<string> = new Set()): PlainObject {
  const object: PlainObject = Object.create(null)
  for (const [key, value] of map) if (!without.has(key)) object[key] = plainValue(value)
  return object
}

/** Reads one object's known keys; each oddity is reported once. */
export class Fields {
  constructor(
    private readonly map: JsonMap,
    private readonly notes: Notes,
  ) {
    for (const key of new Set(map.repeated)) {
      notes.warn('duplicate_key', `"${key}" is given twice; the first one counts`)
    }
  }

  private ignored(key: string, wanted: string): null {
    const message = `"${key}" is not ${wanted}; agents ignore it, and it is left out`
    this.notes.warn('ignored_value', message)
    return null
  }

  text(key: string): string {
    const value = this.map.get(key)
    if (typeof value === 'string') return value
    const source = this.map.sources.get(key)
    if (source !== undefined && value !== null) {
      this.notes.repair('text', `${key} ${source} read as the text "${source}"`)
      return source
    }
    if (value !== undefined && !(value === null && source !== undefined))
      this.ignored(key, 'a text')
    return ''
  }

  flag(key: string, byDefault: boolean): boolean {
    const value = this.map.get(key)
    if (value === undefined || (value === null && this.map.sources.has(key))) return byDefault
    if (typeof value === 'boolean') return value
    if (typeof value !== 'number' && typeof value !== 'string') {
      this.ignored(key, 'true or false')
      return byDefault
    }
    const meant =
      typeof value === 'number' ? value !== 0 : ['true', 't'].includes(value.toLowerCase())
    this.notes.repair('flag', `${key} ${JSON.stringify(value)} read as ${meant}`)
    return meant
  }

  shard(): number | null {
    const value = this.map.get('shard')
    if (value === undefined || (value === null && this.map.sources.has('shard'))) return null
    const isText = typeof value === 'string' && /^\d{1,3}$/.test(value)
    const percent = isText ? Number(value) : value
    const inRange =
      typeof percent === 'number' && Number.isInteger(percent) && percent >= 0 && percent <= 100
    if (!inRange) return this.ignored('shard', 'a whole number from 0 to 100')
    if (isText) this.notes.repair('shard', `shard "${value}" read as a number`)
    return percent || null
  }

  interval(): number {
    const value = this.map.get('interval')
    if (value === undefined) {
      const message = `no interval; ${defaultIntervalSeconds} s, the default of agents, is written out`
      this.notes.repair('interval', message)
      return defaultIntervalSeconds
    }
    const isText = typeof value === 'string' && /^\d{1,9}$/.test(value)
    const seconds = isText ? Number(value) : value
    const fault = checkInterval(seconds)
    if (fault !== null || typeof seconds !== 'number') {
      const instead = `agents drop it; ${defaultIntervalSeconds} seconds are used instead`
      this.notes.warn('interval', `The interval ${fault}, else ${instead}`)
      return defaultIntervalSeconds
    }
    if (isText) this.notes.repair('interval', `interval "${value}" read as a number`)
    if (seconds < shortIntervalSeconds) {
      this.notes.warn('interval', `An interval of ${seconds} s is a heavy load on every host`)
    }
    return seconds
  }

  platform(): string {
    const text = this.text('platform')
    const fault = checkPlatform(text)
    if (fault !== null) this.notes.warn('odd_platform', `The platform ${fault}`)
    return text
  }

  texts(key: string): string[] {
    const value = this.map.get(key)
    if (value === undefined || (value === null && this.map.sources.has(key))) return []
    const items = Array.isArray(value) ? value : []
    const texts = items.filter((item) => typeof item === 'string')
    if (!Array.isArray(value) || texts.length < items.length) this.ignored(key, 'a list of texts')
    return texts
  }
}
