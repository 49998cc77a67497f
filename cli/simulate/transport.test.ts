import { once } from 'node:events'
import https from 'node:https'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, it } from 'vitest'
import { type Scripted, type ScriptedServer, scriptedServer } from './testing'
import { openTransport, type Transport } from './transport'

let server: ScriptedServer
let transport: Transport

async function open(script: (count: number) => Scripted, options = {}) {
  server = await scriptedServer((_, count) => script(count))
  transport = openTransport({ baseUrl: server.url, ...options })
}

afterEach(async () => {
  transport.close()
  await server.close()
})

const post = (more = {}) =>
  transport.post({ path: '/log', body: '{"a":1}', version: '5.23.1', ...more })

describe('transport', () => {
  it('sends the same request once more, at once, when the connection breaks', async () => {
    await open((count) => (count === 1 ? 'hang up' : '{"ok":1}'))
    expect(await post()).toBe('{"ok":1}')
    expect(server.received.map((r) => r.body)).toEqual([{ a: 1 }, { a: 1 }])
  })

  it('gives up when the second connection breaks too', async () => {
    await open(() => 'hang up')
    await expect(post()).rejects.toThrow()
    expect(server.received).toHaveLength(2)
  })

  it('does not send again after the deadline', async () => {
    await open(() => 'never answer', { deadlineMs: 50 })
    await expect(post()).rejects.toThrow('in time')
    expect(server.received).toHaveLength(1)
  })

  it('returns the body whatever the status', async () => {
    await open(() => ({ status: 500, body: '' }))
    expect(await post()).toBe('')
  })

  it('opens a new connection per request unless told to keep it', async () => {
    await open(() => '{}')
    await post()
    await post()
    expect(new Set(server.received.map((r) => r.socket)).size).toBe(2)
    transport.close()
    transport = openTransport({ baseUrl: server.url, keepAlive: true })
    await post()
    await post()
    expect(new Set(server.received.map((r) => r.socket)).size).toBe(3)
  })

  it('speaks with the headers of an agent, the key in one only since 5.23', async () => {
    await open(() => '{}')
    await post({ nodeKey: 'k' })
    await post({ nodeKey: 'k', version: '5.22.1' })
    await post()
    const [first, old, keyless] = server.received.map((r) => r.headers)
    expect(first).toMatchObject({
      'user-agent': 'osquery/5.23.1',
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: 'NodeKey k',
    })
    expect(old?.authorization).toBeUndefined()
    expect(keyless?.authorization).toBeUndefined()
  })

  it('compresses a whole body on demand', async () => {
    await open(() => '{}')
    await post({ gzip: true })
    expect(server.received[0]?.headers['content-encoding']).toBe('gzip')
    expect(server.received[0]?.body).toEqual({ a: 1 })
  })

  it('follows redirects with the same method and body', async () => {
    await open((n) => (n === 1 ? { status: 301, headers: { Location: '/elsewhere' } } : '{}'))
    await post()
    expect(server.received.map((r) => [r.path, r.body])).toEqual([
      ['/log', { a: 1 }],
      ['/elsewhere', { a: 1 }],
    ])
  })

  it('skips verification only for loopback', async () => {
    await open(() => '{}')
    expect(() =>
      openTransport({ baseUrl: 'https://fleet.example.com', trustLoopback: true }),
    ).toThrow()
    openTransport({ baseUrl: 'https://localhost:8443', trustLoopback: true }).close()
  })
})

describe('transport over TLS', () => {
  it('trusts a given certificate or, on loopback, any; otherwise it refuses', async () => {
    const names = [{ type: 2 as const, value: 'localhost' }]
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: names }],
    })
    const secure = https.createServer({ key: pems.private, cert: pems.cert }, (_, response) => {
      response.end('{"ok":1}')
    })
    await once(secure.listen(0, '127.0.0.1'), 'listening')
    const address = secure.address()
    const port = typeof address === 'object' ? address?.port : 0
    const ask = (options: object) => {
      const opened = openTransport({ baseUrl: `https://localhost:${port}`, ...options })
      return opened.post({ path: '/', body: '{}', version: '5.23.1' }).finally(() => opened.close())
    }
    await expect(ask({})).rejects.toThrow('self-signed')
    expect(await ask({ ca: pems.cert })).toBe('{"ok":1}')
    expect(await ask({ trustLoopback: true })).toBe('{"ok":1}')
    secure.closeAllConnections()
    secure.close()
  })
})
