// What SQLite and the catalogue say about the queries of a pack file: warnings, never a refusal,
// since shipped packs name tables that newer agents lost.

import { checkSql } from '@/lib/sql/check'
import type { PackWarning, ParsedPack } from '@/lib/wire/pack-file'

/** Long imports let other work in between. */
const queriesPerTurn = 50

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function warningOf(sql: string): Promise<Omit<PackWarning, 'query'> | null> {
  const error = (await checkSql(sql)).errors[0]
  if (!error) return null
  const table = /^no such table: (.+)$/.exec(error.message)?.[1]
  if (table) return { code: 'unknown_table', message: `No table "${table}" is known` }
  const place = `line ${error.line}, column ${error.column}`
  return { code: 'invalid_sql', message: `${error.message} (${place})` }
}

/** The pack with a warning more for each query that no known agent could run. */
export async function withSqlWarnings(pack: ParsedPack): Promise<ParsedPack> {
  const warnings: PackWarning[] = [...pack.warnings]
  for (const sql of pack.discovery) {
    const warning = await warningOf(sql)
    if (warning) warnings.push({ ...warning, message: `Discovery: ${warning.message}` })
  }
  for (const [index, query] of pack.queries.entries()) {
    if (index % queriesPerTurn === queriesPerTurn - 1) await nextTurn()
    const warning = await warningOf(query.query)
    if (warning) warnings.push({ query: query.name, ...warning })
  }
  return { ...pack, warnings }
}
