import http, { type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import {
  bothDoors,
  call,
  failures,
  frontDoors,
  open,
  post,
  raw,
  seen,
} from '@/lib/testing/front-door'
import { openFrontDoor } from './front-door'
import { agentPaths } from './front-paths'
import { lifecycle, onDrain, runFarewells } from './lifecycle'

frontDoors()

function bodyOf(reply: string): Record<string, unknown> {
  return JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4))
}

test('every alias of every agent path reaches the agents’ listener, none redirects', async () => {
  const door = await open()
  door.open(bothDoors)
  expect(agentPaths.size).toBe(36)
  for (const [path, endpoint] of agentPaths) {
    const response = await post(`${path}?enroll_secret=x`)
    expect([path, response.status, await response.json()]).toEqual([path, 200, { endpoint }])
  }
  expect(new Set(seen).size).toBe(7)
})

test('R2: whatever goes wrong below the agents’ paths, the reply is a JSON object with an error', async () => {
  const door = await open()
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
  const door = await open()
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
  const door = await open({ timeouts: { headerMs: 300, requestMs: 600 } })
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
  const door = await open()
  door.open(bothDoors)
  const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  expect(await raw(upgrade)).toMatch(/^HTTP\/1.1 400 .*upgrade is not supported/s)
})

test('S106: headers by which Next talks to itself do not come in from outside', async () => {
  const door = await open()
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
  const door = await open()
  const { agent, web } = bothDoors
  door.open(web ? { web } : {})
  expect((await post('/api/osquery/log')).status).toBe(503)
  expect((await call('/hosts')).status).toBe(200)
  door.open(agent ? { agent } : {})
  expect((await post('/api/osquery/log')).status).toBe(200)
  expect([(await call('/hosts')).status, (await call('/healthz')).status]).toEqual([404, 200])
})

test('a taken port is named in words', async () => {
  const door = await open()
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

test('R27: closing waits for a request in flight, closes streams that registered, cuts what stays', async () => {
  let door = await open()
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

  door = await open()
  door.open({ web: (_req, res) => void res.write('never ends') })
  const slow = http.get({ port: door.port, host: '127.0.0.1', path: '/' })
  await new Promise<IncomingMessage>((resolve) => slow.once('response', resolve))
  const cut = new Promise((resolve) => slow.once('close', resolve))
  slow.on('error', () => undefined)
  await door.close(50)
  await cut
})
