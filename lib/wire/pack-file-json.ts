// Strict JSON with what JSON.parse loses: repeated keys (the first wins, as with agents) and the
// place of an error. Depth and number of values are bounded; strings come out well-formed.

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonMap

/** An object by its keys, which cannot collide with a prototype's. */
export class JsonMap extends Map<string, JsonValue> {
  /** Keys that occurred again and lost. */
  readonly repeated: string[] = []
  /** What stood in the file for values that YAML takes for numbers or words: `5.10` is not 5.1. */
  readonly sources = new Map<string, string>()
}

export class JsonError extends Error {
  /** The file asks for too much, rather than being wrong. */
  readonly isLimit: boolean
  readonly offset: number

  constructor(reason: string, offset: number, isLimit = false) {
    super(reason)
    this.name = 'JsonError'
    this.offset = offset
    this.isLimit = isLimit
  }
}

export type JsonLimits = { depth: number; values: number }

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literals: readonly [string, JsonValue][] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

class JsonReader {
  private at = 0
  private values = 0

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  document(): JsonValue {
    const value = this.value(1)
    if (this.next() !== '') throw this.unexpected()
    return value
  }

  /** The next character that means something, or '' at the end. */
  private next(): string {
    while (' \t\r\n'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at += 1
    return this.text.charAt(this.at)
  }

  private unexpected(): JsonError {
    const found = this.next()
    return new JsonError(
      found === '' ? 'unexpected end of the file' : `unexpected ${JSON.stringify(found)}`,
      this.at,
    )
  }

  private value(depth: number): JsonValue {
    const first = this.next()
    this.values += 1
    if (this.values > this.limits.values) {
      throw new JsonError(`more than ${this.limits.values} values`, this.at, true)
    }
    if (first === '"') return this.string()
    if (first === '{' || first === '[') {
      if (depth > this.limits.depth) {
        throw new JsonError(`nested deeper than ${this.limits.depth} levels`, this.at)
      }
      return first === '{' ? this.object(depth) : this.array(depth)
    }
    const literal = literals.find(([word]) => this.text.startsWith(word, this.at))
    if (!literal) return this.number()
    this.at += literal[0].length
    return literal[1]
  }

  private number(): number {
    number.lastIndex = this.at
    const digits = number.exec(this.text)?.[0]
    if (digits === undefined) throw this.unexpected()
    const value = Number(digits)
    if (!Number.isFinite(value)) throw new JsonError('number out of range', this.at)
    this.at += digits.length
    return value
  }

  private string(): string {
    const start = this.at
    for (let i = start + 1; ; i += 1) {
      const code = this.text.charCodeAt(i)
      if (code === 0x22) {
        this.at = i + 1
        return this.decoded(start)
      }
      if (code === 0x5c) {
        const escaped = /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(this.text.slice(i, i + 6))?.[0]
        if (escaped === undefined) throw new JsonError('bad escape in a string', i)
        i += escaped.length - 1
      } else if (code === 0x0a || code === 0x0d || Number.isNaN(code)) {
        throw new JsonError('string without an end', start)
      } else if (code < 0x20) {
        throw new JsonError('control character in a string', i)
      }
    }
  }

  private decoded(start: number): string {
    const text = String(JSON.parse(this.text.slice(start, this.at)))
    // PostgreSQL has no place for it.
    if (text.includes('\0')) throw new JsonError('NUL character in a string', start)
    // Agents refuse a whole document for half a surrogate pair.
    return text.toWellFormed()
  }

  private array(depth: number): JsonValue[] {
    const items: JsonValue[] = []
    this.at += 1
    if (this.next() === ']') {
      this.at += 1
      return items
    }
    do items.push(this.value(depth + 1))
    while (this.goesOn(']'))
    return items
  }

  private object(depth: number): JsonMap {
    const map = new JsonMap()
    this.at += 1
    if (this.next() === '}') {
      this.at += 1
      return map
    }
    do {
      if (this.next() !== '"') throw this.unexpected()
      const key = this.string()
      if (this.next() !== ':') throw this.unexpected()
      this.at += 1
      const value = this.value(depth + 1)
      if (map.has(key)) map.repeated.push(key)
      else map.set(key, value)
    } while (this.goesOn('}'))
    return map
  }

  /** Takes a comma (more follows) or the closing mark. */
  private goesOn(close: string): boolean {
    const mark = this.next()
    if (mark !== ',' && mark !== close) throw this.unexpected()
    this.at += 1
    return mark === ','
  }
}

/** @throws JsonError with the offset of the first thing wrong. */
export function parseStrictJson(text: string, limits: JsonLimits): JsonValue {
  return new JsonReader(text, limits).document()
}
