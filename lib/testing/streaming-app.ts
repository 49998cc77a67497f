// Stands in for Next in a real server process without built pages: serves what a reader of campaigns
// asks for by its own route handlers, and nothing else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GET as getResults } from '@/app/api/[version]/fleet/campaigns/[id]/results/route'
import { POST as postStop } from '@/app/api/[version]/fleet/campaigns/[id]/stop/route'
import { GET as getStream } from '@/app/api/[version]/fleet/campaigns/[id]/stream/route'
import { GET as getMe } from '@/app/api/[version]/fleet/me/route'
import { POST as postRun } from '@/app/api/[version]/fleet/queries/run/route'

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>

const served: readonly [string, RegExp, Handler][] = [
  ['GET', /\/campaigns\/(\d+)\/stream$/, getStream],
  ['GET', /\/campaigns\/(\d+)\/results$/, getResults],
  ['POST', /\/campaigns\/(\d+)\/stop$/, postStop],
  ['POST', /\/queries\/run$/, postRun],
  ['GET', /\/fleet\/me$/, getMe],
]

export default function next() {
  return { prepare: async () => {}, getRequestHandler: () => listen }
}

// What the route's modules import of Next, for pages only.
export const headers = async () => new Headers()
export function redirect(): never {
  throw new Error('no page is served here')
}

async function answer(req: IncomingMessage, signal: AbortSignal): Promise<Response> {
  const url = `http://localhost${req.url}`
  const { method = 'GET' } = req
  for (const [verb, path, handler] of served) {
    const found = verb === method && path.exec(new URL(url).pathname)
    if (!found) continue
    const parts: Buffer[] = []
    for await (const part of req) parts.push(part)
    const body = method === 'GET' ? {} : { body: Buffer.concat(parts) }
    const sent = Object.entries(req.headers).map(([name, value]) => [name, String(value)])
    const request = new Request(url, { method, headers: Object.fromEntries(sent), signal, ...body })
    return handler(request, { params: Promise.resolve({ version: 'v1', id: found[1] }) })
  }
  return new Response('', { status: 404 })
}

async function listen(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const left = new AbortController()
  res.once('close', () => left.abort())
  const reply = await answer(req, left.signal)
  res.writeHead(reply.status, Object.fromEntries(reply.headers))
  const text = async function* () {
    if (reply.body) yield* reply.body
  }
  await pipeline(Readable.from(text()), res)
}
