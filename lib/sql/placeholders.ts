// Where {{name}} stands in a query, and whether a value can be bound there.
import { type Lexeme, lexemes } from '@/lib/sql/lexemes'

export type Placeholder = {
  name: string
  /** Offset and length in UTF-16 units, braces included. */
  at: number
  length: number
  /** Where it is plain text, not a placeholder that can take a value. */
  within: 'a string' | 'a comment' | 'a quoted name' | null
  /** Directly after IN, where only a list makes sense. */
  after_in: boolean
  /** Alone between parentheses, which then are those of the list. */
  enclosed: boolean
}

const pattern = /\{\{\s*(\w+)\s*\}\}/g

function withinOf(lexeme: Lexeme | undefined): Placeholder['within'] {
  if (lexeme?.kind === 'string') return 'a string'
  if (lexeme?.kind === 'blank') return 'a comment'
  return lexeme?.kind === 'word' ? 'a quoted name' : null
}

/** The place of the last lexeme that begins at or before the offset. */
function placeAt(all: readonly Lexeme[], offset: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle]?.at ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}

function spokenFrom(all: readonly Lexeme[], start: number, step: 1 | -1): string {
  let at = start
  while (all[at]?.kind === 'blank') at += step
  return all[at]?.text ?? ''
}

/** Every {{name}} of the text, in order, also those that are plain text. */
export function placeholdersOf(sql: string): Placeholder[] {
  if (!sql.includes('{{')) return []
  const all = lexemes(sql)
  return Array.from(sql.matchAll(pattern), ({ 0: whole, 1: name = '', index }) => {
    const first = placeAt(all, index)
    const before = spokenFrom(all, first - 1, -1)
    const after = spokenFrom(all, placeAt(all, index + whole.length - 1) + 1, 1)
    return {
      name,
      at: index,
      length: whole.length,
      within: withinOf(all[first]),
      after_in: before.toLowerCase() === 'in',
      enclosed: before === '(' && after === ')',
    }
  })
}
