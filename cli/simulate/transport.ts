// HTTP as the agent speaks it: POST JSON, 16 s in all, a new connection per request by default,
// and one silent immediate resend after any socket error, which is why writes must be idempotent.
import http from 'node:http'
import https from 'node:https'
import { gzipSync } from 'node:zlib'
import { atLeast, type Version } from './versions'

export interface TransportOptions {
  baseUrl: string
  /** PEM text of the certificates to trust for https. */
  ca?: string
  /** Skip certificate verification; refused unless the base URL is a loopback address. */
  trustLoopback?: boolean
  /** Reuse connections. Real agents open a new one per request. */
  keepAlive?: boolean
  maxSockets?: number
  deadlineMs?: number
}

interface Post {
  path: string
  body: string
  version: Version
  nodeKey?: string
  gzip?: boolean
}

export interface Transport {
  /** The reply's body, whatever the status. Rejects on network trouble or after the deadline. */
  post(request: Post): Promise<string>
  close(): void
}

class DeadlineError extends Error {}

const redirects = new Set([301, 302, 303, 304, 305, 307, 308])
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/
const maxReplyBytes = 8 * 1024 * 1024

export function openTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl)
  if (options.trustLoopback && !loopback.test(base.hostname)) {
    throw new Error('Certificate verification can only be skipped for a loopback address')
  }
  const tls = {
    minVersion: 'TLSv1.2' as const,
    rejectUnauthorized: !options.trustLoopback,
    ...(options.ca ? { ca: options.ca } : {}),
  }
  const pooling = { keepAlive: options.keepAlive ?? false, maxSockets: options.maxSockets ?? 512 }
  const agents = { http: new http.Agent(pooling), https: new https.Agent({ ...pooling, ...tls }) }
  const deadlineMs = options.deadlineMs ?? 16_000
  let closed = false

  return {
    post: async (request) => {
      if (closed) throw new Error('transport is closed')
      const url = new URL(base.pathname.replace(/\/$/, '') + request.path, base)
      const send = () =>
        withDeadline(deadlineMs, (signal) => exchange(url, request, agents, signal))
      try {
        return await send()
      } catch (error) {
        if (closed || error instanceof DeadlineError) throw error
        return send()
      }
    },
    close: () => {
      closed = true
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** Not AbortSignal.timeout: under load its signals would outlive their requests by 16 s. */
async function withDeadline<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), ms)
  try {
    return await run(deadline.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** One request and what its redirects lead to. */
async function exchange(
  url: URL,
  request: Post,
  agents: { http: http.Agent; https: https.Agent },
  signal: AbortSignal,
): Promise<string> {
  let target = url
  for (let hop = 0; hop <= 10; hop++) {
    const reply = await once(target, request, agents, signal)
    if (!redirects.has(reply.status)) return reply.body
    if (!reply.location) throw new Error(`redirect ${reply.status} without Location`)
    target = new URL(reply.location, target)
  }
  throw new Error('too many redirects')
}

function headers(request: Post, payload: Buffer): Record<string, string | number> {
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'User-Agent': `osquery/${request.version}`,
    'Content-Length': payload.length,
    ...(request.gzip ? { 'Content-Encoding': 'gzip' } : {}),
    ...(request.nodeKey && atLeast(request.version, '5.23.0')
      ? { Authorization: `NodeKey ${request.nodeKey}` }
      : {}),
  }
}

interface Reply {
  status: number
  location: string | undefined
  body: string
}

function once(
  url: URL,
  request: Post,
  agents: { http: http.Agent; https: https.Agent },
  signal: AbortSignal,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const plain = Buffer.from(request.body, 'utf8')
    const payload = request.gzip ? gzipSync(plain, { level: 9 }) : plain
    const secure = url.protocol === 'https:'
    const fail = (error: Error) =>
      reject(signal.aborted ? new DeadlineError('no complete reply in time') : error)
    const sent = (secure ? https : http).request(
      url,
      {
        method: 'POST',
        agent: secure ? agents.https : agents.http,
        headers: headers(request, payload),
        maxHeaderSize: 8192,
        signal,
      },
      (incoming) => collect(incoming, resolve, fail),
    )
    sent.on('error', fail)
    sent.end(payload)
  })
}

function collect(
  incoming: http.IncomingMessage,
  resolve: (reply: Reply) => void,
  fail: (error: Error) => void,
): void {
  const parts: Buffer[] = []
  let bytes = 0
  incoming.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes > maxReplyBytes) incoming.destroy(new Error('reply over 8 MiB'))
    else parts.push(part)
  })
  incoming.on('error', fail)
  incoming.on('end', () => {
    if (!incoming.complete) return fail(new Error('partial message'))
    resolve({
      status: incoming.statusCode ?? 0,
      location: incoming.headers.location,
      body: Buffer.concat(parts).toString('utf8'),
    })
  })
}
