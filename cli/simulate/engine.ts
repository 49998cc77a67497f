// Executes the agents' SQL in SQLite. One WebAssembly module and a small pool of databases serve
// every host: a database is filled per host with just the tables that a statement names.
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js'
import { columnsOn, findTable } from '@/lib/sql/catalogue'
import type { Row } from './differential'
import { type Cells, type Executor, type Host, Killed, type Outcome } from './executor'
import { integerFunctions, registerFunctions } from './functions'
import { constrains, onlyReads, type Reading, readStatement } from './statement'
import { atLeast } from './versions'

interface EngineOptions {
  /** How many hosts keep their tables between statements. */
  databases?: number
  /** Above these the watchdog ends the worker. */
  maxRows?: number
  maxMs?: number
}

interface Slot {
  database: Database
  /** Table name → what it was filled with. */
  loaded: Map<string, string>
}

interface Column {
  name: string
  type: string
  /** The key of the value in a row; differs for an alias. */
  source: string
}

/** Tables that agents in the field do not all have, by the release that brought them. */
const newTables: Readonly<Record<string, string>> = {
  vscode_extensions: '5.11.0',
  deviceguard_status: '5.14.1',
}

const configuration = { useOldExtensionFunctions: false, print: () => undefined }

export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  return new Engine(await initSqlJs(configuration), options)
}

export class Engine implements Executor {
  readonly #sql: SqlJsStatic
  readonly #options: Required<EngineOptions>
  readonly #slots = new Map<string, Slot>()
  readonly #readings = new Map<string, Reading>()

  constructor(sql: SqlJsStatic, options: EngineOptions = {}) {
    this.#sql = sql
    this.#options = { databases: 24, maxRows: 100_000, maxMs: 10_000, ...options }
  }

  run(sql: string, host: Host, nowSeconds: number): Outcome {
    const reading = this.#read(sql)
    if (!onlyReads(reading)) return { rows: [], error: 'not authorized' }
    const slot = this.#slot(host.machine.key)
    for (const name of reading.tables) {
      const error = load(slot, name, reading, host, nowSeconds)
      if (error !== undefined) return { rows: [], error }
    }
    try {
      return { rows: this.#execute(slot.database, sql, reading) }
    } catch (error) {
      if (error instanceof Killed) throw error
      return { rows: [], error: error instanceof Error ? error.message : String(error) }
    }
  }

  close(): void {
    for (const slot of this.#slots.values()) slot.database.close()
    this.#slots.clear()
  }

  #execute(database: Database, sql: string, reading: Reading): Row[] {
    const rows: Row[] = []
    const whole = integerFunctions.some((name) => reading.words.has(name))
    const deadline = performance.now() + this.#options.maxMs
    for (const statement of database.iterateStatements(sql)) {
      const names = statement.getColumnNames()
      while (statement.step()) {
        // The option is missing from the type declarations: integers come as bigint, doubles not.
        const values: unknown = Reflect.apply(statement.get, statement, [null, { useBigInt: true }])
        rows.push(toRow(names, Array.isArray(values) ? values : [], whole))
        if (rows.length > this.#options.maxRows || performance.now() > deadline) {
          statement.free()
          throw new Killed('the watchdog ended the worker')
        }
      }
    }
    return rows
  }

  #read(sql: string): Reading {
    const known = this.#readings.get(sql)
    if (known) return known
    if (this.#readings.size > 2000) this.#readings.clear()
    const reading = readStatement(sql)
    this.#readings.set(sql, reading)
    return reading
  }

  #slot(key: string): Slot {
    const known = this.#slots.get(key)
    this.#slots.delete(key)
    const slot = known ?? this.#open()
    this.#slots.set(key, slot)
    return slot
  }

  #open(): Slot {
    for (const [key, oldest] of this.#slots) {
      if (this.#slots.size < this.#options.databases) break
      oldest.database.close()
      this.#slots.delete(key)
    }
    const database = new this.#sql.Database()
    registerFunctions(database)
    return { database, loaded: new Map() }
  }
}

/** Makes the table current for this statement; an error when the agent would refuse it. */
function load(
  slot: Slot,
  name: string,
  reading: Reading,
  host: Host,
  nowSeconds: number,
): string | undefined {
  const table = findTable(name)
  if (!table?.platforms.includes(host.machine.platform)) return undefined
  const since = newTables[table.name]
  if (since !== undefined && !atLeast(host.machine.version, since)) return `no such table: ${name}`
  const all = columnsOn(table, host.machine.platform)
  const required = all.filter((column) => column.required)
  if (required.length > 0 && !required.some((column) => constrains(reading, column.name))) {
    return `Table ${name} was queried without a required column in the WHERE clause`
  }
  const columns = all.flatMap(({ name: column, type, hidden, aliases }): Column[] => [
    ...(hidden && !reading.words.has(column) ? [] : [{ name: column, type, source: column }]),
    ...aliases
      .filter((alias) => reading.words.has(alias))
      .map((alias) => ({ name: alias, type, source: column })),
  ])
  const agentRows = host.agentTables[table.name]
  const state = agentRows ? String(Math.random()) : host.machine.stamp(table.name, nowSeconds)
  const content = `${columns.map((column) => column.name).join(' ')}@${state}`
  if (slot.loaded.get(name) === content) return undefined
  fill(slot.database, name, columns, agentRows?.() ?? host.machine.rows(table.name, nowSeconds))
  slot.loaded.set(name, content)
  return undefined
}

function fill(database: Database, name: string, columns: Column[], rows: readonly Cells[]): void {
  const definition = columns.map((column) => `"${column.name}" ${sqlType(column.type)}`).join(', ')
  database.run(`DROP TABLE IF EXISTS "${name}"`)
  database.run(`CREATE TABLE "${name}" (${definition})`)
  if (rows.length === 0) return
  const insert = database.prepare(
    `INSERT INTO "${name}" VALUES (${columns.map(() => '?').join(',')})`,
  )
  database.run('BEGIN')
  for (const row of rows) {
    insert.run(
      columns.map(({ source, type }) => {
        const cell = row[source] ?? (type === 'text' ? '' : null)
        // Column affinity turns the text back into a 64-bit integer.
        return typeof cell === 'bigint' ? String(cell) : cell
      }),
    )
  }
  database.run('COMMIT')
  insert.free()
}

function sqlType(type: string): string {
  if (type === 'unsigned_bigint') return 'UNSIGNED BIGINT'
  return type.toUpperCase()
}

function toRow(names: readonly string[], values: readonly unknown[], whole: boolean): Row {
  const row: Row = {}
  for (const [i, name] of names.entries()) {
    Object.defineProperty(row, name, {
      value: toText(values[i], whole),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return row
}

function toText(value: unknown, whole: boolean): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (typeof value === 'number' && Number.isInteger(value) && !whole) return `${value}.0`
  return String(value)
}
