// Compiles a query against the agent's tables that it means, which SQLite itself tells: the tables it
// misses are added until it misses none.
import { findTable } from '@/lib/sql/catalogue'
import {
  databaseWith,
  type Engine,
  makeNamedTable,
  makeTable,
  type Prepared,
  prepare,
} from '@/lib/sql/engine'
import { plainWord } from '@/lib/sql/lexemes'
import { tableOf } from '@/lib/sql/names'
import type { Scope } from '@/lib/sql/scope'
import type { Text } from '@/lib/sql/text'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'

const missingTable = /^no such table: (?:main\.)?([\s\S]+)$/

/** The table that a complaint misses, in lower case. */
export const missedTable = (message: string): string | undefined =>
  missingTable.exec(message)?.[1]?.toLowerCase()

export type Compiled = {
  /** Names as the query uses them, which may be older ones. */
  names: string[]
  /** Tables that nobody knows. */
  strangers: string[]
  outcome: Prepared
}

const tablesMost = 200

/**
 * `columnsOfStranger`, where given, lets an unknown table pass with those columns, so that what is
 * wrong beside it is found too.
 */
export function compile(
  { scratch }: Engine,
  sql: string,
  columnsOfStranger?: (name: string) => readonly string[],
): Compiled {
  const names: string[] = []
  const strangers: string[] = []
  scratch.run('begin')
  try {
    for (;;) {
      const outcome = prepare(scratch, sql)
      const name = outcome.ok ? undefined : missedTable(outcome.message)
      const known = name !== undefined && findTable(name)
      const seen = name === undefined || names.includes(name) || strangers.includes(name)
      const full = names.length + strangers.length >= tablesMost
      if (seen || full || (!known && !columnsOfStranger)) return { names, strangers, outcome }
      if (known) makeTable(scratch, name, 'all')
      else makeNamedTable(scratch, name, columnsOfStranger?.(name) ?? [])
      const list = known ? names : strangers
      list.push(name)
    }
  } finally {
    scratch.run('rollback')
  }
}

/**
 * The same for a text whose words leave no doubt: each that is a table's name stands where a table is
 * read. Costs one compilation over tables that are there already; null where there is doubt.
 */
export function compilePlain(
  engine: Engine,
  { sql, spoken }: Text,
  scopes: readonly Scope[],
): Compiled | null {
  const read = scopes.flatMap(({ sources }) => sources.filter((source) => tableOf(source)))
  const names = [...new Set(read.map(({ name }) => name))]
  const places = new Set(read.map(({ at }) => at))
  const doubtful = spoken.some((lexeme) => {
    const word = plainWord(lexeme)
    return word !== '' && !names.includes(word) && !places.has(lexeme.at) && findTable(word)
  })
  if (doubtful) return null
  const outcome = prepare(databaseWith(engine, 'all', names), sql)
  return outcome.ok ? { names, strangers: [], outcome } : null
}

/** SQLite's complaint on that platform, or null; both ways to count columns are tried. */
export function complaintOn(
  engine: Engine,
  sql: string,
  names: readonly string[],
  platform: TablePlatform,
): string | null {
  let complaint: string | null = null
  for (const variant of [platform, `${platform}-visible`] as const) {
    const outcome = prepare(databaseWith(engine, variant, names), sql)
    if (outcome.ok) return null
    complaint ??= outcome.message
  }
  return complaint
}

/** These refusals count columns, which differ between one platform and all of them together. */
const countsColumns =
  /number of result columns|ambiguous column name|columns - expected|columns but/

/** Whether the complaint is only about all platforms together, and one of them has none. */
export function runsSomewhere(engine: Engine, sql: string, { names, outcome }: Compiled): boolean {
  if (outcome.ok || !countsColumns.test(outcome.message)) return false
  return tablePlatforms.some((platform) => complaintOn(engine, sql, names, platform) === null)
}
