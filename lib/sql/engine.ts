// SQLite in WebAssembly with osquery's tables, all empty, made when a query first names them.
// Statements are compiled here, never run; one engine serves the process.
import initSqlJs, { type Database } from 'sql.js'
import { pinned, unpin } from '@/lib/global'
import { type CatalogueTable, columnsOn, findTable } from '@/lib/sql/catalogue'
import { agentFunctions } from '@/lib/sql/functions'
import type { TablePlatform } from '@/lib/wire/platforms'

/** Which columns the tables have: everything, one platform's, or what `select *` shows there. */
type Variant = 'all' | 'plan' | TablePlatform | `${TablePlatform}-visible`

export type Prepared =
  | { ok: true; columns: string[]; rest: string }
  | { ok: false; message: string }

type Shelf = { database: Database; made: Set<string> }

export type Engine = { scratch: Database; shelf: (variant: Variant) => Shelf }

const engineName = 'sql/engine'

/** Stands in for a function nobody knows; a private character, so that no query calls it by name. */
export const anyFunction = '\ue000'

function addFunctions(database: Database): Database {
  for (const [name, arities] of Object.entries(agentFunctions)) {
    for (const arity of arities) {
      // sql.js reads the arity from the function's length.
      const stub = Object.defineProperty(() => null, 'length', { value: arity })
      database.create_function(name, stub)
    }
  }
  database.create_function(
    anyFunction,
    Object.defineProperty(() => null, 'length', { value: -1 }),
  )
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
  // A table that the platform lacks stays missing there.
  if (columns.length === 0) return
  // Without types SQLite converts nothing, so an index serves a comparison with any value.
  database.run(`create table ${quoted(name)} (${columns.map(quoted).join(', ')})`)
  if (variant !== 'plan') return
  for (const column of table.columns.filter((entry) => entry.required)) {
    const index = quoted(`${name}.${column.name}`)
    database.run(`create index ${index} on ${quoted(name)} (${quoted(column.name)})`)
  }
}

/** Makes a table of any name with those columns, each once. */
export function makeNamedTable(database: Database, name: string, columns: readonly string[]): void {
  const once = [...new Set(['rowid_', ...columns])].slice(0, 500)
  database.run(`create table ${quoted(name)} (${once.map(quoted).join(', ')})`)
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
