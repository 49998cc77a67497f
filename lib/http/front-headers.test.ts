import http from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unpin } from '@/lib/global'
import { type FrontDoor, type FrontDoorOptions, openFrontDoor } from './front-door'
import { keepTypeReadable } from './front-headers'
import { lifecycle } from './lifecycle'

type Heard = { url: string | undefined; headers: http.IncomingHttpHeaders }

let door: FrontDoor
const heard: Heard[] = []

async function open(more: Partial<FrontDoorOptions> = {}): Promise<void> {
  door = await openFrontDoor({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'https://muster.example:8080',
    health: {
      version: '1',
      database: async () => 1,
      schemaCurrent: () => true,
      metricsToken: async () => false,
    },
    onError: (error) => {
      throw error
    },
    ...more,
  })
  door.open({
    agent: (_endpoint, _req, res) => void res.end('{}'),
    web: (req, res) => {
      heard.push({ url: req.url, headers: req.headers })
      res.end('page')
    },
  })
}

beforeEach(() => {
  unpin('lifecycle')
  lifecycle().phase = 'serving'
  heard.length = 0
})

afterEach(() => door.close(0))

type Reply = { status: number; headers: http.IncomingHttpHeaders; text: string }

/** Unlike fetch, sends the path and the Host that it is given. */
function get(path: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: door.port, path, method, headers, agent: false }
    http
      .request(options, (res) => {
        let text = ''
        res.on('data', (chunk) => {
          text += chunk
        })
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }))
      })
      .on('error', reject)
      .end()
  })
}

const people = [
  '/',
  '/login',
  '/api/v1/fleet/hosts',
  '/_next/static/x.js',
  '/healthz',
  '//x',
  '/%ff',
]

test('S75, S105: every answer to a person carries the policy and the other headers', async () => {
  await open()
  for (const path of people) {
    const { headers } = await get(path)
    const policy = headers['content-security-policy'] ?? ''
    for (const part of [
      /script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic' 'wasm-unsafe-eval';/,
      /object-src 'none'/,
      /base-uri 'none'/,
      /frame-ancestors 'none'/,
      /form-action 'self'/,
      /connect-src 'self';/,
    ])
      expect([path, policy]).toEqual([path, expect.stringMatching(part)])
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d+$/),
    })
    expect(headers).not.toHaveProperty('x-powered-by')
  }
})

test('S75: the nonce is new for each request, and what a client sends in its place counts for nothing', async () => {
  await open()
  const forged = {
    'content-security-policy': "script-src 'nonce-forged'",
    'content-security-policy-report-only': "script-src 'nonce-forged'",
    'x-nonce': 'forged',
  }
  const policies = await Promise.all([get('/', forged), get('/', forged)])
  expect(policies[0]?.headers['content-security-policy']).not.toBe(
    policies[1]?.headers['content-security-policy'],
  )
  for (const { headers } of heard) {
    expect(JSON.stringify(headers)).not.toContain('forged')
    expect(headers['content-security-policy']).toContain(`'nonce-${headers['x-nonce']}'`)
  }
  expect(new Set(heard.map(({ headers }) => headers['x-nonce'])).size).toBe(2)
})

test('HSTS is not sent where people come over plain HTTP', async () => {
  await open({ publicUrl: 'http://muster.example' })
  expect((await get('/')).headers).not.toHaveProperty('strict-transport-security')
})

test('development lets Next’s refresh through and nothing is looser in production', async () => {
  await open({ development: true })
  const { headers } = await get('/')
  expect(headers['content-security-policy']).toContain("'unsafe-eval'")
  expect(headers['content-security-policy']).toContain('ws:')
})

test('S104: a name that is not ours is refused, ours and any address are not', async () => {
  await open()
  const statusOf = async (headers: http.OutgoingHttpHeaders) => (await get('/', headers)).status
  for (const host of [
    'muster.example',
    'MUSTER.example.:8080',
    'localhost:3000',
    '127.0.0.1',
    '[::1]:3000',
    '10.1.2.3:3000',
  ])
    expect([host, await statusOf({ host })]).toEqual([host, 200])
  for (const host of ['evil.example', 'muster.example.evil.example', 'x@localhost', 'a b', ' '])
    expect([host, await statusOf({ host })]).toEqual([host, 421])
  const forwarded = (name: string) => statusOf({ host: 'muster.example', 'x-forwarded-host': name })
  expect(await forwarded('muster.example')).toBe(200)
  expect(await forwarded('evil.example')).toBe(421)
  const refused = JSON.parse((await get('/', { host: 'evil.example' })).text)
  expect(refused.message).toContain('PUBLIC_URL')
  expect(heard.every(({ headers }) => !headers.host?.includes('evil'))).toBe(true)
})

test('agents come by any name', async () => {
  await open()
  const reply = await get('/api/osquery/enroll', { host: 'anything.example' }, 'POST')
  expect(reply.status).toBe(200)
})

test('S108: what Next would redirect or answer with HTML is a plain 404', async () => {
  await open()
  for (const path of [
    '//evil.example/x',
    '/hosts//1',
    '/%ff',
    '/a/%e0%a4',
    '/\\evil.example',
    '*',
  ]) {
    const reply = await get(path)
    expect([path, reply.status, JSON.parse(reply.text)]).toEqual([
      path,
      404,
      { message: 'Not found', errors: [], uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ])
  }
  expect(heard).toEqual([])
  await get('http://muster.example/hosts?q=http://x//y%ff')
  await get('http://muster.example?q=1')
  expect(heard.map(({ url }) => url)).toEqual(['/hosts?q=http://x//y%ff', '/?q=1'])
})

test('a type given as a list of one is sent and read as a text', async () => {
  const server = http.createServer((_req, res) => {
    keepTypeReadable(res)
    res.setHeader('Content-Type', ['application/json'])
    res.setHeader('vary', ['a', 'b'])
    res.end(JSON.stringify([res.getHeader('content-type'), res.getHeader('vary')]))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const reply = await fetch(`http://127.0.0.1:${port}`)
  expect(await reply.json()).toEqual(['application/json', ['a', 'b']])
  server.close()
})
