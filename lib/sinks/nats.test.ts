import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openNats } from '@/lib/sinks/nats'
import type { Sink } from '@/lib/sinks/sink'
import { openFaultProxy } from '@/lib/testing/fault-proxy'
import { TestNats } from '@/lib/testing/nats'
import { patient } from '@/lib/testing/patience'
import { listenToConsole } from '@/lib/testing/quiet-console'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { NatsConfig } from '@/lib/wire/destination-kinds'

const login = { user: 'me', pass: 'canary-password' }
const mine = { user: 'me', password: 'canary-password' }
let nats: TestNats
const sinks: Sink[] = []
const console = listenToConsole()

beforeAll(async () => {
  nats = await TestNats.start({ login, lines: ['max_payload: 262144'] })
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
})
afterAll(async () => {
  await nats.stop()
  console.stop()
  expect(console.said).toEqual([])
})

async function open(config: object = {}, secrets: object = mine, outbound: object = {}) {
  const whole = NatsConfig.parse({ servers: [nats.server], ...config })
  const sink = await openNats(whole, secrets, { allow: ['127.0.0.0/8', '::1'], ...outbound })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test('lines are stored in order, and once when they come again', async () => {
  await nats.addStream('ordered', ['ordered.>'])
  const sink = await open({ subject: 'ordered.{kind}', stream: 'ordered' })
  expect(await sink.send(sinkEvents(4_500), unhurried())).toEqual([])
  expect(await sink.send(sinkEvents(4_500), unhurried())).toEqual([])
  const found = await nats.messages('ordered')
  expect(found.map(({ text }) => text)).toEqual(sinkEvents(4_500).map(({ text }) => text))
  expect(found[0]?.subject).toBe('ordered.result')
})

test('no name of a pack or host adds a word to the subject', async () => {
  await nats.addStream('named', ['named.>'])
  const sink = await open({ subject: 'named.{pack}.{host}' })
  const events = [sinkEvent(1, { pack: 'a.b >*', host: 'Ü 1' }), sinkEvent(2, { pack: null })]
  await sink.send(events, unhurried())
  const subjects = (await nats.messages('named')).map(({ subject }) => subject)
  expect(subjects).toEqual(['named.a_b_._1', 'named.none.host-1'])
})

test('a line beyond the payload of the server or the stream is refused alone', async () => {
  await nats.addStream('limited', ['limited'], { max_msg_size: 20_000 })
  const sink = await open({ subject: 'limited' })
  const events = sinkEvents(30)
  events[4] = sinkEvent(4, { text: `"${'x'.repeat(300_000)}"` })
  events[9] = sinkEvent(9, { text: `"${'x'.repeat(30_000)}"` })
  expect(await sink.send(events, unhurried())).toEqual([
    { index: 4, reason: 'It is longer than this NATS takes' },
    { index: 9, reason: 'It is longer than its stream takes' },
  ])
  expect(await nats.messages('limited')).toHaveLength(28)
})

test('what a server says is told in words, without secrets', async () => {
  await nats.addStream('full', ['full'], { max_msgs: 2, discard: 'new' })
  expect(await said(await open({ subject: 'full' }))).toBe('Its stream is full and takes no more')
  expect(await said(await open({ subject: 'nobody' }))).toBe('No stream takes that subject')
  expect(await said(await open({ subject: 'limited', stream: 'full' }))).toMatch(/Another stream/)
  const wrong = await open({}, { user: 'me', password: 'canary-wrong' })
  expect(await said(wrong)).toBe('It does not accept our credentials')
  expect(await said(await open({}, { token: 'canary' }))).toBe('It does not accept our credentials')
  expect(await said(await open({ servers: [`tls://${nats.server}`] }))).toBe(
    'It does not speak TLS there',
  )
  const opened = async (config: object) => (await faultOfSend(open(config))).words
  expect(await opened({ subject: 'a.*' })).toMatch(/without wildcards/)
  expect(await opened({ servers: ['nats://me:canary@x:1'] })).toMatch(/must not hold credentials/)
})

test('it is guarded as all are, and another server is tried when the first is away', async () => {
  expect(await said(await open({}, mine, { allow: [] }))).toMatch(/which is a loopback address/)
  await nats.addStream('second', ['second'])
  const sink = await open({ subject: 'second', servers: ['127.0.0.1:1', nats.server] })
  expect(await said(sink)).toBe('')
})

test('TLS is held to the name of the settings', async () => {
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const file = join(nats.engine.folder, 'tls')
  writeFileSync(`${file}.key`, pem.private, { mode: 0o600 })
  writeFileSync(`${file}.cert`, pem.cert)
  const lines = [`tls { cert_file: "${file}.cert", key_file: "${file}.key" }`]
  const secure = await TestNats.start({ lines })
  const servers = [`tls://localhost:${secure.port}`]
  const config = { servers, subject: 'none' }
  expect(await said(await open(config, {}, { ca: [pem.cert] }))).toBe(
    'No stream takes that subject',
  )
  expect(await said(await open(config, {}))).toMatch(/self-signed and not trusted/)
  const byAddress = { ...config, servers: [`tls://127.0.0.1:${secure.port}`] }
  expect(await said(await open(byAddress, {}, { ca: [pem.cert] }))).toMatch(/another name/)
  await secure.stop()
})

test('a restart in the middle of sending ends the batch, and the next attempt takes it whole', async () => {
  await nats.addStream('restarted', ['restarted'])
  const proxy = await openFaultProxy({ port: nats.port })
  const sink = await open({ subject: 'restarted', servers: [`localhost:${proxy.port}`] })
  expect(await said(sink)).toBe('')
  const heard = proxy.heard(400_000, unhurried())
  const sent = said(sink, 10_000)
  await heard
  await nats.engine.kill()
  expect(await sent).toMatch(/was cut|Nothing listens/)
  expect(await said(await open({ subject: 'restarted' }))).toBe('Nothing listens at that address')
  await nats.engine.start()
  expect(await said(sink, 10_000)).toBe('')
  const texts = new Set((await nats.messages('restarted')).map(({ text }) => text))
  expect(texts.size).toBe(10_000)
  await proxy.stop()
})

test('a send ends with its signal, and closing leaves no connection', async () => {
  await nats.addStream('stopped', ['stopped'])
  const proxy = await openFaultProxy({ port: nats.port })
  const sink = await open({ subject: 'stopped', servers: [`localhost:${proxy.port}`] })
  expect(await said(sink)).toBe('')
  await proxy.meet({ kind: 'black_hole' })
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(3), stop.signal))
  setImmediate(() => stop.abort())
  expect(await sent).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  // Nor is a connection waited for that does not come about.
  const later = new AbortController()
  const waited = faultOfSend(sink.send(sinkEvents(3), later.signal))
  await expect.poll(() => proxy.accepted, patient).toBe(2)
  later.abort()
  expect(await waited).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  await proxy.meet({ kind: 'none' })
  expect(await said(sink)).toBe('')
  await sink.close()
  await proxy.stop()
})
