import { createHmac } from 'node:crypto'
import { generate } from 'selfsigned'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openHttp } from '@/lib/sinks/http'
import type { Sink, SinkEvent } from '@/lib/sinks/sink'
import { patient } from '@/lib/testing/patience'
import { Receiver, type Taken } from '@/lib/testing/receiver'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { HttpConfig } from '@/lib/wire/destination-kinds'

const here = { allow: ['127.0.0.0/8', '::1'] }
let receiver: Receiver
const sinks: Sink[] = []

beforeEach(async () => {
  receiver = await Receiver.start()
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
  await receiver.stop()
})

async function open(config: object = {}, secrets: object = {}, outbound: object = here) {
  const whole = HttpConfig.parse({ url: `${receiver.url}/in`, ...config })
  const sink = await openHttp(whole, secrets, { allow: [], ...outbound })
  sinks.push(sink)
  return sink
}

const linesOf = ({ body }: Taken) => body.toString().trimEnd().split('\n')
const allLines = () => receiver.taken.flatMap(linesOf)
const texts = (events: readonly SinkEvent[]) => events.map(({ text }) => text)

describe('lines over HTTP', () => {
  test('arrive in order, in batches of so many lines and bytes', async () => {
    const events = sinkEvents(25)
    const sink = await open({ batch_lines: 10 })
    expect(await sink.send(events, unhurried())).toEqual([])
    expect(receiver.taken.map((taken) => linesOf(taken).length)).toEqual([10, 10, 5])
    expect(allLines()).toEqual(texts(events))
    expect(receiver.taken[0]?.headers['content-type']).toBe('application/x-ndjson')
    receiver.taken.length = 0
    const small = await open({ batch_bytes: 1_024 })
    expect(await small.send(events, unhurried())).toEqual([])
    expect(Math.max(...receiver.taken.map(({ body }) => body.length))).toBeLessThanOrEqual(1_024)
    expect(allLines()).toEqual(texts(events))
  })

  test('come as one array where that is wanted', async () => {
    const events = sinkEvents(3)
    const sink = await open({ format: 'json' })
    await sink.send(events, unhurried())
    expect(JSON.parse(String(receiver.taken[0]?.body))).toEqual(
      texts(events).map((text) => JSON.parse(text)),
    )
  })

  test('are signed over timestamp and body, and a batch that comes again has the same key', async () => {
    const sink = await open(
      {},
      { signing_key: 'canary-key', headers: 'Authorization: Bearer canary' },
    )
    await sink.send(sinkEvents(3), unhurried())
    await sink.send(sinkEvents(3), unhurried())
    const [first, second] = receiver.taken
    const stamp = first?.headers['x-muster-timestamp']
    const digest = createHmac('sha256', 'canary-key')
      .update(`${stamp}.${first?.body}`)
      .digest('hex')
    expect(first?.headers['x-muster-signature']).toBe(`v1=${digest}`)
    expect(Math.abs(Number(stamp) - Date.now() / 1_000)).toBeLessThan(60)
    expect(first?.headers.authorization).toBe('Bearer canary')
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  })

  test('of different headers go in batches of their own, and no name can break out of one', async () => {
    const sink = await open({ headers: { 'x-pack': '{pack}', 'x-day': 'on {date}' } })
    const events = [
      sinkEvent(1, { pack: 'a' }),
      sinkEvent(2, { pack: 'b\r\nx-evil: 1' }),
      sinkEvent(3, { pack: 'a' }),
      sinkEvent(4, { pack: null }),
    ]
    await sink.send(events, unhurried())
    const seen = receiver.taken.map(({ headers }) => [headers['x-pack'], headers['x-day']])
    const day = 'on 2026-11-22'
    expect(seen).toEqual([
      ['a', day],
      ['b__x-evil:_1', day],
      ['none', day],
    ])
    expect(receiver.taken.map((taken) => linesOf(taken).length)).toEqual([2, 1, 1])
    expect(receiver.taken.some(({ headers }) => 'x-evil' in headers)).toBe(false)
  })
})

describe('a line that is refused', () => {
  const poison = (numbers: number[]) => {
    receiver.answering = ({ body }) =>
      numbers.some((number) => String(body).includes(`"key-${number}"`)) ? 422 : 200
  }

  test('is found within its batch, and all others are taken once', async () => {
    poison([3, 4, 17])
    const sink = await open()
    const refused = await sink.send(sinkEvents(20), unhurried())
    expect(refused).toEqual(
      [3, 4, 17].map((index) => ({ index, reason: 'It answers 422 to this line' })),
    )
    const others = sinkEvents(20).filter((_, at) => ![3, 4, 17].includes(at))
    expect(allLines()).toEqual(texts(others))
  })

  test('is not blamed when nothing was ever taken: then it is the destination', async () => {
    receiver.answering = () => 400
    const sink = await open()
    const fault = await faultOfSend(sink.send(sinkEvents(200), unhurried()))
    expect(fault).toEqual({
      name: 'SinkFault',
      words: 'It refuses one line after another: It answers 400 to this line',
    })
    receiver.answering = () => 200
    expect(await sink.send(sinkEvents(200), unhurried())).toEqual([])
  })
})

describe('a destination over HTTP that', () => {
  test.each([
    [401, /does not accept our credentials \(401\)/],
    [403, /does not allow us/],
    [404, /has nothing at that address/],
    [503, /answers 503/],
  ])('answers %i takes nothing, and says no secret', async (status, words) => {
    receiver.answering = (_, res) => {
      res.writeHead(status, { 'retry-after': '7' }).end('canary-body')
      return false
    }
    const sink = await open({}, { headers: 'Authorization: Bearer canary-token' })
    const error = await sink.send(sinkEvents(2), unhurried()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: 'SinkFault', retry_after_ms: 7_000 })
    expect(String(error)).toMatch(words)
    expect(String(error)).not.toMatch(/canary/)
  })

  test('redirects is not followed, not even to the metadata of a cloud', async () => {
    const elsewhere = await Receiver.start()
    for (const location of [`${elsewhere.url}/`, 'http://169.254.169.254/latest/meta-data/']) {
      receiver.answering = (_, res) => {
        res.writeHead(307, { location }).end()
        return false
      }
      const sink = await open()
      const { words } = await faultOfSend(sink.send(sinkEvents(1), unhurried()))
      expect(words).toMatch(/redirect \(307\), which is not followed/)
    }
    expect(elsewhere.taken).toEqual([])
    await elsewhere.stop()
  })

  test('is not in DESTINATION_ALLOW hears nothing', async () => {
    const sink = await open({}, {}, { allow: [] })
    const { words } = await faultOfSend(sink.send(sinkEvents(1), unhurried()))
    expect(words).toMatch(/localhost is .*, which is a loopback address/)
    expect(await receiver.connections()).toBe(0)
  })

  test('does not answer, or without end, is given up in time', async () => {
    receiver.answering = () => false
    const sink = await open({ timeout_seconds: 1 })
    const { words } = await faultOfSend(sink.send(sinkEvents(1), unhurried()))
    expect(words).toBe('It did not answer within 1 s')
    receiver.answering = (_, res) => {
      res.writeHead(200)
      const more = () => !res.destroyed && res.write('x'.repeat(8_192), () => setImmediate(more))
      more()
      return false
    }
    expect(await sink.send(sinkEvents(1), unhurried())).toEqual([])
  })

  test('is restarted in the middle gets the batch again, whole', async () => {
    const sink = await open({ batch_lines: 5 })
    let heard = 0
    receiver.answering = (_, res) => {
      heard += 1
      if (heard !== 3) return 200
      res.destroy()
      void receiver.stop()
      return false
    }
    const events = sinkEvents(20)
    expect((await faultOfSend(sink.send(events, unhurried()))).name).toBe('SinkFault')
    const away = await faultOfSend(sink.send(events, unhurried()))
    expect(away.words).toMatch(/Nothing listens|was cut/)
    await receiver.listen()
    receiver.taken.length = 0
    expect(await sink.send(events, unhurried())).toEqual([])
    expect(allLines()).toEqual(texts(events))
  })
})

test('a send ends with its signal, and closing leaves no connection', async () => {
  receiver.answering = () => false
  const sink = await open()
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(1), stop.signal))
  stop.abort()
  expect(await sent).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  receiver.answering = () => 200
  await sink.send(sinkEvents(1), unhurried())
  await sink.close()
  await expect.poll(() => receiver.connections(), patient).toBe(0)
})

test('over TLS the name of the settings is checked, and a stranger’s certificate is not taken', async () => {
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const secure = await Receiver.start(() => 200, { key: pem.private, cert: pem.cert })
  const said = async (url: string, ca: string[] = []) => {
    const sink = await open({ url }, {}, { ...here, ...(ca.length > 0 ? { ca } : {}) })
    return (await faultOfSend(sink.send(sinkEvents(1), unhurried()))).words
  }
  expect(await said(secure.url, [pem.cert])).toBe('')
  expect(await said(secure.url)).toMatch(/self-signed and not trusted/)
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  expect(await said(secure.url)).toMatch(/self-signed and not trusted/)
  vi.unstubAllEnvs()
  expect(await said(secure.url.replace('localhost', '127.0.0.1'), [pem.cert])).toMatch(
    /another name/,
  )
  await secure.stop()
})

test('settings that cannot work are refused when it is opened, without their secrets', async () => {
  const opened = async (config: object, secrets: object = {}) =>
    (await faultOfSend(open(config, secrets))).words
  expect(await opened({ url: 'https://me:canary@example.com/' })).toMatch(
    /must not hold credentials/,
  )
  expect(await opened({}, { headers: 'canary' })).toBe(
    'Line 1 of its secret headers is not of the form Name: value',
  )
  expect(await opened({}, { headers: 'Host: canary' })).toMatch(/sets Host, which is ours/)
  expect(await opened({}, { headers: 'X-A: can\u0001ary' })).toMatch(/holds characters/)
  expect(await opened({ headers: { 'Content-Length': '1' } })).toMatch(/ours to set/)
})
