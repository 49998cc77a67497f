// Pack files in: osquery's JSON (one pack, or a configuration with several) read in the agent's own
// order of steps, and YAML. Whatever is wrong is told with its line and column; limits with by how much.
import { AppError, invalidField } from '@/lib/wire/errors'
import { configPacks, firstOfName } from '@/lib/wire/pack-file-config'
import {
  type FileNotes,
  fleetDocument,
  type ParsedLibraryQuery,
  readDocuments,
} from '@/lib/wire/pack-file-documents'
import { JsonError, type JsonValue, parseStrictJson } from '@/lib/wire/pack-file-json'
import { type ParsedPack, readPack } from '@/lib/wire/pack-file-shape'
import { markRepairs, type Place, placeIn, readPackText } from '@/lib/wire/pack-file-text'
import { parseYamlDocuments } from '@/lib/wire/pack-file-yaml'

export type { ParsedLibraryQuery } from '@/lib/wire/pack-file-documents'
export type { PackRepair, PackWarning, ParsedPack, ParsedQuery } from '@/lib/wire/pack-file-shape'

export type PackFileFormat = 'osquery' | 'yaml'

/** `warnings` and `repairs` are of the file as a whole; each pack has its own. */
export type ParsedPackFile = FileNotes & {
  format: PackFileFormat
  packs: ParsedPack[]
  /** Queries for the library, which only Fleet's YAML can hold. */
  library: ParsedLibraryQuery[]
}

export const packFileLimits = {
  bytes: 1_048_576,
  depth: 32,
  queries: 1000,
  values: 50_000,
  sqlBytes: 65_536,
} as const

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
const figure = (count: number) => count.toLocaleString('en')

function tooLarge(reason: string): AppError {
  const errors = [{ name: 'content', reason }]
  return new AppError('too_large', `content: ${reason}`, { errors })
}

/** Runs a reader; what it refuses gets its place in the file. */
function placed<T>(placeOf: (offset: number) => Place, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const { line, column } = placeOf(error.offset)
    const reason = `line ${line}, column ${column}: ${error.message}`
    throw error.isLimit ? tooLarge(reason) : invalidField('content', reason)
  }
}

/** JSON begins with a bracket, after comments that agents leave out; anything else may be YAML. */
export function formatOf(content: string): PackFileFormat {
  const meant = /^\ufeff?(?:[ \t\r\n]*(?:#|\/\/)[^\n]*(?:\n|$))*\s*/.exec(content)?.[0].length ?? 0
  return /^(?:[{[/]|$)/.test(content.slice(meant, meant + 1)) ? 'osquery' : 'yaml'
}

function ofOsquery(roots: readonly JsonValue[], name: string | undefined, notes: FileNotes) {
  const members = roots.flatMap((root) => configPacks(root, name, notes.warnings))
  return firstOfName(members, notes.warnings).map(([pack, map]) => readPack(pack, map))
}

function readOsquery(content: string, name: string | undefined): ParsedPackFile {
  const packText = readPackText(content)
  const root = placed(packText.placeOf, () => parseStrictJson(packText.text, packFileLimits))
  const notes: FileNotes = { warnings: [], repairs: packText.repairs }
  return { format: 'osquery', packs: ofOsquery([root], name, notes), library: [], ...notes }
}

function readYaml(content: string, name: string | undefined): ParsedPackFile {
  const start = content.startsWith('\ufeff') ? 1 : 0
  const placeOf = (offset: number) => placeIn(content, start + offset)
  const values = placed(placeOf, () =>
    parseYamlDocuments(content.slice(start), packFileLimits),
  ).map(({ value }) => value)
  const fleet = values.flatMap((value) => fleetDocument(value) ?? [])
  const read = readDocuments(fleet)
  const notes: FileNotes = {
    warnings: read.warnings,
    repairs: [...markRepairs(content), ...read.repairs],
  }
  const others = values.filter((value) => fleetDocument(value) === null)
  const plain = others.length > 0 || fleet.length === 0 ? ofOsquery(others, name, notes) : []
  const named = firstOfName(
    [...read.packs, ...plain].map((pack) => [pack.name, pack] as const),
    notes.warnings,
  )
  const packs = named.map(([, pack]) => pack)
  if (packs.length === 0 && read.library.length === 0)
    throw invalidField('content', notes.warnings[0]?.message ?? 'holds neither a pack nor a query')
  return { format: 'yaml', packs, library: read.library, ...notes }
}

function refuseSizes({ packs, library }: ParsedPackFile): void {
  const queries = [...packs.flatMap((pack) => pack.queries), ...library]
  refuseQueryCount(Math.max(queries.length - library.length, library.length))
  const discovery = packs.flatMap((pack) => pack.discovery)
  const long = queries.find((query) => bytesOf(query.query) > packFileLimits.sqlBytes)
  if (long) {
    const over = figure(bytesOf(long.query) - packFileLimits.sqlBytes)
    throw tooLarge(
      `the SQL of "${long.name.slice(0, 100)}" is longer than 64 KiB, by ${over} bytes`,
    )
  }
  if (discovery.some((sql) => bytesOf(sql) > packFileLimits.sqlBytes)) {
    throw tooLarge('the SQL of a discovery query is longer than 64 KiB')
  }
}

/** @throws AppError `too_large`, saying by how much; for one file or for several together. */
export function refuseQueryCount(count: number): void {
  const { queries } = packFileLimits
  if (count <= queries) return
  const over = figure(count - queries)
  throw tooLarge(`holds ${figure(count)} queries, ${over} more than ${figure(queries)}`)
}

/** @throws AppError `too_large`, saying by how much. */
export function refuseBytes(bytes: number): void {
  const over = bytes - packFileLimits.bytes
  if (over > 0) throw tooLarge(`is ${figure(bytes)} bytes, ${figure(over)} more than 1 MiB`)
}

/**
 * Reads a pack file (named by `options.name`), a configuration, or YAML. Without a format, the
 * content decides.
 * @throws AppError `invalid` with line and column, or `too_large`, both for the field `content`;
 * `invalid` for `name` when a file of one pack comes without one.
 */
export function parsePackFile(
  content: string,
  { name, format = formatOf(content) }: { name?: string; format?: PackFileFormat } = {},
): ParsedPackFile {
  refuseBytes(bytesOf(content))
  const file = format === 'yaml' ? readYaml(content, name) : readOsquery(content, name)
  refuseSizes(file)
  return file
}
