import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openKafka } from '@/lib/sinks/kafka'
import type { Sink } from '@/lib/sinks/sink'
import { TestKafka } from '@/lib/testing/kafka'
import { patient } from '@/lib/testing/patience'
import { listenToConsole } from '@/lib/testing/quiet-console'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { KafkaConfig } from '@/lib/wire/destination-kinds'

let kafka: TestKafka
const sinks: Sink[] = []
const console = listenToConsole()

beforeAll(async () => {
  kafka = await TestKafka.start()
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
})
afterAll(async () => {
  await kafka.stop()
  console.stop()
  expect(console.said).toEqual([])
})

async function open(config: object = {}, secrets: object = {}, allow = ['127.0.0.0/8', '::1']) {
  const whole = KafkaConfig.parse({ brokers: [kafka.broker], tls: false, ...config })
  const sink = await openKafka(whole, secrets, { allow })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test.each(['gzip', 'none'])(
  'lines of a host stay in order, each with its key (%s)',
  async (compression) => {
    const topic = `ordered-${compression}`
    const sink = await open({ topic, compression })
    const events = sinkEvents(5_000).map((event, at) => ({ ...event, host: `host-${at % 7}` }))
    expect(await sink.send(events, unhurried())).toEqual([])
    const found = await kafka.messages(topic)
    expect(found).toHaveLength(5_000)
    for (const host of ['host-0', 'host-6']) {
      const own = found.filter(({ key }) => key === host)
      const sent = events.filter((event) => event.host === host)
      expect(own.map(({ value }) => value)).toEqual(sent.map(({ text }) => text))
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
      expect(own[0]?.headers).toEqual(['key', sent[0]?.key])
    }
  },
)

test('topics are chosen by template, and no name of a pack makes one that cannot be', async () => {
  const sink = await open({ topic: 'osq.{pack}.{kind}' })
  const events = [sinkEvent(1, { pack: 'Ü /*' }), sinkEvent(2, { pack: null, kind: 'status' })]
  expect(await sink.send(events, unhurried())).toEqual([])
  expect(await kafka.messages('osq._.result')).toHaveLength(1)
  expect(await kafka.messages('osq.none.status')).toHaveLength(1)
})

test('every broker passes the guard, also one that only the cluster names', async () => {
  expect(await said(await open({}, {}, []))).toMatch(/localhost is .*, which is a loopback address/)
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const whole = KafkaConfig.parse({ brokers: [`named.example:${kafka.port}`], tls: false })
  // The first name leads to the loopback by another address than the one that the cluster tells.
  const elsewhere = {
    allow: ['127.0.0.2'],
    resolve: async () => [{ address: '127.0.0.2', family: 4 }],
  }
  const blocked = await openKafka(whole, {}, elsewhere)
  sinks.push(blocked)
  expect(await said(blocked)).toMatch(/Nothing listens|is a loopback address/)
  const allowed = await openKafka(whole, {}, { allow: ['127.0.0.1'], resolve })
  sinks.push(allowed)
  expect(await said(allowed)).toBe('')
})

test('a cluster that is away, or speaks no TLS, is told in words', async () => {
  expect(await said(await open({ brokers: ['127.0.0.1:1'] }))).toBe(
    'Nothing listens at that address',
  )
  expect(await said(await open({ tls: true }))).toMatch(/does not speak TLS|was cut/)
})

test('a crash in the middle of sending ends the batch, and another attempt takes it whole', async () => {
  const first = await TestKafka.start()
  const sink = await open({ brokers: [first.broker], topic: 'crashed', compression: 'none' })
  expect(await said(sink)).toBe('')
  const sent = said(sink, 50_000)
  await expect
    .poll(() => first.engine.said.match(/Received ProduceRequest/g)?.length ?? 0, patient)
    .toBeGreaterThan(3)
  await first.stop()
  expect(await sent).toMatch(/was cut|Nothing listens/)
  expect(await said(await open({ topic: 'crashed' }), 20_000)).toBe('')
  expect(await kafka.messages('crashed')).toHaveLength(20_000)
})

test('a send ends with its signal, and the next one is taken', async () => {
  const sink = await open({ topic: 'stopped' })
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(3), stop.signal))
  stop.abort()
  expect(await sent).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  expect(await said(sink)).toBe('')
})
