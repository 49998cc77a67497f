// The front door: sends agents' paths to the agents' listener and the rest to Next, over HTTP and TLS.
// Owns what Next cannot: timeouts, refusals that are never empty, upgrades, draining of connections.
import { randomUUID } from 'node:crypto'
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import { counter } from '@/lib/metrics'
import { stampAddress } from './address'
import { stampHeaders } from './front-headers'
import { type Health, replyHealth } from './front-health'
import { isKnownName } from './front-names'
import { type AgentEndpoint, agentPaths, cleanTarget, isAgentPath, pathOf } from './front-paths'
import { refuseAgent, replyJson, replyRaw } from './front-reply'
import { isDraining } from './lifecycle'
import { tlsOptions } from './tls'

export type AgentListener = (
  endpoint: AgentEndpoint,
  req: IncomingMessage,
  res: ServerResponse,
) => void | Promise<void>

export type WebListener = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>

/** What this process serves; a door that ROLE leaves out is absent. Undefined while it starts. */
export type Doors = { agent?: AgentListener; web?: WebListener }

export type FrontDoorOptions = {
  host: string
  port: number
  tls?: { port: number; key: string; cert: string }
  /** The address by which people come, which decides on names and on HSTS. */
  publicUrl: string
  health: Health
  /** Lets Next's own development socket and refresh through; else every upgrade is refused. */
  development?: boolean
  /** Milliseconds for the header and for the whole request; tests shorten them. */
  timeouts?: { headerMs: number; requestMs: number }
  onError: (error: unknown) => void
}

export type FrontDoor = {
  port: number
  tlsPort: number | undefined
  open: (doors: Doors) => void
  /** Stops listening and waits for requests in flight, at most that long; then cuts the rest. */
  close: (patienceMs: number) => Promise<void>
}

// Headers by which Next's own parts talk to each other: from outside they are only ever an attack.
const internalHeader = /^x-(middleware|nextjs|next|invoke|matched|now|prerender|action|rsc|vercel)-/

const refusals = () =>
  counter('agent_refused_total', 'Requests of agents refused, by reason', ['reason'])

/** Listens on both ports. Throws an Error in plain words when one is taken or not allowed. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const house = new House(options)
  const plain = house.prepare(http.createServer(house.serverOptions()))
  await listen(plain, options.host, options.port, 'PORT')
  const { tls } = options
  let secure: Server | undefined
  if (tls) {
    const secrets = { ...tlsOptions, key: tls.key, cert: tls.cert, ALPNProtocols: ['http/1.1'] }
    secure = house.prepare(https.createServer({ ...house.serverOptions(), ...secrets }))
    await listen(secure, options.host, tls.port, 'TLS_PORT').catch((error: unknown) => {
      plain.close()
      throw error
    })
  }
  return {
    port: portOf(plain),
    tlsPort: secure && portOf(secure),
    open: (doors) => house.open(doors),
    close: (patienceMs) => house.close(patienceMs),
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const listenReasons: Record<string, string> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used without more rights',
  EADDRNOTAVAIL: 'cannot be opened: this machine does not have that address (HOST)',
}

function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => {
      const reason = listenReasons[cause.code ?? ''] ?? `cannot be opened: ${cause.message}`
      const advice = `Set ${variable} to another port${variable === 'TLS_PORT' ? ' or to "off"' : ''}.`
      reject(new Error(`Port ${port} on ${host} ${reason}. ${advice}`, { cause }))
    }
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

class House {
  private doors: Doors | undefined
  private readonly servers: Server[] = []
  private readonly latest = new WeakMap<Duplex, ServerResponse>()
  private inFlight = 0
  private onIdle: (() => void) | undefined

  constructor(private readonly options: FrontDoorOptions) {}

  serverOptions(): http.ServerOptions {
    const { headerMs, requestMs } = this.options.timeouts ?? { headerMs: 10_000, requestMs: 30_000 }
    return {
      headersTimeout: headerMs,
      requestTimeout: requestMs,
      // Longer than the idle time of common proxies and of agents, so that we never close first.
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: Math.min(1_000, headerMs / 2),
      // Node would answer a missing Host by itself, with an empty body.
      requireHostHeader: false,
    }
  }

  prepare<S extends Server>(server: S): S {
    server.on('request', (req, res) => this.receive(req, res))
    // Without a listener Node answers an unknown Expect with an empty 417.
    server.on('checkExpectation', (req, res) => this.receive(req, res))
    server.on('clientError', (error, socket) => this.refuseBroken(error, socket))
    if (!this.options.development) {
      server.on('upgrade', (_req, socket) => replyRaw(socket, 400, 'upgrade is not supported'))
    }
    this.servers.push(server)
    return server
  }

  open(doors: Doors): void {
    this.doors = doors
  }

  private receive(req: IncomingMessage, res: ServerResponse): void {
    this.latest.set(req.socket, res)
    this.inFlight += 1
    res.once('close', () => {
      this.inFlight -= 1
      if (this.inFlight === 0) this.onIdle?.()
    })
    if (isDraining()) res.setHeader('connection', 'close')
    const path = pathOf(req.url ?? '/')
    if (isAgentPath(path)) this.receiveAgent(path, req, res)
    else {
      stampHeaders(req, res, this.options)
      if (!replyHealth(this.options.health, path, req, res)) this.receivePerson(req, res)
    }
  }

  private receiveAgent(path: string, req: IncomingMessage, res: ServerResponse): void {
    const refuse = (status: number, reason: string, error: string) => {
      refusals().inc({ reason })
      refuseAgent(req, res, status, error)
    }
    const endpoint = agentPaths.get(path)
    const agent = this.doors?.agent
    if (!endpoint) refuse(404, 'unknown_path', 'no such path')
    else if (req.method !== 'POST') refuse(405, 'wrong_method', 'this path takes POST only')
    else if (!this.doors) refuse(503, 'starting', 'the server is starting')
    else if (!agent) refuse(503, 'wrong_role', 'this process does not serve agents')
    else {
      this.guard(
        () => agent(endpoint, req, res),
        () => refuse(500, 'internal', 'internal error'),
      )
    }
  }

  private receivePerson(req: IncomingMessage, res: ServerResponse): void {
    const refuse = (status: number, message: string, headers = {}) =>
      replyJson(req, res, status, { message, errors: [], uuid: randomUUID() }, headers)
    const web = this.doors?.web
    const target = cleanTarget(req.url ?? '/')
    const { publicUrl, host } = this.options
    if (!isKnownName(req, publicUrl, host))
      refuse(421, 'This server has another name. Its operator sets PUBLIC_URL')
    else if (target === null) refuse(404, 'Not found')
    else if (!this.doors) refuse(503, 'The server is starting', { 'retry-after': '1' })
    else if (!web) refuse(404, 'Not served by this process')
    else {
      for (const name of Object.keys(req.headers)) {
        if (internalHeader.test(`${name}-`)) delete req.headers[name]
      }
      req.url = target
      stampAddress(req)
      this.guard(
        () => web(req, res),
        () => refuse(500, 'Internal error'),
      )
    }
  }

  /** Runs a listener; one that throws or rejects is logged, and still answered. */
  private guard(run: () => void | Promise<void>, answer: () => void): void {
    const failed = (error: unknown) => {
      this.options.onError(error)
      answer()
    }
    try {
      Promise.resolve(run()).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Requests that never became whole: too slow, too large in the header, or not HTTP at all. */
  private refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
    const begun = this.latest.get(socket)
    if (error.code === 'ECONNRESET' || (begun?.headersSent && !begun.writableFinished)) {
      socket.destroy()
    } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      refusals().inc({ reason: 'timeout' })
      replyRaw(socket, 408, 'the request took too long to arrive')
    } else if (error.code === 'HPE_HEADER_OVERFLOW') {
      replyRaw(socket, 431, 'the header is too large')
    } else replyRaw(socket, 400, 'not valid HTTP')
  }

  async close(patienceMs: number): Promise<void> {
    for (const server of this.servers) {
      server.close()
      server.closeIdleConnections()
    }
    if (this.inFlight > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs)
        this.onIdle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    for (const server of this.servers) server.closeAllConnections()
  }
}
