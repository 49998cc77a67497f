// One question over HTTP and its answer: bounded in time and in what is read of the answer, of which
// people are only ever shown the status. A redirect is an answer like any other: nothing follows it.
import { createHash } from 'node:crypto'
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { faultOf } from '@/lib/sinks/connection-faults'
import { SinkFault } from '@/lib/sinks/sink'

export type Asked = {
  url: URL
  agent: http.Agent
  method?: 'GET' | 'POST'
  headers: OutgoingHttpHeaders
  body: string | Buffer
  ms: number
  signal: AbortSignal
  /** What is read of the answer; the connection is closed on a longer one. */
  bytes?: number
}

/** `text` is what was read of the answer, perhaps not all of it. */
export type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string }

const answerBytes = 4_096
const restMaxMs = 3_600_000

async function textOf(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= limit) break // which destroys the answer and its connection
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8')
}

type Attempt = { answer: Promise<Answer>; isStale: (error: unknown) => boolean }

function attempt(asked: Asked, signal: AbortSignal): Attempt {
  const { url, agent, headers, body, method = 'POST', bytes = answerBytes } = asked
  const ask = url.protocol === 'https:' ? https.request : http.request
  const length = { 'content-length': Buffer.byteLength(body), 'user-agent': 'Muster' }
  const request = ask(url, { agent, method, headers: { ...length, ...headers }, signal })
  const answer = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (reply) => {
      const { statusCode: status = 0, headers } = reply
      textOf(reply, bytes).then((text) => resolve({ status, headers, text }), reject)
    })
    request.end(body)
  })
  const cut = /^(ECONNRESET|EPIPE)$/
  const isStale = (error: unknown) =>
    request.reusedSocket && error instanceof Error && 'code' in error && cut.test(`${error.code}`)
  return { answer, isStale }
}

/** Asks and reads the answer. Throws SinkFault, in words for people, when there was none. */
export async function exchange(asked: Asked): Promise<Answer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), asked.ms)
  const stop = () => late.abort()
  asked.signal.addEventListener('abort', stop, { once: true })
  if (asked.signal.aborted) stop()
  const first = attempt(asked, late.signal)
  try {
    return await first.answer.catch((error: unknown) => {
      // A kept connection may have been closed by the other side just before we used it.
      if (first.isStale(error)) return attempt(asked, late.signal).answer
      throw error
    })
  } catch (cause) {
    if (asked.signal.aborted) throw new SinkFault('The attempt was stopped', { cause })
    if (!late.signal.aborted) throw new SinkFault(faultOf(cause), { cause })
    throw new SinkFault(`It did not answer within ${asked.ms / 1_000} s`, { cause })
  } finally {
    clearTimeout(timer)
    asked.signal.removeEventListener('abort', stop)
  }
}

/** How long an answer asks us to wait, in either form of the header. */
function restOf(headers: http.IncomingHttpHeaders): { retry_after_ms?: number } {
  const given = headers['retry-after']
  if (given === undefined) return {}
  const ms = /^\d+$/.test(given) ? Number(given) * 1_000 : Date.parse(given) - Date.now()
  return Number.isFinite(ms) ? { retry_after_ms: Math.min(Math.max(ms, 0), restMaxMs) } : {}
}

const words: Record<number, string> = {
  401: 'It does not accept our credentials (401)',
  403: 'It does not allow us to write there (403)',
  404: 'It has nothing at that address (404)',
  405: 'It takes nothing at that address (405)',
  408: 'It found us too slow (408)',
  429: 'It asks us to slow down (429)',
}

/** What a status says of the whole destination, not of what was sent. */
export function statusFault({ status, headers }: Pick<Answer, 'status' | 'headers'>): SinkFault {
  if (status >= 300 && status < 400)
    return new SinkFault(
      `It answers with a redirect (${status}), which is not followed: give the address it leads to`,
    )
  return new SinkFault(words[status] ?? `It answers ${status}`, restOf(headers))
}

/** Whether a status is about what was sent, so that less of it might be taken. */
export function isAboutContent(status: number): boolean {
  return [400, 409, 411, 413, 415, 422, 431].includes(status)
}

/** The address of a setting. Throws SinkFault for one that carries credentials, which are secrets. */
export function urlOf(text: string): URL {
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw new SinkFault('Its address must not hold credentials: they belong to its secrets')
  return url
}

/** The same for the same lines, so that the other side can tell a batch that comes again. */
export function batchKey(keys: readonly string[]): string {
  return createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 32)
}
