// Fleet's documents: `kind: pack` with the queries it names, `kind: query` with their SQL. Documents
// about other things are left out with a warning, since no pack depends on them.
import { Fields, type PackRepair, type PackWarning, plainObject } from '@/lib/wire/pack-file-fields'
import { JsonMap, type JsonValue } from '@/lib/wire/pack-file-json'
import {
  noSql,
  notesOf,
  type ParsedPack,
  type ParsedQuery,
  type ParsedTargets,
  queryKeys,
  readPackFields,
  readSchedule,
  warnOfName,
} from '@/lib/wire/pack-file-shape'

/** A query of the library. */
export type ParsedLibraryQuery = {
  name: string
  query: string
  description: string
  platform: string
  observer_can_run: boolean
}

export type FileNotes = { warnings: PackWarning[]; repairs: PackRepair[] }

export type Documents = FileNotes & { packs: ParsedPack[]; library: ParsedLibraryQuery[] }

export const yamlPackKeys = [
  'id',
  'name',
  'description',
  'platform',
  'version',
  'shard',
  'discovery',
  'tags',
  'disabled',
  'targets',
  'queries',
  'osquery',
] as const

export const yamlQueryKeys = [...queryKeys, 'name', 'sql', 'query_name', 'osquery'] as const

const knownInPack: ReadonlySet<string> = new Set(yamlPackKeys)
const knownInQuery: ReadonlySet<string> = new Set(yamlQueryKeys)

/** Unknown keys that would collide with those of this format stand in a mapping of their own. */
function withNested<Kept extends { extra: ParsedPack['extra'] }>(kept: Kept, map: JsonMap): Kept {
  const nested = map.get('osquery')
  if (!(nested instanceof JsonMap)) return kept
  const extra = Object.assign(Object.create(null), kept.extra, plainObject(nested))
  return { ...kept, extra }
}

function readTargets(map: JsonMap, told: FileNotes): ParsedTargets | null {
  const targets = map.get('targets')
  if (targets === undefined || targets === null) return null
  const notes = notesOf(told)
  if (!(targets instanceof JsonMap)) {
    notes.warn('ignored_value', '"targets" is not a mapping, and it is left out')
    return null
  }
  const fields = new Fields(targets, notes)
  const match = fields.text('label_match')
  return {
    labels: fields.texts('labels'),
    teams: fields.texts('teams'),
    exclude_labels: fields.texts('exclude_labels'),
    label_match: match === 'all' ? 'all' : 'any',
  }
}

type Sql = { library: string | null; query: string }

/** The SQL that a pack's entry means: its own, or that of a query it names. */
function sqlOf(entry: JsonMap, inline: ReadonlyMap<string, Sql>): Sql | null {
  const own = entry.get('sql')
  if (typeof own === 'string' && own.trim() !== '') return { library: null, query: own }
  const given = entry.get('query') ?? entry.get('query_name')
  const named = typeof given === 'number' ? entry.sources.get('query') : given
  if (typeof named !== 'string' || named === '') return null
  return inline.get(named) ?? { library: named, query: '' }
}

/** `users`, then `users-1`: Fleet names a query so when a pack holds it twice. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let suffix = 1; ; suffix += 1)
    if (!taken.has(`${wanted}-${suffix}`)) return `${wanted}-${suffix}`
}

function readEntry(
  entry: JsonValue,
  known: ReadonlyMap<string, Sql>,
  taken: Set<string>,
  told: FileNotes,
): ParsedQuery | null {
  if (!(entry instanceof JsonMap)) return noSql(notesOf(told))
  const own = new Fields(entry, notesOf(told)).text('name')
  const sql = sqlOf(entry, known)
  const shown = own || sql?.library || 'query'
  if (!sql) return noSql(notesOf(told, shown))
  if (own !== '' && taken.has(own)) {
    notesOf(told, own).warn('duplicate_query', 'The name is given twice; the first one counts')
    return null
  }
  const name = own || freeName(shown, taken)
  taken.add(name)
  const notes = notesOf(told, name)
  warnOfName(name, notes)
  return withNested({ name, ...sql, ...readSchedule(entry, notes, knownInQuery) }, entry)
}

function readPack(spec: JsonMap, known: ReadonlyMap<string, Sql>): ParsedPack {
  const told: FileNotes = { warnings: [], repairs: [] }
  const notes = notesOf(told)
  const fields = new Fields(spec, notes)
  const entries = spec.get('queries')
  if (!Array.isArray(entries)) notes.warn('no_sql', 'The pack has no list "queries"')
  const taken = new Set<string>()
  const disabled = spec.get('disabled')
  return withNested(
    {
      ...readPackFields(fields.text('name'), spec, told, knownInPack),
      tags: fields.texts('tags'),
      disabled: typeof disabled === 'boolean' ? disabled : null,
      targets: readTargets(spec, told),
      queries: (Array.isArray(entries) ? entries : []).flatMap(
        (entry) => readEntry(entry, known, taken, told) ?? [],
      ),
      ...told,
    },
    spec,
  )
}

type Read = ParsedLibraryQuery & { inline: boolean }

function readLibraryQuery(spec: JsonMap, told: FileNotes): Read | null {
  const fields = new Fields(spec, notesOf(told))
  const name = fields.text('name')
  const notes = notesOf(told, name || 'query')
  const query = fields.text('query')
  if (name === '' || query.trim() === '') return noSql(notes)
  const interval = spec.get('interval')
  if (typeof interval === 'number' && interval > 0) {
    const message = `Its interval of ${interval} s is left out: a library query runs only in packs`
    notes.warn('ignored_value', message)
  }
  return {
    name,
    query,
    description: fields.text('description'),
    platform: fields.text('platform'),
    observer_can_run: fields.flag('observer_can_run', false),
    inline: fields.flag('inline', false),
  }
}

/** The kind and body of a document, or null when it is not one of Fleet's. */
export function fleetDocument(value: JsonValue): { kind: string; spec: JsonValue } | null {
  if (!(value instanceof JsonMap)) return null
  const kind = value.get('kind')
  return typeof kind === 'string' ? { kind, spec: value.get('spec') ?? null } : null
}

function libraryOf(specs: readonly JsonMap[], told: FileNotes): Read[] {
  const byName = new Map<string, Read>()
  for (const spec of specs) {
    const query = readLibraryQuery(spec, told)
    if (!query) continue
    if (!byName.has(query.name)) byName.set(query.name, query)
    else
      notesOf(told, query.name).warn(
        'duplicate_query',
        'The query is given twice; the first one counts',
      )
  }
  return [...byName.values()]
}

/** Packs and library queries of Fleet's documents; a pack's queries carry the SQL the file gives them. */
export function readDocuments(documents: { kind: string; spec: JsonValue }[]): Documents {
  const told: FileNotes = { warnings: [], repairs: [] }
  const specsOf = (wanted: string) =>
    documents.flatMap(({ kind, spec }) => {
      if (kind !== wanted) return []
      const specs = Array.isArray(spec) ? spec : [spec]
      return specs.filter((one) => one instanceof JsonMap)
    })
  const others = new Set(documents.map(({ kind }) => kind))
  for (const kind of others) {
    if (kind === 'pack' || kind === 'query') continue
    const message = `Documents of kind "${kind.slice(0, 50)}" are not read`
    told.warnings.push({ code: 'ignored_document', message })
  }
  const queries = libraryOf(specsOf('query'), told)
  const known = new Map(
    queries.map(({ name, query, inline }) => [name, { library: inline ? null : name, query }]),
  )
  const library = queries.flatMap(({ inline, ...query }) => (inline ? [] : query))
  return { packs: specsOf('pack').map((spec) => readPack(spec, known)), library, ...told }
}
