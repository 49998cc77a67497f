// Pack files of osquery, in and out: one pack, or a whole configuration with several. Reading
// follows the agent's own order of steps; writing gives JSON that reads back to the same pack.
import { AppError, invalidField } from '@/lib/wire/errors'
import { JsonError, JsonMap, type JsonValue, parseStrictJson } from '@/lib/wire/pack-file-json'
import {
  type PackWarning,
  type ParsedPack,
  type ParsedQuery,
  readPack,
} from '@/lib/wire/pack-file-shape'
import { type PackText, readPackText } from '@/lib/wire/pack-file-text'

export type { PackWarning, ParsedPack, ParsedQuery } from '@/lib/wire/pack-file-shape'

export type ParsedPackFile = {
  packs: ParsedPack[]
  /** Of the file as a whole; each pack has its own. */
  warnings: PackWarning[]
}

export const packFileLimits = {
  bytes: 1_048_576,
  depth: 32,
  queries: 1000,
  values: 50_000,
  sqlBytes: 65_536,
} as const

type Member = [name: string, pack: JsonMap]

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

function tooLarge(reason: string): AppError {
  const errors = [{ name: 'content', reason }]
  return new AppError('too_large', `content: ${reason}`, { errors })
}

function refusal(error: unknown, { placeOf }: PackText): unknown {
  if (!(error instanceof JsonError)) return error
  const { line, column } = placeOf(error.offset)
  const reason = `line ${line}, column ${column}: ${error.message}`
  return error.isLimit ? tooLarge(reason) : invalidField('content', reason)
}

function readJson(content: string): JsonValue {
  const packText = readPackText(content)
  try {
    return parseStrictJson(packText.text, packFileLimits)
  } catch (error) {
    throw refusal(error, packText)
  }
}

/** The packs of a configuration; the member "*" holds further ones. */
function packMembers(packs: JsonMap, warnings: PackWarning[]): Member[] {
  for (const name of new Set(packs.repeated)) {
    const message = `The pack "${name}" is given twice; the first one counts`
    warnings.push({ code: 'duplicate_pack', message })
  }
  return Array.from(packs).flatMap(([name, value]): Member[] => {
    if (value instanceof JsonMap) {
      return name === '*' ? packMembers(value, warnings) : [[name, value]]
    }
    const message = `The pack "${name}" is not in this file; import its own file`
    warnings.push({ code: 'outside_pack', message })
    return []
  })
}

/** Not under main, the agents' own name for the schedule, which a pack must not take. */
function scheduleAsPack(schedule: JsonMap, name: string, warnings: PackWarning[]): Member {
  const message = `The schedule becomes the pack "${name}", so its queries change their full names`
  warnings.push({ code: 'schedule', message })
  return [name, new JsonMap([['queries', schedule]])]
}

function configMembers(root: JsonMap, name: string, warnings: PackWarning[]): Member[] {
  const packs = root.get('packs')
  const schedule = root.get('schedule')
  const members = packs instanceof JsonMap ? packMembers(packs, warnings) : []
  if (schedule instanceof JsonMap && schedule.size > 0) {
    members.unshift(scheduleAsPack(schedule, name, warnings))
  }
  const byName = new Map<string, JsonMap>()
  for (const [pack, map] of members) {
    if (!byName.has(pack)) byName.set(pack, map)
    else {
      const message = `The pack "${pack}" is given twice; the first one counts`
      warnings.push({ code: 'duplicate_pack', message })
    }
  }
  return [...byName]
}

function membersOf(root: JsonValue, name: string | undefined, warnings: PackWarning[]): Member[] {
  if (!(root instanceof JsonMap)) throw invalidField('content', 'must be a JSON object')
  if (root.has('queries')) {
    if (!name) throw invalidField('name', 'is needed: the file of one pack does not hold its name')
    return [[name, root]]
  }
  const members = configMembers(root, name ?? 'schedule', warnings)
  if (members.length > 0) return members
  const outside = warnings.find((warning) => warning.code === 'outside_pack')
  throw invalidField('content', outside?.message ?? 'holds neither "queries" nor "packs"')
}

function refuseSizes(packs: readonly ParsedPack[]): void {
  const queries = packs.flatMap((pack) => pack.queries)
  if (queries.length > packFileLimits.queries) {
    throw tooLarge(`holds ${queries.length} queries, more than ${packFileLimits.queries}`)
  }
  const discovery = packs.flatMap((pack) => pack.discovery)
  const long = queries.find((query) => bytesOf(query.query) > packFileLimits.sqlBytes)
  if (long) throw tooLarge(`the SQL of "${long.name.slice(0, 100)}" is longer than 64 KiB`)
  if (discovery.some((sql) => bytesOf(sql) > packFileLimits.sqlBytes)) {
    throw tooLarge('the SQL of a discovery query is longer than 64 KiB')
  }
}

/**
 * Reads a pack file (named by `options.name`) or a configuration.
 * @throws AppError `invalid` with line and column, or `too_large`, both for the field `content`;
 * `invalid` for `name` when a file of one pack comes without one.
 */
export function parsePackFile(content: string, options: { name?: string } = {}): ParsedPackFile {
  if (bytesOf(content) > packFileLimits.bytes) throw tooLarge('is larger than 1 MiB')
  const warnings: PackWarning[] = []
  const members = membersOf(readJson(content), options.name, warnings)
  const packs = members.map(([name, map]) => readPack(name, map))
  refuseSizes(packs)
  return { packs, warnings }
}

type Line = [string, unknown]

const present = (members: Line[]): Line[] => members.filter(([, value]) => value !== null)

/** JSON already written. */
class Written {
  constructor(readonly text: string) {}
}

/** By hand, because an object would move keys that look like numbers to the front. */
function objectText(members: readonly Line[], indent: string): string {
  if (members.length === 0) return '{}'
  const inner = `${indent}  `
  const lines = members.map(([key, value]) => {
    const text = value instanceof Written ? value.text : JSON.stringify(value)
    return `${inner}${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function queryMembers(query: ParsedQuery): Line[] {
  return present([
    ['query', query.query],
    ['interval', query.interval],
    ['snapshot', query.snapshot || null],
    ['removed', query.removed ? null : false],
    ['denylist', query.denylist ? null : false],
    ['platform', query.platform || null],
    ['version', query.version || null],
    ['shard', query.shard],
    ['description', query.description || null],
    ['value', query.value || null],
  ])
}

/** A pack as osquery's JSON; reading it under the same name gives the same pack. */
export function exportPackFile(pack: Omit<ParsedPack, 'warnings'>): string {
  const queries = pack.queries.map((query): Line => {
    const members = [...queryMembers(query), ...Object.entries(query.extra)]
    return [query.name, new Written(objectText(members, '    '))]
  })
  const members: Line[] = [
    ...present([
      ['platform', pack.platform || null],
      ['version', pack.version || null],
      ['shard', pack.shard],
      ['discovery', pack.discovery.length > 0 ? pack.discovery : null],
    ]),
    ...Object.entries(pack.extra),
    ['queries', new Written(objectText(queries, '  '))],
  ]
  return `${objectText(members, '')}\n`
}
