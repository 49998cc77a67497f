import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openRedis } from '@/lib/sinks/redis'
import type { Sink } from '@/lib/sinks/sink'
import { openFaultProxy } from '@/lib/testing/fault-proxy'
import { patient } from '@/lib/testing/patience'
import { listenToConsole } from '@/lib/testing/quiet-console'
import { TestRedis } from '@/lib/testing/redis'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { RedisConfig } from '@/lib/wire/destination-kinds'

const password = 'canary-password'
let redis: TestRedis
const sinks: Sink[] = []
const console = listenToConsole()

beforeAll(async () => {
  redis = await TestRedis.start(['--proto-max-bulk-len', '1mb'], password)
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
})
afterAll(async () => {
  await redis.stop()
  console.stop()
  expect(console.said).toEqual([])
})

async function open(
  config: object = {},
  secrets: object = { password },
  allow = ['127.0.0.0/8', '::1'],
) {
  const sink = await openRedis(RedisConfig.parse({ url: redis.url, ...config }), secrets, { allow })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test('lines become entries of a stream, in order, each with its key', async () => {
  const sink = await open({ stream: 'in order' })
  expect(await sink.send(sinkEvents(2_500), unhurried())).toEqual([])
  const entries = await redis.entries('in order')
  expect(entries.map(({ line }) => line)).toEqual(sinkEvents(2_500).map(({ text }) => text))
  const { text, at } = sinkEvent(7)
  expect(entries[7]).toEqual({
    key: 'key-7',
    kind: 'result',
    pack: 'base',
    query: 'users',
    host: 'host-1',
    at: at.toISOString(),
    line: text,
  })
})

test('streams are chosen by template, and trimmed where that is wanted', async () => {
  const sink = await open({ stream: 'by:{pack}:{kind}', maxlen: 1_000 })
  await sink.send(sinkEvents(3_000, 0, { pack: 'a b\r\n' }), unhurried())
  await sink.send(sinkEvents(2, 0, { pack: null, kind: 'status' }), unhurried())
  expect(await redis.entries('by:none:status')).toHaveLength(2)
  const { length } = await redis.entries('by:a_b__:result')
  expect(length).toBeGreaterThanOrEqual(1_000)
  expect(length).toBeLessThan(1_200)
})

test('a line beyond the server’s limit is refused alone, the others are taken once and in order', async () => {
  const sink = await open({ stream: 'long' })
  const events = sinkEvents(30)
  for (const at of [4, 5, 29]) events[at] = sinkEvent(at, { text: `"${'x'.repeat(1_100_000)}"` })
  const reason = 'It is longer than this Redis takes'
  expect(await sink.send(events, unhurried())).toEqual(
    [4, 5, 29].map((index) => ({ index, reason })),
  )
  const keys = (await redis.entries('long')).map(({ key }) => key)
  const expected = events.filter((_, at) => ![4, 5, 29].includes(at)).map(({ key }) => key)
  expect(keys).toEqual(expected)
})

test('where our user may not ask for the limit, a line beyond it is refused by the answer to it', async () => {
  const end = '"the end"'
  const server = createServer((socket) => {
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk
      if (heard.includes('CONFIG')) socket.write('-NOPERM may not\r\n')
      // All of it was read, so that nothing cuts the answer off.
      else if (heard.includes(end)) socket.end('-ERR Protocol error: invalid bulk length\r\n')
      else return
      heard = ''
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const sink = await open({ url: `redis://127.0.0.1:${port}`, stream: 'long' }, {})
  expect(await sink.send([sinkEvent(0, { text: end })], unhurried())).toEqual([
    { index: 0, reason: 'It is longer than this Redis takes' },
  ])
  await sink.close()
  server.close()
})

test('a wrong password, and what else a server says, is told without secrets', async () => {
  const wrong = 'It does not accept our name and password'
  expect(await said(await open({}, { password: 'canary-wrong' }))).toBe(wrong)
  const url = redis.url.replace('redis://', 'redis://canary-user@')
  expect(await said(await open({ url }, { password: 'canary-wrong' }))).toBe(wrong)
  expect(await said(await open({}, {}))).toBe('It wants a password')
  await redis.ask((client) => client.set('taken', '1'))
  expect(await said(await open({ stream: 'taken' }))).toMatch(/something else than a stream/)
  const withPassword = redis.url.replace('redis://', 'redis://:canary@')
  expect((await faultOfSend(open({ url: withPassword }))).words).toMatch(/must not hold a password/)
  expect((await faultOfSend(open({ url: `${redis.url}/x` }))).words).toMatch(/number of a database/)
})

test('a password that nobody asks for is said in the fault, not on the console', async () => {
  const plain = await TestRedis.start()
  const words = await said(await open({ url: plain.url }, { password: 'canary' }))
  expect(words).not.toMatch(/canary/)
  expect(await said(await open({ url: `${plain.url}/3`, stream: 'third' }, {}))).toBe('')
  expect(await plain.ask(async (client) => client.select(3).then(() => client.xlen('third')))).toBe(
    3,
  )
  await plain.stop()
})

test('it is guarded as all are', async () => {
  expect(await said(await open({}, {}, []))).toMatch(/is .*, which is a loopback address/)
})

test('a restart in the middle of sending ends the batch, and the next attempt takes it whole', async () => {
  const sink = await open({ stream: 'restarted' })
  const proxy = await openFaultProxy({ port: redis.port })
  const through = await open({ stream: 'restarted', url: `redis://localhost:${proxy.port}` })
  expect(await said(through)).toBe('')
  const heard = proxy.heard(400_000, unhurried())
  const sent = said(through, 20_000)
  await heard
  await redis.engine.kill()
  expect(await sent).toMatch(/was cut|Nothing listens/)
  expect(await said(sink)).toBe('Nothing listens at that address')
  await redis.engine.start()
  expect(await said(through, 20_000)).toBe('')
  const keys = new Set((await redis.entries('restarted')).map(({ key }) => key))
  expect(keys.size).toBe(20_000)
  await proxy.stop()
})

test('a send ends with its signal, and closing leaves no connection', async () => {
  const sink = await open({ stream: 'stopped' })
  expect(await said(sink)).toBe('')
  await redis.ask((client) => client.client('PAUSE', 60_000, 'WRITE'))
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(3), stop.signal))
  setImmediate(() => stop.abort())
  expect(await sent).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  await redis.ask((client) => client.client('UNPAUSE'))
  expect(await said(sink)).toBe('')
  await sink.close()
  await expect.poll(() => redis.clients(), patient).toBe(0)
})
