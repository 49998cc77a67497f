// Where in a query a name stands, and which names could stand there.
import { type CatalogueTable, findTable } from '@/lib/sql/catalogue'
import { type Lexeme, plainWord } from '@/lib/sql/lexemes'
import type { Made, Scope, Source } from '@/lib/sql/scope'

export type Span = { from: number; to: number }

/** A stretch of lexemes that says the name, dots included. */
export type Mention = Span & { first: number; last: number }

const depthMost = 8

function says(spoken: readonly Lexeme[], start: number, parts: readonly string[]): boolean {
  return parts.every((part, i) => plainWord(spoken[start + 2 * i]) === part)
}

/** Each place where those words stand joined by dots. */
export function mentionsOf(spoken: readonly Lexeme[], parts: readonly string[]): Mention[] {
  const found: Mention[] = []
  for (let first = 0; first < spoken.length; first++) {
    if (!says(spoken, first, parts)) continue
    const last = first + 2 * (parts.length - 1)
    const end = spoken[last]
    const from = spoken[first]?.at ?? 0
    if (end) found.push({ from, to: end.at + end.text.length, first, last })
  }
  return found
}

/** Places where that name is a column's: not after a dot or AS, not before a dot or a bracket. */
export function columnMentions(spoken: readonly Lexeme[], name: string): Mention[] {
  return mentionsOf(spoken, name.toLowerCase().split('.')).filter(({ first, last }) => {
    const before = spoken[first - 1]
    const after = spoken[last + 1]?.text
    return before?.text !== '.' && plainWord(before) !== 'as' && after !== '.' && after !== '('
  })
}

/** Places where that name is called. */
export function callMentions(spoken: readonly Lexeme[], name: string): Mention[] {
  return mentionsOf(spoken, [name.toLowerCase()]).filter(
    ({ first, last }) => spoken[last + 1]?.text === '(' && spoken[first - 1]?.text !== '.',
  )
}

/** The agent's table that a source reads; undefined for what the query makes itself. */
export const tableOf = (source: Source): CatalogueTable | undefined =>
  source.made ? undefined : findTable(source.name)

function madeColumns(made: Made, depth: number): string[] {
  if (made.columns) return [...made.columns]
  if (!made.by || depth > depthMost) return []
  const { columns, stars, sources } = made.by
  const starred = stars.flatMap(({ qualifier }) =>
    sources
      .filter((source) => qualifier === '' || source.alias === qualifier)
      .flatMap((source) => columnsOfSource(source, depth + 1)),
  )
  return [...columns, ...starred]
}

/** The names of a source's columns, as far as they are known. */
export function columnsOfSource(source: Source, depth = 0): string[] {
  if (source.made) return madeColumns(source.made, depth)
  const table = findTable(source.name)
  return table ? table.columns.map((column) => column.name) : []
}

/** What a SELECT reads from, and those around it. */
export function sourcesAround(scope: Scope | undefined): Source[] {
  const found: Source[] = []
  for (let at = scope ?? null; at; at = at.parent) found.push(...at.sources)
  return found
}
