// What the cursor could mean: tables named after FROM and JOIN, with their aliases, and the suggestions
// that follow. Text only; whether the query is right is the server's to say.
import type { SqlTables } from '@/lib/wire/sql'

type Table = SqlTables['tables'][number]

export type InScope = { alias: string; table: Table }

export type Suggestion = {
  label: string
  kind: 'column' | 'table' | 'keyword' | 'function'
  detail: string
  /** Higher comes first. */
  boost: number
}

const notAliases = new Set(
  'where join on using left inner cross natural outer group order limit union having as full'.split(
    ' ',
  ),
)

const keywords =
  'SELECT FROM WHERE JOIN LEFT INNER CROSS ON USING GROUP BY ORDER LIMIT HAVING UNION ALL DISTINCT AS AND OR NOT IN LIKE GLOB BETWEEN IS NULL CASE WHEN THEN ELSE END WITH EXISTS ASC DESC OFFSET'.split(
    ' ',
  )

const functions =
  'count sum min max avg group_concat coalesce ifnull length lower upper substr trim replace instr round abs datetime date strftime json_extract split regex_match concat concat_ws sha256 md5 inet_aton version_compare'.split(
    ' ',
  )

const shownPlatform = { darwin: 'macOS', linux: 'Linux', windows: 'Windows' }

/** Comments and strings as blanks of the same length, so that positions stay. */
function withoutText(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g, (found) =>
    ' '.repeat(found.length),
  )
}

/** Known tables the text reads from, each under the name it goes by there. */
export function tablesInScope(sql: string, catalogue: SqlTables): InScope[] {
  const byName = new Map(catalogue.tables.map((table) => [table.name, table]))
  const reads =
    /\b(?:from|join)\s+([a-z_]\w*)(?:\s+(?:as\s+)?([a-z_]\w*))?|,\s*([a-z_]\w*)\s+([a-z_]\w*)?/gi
  const found: InScope[] = []
  for (const [, first, firstAlias, later, laterAlias] of withoutText(sql).matchAll(reads)) {
    const name = (first ?? later ?? '').toLowerCase()
    const given = (firstAlias ?? laterAlias ?? '').toLowerCase()
    const table = byName.get(name)
    if (table) found.push({ alias: given && !notAliases.has(given) ? given : name, table })
  }
  return found
}

function columnsOf({ table }: InScope, boost: number): Suggestion[] {
  return table.columns.map(({ name, type, required }) => ({
    label: name,
    kind: 'column',
    detail: `${type}, ${table.name}${required ? ', required' : ''}`,
    boost: required ? boost + 10 : boost,
  }))
}

function tableSuggestion({ name, platforms, evented }: Table): Suggestion {
  const where = platforms.map((platform) => shownPlatform[platform]).join(', ')
  return { label: name, kind: 'table', detail: evented ? `${where}, events` : where, boost: 0 }
}

/**
 * What may follow `before`: after `alias.` only its columns; after FROM or JOIN only tables; otherwise
 * columns of the tables in scope first, then tables, functions and keywords.
 */
export function suggestionsFor(sql: string, before: string, catalogue: SqlTables): Suggestion[] {
  const scope = tablesInScope(sql, catalogue)
  const alias = /([a-z_]\w*)\.\w*$/i.exec(before)?.[1]?.toLowerCase()
  if (alias) {
    const meant = scope.filter((one) => one.alias === alias || one.table.name === alias)
    return meant.flatMap((one) => columnsOf(one, 20))
  }
  const tables = catalogue.tables.map(tableSuggestion)
  if (/\b(?:from|join)\s+\w*$/i.test(before)) return tables
  const seen = new Set<string>()
  const columns = scope
    .flatMap((one) => columnsOf(one, 20))
    .filter(({ label }) => !seen.has(label) && seen.add(label))
  return [
    ...columns,
    ...tables,
    ...functions.map((label) => ({ label, kind: 'function' as const, detail: '', boost: -10 })),
    ...keywords.map((label) => ({ label, kind: 'keyword' as const, detail: '', boost: -5 })),
  ]
}
