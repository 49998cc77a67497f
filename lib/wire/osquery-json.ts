// Reads the JSON that agents write: integers beyond 2^53 and odd numbers stay text, names such as
// __proto__ are ordinary, bodies over 1 MiB are read in slices so that the event loop breathes.

/** The one error of this file: the text is not JSON. */
export class UnreadableError extends Error {
  constructor() {
    super('unreadable')
    this.name = 'UnreadableError'
  }
}

const riskyNumber = /[:[,]\s*(?:-?\d{16,}|-?\d+[.eE][\d.eE+-]*|-0)\s*[,\]}]/
const number = /-?\d[\d.eE+-]*/g
const numberGrammar = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const sliceLength = 256 * 1024
const wholeLength = 1024 * 1024
/** Values nested deeper than this inside a large body are read in one go. */
const splitDepth = 4
const sliceMs = 8

/** The index of the quote that ends the string starting at `start`. */
function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote > 0) {
    let slashes = 0
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1
    if (slashes % 2 === 0) return quote
    quote = text.indexOf('"', quote + 1)
  }
  throw new UnreadableError()
}

function quoteOdd(token: string): string {
  if (!numberGrammar.test(token)) return token
  const value = Number(token)
  const same = String(value) === token && (Number.isSafeInteger(value) || !Number.isInteger(value))
  return same ? token : `"${token}"`
}

/** The same JSON with every number that a double would change written as a string. */
function keepNumbers(text: string): string {
  let kept = ''
  let at = 0
  while (at < text.length) {
    const quote = text.indexOf('"', at)
    if (quote < 0) break
    const end = stringEnd(text, quote)
    kept += text.slice(at, quote).replace(number, quoteOdd) + text.slice(quote, end + 1)
    at = end + 1
  }
  return kept + text.slice(at).replace(number, quoteOdd)
}

/** Parses agent JSON. Throws UnreadableError and nothing else. */
export function parseAgentJson(text: string): unknown {
  try {
    return JSON.parse(riskyNumber.test(text) ? keepNumbers(text) : text)
  } catch {
    throw new UnreadableError()
  }
}

const space = (code: number) => code === 32 || code === 10 || code === 13 || code === 9

function skipSpace(text: string, from: number): number {
  let at = from
  while (space(text.charCodeAt(at))) at += 1
  return at
}

const structural = /["[\]{}]/g

/** The index after the value that starts at `start`, or undefined when it is beyond `limit`. */
function valueEnd(text: string, start: number, limit: number): number | undefined {
  const first = text[start]
  if (first === '"') return stringEnd(text, start) + 1
  if (first !== '{' && first !== '[') {
    let at = start
    while (at < text.length && !',]}'.includes(text.charAt(at))) at += 1
    return at
  }
  let depth = 0
  structural.lastIndex = start
  for (let hit = structural.exec(text); hit; hit = structural.exec(text)) {
    if (hit.index > limit) return undefined
    if (hit[0] === '"') structural.lastIndex = stringEnd(text, hit.index) + 1
    else depth += hit[0] === '{' || hit[0] === '[' ? 1 : -1
    if (depth === 0) return structural.lastIndex
  }
  throw new UnreadableError()
}

type Reading = { text: string; at: number; since: number; pause: () => Promise<void> }

async function rest(reading: Reading): Promise<void> {
  if (performance.now() - reading.since < sliceMs) return
  await reading.pause()
  reading.since = performance.now()
}

/** Reads the value at the cursor. One that is not small is entered, so nothing long is scanned twice. */
async function readValue(reading: Reading, depth: number): Promise<unknown> {
  await rest(reading)
  const { text, at } = reading
  const limit = depth < splitDepth ? at + sliceLength : text.length
  const end = valueEnd(text, at, limit)
  if (end !== undefined) {
    reading.at = end
    return parseAgentJson(text.slice(at, end))
  }
  return text[at] === '[' ? readList(reading, depth) : readObject(reading, depth)
}

/** Steps over a comma, or over the closing bracket and says so. */
function closes(reading: Reading, bracket: string): boolean {
  const at = skipSpace(reading.text, reading.at)
  const found = reading.text[at]
  if (found !== ',' && found !== bracket) throw new UnreadableError()
  reading.at = skipSpace(reading.text, at + 1)
  if (found === bracket) reading.at = at + 1
  return found === bracket
}

// Both are entered only when they are far from empty, so a first member is there.

async function readList(reading: Reading, depth: number): Promise<unknown[]> {
  const list: unknown[] = []
  reading.at = skipSpace(reading.text, reading.at + 1)
  do list.push(await readValue(reading, depth + 1))
  while (!closes(reading, ']'))
  return list
}

async function readObject(reading: Reading, depth: number): Promise<Record<string, unknown>> {
  const object: Record<string, unknown> = Object.create(null)
  reading.at = skipSpace(reading.text, reading.at + 1)
  do {
    const { text, at } = reading
    if (text[at] !== '"') throw new UnreadableError()
    const close = stringEnd(text, at)
    const name = String(parseAgentJson(text.slice(at, close + 1)))
    const colon = skipSpace(text, close + 1)
    if (text[colon] !== ':') throw new UnreadableError()
    reading.at = skipSpace(text, colon + 1)
    object[name] = await readValue(reading, depth + 1)
  } while (!closes(reading, '}'))
  return object
}

/**
 * Like parseAgentJson, but a text over 1 MiB is read member by member with `pause` (a turn of the
 * event loop) every few milliseconds.
 */
export async function parseAgentJsonSlowly(
  text: string,
  pause: () => Promise<void>,
): Promise<unknown> {
  if (text.length <= wholeLength) return parseAgentJson(text)
  const reading = { text, at: skipSpace(text, 0), since: performance.now(), pause }
  const value = await readValue(reading, 0)
  if (skipSpace(text, reading.at) < text.length) throw new UnreadableError()
  return value
}
