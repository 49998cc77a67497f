// Judges a query as an agent would: SQLite's own compiler over osquery's tables, one statement that
// only reads. Says which tables and platforms it means and what to watch. Runs nothing.
import { nowhere, presenceOf } from '@/lib/sql/absence'
import { findTable } from '@/lib/sql/catalogue'
import { type Compiled, compile, compilePlain, runsSomewhere } from '@/lib/sql/compile'
import { wouldWrite } from '@/lib/sql/constraints'
import { discardEngine, type Engine, isCrash, sqlEngine } from '@/lib/sql/engine'
import { Faults } from '@/lib/sql/faults'
import { callsFunction, placeOf, plainWord, spokenLexemes } from '@/lib/sql/lexemes'
import { type Scope, scopesOf } from '@/lib/sql/scope'
import {
  atStart,
  hasUnseen,
  onlyReading,
  readText,
  sqlBytesMost,
  type Text,
  unseenCharacters,
} from '@/lib/sql/text'
import { inOrder, warningsOf } from '@/lib/sql/warnings'
import type { TablePlatform } from '@/lib/wire/platforms'
import type { SqlError, SqlVerdict } from '@/lib/wire/sql'

export type SqlCheck = SqlVerdict

type CheckOptions = {
  /** Where it is meant to run. */
  platforms?: readonly TablePlatform[] | undefined
  /** Names that may stand as {{name}}; without any such a name is a syntax error. */
  parameters?: readonly string[] | undefined
  /** Tables that take an administrator to ask for; names or aliases. */
  denied?: readonly string[] | undefined
}

/** Tables that tell or fetch what no operator needs; only administrators may ask for them. */
export const deniedByDefault = ['curl', 'curl_certificate', 'carves'] as const

function refused(errors: SqlError[], tables: string[] = []): SqlCheck {
  return { valid: false, errors, tables, ...nowhere(), warnings: [] }
}

/** What SQLite does not mind and we do: a second statement, or one that writes. */
function refusal(engine: Engine, { sql, spoken }: Text, { names, outcome }: Compiled) {
  if (!outcome.ok) return null
  const second = spokenLexemes(outcome.rest).find((lexeme) => lexeme.text !== ';')
  if (second) {
    const offset = sql.length - outcome.rest.length + second.at
    const place = placeOf(sql, offset)
    const line = sql.slice(offset).split('\n', 1)[0] ?? ''
    return { message: 'Only one statement is accepted', ...place, length: line.trimEnd().length }
  }
  const writes = plainWord(spoken[0]) === 'with' && wouldWrite(engine, sql, names)
  return writes || outcome.columns.length === 0 ? atStart(onlyReading) : null
}

function tablesOf({ sql }: Text, names: readonly string[]): string[] {
  const real = new Set(names.map((name) => findTable(name)?.name ?? name))
  if (callsFunction(sql, 'carve')) real.add('carves')
  return [...real].sort()
}

/** The tables known of a text that does not compile: those its words read from. */
function tablesRead(text: Text, names: readonly string[], scopes: readonly Scope[]): string[] {
  const read = scopes.flatMap(({ sources }) =>
    sources.flatMap((source) => (source.made ? [] : (findTable(source.name)?.name ?? []))),
  )
  return tablesOf(text, [...names, ...read])
}

function judge(engine: Engine, text: Text, options: CheckOptions): SqlCheck {
  const scopes = scopesOf(text.spoken)
  const compiled = compilePlain(engine, text, scopes) ?? compile(engine, text.sql)
  const { names, outcome } = compiled
  if (!outcome.ok && !runsSomewhere(engine, text.sql, compiled)) {
    const errors = new Faults({ engine, text, scopes }).errors()
    return refused(errors, tablesRead(text, names, scopes))
  }
  const tables = tablesOf(text, names)
  const refusing = refusal(engine, text, compiled)
  if (refusing) return refused([refusing], tables)
  const presence = presenceOf(engine, text.sql, names)
  const { platforms = [], denied = deniedByDefault } = options
  const judged = { engine, text, scopes, names, presence, platforms, denied: realNames(denied) }
  return { valid: true, errors: [], tables, ...presence, warnings: warningsOf(judged) }
}

const realNames = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map((name) => findTable(name)?.name ?? name.toLowerCase()))

async function compiledCheck(query: string, options: CheckOptions): Promise<SqlCheck> {
  const text = readText(query, options.parameters)
  if ('message' in text) return refused([text])
  const engine = await sqlEngine()
  try {
    return judge(engine, text, options)
  } catch (error) {
    if (!isCrash(error)) throw error
    discardEngine()
    return refused([atStart('The query is nested too deeply')])
  }
}

/**
 * Never throws for a bad query. Names every fault that stands by itself, in the order of the text. A
 * query that calls carve() counts as using the table carves, since it starts a carve too.
 */
export async function checkSql(query: string, options: CheckOptions = {}): Promise<SqlCheck> {
  const check = await compiledCheck(query, options)
  if (query.length > sqlBytesMost || !hasUnseen(query)) return check
  return { ...check, warnings: inOrder([...unseenCharacters(query), ...check.warnings]) }
}

/** The tables of the query that the list forbids; names or aliases, any case. */
export function deniedTables(check: SqlCheck, denyList: readonly string[]): string[] {
  const denied = realNames(denyList)
  return check.tables.filter((name) => denied.has(name))
}
