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

/** The index after the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
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
    if (hit[0] === '"') structural.lastIndex = stringEnd(text, hit.index) + 1
    else depth += hit[0] === '{' || hit[0] === '[' ? 1 : -1
    if (depth === 0) return structural.lastIndex
  }
  throw new UnreadableError()
}

type Span = { name: string; start: number; end: number }

/** The members of the object or elements of the array that spans `start`…`end`. */
function* members(text: string, start: number, end: number): Generator<Span> {
  const named = text[start] === '{'
  let at = skipSpace(text, start + 1)
  if (at === end - 1) return
  while (at < end) {
    let name = ''
    if (named) {
      if (text[at] !== '"') throw new UnreadableError()
      const close = stringEnd(text, at)
      name = String(parseAgentJson(text.slice(at, close + 1)))
      at = skipSpace(text, close + 1)
      if (text[at] !== ':') throw new UnreadableError()
      at = skipSpace(text, at + 1)
    }
    const stop = valueEnd(text, at)
    yield { name, start: at, end: stop }
    at = skipSpace(text, stop)
    if (at === end - 1) return
    if (text[at] !== ',') throw new UnreadableError()
    at = skipSpace(text, at + 1)
  }
  throw new UnreadableError()
}

type Pace = { pause: () => Promise<void>; since: number }

async function breathe(pace: Pace): Promise<void> {
  if (performance.now() - pace.since < sliceMs) return
  await pace.pause()
  pace.since = performance.now()
}

async function readSpan(text: string, span: Span, depth: number, pace: Pace): Promise<unknown> {
  await breathe(pace)
  const first = text[span.start]
  const splits = depth < splitDepth && (first === '{' || first === '[')
  if (!splits || span.end - span.start <= sliceLength) {
    return parseAgentJson(text.slice(span.start, span.end))
  }
  if (first === '[') {
    const list: unknown[] = []
    for (const child of members(text, span.start, span.end)) {
      list.push(await readSpan(text, child, depth + 1, pace))
    }
    return list
  }
  const object: Record<string, unknown> = Object.create(null)
  for (const child of members(text, span.start, span.end)) {
    object[child.name] = await readSpan(text, child, depth + 1, pace)
  }
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
  const start = skipSpace(text, 0)
  const end = valueEnd(text, start)
  if (skipSpace(text, end) < text.length) throw new UnreadableError()
  return readSpan(text, { name: '', start, end }, 0, { pause, since: performance.now() })
}
