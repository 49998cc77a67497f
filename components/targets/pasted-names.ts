// Many names at once, as people paste them from a sheet, a ticket or a shell.
import { formatCount } from '@/lib/client/format'

/** The names of a pasted text: one a line, or between commas, semicolons or tabs; once each. */
export function pastedNames(text: string): string[] {
  const parts = text.split(/[\r\n\t,;]+/).map((part) => part.trim().replace(/^["']|["']$/g, ''))
  return [...new Set(parts.filter(Boolean))]
}

const shownMax = 5

/** "37 of 40 found, 3 unknown: a, b, c". */
export function foundSentence(asked: number, unknown: readonly string[]): string {
  const found = `${formatCount(asked - unknown.length)} of ${formatCount(asked)} found`
  if (unknown.length === 0) return found
  const rest = unknown.length - shownMax
  const names = unknown.slice(0, shownMax).join(', ')
  const more = rest > 0 ? ` and ${formatCount(rest)} more` : ''
  return `${found}, ${formatCount(unknown.length)} unknown: ${names}${more}`
}
