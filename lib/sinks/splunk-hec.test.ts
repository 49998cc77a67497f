import { afterEach, expect, test } from 'vitest'
import type { Sink } from '@/lib/sinks/sink'
import { openSplunkHec } from '@/lib/sinks/splunk-hec'
import { patient } from '@/lib/testing/patience'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { FakeSplunk } from '@/lib/testing/splunk'
import { SplunkHecConfig } from '@/lib/wire/destination-kinds'

const token = 'canary-token'
let splunk: FakeSplunk
const sinks: Sink[] = []

afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
  await splunk.receiver.stop()
})

async function open(settings: object = {}, config: object = {}, secret = token): Promise<Sink> {
  splunk = await FakeSplunk.start({ token, ...settings })
  return again(config, secret)
}

async function again(config: object = {}, secret = token): Promise<Sink> {
  const whole = SplunkHecConfig.parse({ url: splunk.receiver.url, ...config })
  const sink = await openSplunkHec(whole, { token: secret }, { allow: ['127.0.0.0/8', '::1'] })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test('lines become events in order, timed by their receipt', async () => {
  const sink = await open({}, { index: 'osquery', sourcetype: 'osq' })
  expect(await sink.send(sinkEvents(2_500), unhurried())).toEqual([])
  expect(splunk.events).toHaveLength(2_500)
  const { text, at } = sinkEvent(7)
  expect(splunk.events[7]).toEqual({
    time: at.getTime() / 1_000,
    host: 'host-1',
    index: 'osquery',
    source: 'muster',
    sourcetype: 'osq',
    event: JSON.parse(text),
  })
})

test('the event that it names is refused, and the others are taken', async () => {
  const sink = await open({ eventBytes: 2_000 })
  const events = sinkEvents(20)
  for (const at of [4, 11]) events[at] = sinkEvent(at, { text: `{"long":"${'x'.repeat(3_000)}"}` })
  const refused = await sink.send(events, unhurried())
  const reason = 'It answers 400, code 6 to this line'
  expect(refused).toEqual([4, 11].map((index) => ({ index, reason })))
  expect(splunk.events).toHaveLength(18)
})

test('with acknowledgement, lines count as taken once they are indexed', async () => {
  const sink = await open({ acks: true }, { ack: true })
  splunk.slowness = 2
  expect(await sink.send(sinkEvents(3), unhurried())).toEqual([])
  expect(splunk.slowness).toBeLessThan(0)
  splunk.slowness = 1_000
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(3), stop.signal))
  await expect.poll(() => splunk.slowness, patient).toBeLessThan(1_000)
  stop.abort()
  expect((await sent).words).toBe('The attempt was stopped')
})

test('a fault of its own is told in words, without the token', async () => {
  const sink = await open({ indexes: ['main'] }, {}, 'canary-wrong')
  expect(await said(sink)).toBe('It does not accept our token (403)')
  expect(await said(await again({ index: 'absent' }))).toMatch(/has no such index/)
  expect(await said(await again({ ack: true }))).toBe('')
  splunk.busy = true
  expect(await said(await again())).toBe('It is too busy to take lines (503)')
})

test('a token without acknowledgement is told apart from one that has it', async () => {
  await open({ acks: true })
  expect(await said(await again({ ack: true }))).toBe('')
  const plain = await FakeSplunk.start({ token })
  plain.receiver.answering = (_, res) => {
    res.writeHead(400).end('{"text":"ACK is disabled","code":14}')
    return false
  }
  const sink = await again({ url: plain.receiver.url, ack: true })
  expect(await said(sink)).toBe('Acknowledgement is switched off for that token (400)')
  await plain.receiver.stop()
})

test('a restart in the middle loses nothing', async () => {
  const sink = await open()
  const events = sinkEvents(2_500)
  const { answering } = splunk.receiver
  let heard = 0
  splunk.receiver.answering = (taken, res) => {
    heard += 1
    if (heard !== 2) return answering(taken, res)
    res.destroy()
    void splunk.receiver.stop()
    return false
  }
  expect((await faultOfSend(sink.send(events, unhurried()))).name).toBe('SinkFault')
  await splunk.receiver.listen()
  expect(await sink.send(events, unhurried())).toEqual([])
  const keys = new Set(splunk.events.map(({ event }) => JSON.stringify(event)))
  expect(keys.size).toBe(2_500)
  await sink.close()
  await expect.poll(() => splunk.receiver.connections(), patient).toBe(0)
})
