import { afterEach, beforeEach, expect, test } from 'vitest'
import { openElasticsearch } from '@/lib/sinks/elasticsearch'
import type { Sink } from '@/lib/sinks/sink'
import { patient } from '@/lib/testing/patience'
import { FakeSearchEngine } from '@/lib/testing/search-engine'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { ElasticsearchConfig } from '@/lib/wire/destination-kinds'

let engine: FakeSearchEngine
const sinks: Sink[] = []

beforeEach(async () => {
  engine = await FakeSearchEngine.start()
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
  await engine.receiver.stop()
})

async function open(config: object = {}, secrets: object = {}, allow = ['127.0.0.0/8', '::1']) {
  const whole = ElasticsearchConfig.parse({ url: engine.receiver.url, ...config })
  const sink = await openElasticsearch(whole, secrets, { allow })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test('lines become documents, once, however often they are sent', async () => {
  const sink = await open()
  expect(await sink.send(sinkEvents(4_500), unhurried())).toEqual([])
  expect(await sink.send(sinkEvents(4_500), unhurried())).toEqual([])
  expect(engine.documents.size).toBe(4_500)
  const { text, at } = sinkEvent(7)
  expect(engine.documents.get('key-7')).toEqual({
    index: 'muster-2026-11-22',
    source: { '@timestamp': at.toISOString(), ...JSON.parse(text) },
  })
})

test('no name of a pack or host makes an index that cannot be', async () => {
  const sink = await open({ index: 'osq-{pack}-{host}' })
  const events = [sinkEvent(1, { pack: 'Ünïted /*?"', host: 'A:B' }), sinkEvent(2, { pack: null })]
  expect(await sink.send(events, unhurried())).toEqual([])
  const names = [...engine.documents.values()].map(({ index }) => index)
  expect(names).toEqual(['osq--n-ted--a-b', 'osq-none-host-1'])
})

test('a document that is refused is told with its kind of error alone, the others are taken', async () => {
  const sink = await open()
  const events = sinkEvents(50)
  for (const at of [4, 30]) events[at] = sinkEvent(at, { text: '{"unixTime":"soon"}' })
  const reason = 'It answers 400 to this line: mapper_parsing_exception'
  expect(await sink.send(events, unhurried())).toEqual([4, 30].map((index) => ({ index, reason })))
  expect(engine.documents.size).toBe(48)
})

test('a line that is too large alone is found by halving', async () => {
  engine.contentBytes = 4_000
  const sink = await open()
  const events = sinkEvents(40)
  events[11] = sinkEvent(11, { text: `{"unixTime":1,"long":"${'x'.repeat(5_000)}"}` })
  expect(await sink.send(events, unhurried())).toEqual([
    { index: 11, reason: 'It answers 413 to this line' },
  ])
  expect(engine.documents.size).toBe(39)
})

test.each([
  [429, 'es_rejected_execution_exception', /answers 429 to lines: es_rejected/],
  [403, 'cluster_block_exception', /answers 403 to lines: cluster_block/],
  [404, 'index_not_found_exception', /answers 404 to lines: index_not_found/],
  [400, 'invalid_index_name_exception', /answers 400 to lines: invalid_index_name/],
])('an item of %i %s is the engine’s fault, and no line is blamed', async (status, type, words) => {
  engine.trouble = (requests, at) =>
    requests === 1 && at === 2 ? { status, error: { type, reason: 'canary' } } : undefined
  const sink = await open()
  expect(await said(sink, 5)).toMatch(words)
  expect(await sink.send(sinkEvents(5), unhurried())).toEqual([])
  expect(engine.documents.size).toBe(5)
})

test('credentials are used, and wrong ones are told without saying them', async () => {
  engine.authorization = `Basic ${Buffer.from('me:canary-right').toString('base64')}`
  expect(await said(await open({ username: 'me' }, { password: 'canary-right' }))).toBe('')
  const wrong = await said(await open({ username: 'me' }, { password: 'canary-wrong' }))
  expect(wrong).toBe('It does not accept our credentials (401)')
  engine.authorization = 'ApiKey canary-key'
  expect(await said(await open({}, { api_key: 'canary-key' }))).toBe('')
})

test('it is guarded as all are, and follows no redirect', async () => {
  expect(await said(await open({}, {}, []))).toMatch(/is .*, which is a loopback address/)
  expect(await engine.receiver.connections()).toBe(0)
  engine.receiver.answering = (_, res) => {
    res.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    return false
  }
  expect(await said(await open())).toMatch(/redirect \(302\), which is not followed|search engine/)
})

test('an answer without end is cut', async () => {
  engine.receiver.answering = (_, res) => {
    res.writeHead(200, { 'content-type': 'application/json' })
    const more = () => !res.destroyed && res.write(' '.repeat(1_000_000), () => setImmediate(more))
    more()
    return false
  }
  expect(await said(await open())).toBe('The connection was cut')
})

test('a restart in the middle, and the signal, leave nothing half done', async () => {
  const sink = await open()
  const { answering } = engine.receiver
  let heard = 0
  engine.receiver.answering = (taken, res) => {
    heard += 1
    if (heard !== 2) return answering(taken, res)
    res.destroy()
    void engine.receiver.stop()
    return false
  }
  expect(await said(sink, 4_500)).toBe('The connection was cut')
  expect(await said(sink, 4_500)).toBe('Nothing listens at that address')
  await engine.receiver.listen()
  expect(await said(sink, 4_500)).toBe('')
  expect(engine.documents.size).toBe(4_500)
  engine.receiver.answering = () => false
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(3), stop.signal))
  stop.abort()
  expect((await sent).words).toBe('The attempt was stopped')
  await sink.close()
  await expect.poll(() => engine.receiver.connections(), patient).toBe(0)
})
