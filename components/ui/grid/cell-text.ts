// How a value from an agent is put on screen: as received, with everything invisible made visible.
// Nothing here interprets markup, links or scripts; they stay text.
import type { CellValue } from './grid-types'

/** `at` is where the piece begins in the text, which also names it. */
export type Piece = { at: number; text: string; mark: boolean }

export type CellText =
  | { kind: 'absent' }
  | { kind: 'empty' }
  | { kind: 'json'; text: string }
  | { kind: 'text'; pieces: Piece[]; size: number }

// Controls, bidi and zero-width marks, tags, fillers, line and paragraph separators.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const unseenAll = new RegExp(unseen.source, 'gu')

function name(char: string): string {
  if (char === '\n') return '\u21b5'
  if (char === '\t') return '\u21e5'
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `\u27e8U+${code}\u27e9`
}

function splitUnseen(text: string, from: number): Piece[] {
  const pieces: Piece[] = []
  let last = 0
  for (const match of text.matchAll(unseenAll)) {
    if (match.index > last) {
      pieces.push({ at: from + last, text: text.slice(last, match.index), mark: false })
    }
    pieces.push({ at: from + match.index, text: name(match[0]), mark: true })
    last = match.index + match[0].length
  }
  if (last < text.length) pieces.push({ at: from + last, text: text.slice(last), mark: false })
  return pieces
}

const plain = (text: string, at: number): Piece[] => (text ? [{ at, text, mark: false }] : [])

/** The text in pieces; marks stand for characters that could not be seen, and for outer blanks. */
export function visiblePieces(text: string): Piece[] {
  const start = /^ +/.exec(text)?.[0].length ?? 0
  const end = start === text.length ? 0 : (/ +$/.exec(text)?.[0].length ?? 0)
  const middle = text.slice(start, text.length - end)
  return [
    ...(start > 0 ? [{ at: 0, text: '\u00b7'.repeat(start), mark: true }] : []),
    ...(unseen.test(middle) ? splitUnseen(middle, start) : plain(middle, start)),
    ...(end > 0 ? [{ at: text.length - end, text: '\u00b7'.repeat(end), mark: true }] : []),
  ]
}

const shownChars = 300

/** One line: paths and hashes are cut in the middle, the rest at the end. */
export function cutText(text: string, max = shownChars): string {
  if (text.length <= max) return text
  if (!/^([\\/]|[a-z]:\\|[0-9a-f]{32,}$)/i.test(text))
    return `${whole(text.slice(0, max - 1))}\u2026`
  const half = Math.floor((max - 1) / 2)
  return `${whole(text.slice(0, half))}\u2026${text.slice(-half)}`
}

/** Drops half of a surrogate pair left at the cut. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
}

function jsonSummary(text: string): string | undefined {
  if (text.length > 65_536 || !/^\s*[[{]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return `[..] ${value.length}`
    const keys = Object.keys(Object(value)).length
    return `{..} ${keys} ${keys === 1 ? 'key' : 'keys'}`
  } catch {
    return undefined
  }
}

/** What the cell of an agent's value says. `NULL` typed as text stays text. */
export function cellText(value: CellValue): CellText {
  if (value === undefined || value === null) return { kind: 'absent' }
  const text = String(value)
  if (text === '') return { kind: 'empty' }
  const json = typeof value === 'string' ? jsonSummary(text) : undefined
  if (json) return { kind: 'json', text: json }
  const size = text.length > 4000 ? new TextEncoder().encode(text).length : 0
  return { kind: 'text', pieces: visiblePieces(cutText(text)), size: size > 4096 ? size : 0 }
}
