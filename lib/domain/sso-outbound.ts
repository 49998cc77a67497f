// Calls to an OpenID provider: each connection has so many bytes and seconds, redirects are never
// followed, certificates always count. What comes back is data of a stranger.
import http, { type ClientRequestArgs, type IncomingMessage } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { faultOf } from '@/lib/sinks/connection-faults'
import { AppError } from '@/lib/wire/errors'

/** What one connection may cost; tests have less patience. */
export type Limits = { bytes: number; ms: number }

const usual: Limits = { bytes: 262_144, ms: 8_000 }

type Made = (error: Error | null, stream: Duplex) => void

/** Cuts a connection that says too much or takes too long, whoever reads from it. */
function bound<S extends Duplex | null | undefined>(socket: S, limits: Limits): S {
  if (!socket) return socket
  let bytes = 0
  const timer = setTimeout(() => socket.destroy(new Error('it took too long')), limits.ms)
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limits.bytes) socket.destroy(new Error('its reply is too large'))
  })
  socket.once('close', () => clearTimeout(timer))
  return socket
}

class BoundHttp extends http.Agent {
  constructor(private readonly limits: Limits) {
    super({ keepAlive: false, maxSockets: 4 })
  }

  override createConnection(options: ClientRequestArgs, made?: Made) {
    return bound(super.createConnection(options, made), this.limits)
  }
}

class BoundHttps extends https.Agent {
  constructor(private readonly limits: Limits) {
    super({ keepAlive: false, maxSockets: 4 })
  }

  override createConnection(options: RequestOptions, made?: Made) {
    return bound(super.createConnection(options, made), this.limits)
  }
}

/** Connections for that address, none of them kept. */
export function boundAgent(address: string, limits = usual): http.Agent {
  return address.startsWith('https:') ? new BoundHttps(limits) : new BoundHttp(limits)
}

/** What openid-client is told about its connections. */
export function boundHttp(address: string) {
  return { agent: boundAgent(address), timeout: usual.ms }
}

const wrong = (detail: string, cause?: unknown) =>
  new AppError('unavailable', detail, cause === undefined ? {} : { cause })

async function textOf(reply: IncomingMessage, limits: Limits): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of reply) {
    size += chunk.length
    if (size > limits.bytes) {
      reply.destroy()
      throw wrong(`Its reply is over ${limits.bytes / 1_024} KiB`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function replyOf(address: string, limits: Limits): Promise<IncomingMessage> {
  const request = address.startsWith('https:') ? https.request : http.request
  return new Promise((resolve, reject) => {
    const asked = request(address, {
      agent: boundAgent(address, { ...limits, bytes: 2 * limits.bytes }),
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(limits.ms),
    })
    asked.once('response', resolve)
    asked.once('error', (error) => {
      const late = error.name === 'AbortError' || error.message === 'it took too long'
      const detail = late ? `It did not answer within ${limits.ms / 1_000} s` : faultOf(error)
      reject(wrong(detail, error))
    })
    asked.end()
  })
}

/** The JSON at that address. Throws `unavailable` in words that say what is wrong with it. */
export async function readJson(address: string, limits = usual): Promise<unknown> {
  const reply = await replyOf(address, limits)
  const { statusCode = 0 } = reply
  if (statusCode !== 200) {
    reply.destroy()
    if (statusCode >= 300 && statusCode < 400)
      throw wrong('It answers with a redirect, which is not followed: give the address it leads to')
    throw wrong(`It answers ${statusCode} where 200 is expected`)
  }
  const text = await textOf(reply, limits).catch((error: unknown) => {
    if (error instanceof AppError) throw error
    throw wrong(`It did not finish its answer within ${limits.ms / 1_000} s`, error)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw wrong('Its answer is not JSON', cause)
  }
}
