// What an API token looks like: a prefix that scanners find, 256 random bits, and a checksum that
// tells a mistyped one from a revoked one without asking the database.
import { createHash, randomBytes } from 'node:crypto'

const prefix = 'mst_'
const shape = /^mst_([A-Za-z0-9_-]{43})([0-9a-f]{6})$/

const checksum = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 6)

export function newToken(): string {
  const body = randomBytes(32).toString('base64url')
  return `${prefix}${body}${checksum(body)}`
}

/** Whether the text is an API token as we make them, checksum included. */
export function looksLikeToken(text: string): boolean {
  const [, body, sum] = shape.exec(text) ?? []
  return body !== undefined && checksum(body) === sum
}
