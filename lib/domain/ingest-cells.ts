// Makes agents' rows storable: every cell becomes text, what PostgreSQL or a strict JSON parser would
// refuse is replaced, what is beyond the caps is cut and says so. Nothing here throws.
import { storable } from '@/lib/wire/osquery'

export const columnsMax = 512
const nameBytesMax = 256
const cellBytesMax = 65_536

/** UTF-16 units that cannot exceed a cap in UTF-8 bytes: one unit takes at most three. */
const cellUnitsSafe = Math.floor(cellBytesMax / 3)
const nameUnitsSafe = Math.floor(nameBytesMax / 3)

/** JSON text of an object of texts, and whether something was cut from it. */
export type Cells = { json: string; truncated: boolean }

/** The text without what PostgreSQL refuses, at most `bytesMax` long in UTF-8. */
export function boundedText(text: string, bytesMax: number): string {
  const kept = storable(text.length > bytesMax ? text.slice(0, bytesMax) : text)
  if (kept.length <= bytesMax / 3) return kept
  const bytes = Buffer.from(kept)
  if (bytes.length <= bytesMax) return kept
  let end = bytesMax
  // A byte of the form 10xxxxxx continues a character: cut before the character's first byte.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}

/** A cell as text: numbers as written, nothing as "", nested values as JSON. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // Nested so deeply that the serialiser runs out of stack.
    return '[nested too deeply]'
  }
}

function isPlain(row: Record<string, unknown>, names: readonly string[]): boolean {
  if (names.length > columnsMax) return false
  for (const name of names) {
    const value = row[name]
    if (typeof value !== 'string' || value.length > cellUnitsSafe) return false
    if (name.length > nameUnitsSafe) return false
  }
  return true
}

/** JSON escapes NUL and lone surrogates; both escapes begin so. Literal text may look the same. */
const suspicious = /\\u0000|\\ud[89a-f]/

/** The row as JSON text of an object of texts, the names in the order given. */
export function cellsOf(row: Record<string, unknown>): Cells {
  const names = Object.keys(row)
  if (isPlain(row, names)) {
    const json = JSON.stringify(row)
    if (!suspicious.test(json)) return { json, truncated: false }
  }
  return carefully(row, names)
}

function carefully(row: Record<string, unknown>, names: readonly string[]): Cells {
  const cells: Record<string, string> = Object.create(null)
  let truncated = names.length > columnsMax
  for (const name of names.slice(0, columnsMax)) {
    const whole = cellText(row[name])
    const text = boundedText(whole, cellBytesMax)
    const column = boundedText(name, nameBytesMax)
    truncated ||= Buffer.byteLength(whole) > cellBytesMax
    truncated ||= Buffer.byteLength(name) > nameBytesMax
    cells[column] = text
  }
  return { json: JSON.stringify(cells), truncated }
}
