// Where in the text SQLite's complaint lies. SQLite names the culprit but gives no offset here, so
// a syntax error is found by preparing ever shorter beginnings, and a name by looking for it.
import { type Lexeme, placeOf, plainWord, spokenLexemes } from '@/lib/sql/lexemes'
import type { SqlError } from '@/lib/wire/sql'

/** Complaints quote the culprit, which may be as long as the text. */
const maxMessageLength = 300

/** The complaint SQLite has about a text, or null. */
type Complaint = (sql: string) => string | null

/** The parser stops at the first bad token, so "is the complaint there yet" holds from it on. */
function syntaxErrorAt(sql: string, token: string, message: string, complaint: Complaint): number {
  const ends: number[] = []
  for (let at = sql.indexOf(token); at >= 0; at = sql.indexOf(token, at + 1)) ends.push(at)
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const end = (ends[middle] ?? 0) + token.length
    if (complaint(sql.slice(0, end)) === message) high = middle
    else low = middle + 1
  }
  return ends[low] ?? 0
}

function matchesAt(spoken: readonly Lexeme[], start: number, parts: readonly string[]): boolean {
  return parts.every((part, i) => plainWord(spoken[start + 2 * i]) === part)
}

function nameAt(sql: string, name: string): number {
  const spoken = spokenLexemes(sql)
  const parts = name.toLowerCase().split('.')
  for (const wanted of [parts, parts.slice(-1)]) {
    const found = spoken.findIndex((_, i) => matchesAt(spoken, i, wanted))
    if (found >= 0) return spoken[found]?.at ?? 0
  }
  return 0
}

const named = [
  /^no such (?:table|column|function|collation sequence|index): "?(.+?)"?(?: - should .*)?$/,
  /^ambiguous column name: (.+)$/,
  /^wrong number of arguments to function (.+)\(\)$/,
  /^misuse of (?:aggregate|aggregate function|window function):? ?(.+)\(\)$/,
]

function offsetOf(sql: string, message: string, complaint: Complaint): number {
  if (message === 'incomplete input') return sql.trimEnd().length
  const near = /^near "([\s\S]*)": syntax error$/.exec(message)?.[1]
  if (near) return syntaxErrorAt(sql, near, message, complaint)
  const token = /^unrecognized token: "([\s\S]*)"$/.exec(message)?.[1]
  if (token) return Math.max(0, sql.indexOf(token))
  const name = named.map((pattern) => pattern.exec(message)?.[1]).find((found) => found)
  return name ? nameAt(sql, name) : 0
}

export function locateError(sql: string, message: string, complaint: Complaint): SqlError {
  const place = placeOf(sql, offsetOf(sql, message, complaint))
  return { message: message.slice(0, maxMessageLength), ...place }
}
