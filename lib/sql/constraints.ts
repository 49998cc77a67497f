// Which tables a query reads without the constraint they demand. SQLite's own planner answers: the
// demanded columns are indexed, and a table it would walk from end to end was not constrained.
import type { Database } from 'sql.js'
import type { CatalogueTable } from '@/lib/sql/catalogue'
import { findTable } from '@/lib/sql/catalogue'
import { databaseWith, type Engine, isCrash } from '@/lib/sql/engine'
import { replaceWords } from '@/lib/sql/lexemes'
import { type Span, tableOf } from '@/lib/sql/names'
import type { Scope } from '@/lib/sql/scope'

type Instruction = { opcode: string; p1: number; p2: number }

/** Agents take these as constraints; SQLite would not use an index for them. */
const patternWords = new Set(['like', 'glob', 'regexp', 'match'])

/** `a like b escape c` becomes `a = b || c`: another meaning, the same constrained columns. */
function asEquality(sql: string): string {
  return replaceWords(sql, (word, previous) => {
    if (word === 'escape') return '||'
    return patternWords.has(word) && previous !== 'not' ? '=' : undefined
  })
}

function program(database: Database, sql: string): Instruction[] | null {
  try {
    const rows = database.exec(`explain ${sql}`)[0]?.values ?? []
    return rows.map((row) => ({ opcode: String(row[1]), p1: Number(row[2]), p2: Number(row[3]) }))
  } catch (error) {
    if (isCrash(error)) throw error
    return null
  }
}

function rootPages(database: Database, name: string): Set<number> {
  const found = database.exec('select rootpage from sqlite_master where tbl_name = $name', {
    $name: name,
  })
  return new Set((found[0]?.values ?? []).map((row) => Number(row[0])))
}

const walks = new Set(['Rewind', 'Last', 'Count'])

function walksAll(instructions: readonly Instruction[], pages: ReadonlySet<number>): boolean {
  const opened = instructions.filter((step) => /^(Open|Reopen)/.test(step.opcode))
  const cursors = new Set(opened.filter((step) => pages.has(step.p2)).map((step) => step.p1))
  return instructions.some((step) => walks.has(step.opcode) && cursors.has(step.p1))
}

const hasRequired = (table: CatalogueTable): boolean =>
  table.columns.some((column) => column.required)

type Unconstrained = { table: CatalogueTable; alias: string; span?: Span }

/** The names by which the planner walks tables from end to end: an alias, where there is one. */
function walkedNames(database: Database, sql: string): string[] {
  try {
    const rows = database.exec(`explain query plan ${sql}`)[0]?.values ?? []
    return rows.flatMap((row) => /^SCAN (\S+)/.exec(String(row[3]))?.[1]?.toLowerCase() ?? [])
  } catch (error) {
    if (isCrash(error)) throw error
    return []
  }
}

/** Of several mentions of a table those that are walked; without a hint the first. */
function walkedSources(
  table: CatalogueTable,
  walked: readonly string[],
  scopes: readonly Scope[],
): Unconstrained[] {
  const sources = scopes.flatMap((scope) => scope.sources)
  const mentions = sources.filter((source) => tableOf(source) === table)
  const named = mentions.filter(({ alias }) => walked.includes(alias))
  const found = named.length > 0 ? named : mentions.slice(0, 1)
  if (found.length === 0) return [{ table, alias: table.name }]
  return found.map(({ alias, name, at, length }) => ({
    table,
    alias: alias === name ? table.name : alias,
    span: { from: at, to: at + length },
  }))
}

/** What a valid query reads that agents would refuse to read, once for each name it goes by. */
export function unconstrainedSources(
  engine: Engine,
  sql: string,
  names: readonly string[],
  scopes: readonly Scope[],
): Unconstrained[] {
  const demanding = names.filter((name) => {
    const table = findTable(name)
    return table !== undefined && hasRequired(table)
  })
  if (demanding.length === 0) return []
  const database = databaseWith(engine, 'plan', names)
  const loose = asEquality(sql)
  const instructions = program(database, loose) ?? program(database, sql) ?? []
  const tables = demanding
    .filter((name) => walksAll(instructions, rootPages(database, name.toLowerCase())))
    .flatMap((name) => findTable(name) ?? [])
  if (tables.length === 0) return []
  const walked = walkedNames(database, loose)
  return [...new Set(tables)].flatMap((table) => walkedSources(table, walked, scopes))
}

/** Whether running the query would write; a WITH may end in DELETE … RETURNING. */
export function wouldWrite(engine: Engine, sql: string, names: readonly string[]): boolean {
  const instructions = program(databaseWith(engine, 'plan', names), sql) ?? []
  return instructions.some((step) => step.opcode === 'Transaction' && step.p2 !== 0)
}
