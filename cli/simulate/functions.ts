// osquery's SQL functions beyond SQLite's own. A NULL argument gives NULL; bad input is an error
// or NULL as in the agent.
import { createHash } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { Database } from 'sql.js'

type Value = string | number | Uint8Array | null
type SqlFunction = (...args: Value[]) => string | number | boolean | null

/** Their whole numbers reach SQLite as doubles, so results print without the usual `.0`. */
export const integerFunctions = ['inet_aton', 'version_compare']

export function registerFunctions(database: Database): void {
  for (const [name, body] of Object.entries(functions)) {
    for (const arity of aritiesOf(name)) database.create_function(name, fixed(body, arity))
  }
}

const functions: Record<string, SqlFunction> = {
  split: (text, separators, index) => {
    if (text === null) return null
    const marks = new Set(textOf(separators))
    const parts: string[] = ['']
    for (const letter of textOf(text)) {
      if (marks.has(letter)) parts.push('')
      else parts[parts.length - 1] += letter
    }
    return parts.filter((part) => part !== '')[Number(index)] ?? null
  },
  regex_split: (text, pattern, index) =>
    text === null
      ? null
      : (textOf(text).split(regex(pattern)).filter(Boolean)[Number(index)] ?? null),
  regex_match: (text, pattern, index) =>
    text === null ? null : (regex(pattern).exec(textOf(text))?.[Number(index)] ?? null),
  inet_aton: (address) => {
    const parts = textOf(address).split('.').map(Number)
    if (!isIPv4(textOf(address))) return null
    return parts.reduce((sum, part) => sum * 256 + part, 0)
  },
  in_cidr_block: (block, address) => inBlock(textOf(block), textOf(address)),
  version_compare: (a, b) =>
    a === null || b === null ? null : compareVersions(textOf(a), textOf(b)),
  to_base64: (text) => (text === null ? null : bytesOf(text).toString('base64')),
  from_base64: (text) =>
    text === null ? null : Buffer.from(textOf(text), 'base64').toString('utf8'),
  conditional_to_base64: (text) => {
    if (text === null) return null
    return /^[ -~\s]*$/.test(textOf(text)) ? textOf(text) : bytesOf(text).toString('base64')
  },
  md5: (text) => digest('md5', text),
  sha1: (text) => digest('sha1', text),
  sha256: (text) => digest('sha256', text),
  log: (number) => (number === null || Number(number) <= 0 ? null : Math.log(Number(number))),
}

function aritiesOf(name: string): number[] {
  if (['split', 'regex_split', 'regex_match'].includes(name)) return [3]
  return ['in_cidr_block', 'version_compare'].includes(name) ? [2] : [1]
}

/** SQLite reads the number of arguments from the function's length. */
function fixed(body: SqlFunction, arity: number): SqlFunction {
  if (arity === 1) return (a: Value) => body(a)
  if (arity === 2) return (a: Value, b: Value) => body(a, b)
  return (a: Value, b: Value, c: Value) => body(a, b, c)
}

function textOf(value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? Buffer.from(value).toString('utf8') : String(value)
}

function bytesOf(value: Value): Buffer {
  return value !== null && typeof value === 'object'
    ? Buffer.from(value)
    : Buffer.from(textOf(value))
}

function digest(algorithm: string, value: Value | undefined): string | null {
  if (value === null || value === undefined) return null
  return createHash(algorithm).update(bytesOf(value)).digest('hex')
}

function regex(pattern: Value | undefined): RegExp {
  try {
    return new RegExp(textOf(pattern))
  } catch {
    throw new Error(`Invalid regex: ${textOf(pattern)}`)
  }
}

function compareVersions(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|[a-z]+/gi) ?? []
  const [left, right] = [split(a), split(b)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]]
    if (x === undefined) return -1
    if (y === undefined) return 1
    const numeric = /^\d/.test(x) && /^\d/.test(y)
    const order = numeric ? Math.sign(Number(x) - Number(y)) : x < y ? -1 : x > y ? 1 : 0
    if (order !== 0) return order
  }
  return 0
}

function inBlock(block: string, address: string): boolean | null {
  const [network = '', width = ''] = block.split('/')
  const [a, b] = [bits(network), bits(address)]
  if (a === undefined || b === undefined || a.length !== b.length || !/^\d+$/.test(width))
    return null
  return a.slice(0, Number(width)) === b.slice(0, Number(width))
}

function bits(address: string): string | undefined {
  if (isIPv4(address)) {
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  }
  if (!isIPv6(address)) return undefined
  const [head = '', tail] = address.split('::')
  const groups = (text: string) => text.split(':').filter(Boolean)
  const gap = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(Math.max(0, gap)).fill('0'), ...groups(tail ?? '')]
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}
