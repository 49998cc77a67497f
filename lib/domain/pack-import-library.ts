// The library's side of an import: queries of a file that go to the library, and the SQL that packs
// take from it by name.
import { nextName, type ReadLibraryQuery, type ReadPack } from '@/lib/domain/pack-import-files'
import { judgeLibraryQuery, type LibrarySql } from '@/lib/domain/pack-import-warnings'
import { normalText } from '@/lib/sql/normal-text'
import type { HeldQuery } from '@/lib/store/pack-imports'
import type { PackWarning, ParsedQuery } from '@/lib/wire/pack-file'
import type {
  ImportChange,
  ImportChoices,
  ImportConflict,
  ImportStatus,
} from '@/lib/wire/pack-import'
import { changesInWords } from '@/lib/wire/pack-import-words'
import { normalisePlatform } from '@/lib/wire/pack-rules'

export type PlannedLibraryQuery = {
  given: ReadLibraryQuery
  name: string
  status: ImportStatus
  changes: ImportChange[]
  warnings: Omit<PackWarning, 'query'>[]
  held: HeldQuery | null
  action: 'insert' | 'update' | 'keep' | 'leave_out' | 'undecided'
  conflicts: ImportConflict[]
}

/** Queries by name: of two, the team's own, which its packs mean. */
export const byName = (held: readonly HeldQuery[]): Map<string, HeldQuery> =>
  new Map(held.map((query) => [query.name, query]))

export const librarySql = (held: readonly HeldQuery[]): LibrarySql =>
  new Map(held.map(({ query, name }) => [normalText(query), name]))

const compared = ['query', 'description', 'platform', 'observer_can_run'] as const

function changesOf(held: HeldQuery, given: ReadLibraryQuery): ImportChange[] {
  const wanted = { ...given, platform: normalisePlatform(given.platform) }
  return compared.flatMap((field) => {
    const same =
      field === 'query' ? held.query.trim() === wanted.query.trim() : held[field] === wanted[field]
    return same ? [] : [{ field, from: held[field], to: wanted[field] }]
  })
}

function conflictOf(name: string, held: HeldQuery, changes: ImportChange[]): ImportConflict {
  const used = held.packs === 1 ? '1 pack schedules it' : `${held.packs} packs schedule it`
  return {
    code: 'query_differs',
    message: `The library has a query "${name}" already; the file has it ${changesInWords(changes)}. ${used}`,
    field: `choices.library.${name}`,
    query: name,
  }
}

/** One query of the library; `taken` are the names that the library has and that this import gave. */
export async function planLibraryQuery(
  given: ReadLibraryQuery,
  held: ReadonlyMap<string, HeldQuery>,
  taken: Set<string>,
  choices: ImportChoices['library'],
): Promise<PlannedLibraryQuery> {
  const choice = Object.hasOwn(choices, given.name) ? choices[given.name] : undefined
  const found = held.get(given.name) ?? null
  const changes = found ? changesOf(found, given) : []
  const { warnings, nowhere } = await judgeLibraryQuery(given)
  const fresh: ImportStatus = nowhere ? 'runs_nowhere' : 'new'
  const status: ImportStatus = changes.length > 0 ? 'conflict' : found ? 'identical' : fresh
  const base = { given, status, changes, warnings, held: found, conflicts: [] }
  if (choice?.action === 'rename') {
    const name = choice.name ?? nextName(given.name, (other) => taken.has(other))
    const field = `choices.library.${given.name}.name`
    const message = `The library has a query "${name}" already`
    const conflicts: ImportConflict[] = taken.has(name)
      ? [{ code: 'name_taken', message, field, query: given.name }]
      : []
    taken.add(name)
    return { ...base, name, action: 'insert', conflicts }
  }
  taken.add(given.name)
  const { name } = given
  if (choice?.action === 'skip') return { ...base, name, action: found ? 'keep' : 'leave_out' }
  if (!found) return { ...base, name, action: 'insert' }
  if (changes.length === 0) return { ...base, name, action: 'keep' }
  if (choice?.action === 'replace') return { ...base, name, action: 'update' }
  return { ...base, name, action: 'undecided', conflicts: [conflictOf(name, found, changes)] }
}

type Sources = {
  planned: ReadonlyMap<string, PlannedLibraryQuery>
  held: ReadonlyMap<string, HeldQuery>
}

/** The query with the SQL that it will run, or null when no library has it. */
function withSql(query: ParsedQuery, { planned, held }: Sources): ParsedQuery | null {
  if (query.library === null) return query
  const own = planned.get(query.library)
  if (own?.action === 'leave_out') return { ...query, library: null, query: own.given.query }
  if (own?.action === 'keep' && own.held) return { ...query, query: own.held.query }
  if (own) return { ...query, query: own.given.query }
  const found = held.get(query.library)
  return found ? { ...query, query: found.query } : null
}

/** The pack with the SQL of all its queries; those that name nothing are left out with a warning. */
export function resolved(pack: ReadPack, sources: Sources): ReadPack {
  const warnings = [...pack.warnings]
  const queries = pack.queries.flatMap((query) => {
    const found = withSql(query, sources)
    if (found) return found
    const message = `There is no query "${query.library}", in the file or the library; it is left out`
    warnings.push({ query: query.name, code: 'unknown_query', message })
    return []
  })
  return { ...pack, warnings, queries }
}
