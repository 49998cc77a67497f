// Test equipment: a server that answers from a script and a clock that never waits.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { isObject, type JsonObject } from './acceptance'
import { Agent, type AgentEvents } from './agent'
import type { Clock } from './clock'
import { openEngine } from './engine'
import type { FlagValues } from './flags'
import { type Machine, makeMachine } from './machine'
import { openTransport } from './transport'
import type { Platform, Version } from './versions'

export interface Received {
  path: string
  headers: http.IncomingHttpHeaders
  body: JsonObject
  socket: number
}

/** A body to answer with, or one of the ways not to answer. */
export type Scripted =
  | string
  | { status?: number; body?: string; headers?: Record<string, string> }
  | 'hang up'
  | 'never answer'

export interface ScriptedServer {
  url: string
  received: Received[]
  at(path: string): Received[]
  close(): Promise<void>
}

/** Serves on a free loopback port; the script sees every request, parsed and inflated. */
export async function scriptedServer(
  script: (request: Received, count: number) => Scripted,
): Promise<ScriptedServer> {
  const received: Received[] = []
  const sockets = new Map<object, number>()
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const raw = Buffer.concat(parts)
      const text = (
        request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
      ).toString()
      const parsed: unknown = JSON.parse(text)
      const socket = sockets.get(request.socket) ?? sockets.size + 1
      sockets.set(request.socket, socket)
      const path = request.url ?? ''
      const entry = { path, headers: request.headers, body: isObject(parsed) ? parsed : {}, socket }
      received.push(entry)
      reply(script(entry, received.length), request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${portOf(address)}`,
    received,
    at: (path) => received.filter((request) => request.path === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function reply(
  answer: Scripted,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  if (answer === 'never answer') return
  if (answer === 'hang up') return void request.socket.destroy()
  const given = typeof answer === 'string' ? { body: answer } : answer
  const { status = 200, body = '', headers = {} } = given
  response.writeHead(status, headers).end(body)
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('the server has no port')
}

/** Sleeping moves this clock on at once; `slept` tells how long each wait was, in seconds. */
function manualClock(startSeconds = 1_800_000_000): Clock & {
  slept: number[]
  advance(seconds: number): void
} {
  let now = startSeconds * 1000
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms / 1000)
      now += ms
    },
    advance: (seconds) => {
      now += seconds * 1000
    },
  }
}

export interface TestAgent {
  agent: Agent
  clock: ReturnType<typeof manualClock>
  server: ScriptedServer
  close(): Promise<void>
}

export const paths = {
  enrol: '/api/osquery/enroll',
  config: '/api/osquery/config',
  log: '/api/osquery/log',
  read: '/api/osquery/distributed/read',
  write: '/api/osquery/distributed/write',
}

/** An agent with a real engine against a script; enrolment answers a key unless scripted. */
export async function testAgent(
  script: (request: Received, count: number) => Scripted | undefined,
  options: {
    platform?: Platform
    version?: Version
    flags?: Partial<FlagValues>
    events?: AgentEvents
  } = {},
): Promise<TestAgent> {
  const server = await scriptedServer(
    (request, count) =>
      script(request, count) ?? (request.path === paths.enrol ? '{"node_key":"key-1"}' : '{}'),
  )
  const clock = manualClock()
  const machine = testMachine(options.platform ?? 'linux', options.version ?? '5.23.1')
  const transport = openTransport({ baseUrl: server.url })
  const executor = await openEngine({ maxRows: 1000 })
  const agent = new Agent({
    machine,
    transport,
    executor,
    clock,
    secret: 'the secret',
    flags: options.flags ?? {},
    events: options.events ?? {},
  })
  return {
    agent,
    clock,
    server,
    close: async () => {
      agent.stop()
      transport.close()
      executor.close()
      await server.close()
    },
  }
}

function testMachine(platform: Platform, version: Version): Machine {
  const nowSeconds = 1_800_000_000
  const machine = makeMachine({ seed: 7, index: 1, platform, prefix: 'test', nowSeconds })
  return { ...machine, version }
}
