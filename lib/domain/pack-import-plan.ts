// What an import would do, as a pure function of the files, what is there already, and the decisions
// taken: for each query whether it is new, and what is in the way. Saves nothing.
import { nextName, type ReadPack } from '@/lib/domain/pack-import-files'
import type { Judged } from '@/lib/domain/pack-import-warnings'
import type { HeldPack } from '@/lib/store/pack-imports'
import type { listPackQueries } from '@/lib/store/pack-queries'
import type { ParsedQuery } from '@/lib/wire/pack-file'
import type {
  ImportChange,
  ImportChoices,
  ImportConflict,
  ImportStatus,
  PackChoice,
  QueryChoice,
} from '@/lib/wire/pack-import'
import { differsInWords } from '@/lib/wire/pack-import-words'
import { checkPackName, checkQueryName, normalisePlatform } from '@/lib/wire/pack-rules'

export type HeldPackQuery = Awaited<ReturnType<typeof listPackQueries>>[number]

export type Held = HeldPack & {
  queries: HeldPackQuery[]
  /** Hosts that it reaches now. */
  hosts: number
  /** Whether the viewer may see it, and change it. */
  visible: boolean
  writable: boolean
}

export type PlannedQuery = {
  given: ParsedQuery
  /** As saved. */
  name: string
  status: ImportStatus
  changes: ImportChange[]
  held: HeldPackQuery | null
  /** `keep`: what is there stays; `leave_out`: nothing is saved of it. */
  action: 'insert' | 'update' | 'keep' | 'leave_out'
}

export type PlannedPack = {
  given: ReadPack
  judged: Judged
  /** As saved. */
  name: string
  action: 'create' | 'replace' | 'merge' | 'skip' | 'undecided'
  /** The pack of the file's name that the viewer may see. */
  found: Held | null
  /** The same, when this import would change it. */
  held: Held | null
  queries: PlannedQuery[]
  conflicts: ImportConflict[]
}

/** What a plan depends on beside the files. */
type PlanState = {
  held: ReadonlyMap<string, Held>
  /** Names of all packs, and those that this import has given. */
  taken: Set<string>
  choices: ImportChoices
}

const compared = [
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

function changesOf(held: HeldPackQuery, given: ParsedQuery): ImportChange[] {
  const wanted = { ...given, platform: normalisePlatform(given.platform) }
  return compared.flatMap((field) => {
    const same =
      field === 'query' ? held.query.trim() === wanted.query.trim() : held[field] === wanted[field]
    return same ? [] : [{ field, from: held[field], to: wanted[field] }]
  })
}

const own = <T>(record: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

type Against = {
  pack: string
  held: Held | null
  action: PlannedPack['action']
  choices: Record<string, QueryChoice>
  nowhere: ReadonlySet<string>
  /** Names of the queries that the pack will have. */
  names: Set<string>
}

function actionOf(
  status: ImportStatus,
  isHeld: boolean,
  choice: QueryChoice | undefined,
  { action }: Against,
): PlannedQuery['action'] {
  if (action === 'skip' || (choice?.action === 'skip' && !isHeld)) return 'leave_out'
  if (choice?.action === 'skip') return 'keep'
  if (!isHeld || choice?.action === 'rename') return 'insert'
  if (action === 'merge' && status === 'identical') return 'keep'
  return 'update'
}

function planQuery(given: ParsedQuery, against: Against): PlannedQuery {
  const held = against.held?.queries.find(({ name }) => name === given.name) ?? null
  const choice = own(against.choices, given.name)
  const changes = held ? changesOf(held, given) : []
  const isWrong = checkQueryName(given.name) !== null
  const status: ImportStatus =
    isWrong || changes.length > 0
      ? 'conflict'
      : held
        ? 'identical'
        : against.nowhere.has(given.name)
          ? 'runs_nowhere'
          : 'new'
  const action = actionOf(status, held !== null, choice, against)
  const isRenamed = choice?.action === 'rename'
  const name = isRenamed
    ? (choice.name ?? nextName(given.name, (other) => against.names.has(other)))
    : given.name
  if (isRenamed) against.names.add(name)
  return { given, name, status, changes, held, action }
}

function queryConflicts(query: PlannedQuery, against: Against): ImportConflict[] {
  const { given, name, action } = query
  if (action === 'leave_out' || action === 'keep') return []
  const about = { query: given.name }
  const fault = checkQueryName(name)
  if (fault) {
    const message = `The query "${name}" ${fault}`
    return [{ code: 'reserved_name', message, field: `queries.${given.name}.name`, ...about }]
  }
  const isOpen = query.changes.length > 0 && !own(against.choices, given.name)
  if (!isOpen || against.action !== 'merge') return []
  return [
    {
      code: 'query_differs',
      message: differsInWords(given.name, against.pack, query.changes),
      field: `choices.queries.${against.pack}.${given.name}`,
      ...about,
    },
  ]
}

const textMax = 10_000
const shortMax = 255
const discoveryMax = 100

/** What the API would not take either. */
function lengthConflicts(given: ReadPack, queries: readonly PlannedQuery[]): ImportConflict[] {
  const faults = (
    what: string,
    path: string,
    of: Record<string, string>,
    query?: string,
  ): ImportConflict[] =>
    Object.entries(of).flatMap(([field, text]) => {
      const most = field === 'description' ? textMax : shortMax
      if (text.length <= most) return []
      const message = `The ${field} of ${what} has ${text.length} characters; it may have ${most}`
      const about = query === undefined ? {} : { query }
      return [{ code: 'too_long', message, field: `${path}${field}`, ...about }]
    })
  const { description, version, platform, discovery } = given
  const many: ImportConflict[] =
    discovery.length > discoveryMax
      ? [
          {
            code: 'too_long',
            message: `The pack has ${discovery.length} discovery queries; it may have ${discoveryMax}`,
            field: 'discovery',
          },
        ]
      : []
  return [
    ...many,
    ...faults('the pack', '', { description, version, platform }),
    ...queries.flatMap(({ given: query, action }) => {
      if (action === 'leave_out' || action === 'keep') return []
      const texts = { description: query.description, version: query.version }
      const all = { ...texts, platform: query.platform, value: query.value }
      return faults(`"${query.name}"`, `queries.${query.name}.`, all, query.name)
    }),
  ]
}

/** Two queries of one name, after renaming. */
function repeatedNames(pack: string, queries: readonly PlannedQuery[]): ImportConflict[] {
  const seen = new Set(
    queries.flatMap(({ action, held }) => (held && action !== 'update' ? [held.name] : [])),
  )
  return queries.flatMap(({ given, name, action }) => {
    if (action === 'leave_out' || action === 'keep') return []
    const isTaken = seen.has(name)
    seen.add(name)
    if (!isTaken) return []
    const message = `The pack ${pack} would have two queries named "${name}"`
    return [
      {
        code: 'name_taken',
        message,
        field: `choices.queries.${pack}.${given.name}.name`,
        query: given.name,
      },
    ]
  })
}

function packConflicts(
  name: string,
  given: ReadPack,
  held: Held | null,
  action: PlannedPack['action'],
  isNameTaken: boolean,
): ImportConflict[] {
  if (action === 'skip') return []
  const renamed = name !== given.name
  const fault = checkPackName(name)
  if (fault)
    return [{ code: 'reserved_name', message: `The name "${name}" ${fault}`, field: 'name' }]
  if (renamed && isNameTaken) {
    const field = `choices.packs.${given.name}.name`
    return [{ code: 'name_taken', message: `There is already a pack named ${name}`, field }]
  }
  const isChange = action === 'replace' || action === 'merge'
  if (isChange && !held?.writable) {
    const message = held
      ? `The pack ${name} is not yours to change`
      : `There is no pack named ${name} to change`
    return [{ code: 'name_taken', message, field: `choices.packs.${given.name}` }]
  }
  if (action !== 'undecided') return []
  const message = `There is already a pack named ${name}`
  const seen = held?.visible ? { pack_id: held.id } : {}
  return [{ code: 'name_taken', message, field: 'name', ...seen }]
}

function packAction(choice: PackChoice | undefined, held: Held | null): PlannedPack['action'] {
  if (choice?.action === 'skip') return 'skip'
  if (choice?.action === 'replace' || choice?.action === 'merge') return choice.action
  return held && choice?.action !== 'rename' ? 'undecided' : 'create'
}

/** Packs are planned one after the other: each takes its name from those that follow. */
export function planPack(given: ReadPack, judged: Judged, state: PlanState): PlannedPack {
  const choice = own(state.choices.packs, given.name)
  const found = state.held.get(given.name) ?? null
  const action = packAction(choice, found)
  const isRenamed = choice?.action === 'rename'
  const name = isRenamed
    ? (choice.name ?? nextName(given.name, (other) => state.taken.has(other)))
    : given.name
  const conflicts = packConflicts(name, given, found, action, state.taken.has(name))
  if (action !== 'skip') state.taken.add(name)
  const held = isRenamed || action === 'skip' || !found?.visible ? null : found
  const names = [...given.queries, ...(held?.queries ?? [])].map((query) => query.name)
  const against: Against = {
    ...{ pack: given.name, held, action, nowhere: judged.nowhere },
    choices: own(state.choices.queries, given.name) ?? {},
    names: new Set(names),
  }
  const queries = given.queries.map((query) => planQuery(query, against))
  if (action !== 'skip') {
    conflicts.push(...queries.flatMap((query) => queryConflicts(query, against)))
    conflicts.push(...repeatedNames(given.name, queries))
    conflicts.push(...lengthConflicts(given, queries))
  }
  const seen = found?.visible ? found : null
  return { given, judged, name, action, found: seen, held, queries, conflicts }
}

/** The full names that agents would report of what a plan saves. */
export function fullNamesOf({ name, action, queries }: PlannedPack): string[] {
  if (action === 'skip' || action === 'undecided') return []
  return queries.flatMap((query) =>
    query.action === 'insert' || query.action === 'update' ? [`${name}/${query.name}`] : [],
  )
}
