// SQLite in WebAssembly with osquery's tables, all empty, made when a query first names them.
// Statements are compiled here, never run; one engine serves the process.
import initSqlJs, { type Database } from 'sql.js'
import { pinned, unpin } from '@/lib/global'
import { type CatalogueTable, columnsOn, findTable } from '@/lib/sql/catalogue'
import type { TablePlatform } from '@/lib/wire/platforms'

/** Which columns the tables have: everything, one platform's, or what `select *` shows there. */
type Variant = 'all' | 'plan' | TablePlatform | `${TablePlatform}-visible`

export type Prepared =
  | { ok: true; columns: string[]; rest: string }
  | { ok: false; message: string }

type Shelf = { database: Database; made: Set<string> }

export type Engine = { scratch: Database; shelf: (variant: Variant) => Shelf }

const engineName = 'sql/engine'

/** Functions that agents add to SQLite, by their number of arguments; -1 takes any number. */
const agentFunctions: Record<string, readonly number[]> = {
  regex_match: [3],
  regex_split: [3],
  split: [3],
  concat: [-1],
  concat_ws: [-1],
  version_compare: [2, 3],
  in_cidr_block: [2],
  inet_aton: [1],
  community_id_v1: [5, 6],
  to_base64: [1],
  from_base64: [1],
  conditional_to_base64: [1],
  md5: [1],
  sha1: [1],
  sha256: [1],
  carve: [1],
}

function addFunctions(database: Database): Database {
  for (const [name, arities] of Object.entries(agentFunctions)) {
    for (const arity of arities) {
      // sql.js reads the arity from the function's length.
      const stub = Object.defineProperty(() => null, 'length', { value: arity })
      database.create_function(name, stub)
    }
  }
  return database
}

const placeName = 'sql/place'

/** Tells where the WebAssembly is; without it SQLite looks beside its own script. */
export function loadSqliteFrom(url: string): void {
  unpin(placeName)
  pinned(placeName, () => url)
}

async function makeEngine(): Promise<Engine> {
  const place = pinned(placeName, () => '')
  const sqlite = await initSqlJs(place === '' ? {} : { locateFile: () => place })
  const shelves = new Map<Variant, Shelf>()
  const shelf = (variant: Variant): Shelf => {
    const kept = shelves.get(variant) ?? {
      database: addFunctions(new sqlite.Database()),
      made: new Set<string>(),
    }
    shelves.set(variant, kept)
    return kept
  }
  return { scratch: addFunctions(new sqlite.Database()), shelf }
}

/** The process's engine; the first call loads SQLite. */
export function sqlEngine(): Promise<Engine> {
  return pinned(engineName, () =>
    makeEngine().catch((error: unknown) => {
      discardEngine()
      throw error
    }),
  )
}

/** Lets the next call load SQLite anew, for after a crash inside WebAssembly. */
export function discardEngine(): void {
  unpin(engineName)
}

/** A crash inside WebAssembly, as opposed to SQLite's own refusal of a text. */
export function isCrash(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

export function prepare(database: Database, sql: string): Prepared {
  try {
    const statement = database.prepare(sql)
    const columns = statement.getColumnNames()
    const rest = sql.slice(statement.getSQL().length)
    statement.free()
    return { ok: true, columns, rest }
  } catch (error) {
    if (isCrash(error)) throw error
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function columnNames(table: CatalogueTable, variant: Variant): string[] {
  if (variant === 'all' || variant === 'plan') {
    return table.columns.flatMap((column) => [column.name, ...column.aliases])
  }
  const [platform, visible] = variantParts(variant)
  const columns = columnsOn(table, platform)
  return visible
    ? columns.filter((column) => !column.hidden).map((column) => column.name)
    : columns.flatMap((column) => [column.name, ...column.aliases])
}

function variantParts(
  variant: TablePlatform | `${TablePlatform}-visible`,
): [TablePlatform, boolean] {
  switch (variant) {
    case 'darwin-visible':
      return ['darwin', true]
    case 'linux-visible':
      return ['linux', true]
    case 'windows-visible':
      return ['windows', true]
    default:
      return [variant, false]
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Makes the table under the name a query uses, which may be an alias. */
export function makeTable(database: Database, name: string, variant: Variant): void {
  const table = findTable(name)
  if (!table) return
  const columns = columnNames(table, variant)
  // Without types SQLite converts nothing, so an index serves a comparison with any value.
  database.run(`create table ${quoted(name)} (${columns.map(quoted).join(', ')})`)
  if (variant !== 'plan') return
  for (const column of table.columns.filter((entry) => entry.required)) {
    const index = quoted(`${name}.${column.name}`)
    database.run(`create index ${index} on ${quoted(name)} (${quoted(column.name)})`)
  }
}

/** A database that holds at least the tables of those names. */
export function databaseWith(engine: Engine, variant: Variant, names: readonly string[]): Database {
  const { database, made } = engine.shelf(variant)
  for (const name of names) {
    const key = name.toLowerCase()
    if (!made.has(key)) makeTable(database, key, variant)
    made.add(key)
  }
  return database
}
