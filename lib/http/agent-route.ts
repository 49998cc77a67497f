// The two adapters of the agents' door: one for node:http, which allocates nothing it can avoid, and
// one for Web-standard routes. An idle read is answered here, from memory, without a promise.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { rememberedHost, touch } from '@/lib/domain/directory'
import { idleWork, isIdle } from '@/lib/domain/distributed'
import { pinned } from '@/lib/global'
import { clientAddress, socketAddress } from '@/lib/http/address'
import { type AgentCall, answer, headerKey } from '@/lib/http/agent-answer'
import { drainBytesMax, type NextChunk } from '@/lib/http/agent-body'
import { type AgentReply, Refusal, refused } from '@/lib/http/agent-refusal'
import { type AgentEndpoint, agentPaths, pathOf } from '@/lib/http/front-paths'
import { counter } from '@/lib/metrics'
import { bodyKey, isAgentObject, parseAgentJson } from '@/lib/wire/osquery'

const quickBytes = 1_024
const contentType = 'application/json; charset=utf-8'
const idleHeaders = { 'content-type': contentType, 'content-length': idleWork.length }

const reads = counter('agent_requests_total', 'Requests of agents, by endpoint', ['endpoint'])
const idleReads = reads.labels('distributed_read')

/** Serves one request of the front door. Never throws; the reply is always a JSON object. */
export function agentListener(
  endpoint: AgentEndpoint,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const length = Number(req.headers['content-length'] ?? Number.NaN)
  const quick =
    endpoint === 'distributed_read' &&
    length <= quickBytes &&
    req.headers['content-encoding'] === undefined &&
    req.method === 'POST' &&
    !req.url?.includes('?')
  if (quick) listenQuick(req, res)
  else void listen(endpoint, req, res, nodeChunks(req))
}

function listenQuick(req: IncomingMessage, res: ServerResponse): void {
  let body: Buffer | undefined
  req.on('data', (chunk: Buffer) => {
    body = body ? Buffer.concat([body, chunk]) : chunk
  })
  // A request that is cut off ends nothing here and, with nobody listening, raises no error.
  req.on('end', () => {
    if (body && isIdleRead(req, body)) {
      res.writeHead(200, idleHeaders)
      res.end(idleWork)
    } else void listen('distributed_read', req, res, oneChunk(body))
  })
}

/** Whether this read is of a host in memory that is asked nothing; then it is noted as seen. */
function isIdleRead(req: IncomingMessage, bytes: Buffer): boolean {
  try {
    const parsed = parseAgentJson(bytes.toString('utf8'))
    if (!isAgentObject(parsed)) return false
    const inBody = bodyKey(parsed)
    const { authorization } = req.headers
    const key = authorization === undefined ? inBody : (headerKey(authorization) ?? inBody)
    if (key === undefined || (inBody !== undefined && inBody !== key)) return false
    const nowMs = Date.now()
    const host = rememberedHost(key, nowMs)
    if (!host || !isIdle(host, nowMs)) return false
    touch(host, nowMs, socketAddress(req), true)
    idleReads.inc()
    return true
  } catch {
    // The whole door decides, with its own words for what is wrong.
    return false
  }
}

async function listen(
  endpoint: AgentEndpoint,
  req: IncomingMessage,
  res: ServerResponse,
  chunks: NextChunk,
): Promise<void> {
  const call: AgentCall = {
    method: req.method ?? '',
    url: req.url ?? '',
    header: (name) => req.headers[name],
    chunks,
    address: socketAddress(req),
  }
  const reply = await answer(endpoint, call)
  const isLarge = endpoint === 'config' && reply.body.length > configUnitsLeast
  send(req, res, reply, isLarge ? configBytes(reply.body) : reply.body)
}

const configsKept = 32
const configUnitsLeast = 1_024

/** A configuration is the same for many hosts, and encoding it costs more than finding it. */
function configBytes(body: string): Buffer {
  const kept = pinned('agent.configs', () => new Map<string, Buffer>())
  const known = kept.get(body)
  if (known) return known
  const bytes = Buffer.from(body)
  if (kept.size >= configsKept) kept.clear()
  kept.set(body, bytes)
  return bytes
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  reply: AgentReply,
  body: Buffer | string,
): void {
  if (res.headersSent || res.destroyed) return
  res.writeHead(reply.status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...reply.headers,
  })
  res.end(req.method === 'HEAD' ? undefined : body)
  if (!req.complete) drainRest(req)
}

/** What is still coming is read and dropped: an agent that is cut off never reads its reply. */
function drainRest(req: IncomingMessage): void {
  let drained = 0
  req.on('data', (chunk: Buffer) => {
    drained += chunk.length
    if (drained > drainBytesMax) req.destroy()
  })
  req.on('error', () => {})
  req.resume()
}

const aborted = () => new Refusal(400, 'aborted', 'the body ended early')

function oneChunk(bytes: Buffer | undefined): NextChunk {
  let left = bytes
  return async () => {
    const chunk = left
    left = undefined
    return chunk
  }
}

/** The chunks of a request, read only when asked for, so that nothing is buffered unseen. */
function nodeChunks(req: IncomingMessage): NextChunk {
  let wake: (() => void) | undefined
  let listening = false
  const begin = () => {
    listening = true
    for (const event of ['readable', 'end', 'error', 'close']) req.on(event, () => wake?.())
  }
  return async () => {
    if (!listening) begin()
    for (;;) {
      const chunk: unknown = req.read()
      if (chunk instanceof Buffer) return chunk
      if (req.readableEnded) return undefined
      if (req.destroyed || req.errored) throw aborted()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}

function webChunks(request: Request): NextChunk {
  const reader = request.body?.getReader()
  return async () => {
    if (!reader) return undefined
    try {
      const { done, value } = await reader.read()
      return done ? undefined : value
    } catch {
      throw aborted()
    }
  }
}

/** The same door for a route file. The endpoint is found from the path, so that one file serves all. */
export async function agentRoute(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const endpoint = agentPaths.get(pathOf(pathname))
  const reply = endpoint
    ? await answer(endpoint, {
        method: request.method,
        url: pathname + search,
        header: (name) => request.headers.get(name) ?? undefined,
        chunks: webChunks(request),
        address: clientAddress(request.headers),
      })
    : refused(new Refusal(404, 'unknown_path', 'no such path'))
  return new Response(request.method === 'HEAD' ? null : reply.body, {
    status: reply.status,
    headers: {
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(reply.body)),
      'cache-control': 'no-store',
      ...reply.headers,
    },
  })
}
