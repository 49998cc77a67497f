// What the cursor could mean: columns of the tables in scope, by their aliases, then tables, functions,
// keywords and parameters. Whether the query is right is the checker's to say.

import { spokenLexemes } from '@/lib/sql/lexemes'
import { type Made, type Scope, type Source, scopeAt, scopesOf } from '@/lib/sql/scope'
import { platformNames } from '@/lib/wire/platforms'
import type { SqlTables } from '@/lib/wire/sql'
import { sqlFunctions, sqlKeywords } from './sql-words'

type Table = SqlTables['tables'][number]
type Tables = ReadonlyMap<string, Table>

export type Suggestion = {
  label: string
  kind: 'column' | 'table' | 'keyword' | 'function' | 'parameter'
  detail: string
  /** One line more about it. */
  help?: string
  /** Higher comes first. */
  boost: number
  /** What is put in, where that is not the label. */
  insert?: string
}

/** Subqueries of subqueries are followed this far. */
const depthMost = 8

const namesOf = (platforms: readonly (keyof typeof platformNames)[]): string =>
  platforms.map((platform) => platformNames[platform]).join(', ')

const maps = new WeakMap<SqlTables, Tables>()

function byName(catalogue: SqlTables): Tables {
  const known = maps.get(catalogue)
  if (known) return known
  const made = new Map(catalogue.tables.map((table) => [table.name, table]))
  maps.set(catalogue, made)
  return made
}

function columnSuggestion(table: Table, column: Table['columns'][number]): Suggestion {
  const { name, type, required, description, platforms } = column
  const where = platforms ? `, ${namesOf(platforms)} only` : ''
  return {
    label: name,
    kind: 'column',
    detail: `${type}, ${table.name}${required ? ', required' : ''}${where}`,
    help: description,
    boost: required ? 40 : 30,
  }
}

function madeColumns(made: Made, alias: string, tables: Tables, depth: number): Suggestion[] {
  const plain = (name: string): Suggestion => ({
    label: name,
    kind: 'column',
    detail: alias === '' ? 'of the subquery' : `of ${alias}`,
    boost: 30,
  })
  if (made.columns) return made.columns.map(plain)
  if (!made.by || depth > depthMost) return []
  const { columns, stars, sources } = made.by
  const starred = stars.flatMap(({ qualifier }) =>
    sources
      .filter((source) => qualifier === '' || source.alias === qualifier)
      .flatMap((source) => columnsOf(source, tables, depth + 1)),
  )
  return [...columns.map(plain), ...starred.map((one) => ({ ...one, boost: 30 }))]
}

function columnsOf(source: Source, tables: Tables, depth = 0): Suggestion[] {
  if (source.made) return madeColumns(source.made, source.alias, tables, depth)
  const table = tables.get(source.name)
  return table ? table.columns.map((column) => columnSuggestion(table, column)) : []
}

function tableSuggestion({ name, platforms, evented, description }: Table): Suggestion {
  const where = namesOf(platforms)
  const detail = evented ? `${where}, events` : where
  return { label: name, kind: 'table', detail, help: description, boost: 0 }
}

/** The names that WITH gives, as tables. */
function withTables(scopes: readonly Scope[]): Suggestion[] {
  const sources = scopes.flatMap((scope) => scope.sources)
  const names = new Set(sources.filter(({ made, name }) => made && name).map(({ name }) => name))
  return [...names].map((label) => ({ label, kind: 'table', detail: 'of this query', boost: 20 }))
}

/** What a SELECT reads from, and those around it. */
function sourcesAround(scope: Scope | undefined): Source[] {
  const found: Source[] = []
  for (let at = scope ?? null; at; at = at.parent) found.push(...at.sources)
  return found
}

function unique(suggestions: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>()
  return suggestions.filter(({ label }) => !seen.has(label) && seen.add(label))
}

const parameterSuggestion = (name: string): Suggestion => ({
  label: `{{${name}}}`,
  kind: 'parameter',
  detail: 'parameter',
  boost: 10,
})

/** Without comments and strings, so that what they hold is no context. */
function wordsBefore(text: string, offset: number): string {
  const spoken = spokenLexemes(text.slice(0, offset))
  return spoken
    .slice(-4)
    .map(({ text: word }) => word)
    .join(' ')
}

/**
 * What may stand at `offset`: after `alias.` only its columns; after FROM or JOIN only tables; else
 * columns of the tables in scope first, required ones on top, then tables, functions, keywords.
 */
export function suggestionsFor(
  text: string,
  offset: number,
  catalogue: SqlTables,
  parameters: readonly string[] = [],
): Suggestion[] {
  const given = parameters.map(parameterSuggestion)
  if (/\{\{\s*\w*$/.test(text.slice(0, offset))) return given
  const tables = byName(catalogue)
  const scopes = scopesOf(spokenLexemes(text))
  const sources = sourcesAround(scopeAt(scopes, offset))
  const before = wordsBefore(text, offset)
  const alias = /(?:^| )["`[]?(\w+)["`\]]? \.(?: \w*)?$/.exec(before)?.[1]?.toLowerCase()
  if (alias) {
    const meant = sources.filter((one) => one.alias === alias || one.name === alias)
    return unique(meant.flatMap((source) => columnsOf(source, tables)))
  }
  const anyTable = [...withTables(scopes), ...catalogue.tables.map(tableSuggestion)]
  if (/\b(?:from|join)(?: \w*)?$/i.test(before)) return anyTable
  const columns = unique(sources.flatMap((source) => columnsOf(source, tables)))
  return [...columns, ...given, ...anyTable, ...sqlFunctions, ...sqlKeywords]
}
