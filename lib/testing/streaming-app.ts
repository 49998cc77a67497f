// Stands in for Next in a real server process without built pages: serves the stream of a campaign by
// its own route handler and nothing else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GET } from '@/app/api/[version]/fleet/campaigns/[id]/stream/route'

export default function next() {
  return { prepare: async () => {}, getRequestHandler: () => listen }
}

// What the route's modules import of Next, for pages only.
export const headers = async () => new Headers()
export function redirect(): never {
  throw new Error('no page is served here')
}

async function listen(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const id = /campaigns\/(\d+)\/stream/.exec(req.url ?? '')?.[1] ?? ''
  const left = new AbortController()
  res.once('close', () => left.abort())
  const request = new Request(`http://localhost${req.url}`, {
    headers: { authorization: req.headers.authorization ?? '' },
    signal: left.signal,
  })
  const reply = await GET(request, { params: Promise.resolve({ version: 'v1', id }) })
  res.writeHead(reply.status, Object.fromEntries(reply.headers))
  const text = async function* () {
    if (reply.body) yield* reply.body
  }
  await pipeline(Readable.from(text()), res)
}
