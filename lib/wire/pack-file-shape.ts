// A pack and its queries out of a parsed file. Never fails: what agents would drop or read otherwise
// becomes a warning, unknown keys are kept.
import type { QuerySchedule } from '@/lib/wire/pack-definitions'
import {
  Fields,
  type Notes,
  type PackRepair,
  type PackWarning,
  type PlainObject,
  plainObject,
} from '@/lib/wire/pack-file-fields'
import { JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'
import { checkPackName, checkQueryName } from '@/lib/wire/pack-rules'

export type {
  PackRepair,
  PackWarning,
  PackWarningCode,
  PlainObject,
  PlainValue,
} from '@/lib/wire/pack-file-fields'

/** Texts are empty where the file says nothing. */
export type ParsedQuery = QuerySchedule & {
  name: string
  /** The library query it schedules, by name; null: the SQL is the pack's own. */
  library: string | null
  /** Empty when the file names a library query that it does not hold. */
  query: string
  description: string
  value: string
  /** Switched off; ours alone, agents do not look at it. */
  disabled?: boolean
  /** Keys not listed here, unchanged. */
  extra: PlainObject
}

/** Whom a pack is for, by name; osquery's own format cannot say it. */
export type ParsedTargets = {
  labels: string[]
  teams: string[]
  exclude_labels: string[]
  label_match: 'any' | 'all'
}

export type ParsedPack = {
  name: string
  description: string
  platform: string
  version: string
  shard: number | null
  discovery: string[]
  tags: string[]
  /** Null where the file does not say, as for the targets. */
  disabled: boolean | null
  targets: ParsedTargets | null
  extra: PlainObject
  queries: ParsedQuery[]
  warnings: PackWarning[]
  repairs: PackRepair[]
}

export const queryKeys = [
  'query',
  'interval',
  'snapshot',
  'removed',
  'denylist',
  'disabled',
  'platform',
  'version',
  'shard',
  'description',
  'value',
] as const

export const packKeys = [
  'description',
  'platform',
  'version',
  'shard',
  'discovery',
  'queries',
] as const

const knownInQuery: ReadonlySet<string> = new Set(queryKeys)
const knownInPack: ReadonlySet<string> = new Set(packKeys)

type Told = Pick<ParsedPack, 'warnings' | 'repairs'>

/** Notes of one query, or of the pack itself. */
export function notesOf({ warnings, repairs }: Told, query?: string): Notes {
  const about = query === undefined ? {} : { query }
  return {
    warn: (code, message) => warnings.push({ ...about, code, message }),
    repair: (code, message) => repairs.push({ ...about, code, message }),
  }
}

/** All of a query but its name and its SQL. */
export function readSchedule(
  map: JsonMap,
  notes: Notes,
  known = knownInQuery,
): Omit<ParsedQuery, 'name' | 'library' | 'query'> {
  const fields = new Fields(map, notes)
  const isOff = known.has('disabled') && fields.flag('disabled', false)
  return {
    ...(isOff ? { disabled: true } : {}),
    interval: fields.interval(),
    snapshot: fields.flag('snapshot', false),
    removed: fields.flag('removed', true),
    denylist: fields.flag('denylist', true),
    platform: fields.platform(),
    version: fields.text('version'),
    shard: fields.shard(),
    description: fields.text('description'),
    value: fields.text('value'),
    extra: plainObject(map, known),
  }
}

export function noSql(notes: Notes): null {
  notes.warn('no_sql', 'There is no SQL; agents skip such a query, and it is left out')
  return null
}

export function warnOfName(name: string, notes: Notes): void {
  const fault = checkQueryName(name)
  if (fault !== null) notes.warn('reserved_name', `The name ${fault}`)
}

function readQuery(name: string, map: JsonValue, notes: Notes): ParsedQuery | null {
  const query = map instanceof JsonMap ? map.get('query') : undefined
  if (!(map instanceof JsonMap) || typeof query !== 'string' || query.trim() === '')
    return noSql(notes)
  warnOfName(name, notes)
  return { name, library: null, query, ...readSchedule(map, notes) }
}

function readQueries(map: JsonValue | undefined, told: Told): ParsedQuery[] {
  if (!(map instanceof JsonMap)) {
    notesOf(told).warn('no_sql', 'The pack has no object "queries"')
    return []
  }
  for (const query of new Set(map.repeated)) {
    const message = 'The name is given twice; the first one counts'
    notesOf(told, query).warn('duplicate_query', message)
  }
  return Array.from(map).flatMap(([name, value]) => {
    return readQuery(name, value, notesOf(told, name)) ?? []
  })
}

/** The fields that a pack has in every format. */
export function readPackFields(
  name: string,
  map: JsonMap,
  told: Told,
  known: ReadonlySet<string>,
): Pick<
  ParsedPack,
  'name' | 'description' | 'platform' | 'version' | 'shard' | 'discovery' | 'extra'
> {
  const notes = notesOf(told)
  const fault = checkPackName(name)
  if (fault !== null) notes.warn('reserved_name', `The name of the pack ${fault}`)
  const fields = new Fields(map, notes)
  return {
    name,
    description: fields.text('description'),
    platform: fields.platform(),
    version: fields.text('version'),
    shard: fields.shard(),
    discovery: fields.texts('discovery'),
    extra: plainObject(map, known),
  }
}

/** A pack as osquery writes it. */
export function readPack(name: string, map: JsonMap): ParsedPack {
  const told: Told = { warnings: [], repairs: [] }
  return {
    ...readPackFields(name, map, told, knownInPack),
    tags: [],
    disabled: null,
    targets: null,
    queries: readQueries(map.get('queries'), told),
    ...told,
  }
}
