// Reads an agent's body: counted while it streams, inflated with a cap off the main thread, decoded
// with replacement. What is over the cap is drained, with its end kept for the key in it.
import { constants, createGunzip, gunzip } from 'node:zlib'
import type { Hold } from '@/lib/http/agent-budget'
import { Refusal } from '@/lib/http/agent-refusal'
import { parseAgentJson, parseAgentJsonSlowly, UnreadableError } from '@/lib/wire/osquery'

const mebibyte = 1024 * 1024
/** Drained beyond the cap before the connection is cut. */
export const drainBytesMax = 64 * mebibyte
const tailBytes = 2_048
const heavyBytes = mebibyte
const inflatedTailMax = 128 * mebibyte

/** Chunks of a body in order. `undefined` says that it is whole; a cut body throws. */
export type NextChunk = () => Promise<Uint8Array | undefined>

export type Body =
  | { whole: true; bytes: Buffer }
  /** Over the cap: what was held before it, and its very end. */
  | { whole: false; head: Buffer; tail: Buffer; total: number }

const busy = () => new Refusal(503, 'busy', 'too much under way; try again')

/** Reads at most `cap` bytes and drains the rest. */
export async function readBody(next: NextChunk, cap: number, hold: Hold): Promise<Body> {
  const chunks: Uint8Array[] = []
  let total = 0
  for (let chunk = await next(); chunk; chunk = await next()) {
    total += chunk.length
    if (total > cap) return drain(next, chunk, { head: Buffer.concat(chunks), total })
    if (!hold.take(chunk.length)) throw busy()
    chunks.push(chunk)
  }
  const [only] = chunks
  const single =
    chunks.length === 1 && only ? Buffer.from(only.buffer, only.byteOffset, only.length) : undefined
  return { whole: true, bytes: single ?? Buffer.concat(chunks) }
}

async function drain(
  next: NextChunk,
  first: Uint8Array,
  begun: { head: Buffer; total: number },
): Promise<Body> {
  let tail = Buffer.concat([begun.head.subarray(-tailBytes), first]).subarray(-tailBytes)
  let { total } = begun
  for (let chunk = await next(); chunk; chunk = await next()) {
    total += chunk.length
    if (total > begun.head.length + drainBytesMax) break
    tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes)
  }
  return { whole: false, head: begun.head, tail, total }
}

function inflateCapped(bytes: Buffer, cap: number): Promise<Buffer | 'over'> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: cap }, (error, plain) => {
      if (!error) resolve(plain)
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') resolve('over')
      else reject(new Refusal(400, 'unreadable', 'the gzip body is damaged'))
    })
  })
}

/** The end of what a body over the cap inflates to; empty when that is too much to look for. */
function inflatedTail(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024 })
    let tail: Buffer = Buffer.alloc(0)
    let total = 0
    const stop = (found: Buffer) => {
      stream.destroy()
      resolve(found)
    }
    stream.on('data', (chunk: Buffer) => {
      total += chunk.length
      tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes)
      if (total > inflatedTailMax) stop(Buffer.alloc(0))
    })
    stream.on('end', () => stop(tail))
    stream.on('error', () => stop(Buffer.alloc(0)))
    stream.end(bytes)
  })
}

/** Inflates a body that says it is gzip; other encodings are refused. One layer only. */
export async function inflateBody(
  body: Body,
  encoding: string | undefined,
  { cap, hold, tailWanted }: { cap: number; hold: Hold; tailWanted: boolean },
): Promise<Body> {
  const name = encoding?.trim().toLowerCase()
  if (!name || name === 'identity') return body
  if (name !== 'gzip' && name !== 'x-gzip') {
    throw new Refusal(415, 'bad_encoding', 'only gzip is understood')
  }
  if (!body.whole) return { ...body, head: Buffer.alloc(0), tail: Buffer.alloc(0) }
  const plain = await inflateCapped(body.bytes, cap)
  if (plain === 'over') {
    const tail = tailWanted ? await inflatedTail(body.bytes) : Buffer.alloc(0)
    return { whole: false, head: Buffer.alloc(0), tail, total: cap + 1 }
  }
  if (!hold.take(plain.length)) throw busy()
  return { whole: true, bytes: plain }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A turn of the event loop, for work on large bodies. */
export const pause = turn

/** The JSON of a body. Throws a refusal for what cannot be read. */
export async function parseBody(bytes: Buffer, hold: Hold): Promise<unknown> {
  try {
    if (bytes.length <= heavyBytes) return parseAgentJson(bytes.toString('utf8'))
    await hold.weigh()
    return await parseAgentJsonSlowly(bytes.toString('utf8'), turn)
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    throw new Refusal(400, 'unreadable', 'the body is not JSON')
  }
}

const keyInText = /"node_key"\s*:\s*"([\w-]{1,256})"/g

/** The last node key written in the end of a body that was not kept. */
export function keyInTail(tail: Buffer): string | undefined {
  return [...tail.toString('latin1').matchAll(keyInText)].at(-1)?.[1]
}

/** Names of lists in a body that was not kept, where the deliveries of a write are among. */
export async function listNames(head: Buffer): Promise<Set<string>> {
  const names = new Set<string>()
  const overlap = 256
  for (let from = 0; from < head.length; from += mebibyte) {
    const text = head.toString('latin1', Math.max(0, from - overlap), from + mebibyte)
    for (const match of text.matchAll(/"([\w:.-]{1,128})"\s*:\s*\[/g)) {
      if (match[1] !== undefined && names.size < 1_000) names.add(match[1])
    }
    await turn()
  }
  return names
}
