import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FaultProxy, openFaultProxy } from '@/lib/testing/fault-proxy'

const patient = { timeout: 20_000, interval: 10 }

let server: Server
let proxy: FaultProxy
/** What the server behind the proxy was told in this test, and how often it was left. */
let behind = { told: '', left: 0 }
const sockets: Socket[] = []

beforeEach(async () => {
  const mine = { told: '', left: 0 }
  behind = mine
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('close', () => (mine.left += 1))
    socket.on('data', (chunk) => {
      mine.told += chunk
      socket.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  proxy = await openFaultProxy({ port: typeof address === 'object' ? (address?.port ?? 0) : 0 })
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await proxy.stop()
  server.close()
  await once(server, 'close')
})

type Caller = { socket: Socket; read: () => string; fate: () => string; bytes: () => number }

/** A client of the echo; its fate is `open`, `ended` or the code of the error that ended it. */
function call(): Caller {
  const socket = connect(proxy.port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  let fate = 'open'
  socket.on('data', (chunk) => (text += chunk))
  socket.on('error', (error) => (fate = String(Object(error).code)))
  socket.on('close', () => (fate = fate === 'open' ? 'ended' : fate))
  return { socket, read: () => text, fate: () => fate, bytes: () => text.length }
}

const until = (check: () => void) => vi.waitFor(check, patient)

async function greeted(): Promise<Caller> {
  const caller = call()
  caller.socket.write('hello')
  await until(() => expect(caller.read()).toBe('hello'))
  return caller
}

test('without a fault bytes pass both ways, and the end of one party is told to the other', async () => {
  const caller = await greeted()
  caller.socket.end()
  await until(() => expect([behind.left, caller.fate()]).toEqual([1, 'ended']))
  expect(proxy).toMatchObject({ accepted: 1, received: 5 })
})

test.each([
  ['cut', 'ended'],
  ['reset', 'ECONNRESET'],
] as const)(
  '%s: open connections end so, new ones too, and healed all is well',
  async (kind, fate) => {
    const caller = await greeted()
    await proxy.meet({ kind })
    await until(() => expect([caller.fate(), behind.left]).toEqual([fate, 1]))
    const late = call()
    await until(() => expect(late.fate()).not.toBe('open'))
    expect(behind.told).toBe('hello')
    await proxy.meet({ kind: 'none' })
    await greeted()
  },
)

test('refuse: nobody listens, and healed it is the same address', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'refuse' })
  await until(() => expect(caller.fate()).toBe('ended'))
  const late = call()
  await until(() => expect(late.fate()).toBe('ECONNREFUSED'))
  await proxy.meet({ kind: 'none' })
  await greeted()
})

test('black hole: nothing passes and nothing ends; healed, what was held arrives, also of new connections', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'black_hole' })
  const late = call()
  const ended = new AbortController()
  const more = proxy.heard(6, ended.signal)
  caller.socket.write(' world')
  late.socket.write('late')
  await more
  expect([caller.read(), late.read(), behind.told]).toEqual(['hello', '', 'hello'])
  await proxy.meet({ kind: 'none' })
  await until(() => expect([caller.read(), late.read()]).toEqual(['hello world', 'late']))
  expect(caller.fate()).toBe('open')
})

test('half-open: the far party is gone, the near one is never told, and only a new connection helps', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'half_open' })
  await until(() => expect(behind.left).toBe(1))
  await proxy.meet({ kind: 'none' })
  const more = proxy.heard(6, new AbortController().signal)
  caller.socket.write(' world')
  await more
  await greeted()
  expect([caller.read(), caller.fate(), behind.told]).toEqual(['hello', 'open', 'hellohello'])
})

test('mute: what is asked is done, and the answer is lost', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'mute' })
  caller.socket.write(' world')
  await until(() => expect(behind.told).toBe('hello world'))
  await proxy.meet({ kind: 'none' })
  caller.socket.write('!')
  await until(() => expect(caller.read()).toBe('hello!'))
})

test('latency: each way takes so long, and the order stays', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'latency', ms: 150 })
  const started = performance.now()
  for (const part of ['a', 'b', 'c']) caller.socket.write(part)
  await until(() => expect(caller.read()).toBe('helloabc'))
  expect(performance.now() - started).toBeGreaterThanOrEqual(295)
})

test('bandwidth: no more than so many bytes a second, and all of them', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'bandwidth', bytes_per_second: 200_000 })
  const started = performance.now()
  caller.socket.write(Buffer.alloc(60_000, 'x'))
  await until(() => expect(caller.bytes()).toBe(60_005))
  expect(performance.now() - started).toBeGreaterThanOrEqual(250)
})

test('what a black hole holds is bounded: the sender feels that nobody reads', async () => {
  const caller = await greeted()
  await proxy.meet({ kind: 'black_hole' })
  const size = 64 * 1_024 * 1_024
  caller.socket.write(Buffer.alloc(size, 'x'))
  await until(() => expect(proxy.received).toBeGreaterThan(256 * 1_024))
  expect(proxy.received).toBeLessThan(1_024 * 1_024)
  expect(caller.socket.writableLength).toBeGreaterThan(0)
  await proxy.meet({ kind: 'none' })
  await until(() => expect(caller.bytes()).toBe(size + 5))
})

test('whoever waits for bytes that do not come is told when the time is over', async () => {
  await expect(proxy.heard(1, AbortSignal.timeout(20))).rejects.toThrow('fewer than 1 bytes')
})

test('a fault proxy stays on the loopback', async () => {
  await expect(openFaultProxy({ host: '10.0.0.1', port: 80 })).rejects.toThrow('loopback')
})
