// The files of an import, read: every pack and library query once, under names that differ. Of several
// files one that cannot be read is told of in a preview and refused when saving.
import { AppError } from '@/lib/wire/errors'
import {
  type PackRepair,
  type PackWarning,
  type ParsedLibraryQuery,
  type ParsedPack,
  type ParsedPackFile,
  parsePackFile,
  refuseBytes,
  refuseQueryCount,
} from '@/lib/wire/pack-file'
import type { PackImport, PackImportReply } from '@/lib/wire/pack-import'

type GivenFile = { content: string; name?: string | undefined; format?: PackImport['format'] }

/** `file`: which of the files, from 0. */
export type ReadPack = ParsedPack & { file: number }
export type ReadLibraryQuery = ParsedLibraryQuery & { file: number }

export type ReadFiles = {
  packs: ReadPack[]
  library: ReadLibraryQuery[]
  warnings: PackWarning[]
  reports: PackImportReply['files']
}

function readFile({ content, name, format }: GivenFile): ParsedPackFile {
  return parsePackFile(content, {
    ...(name === undefined ? {} : { name }),
    ...(format === undefined ? {} : { format }),
  })
}

/** The error with the field of the file that it is about. */
function ofFile(error: AppError, index: number): AppError {
  const errors = error.errors.map(({ name, reason }) => ({
    name: `files[${index}].${name}`,
    reason,
  }))
  return new AppError(error.code, errors[0] ? `${errors[0].name}: ${errors[0].reason}` : '', {
    errors,
  })
}

function readAll(files: readonly GivenFile[], isPreview: boolean): (ParsedPackFile | AppError)[] {
  return files.map((file, index) => {
    try {
      return readFile(file)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (isPreview) return error
      throw ofFile(error, index)
    }
  })
}

/** `base`, then `base-2`. */
export function nextName(wanted: string, isTaken: (name: string) => boolean): string {
  for (let suffix = 2; ; suffix += 1) {
    const name = `${wanted.slice(0, 250)}-${suffix}`
    if (!isTaken(name)) return name
  }
}

function withOwnNames(packs: ReadPack[], files: readonly GivenFile[]): ReadPack[] {
  const taken = new Set(packs.map(({ name }) => name))
  const seen = new Set<string>()
  return packs.map((pack) => {
    if (!seen.has(pack.name)) {
      seen.add(pack.name)
      return pack
    }
    const name = nextName(pack.name, (other) => taken.has(other))
    taken.add(name)
    seen.add(name)
    const from = files[pack.file]?.name ?? `file ${pack.file + 1}`
    const message = `"${pack.name}" stands in another file too; that of ${from} is read as "${name}"`
    const repair: PackRepair = { code: 'renamed', message }
    return { ...pack, name, repairs: [...pack.repairs, repair] }
  })
}

function firstOfEach(library: ReadLibraryQuery[]): ReadLibraryQuery[] {
  const seen = new Map<string, ReadLibraryQuery>()
  for (const query of library) if (!seen.has(query.name)) seen.set(query.name, query)
  return [...seen.values()]
}

function gather(files: readonly GivenFile[], outcomes: (ParsedPackFile | AppError)[]): ReadFiles {
  const read = outcomes.map((outcome) => (outcome instanceof AppError ? null : outcome))
  return {
    packs: withOwnNames(
      read.flatMap((one, file) => one?.packs.map((pack) => ({ ...pack, file })) ?? []),
      files,
    ),
    library: firstOfEach(
      read.flatMap((one, file) => one?.library.map((query) => ({ ...query, file })) ?? []),
    ),
    warnings: read.flatMap((one) => one?.warnings ?? []),
    reports: outcomes.map((outcome, index) => ({
      name: files[index]?.name ?? '',
      format: outcome instanceof AppError ? null : outcome.format,
      packs: outcome instanceof AppError ? 0 : outcome.packs.length,
      warnings: outcome instanceof AppError ? [] : outcome.warnings,
      repairs: outcome instanceof AppError ? [] : outcome.repairs,
      error: outcome instanceof AppError ? (outcome.errors[0]?.reason ?? outcome.message) : null,
    })),
  }
}

/**
 * Reads what an import gives: one file or several, all together within the limits of one.
 * @throws AppError as `parsePackFile`; of several files only when saving, under `files[2].content`.
 */
export function readFiles({ content, name, format, files, dry_run }: PackImport): ReadFiles {
  if (content !== undefined) {
    const file = { content, name, format }
    return gather([file], [readFile(file)])
  }
  const given = files ?? []
  const outcomes = readAll(given, dry_run)
  const bytes = given.map((file, index) =>
    outcomes[index] instanceof AppError ? 0 : Buffer.byteLength(file.content),
  )
  refuseBytes(bytes.reduce((sum, size) => sum + size, 0))
  const read = gather(given, outcomes)
  refuseQueryCount(read.packs.reduce((sum, pack) => sum + pack.queries.length, 0))
  return read
}
