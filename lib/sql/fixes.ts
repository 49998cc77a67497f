// What a wrong name or word most likely meant, as one change of the text. Offers nothing far-fetched.
import { findTable, tables } from '@/lib/sql/catalogue'
import { knownFunctions } from '@/lib/sql/functions'
import { type Lexeme, plainWord } from '@/lib/sql/lexemes'
import { columnsOfSource, type Span, sourcesAround } from '@/lib/sql/names'
import { nearest } from '@/lib/sql/nearest'
import { type Scope, type Source, scopeAt } from '@/lib/sql/scope'
import type { Text } from '@/lib/sql/text'
import type { SqlFix } from '@/lib/wire/sql'

const keywords =
  'select from where join left inner cross natural on using group by order limit offset having union ' +
  'all except intersect distinct as and or not in like glob between is null case when then else end ' +
  'with recursive exists asc desc collate cast escape values'
const keywordList = keywords.split(' ')

const use = (text: string, { from, to }: Span): SqlFix => ({
  title: `Use ${text}`,
  from,
  to,
  text,
})

type Around = { text: Text; scopes: readonly Scope[] }

/** Names that a WITH gives: those before AS and a bracket. */
function withNames(spoken: readonly Lexeme[]): string[] {
  return spoken.flatMap((lexeme, i) => {
    const given = plainWord(spoken[i + 1]) === 'as' && spoken[i + 2]?.text === '('
    return given ? [plainWord(lexeme)].filter(Boolean) : []
  })
}

function tableFix(name: string, span: Span, { text }: Around): SqlFix | undefined {
  const made = withNames(text.spoken)
  const bare = name.replace(/^[^.]*\./, '')
  if (bare !== name && findTable(bare)) return use(bare, span)
  const found = nearest(name, [...made, ...tables().flatMap((one) => [one.name, ...one.aliases])])
  return found === undefined ? undefined : use(found, span)
}

function qualifiedFix(
  [owner = '', column = '']: readonly string[],
  span: Span,
  sources: readonly Source[],
): SqlFix | undefined {
  const meant = sources.find(({ alias }) => alias === owner)
  if (meant) {
    const found = nearest(column, likelyColumns(meant))
    return found === undefined ? undefined : use(`${owner}.${found}`, span)
  }
  // A table that has an alias goes by nothing else.
  const hidden = sources.find(({ name }) => name === owner)?.alias
  const alias =
    hidden ??
    nearest(
      owner,
      sources.map((source) => source.alias),
    )
  return alias ? use(`${alias}.${column}`, span) : undefined
}

/** Columns of a source; of a mistyped table those of the one that was most likely meant. */
function likelyColumns(source: Source): string[] {
  const known = columnsOfSource(source)
  if (known.length > 0 || source.made || source.name === '') return known
  const meant = nearest(
    source.name,
    tables().map((table) => table.name),
  )
  return meant === undefined ? [] : (findTable(meant)?.columns.map((column) => column.name) ?? [])
}

function columnFix(name: string, span: Span, { scopes }: Around): SqlFix | undefined {
  const sources = sourcesAround(scopeAt(scopes, span.from))
  const parts = name.toLowerCase().split('.')
  if (parts.length > 1) return qualifiedFix(parts.slice(-2), span, sources)
  const found = nearest(name, sources.flatMap(likelyColumns))
  return found === undefined ? undefined : use(found, span)
}

function ambiguousFix(name: string, span: Span, { scopes }: Around): SqlFix | undefined {
  const column = name.toLowerCase()
  const owner = sourcesAround(scopeAt(scopes, span.from)).find((source) =>
    columnsOfSource(source).includes(column),
  )
  return owner ? use(`${owner.alias}.${name}`, span) : undefined
}

/** The change that would most likely mend an unknown or ambiguous name. */
export function fixOfName(
  kind: 'table' | 'column' | 'function' | 'arguments' | 'ambiguous',
  name: string,
  span: Span,
  around: Around,
): SqlFix | undefined {
  if (kind === 'table') return tableFix(name, span, around)
  if (kind === 'column') return columnFix(name, span, around)
  if (kind === 'ambiguous') return ambiguousFix(name, span, around)
  if (kind === 'arguments') return undefined
  const found = nearest(name, knownFunctions)
  return found === undefined ? undefined : use(found, span)
}

const wordsTried = 3

/** A keyword mistyped at the fault or just before it, if the text parses once it is right. */
export function fixOfSyntax(
  spoken: readonly Lexeme[],
  { from }: Span,
  parses: (sql: string) => boolean,
  sql: string,
): SqlFix | undefined {
  const at = spoken.findIndex((lexeme) => lexeme.at >= from)
  for (let i = at; i >= 0 && i > at - wordsTried; i--) {
    const lexeme = spoken[i]
    const word = plainWord(lexeme)
    if (!lexeme || word.length < 2 || keywordList.includes(word)) continue
    const found = nearest(word, keywordList)
    if (found === undefined) continue
    const text = word === lexeme.text ? found : found.toUpperCase()
    const span = { from: lexeme.at, to: lexeme.at + lexeme.text.length }
    if (parses(sql.slice(0, span.from) + text + sql.slice(span.to))) return use(text, span)
  }
  return undefined
}
