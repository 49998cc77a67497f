// Judges a query as an agent would: SQLite's own compiler over osquery's tables, one statement that
// only reads. Says which tables and platforms it means and what to watch. Runs nothing.
import { findTable } from '@/lib/sql/catalogue'
import { unconstrainedTables, wouldWrite } from '@/lib/sql/constraints'
import {
  databaseWith,
  discardEngine,
  type Engine,
  isCrash,
  makeTable,
  type Prepared,
  prepare,
  sqlEngine,
} from '@/lib/sql/engine'
import { locateError } from '@/lib/sql/error-place'
import { callsFunction, placeOf, plainWord, replaceWords, spokenLexemes } from '@/lib/sql/lexemes'
import { type TablePlatform, tablePlatforms } from '@/lib/wire/platforms'
import type { SqlError, SqlValidation, SqlVerdict, SqlWarning } from '@/lib/wire/sql'

export type SqlCheck = SqlVerdict

const maxSqlBytes = 65_536

const nothing = (): SqlVerdict['absent'] => ({ darwin: [], linux: [], windows: [] })
const nowhere = { darwin: false, linux: false, windows: false }
const otherStatements = new Set(
  (
    'alter analyze attach begin commit create delete detach drop end insert pragma reindex ' +
    'release replace rollback savepoint update vacuum'
  ).split(' '),
)
const agentCollations = new Set(['version', 'version_dpkg', 'version_rhel', 'version_arch'])
const onlyReading = 'Only SELECT, WITH, VALUES and EXPLAIN are accepted'

const atStart = (message: string): SqlError => ({ message, line: 1, column: 1 })

function refused(error: SqlError, tables: string[] = []): SqlCheck {
  return {
    valid: false,
    errors: [error],
    tables,
    platforms: nowhere,
    absent: nothing(),
    warnings: [],
  }
}

/** The text with EXPLAIN [QUERY PLAN] blanked out, every offset kept. */
function withoutExplain(sql: string): string {
  const words = spokenLexemes(sql).slice(0, 3).map(plainWord)
  if (words[0] !== 'explain') return sql
  let left = words[1] === 'query' && words[2] === 'plan' ? 3 : 1
  return replaceWords(sql, () => (left-- > 0 ? '' : undefined))
}

/** Agents order by version in four ways that SQLite lacks here; each name gives way in place. */
function withKnownCollations(sql: string): string {
  return replaceWords(sql, (word, previous) =>
    previous === 'collate' && agentCollations.has(word) ? 'nocase' : undefined,
  )
}

function refuseText(sql: string): SqlError | null {
  if (new TextEncoder().encode(sql).length > maxSqlBytes)
    return atStart('The query is longer than 64 KiB')
  const nul = sql.indexOf('\0')
  if (nul >= 0) return { message: 'The query contains a NUL character', ...placeOf(sql, nul) }
  const first = spokenLexemes(sql)[0]
  if (!first) return atStart('The query is empty')
  // Not left to SQLite: it obeys some PRAGMAs while it compiles them.
  if (!otherStatements.has(plainWord(first))) return null
  return { message: onlyReading, ...placeOf(sql, first.at) }
}

/** Compiles against nothing, adding the tables SQLite misses: so it tells which ones are meant. */
function discover(engine: Engine, sql: string): { names: string[]; outcome: Prepared } {
  const { scratch } = engine
  const names: string[] = []
  scratch.run('begin')
  try {
    for (;;) {
      const outcome = prepare(scratch, sql)
      const missing = outcome.ok ? null : /^no such table: (?:main\.)?(.+)$/.exec(outcome.message)
      const name = missing?.[1]?.toLowerCase()
      if (name === undefined || names.includes(name) || !findTable(name)) return { names, outcome }
      makeTable(scratch, name, 'all')
      names.push(name)
    }
  } finally {
    scratch.run('rollback')
  }
}

function compilesOn(
  engine: Engine,
  sql: string,
  names: string[],
  platform: TablePlatform,
): boolean {
  return ([platform, `${platform}-visible`] as const).some(
    (variant) => prepare(databaseWith(engine, variant, names), sql).ok,
  )
}

/** Platforms that have every table, and every column the query names. */
function platformsOf(engine: Engine, sql: string, names: string[]): SqlCheck['platforms'] {
  const tables = names.flatMap((name) => findTable(name) ?? [])
  const differs = tables.some((table) => table.columns.some((column) => column.platforms))
  const runsOn = (platform: TablePlatform) =>
    tables.every((table) => table.platforms.includes(platform)) &&
    (!differs || compilesOn(engine, sql, names, platform))
  return { darwin: runsOn('darwin'), linux: runsOn('linux'), windows: runsOn('windows') }
}

function warningsOf(
  engine: Engine,
  sql: string,
  names: string[],
  platforms: SqlCheck['platforms'],
): SqlWarning[] {
  const warnings: SqlWarning[] = []
  for (const table of new Set(unconstrainedTables(engine, sql, names))) {
    const required = table.columns.filter((column) => column.required)
    const columns = required.map((column) => column.name).join(' or ')
    const message = `${table.name} answers only when the WHERE or JOIN constrains ${columns}`
    warnings.push({ code: 'required_column', message })
  }
  for (const table of new Set(names.map((name) => findTable(name)))) {
    if (!table?.evented) continue
    const message = `${table.name} holds events: the agent must run with that event source on`
    warnings.push({ code: 'evented_table', message })
  }
  if (!tablePlatforms.some((platform) => platforms[platform])) {
    const message = 'No platform has all of these tables and columns'
    warnings.push({ code: 'no_common_platform', message })
  }
  return warnings
}

/** These refusals count columns, which differ between one platform and all of them together. */
const countsColumns =
  /number of result columns|ambiguous column name|columns - expected|columns but/

function errorOf(engine: Engine, sql: string, names: string[], outcome: Prepared): SqlError | null {
  if (!outcome.ok) {
    const counted = countsColumns.test(outcome.message)
    if (counted && tablePlatforms.some((name) => compilesOn(engine, sql, names, name))) return null
    return locateError(sql, outcome.message, (text) => {
      const tried = prepare(engine.scratch, text)
      return tried.ok ? null : tried.message
    })
  }
  const second = spokenLexemes(outcome.rest).find((lexeme) => lexeme.text !== ';')
  if (second) {
    const offset = sql.length - outcome.rest.length + second.at
    return { message: 'Only one statement is accepted', ...placeOf(sql, offset) }
  }
  const writes = plainWord(spokenLexemes(sql)[0]) === 'with' && wouldWrite(engine, sql, names)
  return writes || outcome.columns.length === 0 ? atStart(onlyReading) : null
}

function judge(engine: Engine, sql: string): SqlCheck {
  const { names, outcome } = discover(engine, sql)
  const real = new Set(names.map((name) => findTable(name)?.name ?? name))
  if (callsFunction(sql, 'carve')) real.add('carves')
  const tables = [...real].sort()
  const error = errorOf(engine, sql, names, outcome)
  if (error) return refused(error, tables)
  const platforms = platformsOf(engine, sql, names)
  const warnings = warningsOf(engine, sql, names, platforms)
  return { valid: true, errors: [], tables, platforms, absent: nothing(), warnings }
}

/**
 * Never throws for a bad query; the first error found is the one reported. A query that calls
 * carve() counts as using the table carves, since it starts a carve too.
 */
export async function checkSql(
  query: string,
  _options: Omit<SqlValidation, 'query'> = {},
): Promise<SqlCheck> {
  const refusal = refuseText(query)
  if (refusal) return refused(refusal)
  const sql = withKnownCollations(withoutExplain(query.toWellFormed()))
  const nested = refuseText(sql)
  if (nested) return refused(nested)
  const engine = await sqlEngine()
  try {
    return judge(engine, sql)
  } catch (error) {
    if (!isCrash(error)) throw error
    discardEngine()
    return refused(atStart('The query is nested too deeply'))
  }
}

/** The tables of the query that the list forbids; names or aliases, any case. */
export function deniedTables(check: SqlCheck, denyList: readonly string[]): string[] {
  const denied = new Set(denyList.map((name) => findTable(name)?.name ?? name.toLowerCase()))
  return check.tables.filter((name) => denied.has(name))
}
