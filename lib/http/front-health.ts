// The operator's paths, answered before everything else and without Next: is the process there, may
// it get traffic, which version, which numbers.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { metricsRegistry } from '@/lib/metrics'
import { replyJson } from './front-reply'
import { lifecycle, within } from './lifecycle'

export type Health = {
  version: string
  /** Resolves when the database answers; called at most once per request. */
  database: () => Promise<unknown>
  /** Whether the schema is what this version needs. */
  schemaCurrent: () => boolean
  /** Whether this bearer token may read metrics from another machine. */
  metricsToken: (token: string) => Promise<boolean>
}

const databasePatienceMs = 1_000

/** Answers /livez, /healthz, /readyz, /version and /metrics; false for every other path. */
export function replyHealth(
  health: Health,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
): boolean {
  if (path === '/livez' || path === '/healthz') replyJson(req, res, 200, { status: 'ok' })
  else if (path === '/version') replyJson(req, res, 200, { version: health.version })
  else if (path === '/readyz') void replyReady(health, req, res)
  else if (path === '/metrics') void replyMetrics(health, req, res)
  else return false
  return true
}

async function replyReady(health: Health, req: IncomingMessage, res: ServerResponse) {
  const { phase } = lifecycle()
  const reasons: string[] = []
  if (phase !== 'serving') reasons.push(phase)
  else {
    if (!(await databaseAnswers(health))) reasons.push('database')
    if (!health.schemaCurrent()) reasons.push('schema')
  }
  const ready = reasons.length === 0
  replyJson(
    req,
    res,
    ready ? 200 : 503,
    ready ? { status: 'ready' } : { status: 'not_ready', reasons },
  )
}

async function databaseAnswers(health: Health): Promise<boolean> {
  const asked = health.database().then(
    () => true,
    () => false,
  )
  return (await within(databasePatienceMs, asked)) && (await asked)
}

async function replyMetrics(health: Health, req: IncomingMessage, res: ServerResponse) {
  try {
    if (!(await mayReadMetrics(health, req))) {
      const headers = { 'www-authenticate': 'Bearer' }
      replyJson(req, res, 401, { error: 'metrics need a token' }, headers)
      return
    }
    const registry = metricsRegistry()
    const text = await registry.metrics()
    res.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' })
    res.end(req.method === 'HEAD' ? undefined : text)
  } catch {
    replyJson(req, res, 503, { error: 'metrics are not available' })
  }
}

/** A proxy on this machine makes every stranger look local, so a forwarded request is not local. */
function isLocal(req: IncomingMessage): boolean {
  const address = req.socket.remoteAddress ?? ''
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address)
  return loopback && !('x-forwarded-for' in req.headers) && !('forwarded' in req.headers)
}

async function mayReadMetrics(health: Health, req: IncomingMessage): Promise<boolean> {
  const token = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1]
  return token === undefined ? isLocal(req) : health.metricsToken(token)
}
