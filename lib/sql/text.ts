// A query as the checker reads it: the very text with what only agents or Muster know given way to
// what SQLite knows, every offset kept; and what is refused or noted before SQLite sees it.
import {
  type Lexeme,
  placeOf,
  plainWord,
  replaceWords,
  spokenLexemes,
  withinStrings,
} from '@/lib/sql/lexemes'
import { placeholdersOf } from '@/lib/sql/placeholders'
import type { SqlError, SqlWarning } from '@/lib/wire/sql'

export type Text = { sql: string; spoken: readonly Lexeme[] }

export const sqlBytesMost = 65_536
export const onlyReading = 'Only SELECT, WITH, VALUES and EXPLAIN are accepted'
const notedMost = 20

const otherStatements = new Set(
  (
    'alter analyze attach begin commit create delete detach drop end insert pragma reindex ' +
    'release replace rollback savepoint update vacuum'
  ).split(' '),
)
const agentCollations = new Set(['version', 'version_dpkg', 'version_rhel', 'version_arch'])

export const atStart = (message: string): SqlError => ({ message, line: 1, column: 1 })

/** The text with EXPLAIN [QUERY PLAN] blanked out. */
function withoutExplain(text: Text): Text {
  const words = text.spoken.slice(0, 3).map(plainWord)
  if (words[0] !== 'explain') return text
  let left = words[1] === 'query' && words[2] === 'plan' ? 3 : 1
  return read(replaceWords(text.sql, () => (left-- > 0 ? '' : undefined)))
}

/** Agents order by version in four ways that SQLite lacks here; each name gives way in place. */
function withKnownCollations(text: Text): Text {
  if (!/collate/i.test(text.sql)) return text
  return read(
    replaceWords(text.sql, (word, previous) =>
      previous === 'collate' && agentCollations.has(word) ? 'nocase' : undefined,
    ),
  )
}

const read = (sql: string): Text => ({ sql, spoken: spokenLexemes(sql) })

/** Each known {{name}} where a value can be bound becomes one that SQLite takes; after IN, a list. */
function withValues(sql: string, parameters: readonly string[]): Text | SqlError {
  let given = ''
  let from = 0
  for (const { name, at, length, within, after_in } of placeholdersOf(sql)) {
    if (within !== null) continue
    if (!parameters.includes(name))
      return { message: `No parameter is named ${name}`, ...placeOf(sql, at), length }
    given += sql.slice(from, at) + (after_in ? '(?)' : '?').padEnd(length)
    from = at + length
  }
  return read(given + sql.slice(from))
}

function refuseText({ sql, spoken }: Text): SqlError | null {
  const [first] = spoken
  if (!first) return atStart('The query is empty')
  // Not left to SQLite: it obeys some PRAGMAs while it compiles them.
  if (!otherStatements.has(plainWord(first))) return null
  return { message: onlyReading, ...placeOf(sql, first.at), length: first.text.length }
}

function refuseSize(sql: string): SqlError | null {
  const bytes = sql.length > sqlBytesMost ? sql.length : new TextEncoder().encode(sql).length
  if (bytes > sqlBytesMost) {
    const size = new TextEncoder().encode(sql).length.toLocaleString('en')
    return atStart(`The query is longer than 64 KiB: it has ${size} bytes, 65,536 are the most`)
  }
  const nul = sql.indexOf('\0')
  if (nul < 0) return null
  return { message: 'The query contains a NUL character', ...placeOf(sql, nul), length: 1 }
}

/** The text to compile, or why it is not compiled. */
export function readText(
  query: string,
  parameters: readonly string[] | undefined,
): Text | SqlError {
  const size = refuseSize(query)
  if (size) return size
  const wellFormed = query.toWellFormed()
  const given = parameters ? withValues(wellFormed, parameters) : read(wellFormed)
  if ('message' in given) return given
  const refusal = refuseText(given)
  if (refusal) return refusal
  const text = withKnownCollations(withoutExplain(given))
  return refuseText(text) ?? text
}

const invisible =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/g
const oddBlank = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const codeOf = (text: string): string =>
  `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Characters that a reader does not see, or takes for a blank. */
export function unseenCharacters(sql: string): SqlWarning[] {
  const inString = withinStrings(spokenLexemes(sql))
  const hidden = Array.from(sql.matchAll(invisible), ({ 0: text, index }) => {
    const what = bidi.test(text) ? 'turns the direction of reading' : 'cannot be seen'
    const fix = { title: 'Remove it', from: index, to: index + 1, text: '' }
    return { index, message: `${codeOf(text)} ${what}: the text may run other than it reads`, fix }
  })
  const blanks = Array.from(sql.matchAll(oddBlank), ({ 0: text, index }) => {
    const fix = { title: 'Make it a blank', from: index, to: index + 1, text: ' ' }
    return { index, message: `${codeOf(text)} looks like a blank and is none to SQLite`, fix }
  }).filter(({ index }) => !inString(index))
  return [...hidden, ...blanks].slice(0, notedMost).map(({ index, message, fix }) => {
    return { code: 'invisible_character', message, ...placeOf(sql, index), length: 1, fix }
  })
}

/** Whether there is anything to note; almost never. */
export const hasUnseen = (sql: string): boolean =>
  sql.search(invisible) >= 0 || sql.search(oddBlank) >= 0
