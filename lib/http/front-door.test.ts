import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unpin } from '@/lib/global'
import { type Doors, type FrontDoor, type FrontDoorOptions, openFrontDoor } from './front-door'
import { agentPaths } from './front-paths'
import { lifecycle, onDrain, runFarewells } from './lifecycle'
import { loadCertificate } from './tls'

let door: FrontDoor
let dir: string
const seen: string[] = []
const failures: unknown[] = []

const bothDoors: Doors = {
  agent: (endpoint, req, res) => {
    seen.push(endpoint)
    req.resume().on('end', () => res.end(JSON.stringify({ endpoint })))
  },
  web: (req, res) => void res.end(`web ${JSON.stringify(req.headers)}`),
}

async function open(more: Partial<FrontDoorOptions> = {}): Promise<void> {
  const health = {
    version: '1.2.3',
    database: async () => 1,
    schemaCurrent: () => true,
    metricsToken: async (token: string) => token === 'right',
  }
  const onError = (error: unknown) => failures.push(error)
  const publicUrl = 'http://muster.example'
  door = await openFrontDoor({ host: '127.0.0.1', port: 0, publicUrl, health, onError, ...more })
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'muster-door-'))
  unpin('lifecycle')
  lifecycle().phase = 'serving'
  seen.length = 0
  failures.length = 0
})

afterEach(async () => {
  await door?.close(0)
  rmSync(dir, { recursive: true, force: true })
})

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${door.port}${path}`, { redirect: 'manual', ...init })
}

const post = (path: string, init: RequestInit = {}) =>
  call(path, { method: 'POST', body: '{}', ...init })

/** Sends bytes as they are and returns all that comes back until the other side closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(door.port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

function bodyOf(reply: string): Record<string, unknown> {
  return JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4))
}

test('every alias of every agent path reaches the agents’ listener, none redirects', async () => {
  await open()
  door.open(bothDoors)
  expect(agentPaths.size).toBe(36)
  for (const [path, endpoint] of agentPaths) {
    const response = await post(`${path}?enroll_secret=x`)
    expect([path, response.status, await response.json()]).toEqual([path, 200, { endpoint }])
  }
  expect(new Set(seen).size).toBe(7)
})

test('R2: whatever goes wrong below the agents’ paths, the reply is a JSON object with an error', async () => {
  await open()
  door.open({
    agent: () => {
      throw new Error('listener broke')
    },
    web: () => undefined,
  })
  const replies = [
    await post('/api/osquery/nope'),
    await post('/api/v1/osquery'),
    await call('/api/osquery/enroll'),
    await call('/api/osquery/config', { method: 'PUT', body: 'x' }),
    await post('/api/osquery/log'),
    await post('/api/osquery/carve/begin/x'),
  ]
  expect(replies.map((reply) => reply.status)).toEqual([404, 404, 405, 405, 500, 404])
  for (const reply of replies) {
    const body = await reply.json()
    expect(typeof body.error === 'string' && body.error !== '').toBe(true)
    expect(body).not.toHaveProperty('node_invalid')
  }
  expect(failures).toHaveLength(1)
})

test('what is not even HTTP is answered with JSON too', async () => {
  await open()
  door.open(bothDoors)
  const nonsense = await raw('nonsense\r\n\r\n')
  expect(nonsense).toMatch(/^HTTP\/1.1 400 /)
  expect(bodyOf(nonsense).error).toBe('not valid HTTP')
  const fat = await raw(`POST /api/osquery/log HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)
  expect(fat).toMatch(/^HTTP\/1.1 431 /)
  expect(bodyOf(fat).error).toBe('the header is too large')
  const expectation = 'POST /api/osquery/log HTTP/1.1\r\nExpect: x\r\nConnection: close\r\n'
  expect(await raw(`${expectation}Content-Length: 0\r\n\r\n`)).toContain('{"endpoint":"log"}')
})

test('S109: a header or body that dribbles is cut with a JSON reply', async () => {
  await open({ timeouts: { headerMs: 300, requestMs: 600 } })
  door.open(bothDoors)
  for (const start of [
    'POST /api/osq',
    'POST /api/osquery/log HTTP/1.1\r\nContent-Length: 9\r\n\r\n{',
  ]) {
    const reply = await raw(start)
    expect(reply).toMatch(/^HTTP\/1.1 408 /)
    expect(bodyOf(reply).error).toBe('the request took too long to arrive')
  }
})

test('S107: upgrades are refused', async () => {
  await open()
  door.open(bothDoors)
  const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  expect(await raw(upgrade)).toMatch(/^HTTP\/1.1 400 .*upgrade is not supported/s)
})

test('S106: headers by which Next talks to itself do not come in from outside', async () => {
  await open()
  door.open(bothDoors)
  const headers = {
    'x-middleware-subrequest': 'a',
    'X-Nextjs-Data': '1',
    'x-invoke-path': '/',
    'x-matched-path': '/',
    rsc: '1',
    'x-request-id': 'kept',
  }
  const text = await (await call('/hosts', { headers })).text()
  expect(text).not.toMatch(/x-middleware|x-nextjs|x-invoke|x-matched/)
  expect(text).toContain('"rsc":"1"')
  expect(text).toContain('kept')
})

test('before the doors open agents and people are told to come back', async () => {
  await open()
  const agent = await post('/api/osquery/log')
  expect([agent.status, await agent.json()]).toEqual([503, { error: 'the server is starting' }])
  expect((await call('/')).status).toBe(503)
  expect((await call('/livez')).status).toBe(200)
})

test('a role without a door answers in the dialect of that door', async () => {
  await open()
  const { agent, web } = bothDoors
  door.open(web ? { web } : {})
  expect((await post('/api/osquery/log')).status).toBe(503)
  expect((await call('/hosts')).status).toBe(200)
  door.open(agent ? { agent } : {})
  expect((await post('/api/osquery/log')).status).toBe(200)
  expect([(await call('/hosts')).status, (await call('/healthz')).status]).toEqual([404, 200])
})

test('R38: readiness tells database, schema and draining apart; liveness ignores them', async () => {
  let database = async (): Promise<unknown> => 1
  let current = true
  const health = {
    version: '1.2.3',
    database: () => database(),
    schemaCurrent: () => current,
    metricsToken: async () => false,
  }
  await open({ health })
  const ready = async () => {
    const response = await call('/readyz')
    return [response.status, (await response.json()).reasons]
  }
  expect(await ready()).toEqual([200, undefined])
  database = () => Promise.reject(new Error('down'))
  expect(await ready()).toEqual([503, ['database']])
  database = () => new Promise(() => undefined)
  const startedAt = performance.now()
  expect(await ready()).toEqual([503, ['database']])
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  current = false
  database = async () => 1
  expect(await ready()).toEqual([503, ['schema']])
  lifecycle().phase = 'draining'
  expect(await ready()).toEqual([503, ['draining']])
  expect(await (await call('/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await call('/version')).json()).toEqual({ version: '1.2.3' })
})

test('metrics are for this machine or a token, and a proxy does not make strangers local', async () => {
  await open()
  expect(await (await call('/metrics')).text()).toContain('nodejs_eventloop_lag')
  const forwarded = { 'x-forwarded-for': '203.0.113.9' }
  expect((await call('/metrics', { headers: forwarded })).status).toBe(401)
  const bearer = (token: string) => ({ ...forwarded, authorization: `Bearer ${token}` })
  expect((await call('/metrics', { headers: bearer('wrong') })).status).toBe(401)
  expect((await call('/metrics', { headers: bearer('right') })).status).toBe(200)
})

test('a taken port is named in words', async () => {
  await open()
  const second = openFrontDoor({
    host: '127.0.0.1',
    port: door.port,
    publicUrl: 'http://localhost',
    health: {
      version: '',
      database: async () => 1,
      schemaCurrent: () => true,
      metricsToken: async () => false,
    },
    onError: () => undefined,
  })
  await expect(second).rejects.toThrow(`Port ${door.port} on 127.0.0.1 is taken`)
})

test('agents get TLS 1.2 with ECDHE and AES-GCM from a certificate that is made once and kept', async () => {
  const made = await loadCertificate(dir, 'http://muster.example:3000', new Date())
  expect(statSync(join(dir, 'tls', 'server.key')).mode & 0o777).toBe(0o600)
  const again = await loadCertificate(dir, 'http://muster.example:3000', new Date())
  expect(again).toEqual({ ...made })
  const other = await loadCertificate(dir, 'http://other.example', new Date())
  expect([other.cert, other.warning?.includes('other.example')]).toEqual([made.cert, true])

  const ca = readFileSync(made.certPath)
  await open({ tls: { port: 0, ...made } })
  door.open(bothDoors)
  const port = door.tlsPort ?? 0
  for (const servername of ['localhost', 'muster.example']) {
    const status = await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername, ca, method: 'POST', agent: false }
      https
        .request({ ...options, path: '/api/osquery/enroll' }, (res) => resolve(res.statusCode))
        .on('error', reject)
        .end('{}')
    })
    expect(status).toBe(200)
  }
  const cipher = await new Promise<string>((resolve, reject) => {
    const socket = connectTls(
      { host: '127.0.0.1', port, servername: 'localhost', ca, maxVersion: 'TLSv1.2' },
      () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
        socket.destroy()
      },
    )
    socket.on('error', reject)
  })
  expect(cipher).toMatch(/^TLSv1.2 ECDHE-RSA-AES\d+-GCM/)
  const expired = await loadCertificate(dir, 'http://x.example', new Date('2099-01-01'))
  expect(expired.cert).not.toBe(made.cert)
})

test('R27: closing waits for a request in flight, closes streams that registered, cuts what stays', async () => {
  await open()
  let finish: (() => void) | undefined
  door.open({
    agent: (_endpoint, _req, res) => {
      finish = () => res.end('{}')
    },
    web: (_req, res) => {
      res.write('event: hello\n\n')
      onDrain(() => void res.end('event: bye\n\n'))
    },
  })
  const stream = await call('/stream')
  const pending = post('/api/osquery/log')
  await expect.poll(() => finish).toBeDefined()
  lifecycle().phase = 'draining'
  await runFarewells(lifecycle().drains, 500, (error) => failures.push(error))
  expect(await stream.text()).toContain('bye')
  const closed = door.close(10_000)
  finish?.()
  expect((await pending).status).toBe(200)
  await closed

  await open()
  door.open({ web: (_req, res) => void res.write('never ends') })
  const slow = http.get({ port: door.port, host: '127.0.0.1', path: '/' })
  await new Promise<IncomingMessage>((resolve) => slow.once('response', resolve))
  const cut = new Promise((resolve) => slow.once('close', resolve))
  slow.on('error', () => undefined)
  await door.close(50)
  await cut
})
