import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openS3 } from '@/lib/sinks/s3'
import type { Sink } from '@/lib/sinks/sink'
import { listenToConsole } from '@/lib/testing/quiet-console'
import { Receiver } from '@/lib/testing/receiver'
import { TestS3 } from '@/lib/testing/s3'
import { faultOfSend, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { S3Config } from '@/lib/wire/destination-kinds'

const key = { access_key_id: 'S3RVER', secret_access_key: 'S3RVER' }
let s3: TestS3
const sinks: Sink[] = []
const console = listenToConsole()

beforeAll(async () => {
  s3 = await TestS3.start()
})
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
})
afterAll(async () => {
  await s3.stop()
  console.stop()
  expect(console.said).toEqual([])
})

async function open(config: object = {}, secrets = key, allow = ['127.0.0.0/8', '::1']) {
  const here = { endpoint: s3.endpoint, bucket: 'lines', path_style: true }
  const sink = await openS3(S3Config.parse({ ...here, ...config }), secrets, { allow })
  sinks.push(sink)
  return sink
}

const said = async (sink: Sink, count = 3) =>
  (await faultOfSend(sink.send(sinkEvents(count), unhurried()))).words

test('a batch becomes one object by day and hour, and replaces itself when it comes again', async () => {
  const sink = await open({ prefix: '/osquery/prod/' })
  expect(await sink.send(sinkEvents(5_000), unhurried())).toEqual([])
  expect(await sink.send(sinkEvents(5_000), unhurried())).toEqual([])
  const [only, ...others] = s3.objects().filter(({ name }) => name.startsWith('osquery/'))
  expect(others).toEqual([])
  expect(only?.name).toMatch(/^osquery\/prod\/2026\/11\/22\/13\/0000-[0-9a-f]{16}\.ndjson\.gz$/)
  const lines = gunzipSync(only?.body ?? '')
    .toString()
    .trimEnd()
    .split('\n')
  expect(lines).toEqual(sinkEvents(5_000).map(({ text }) => text))
  expect(await sink.send([], unhurried())).toEqual([])
})

test('uncompressed it is the lines themselves; it asks the worker to gather as its settings say', async () => {
  const sink = await open({ prefix: 'plain', compress: false, max_seconds: 5, max_bytes: 100_000 })
  expect(sink.batch).toMatchObject({ bytes: 100_000, wait_ms: 5_000 })
  await sink.send(sinkEvents(2), unhurried())
  const [only] = s3.objects().filter(({ name }) => name.startsWith('plain/'))
  expect(String(only?.body)).toBe(
    `${sinkEvents(2)
      .map(({ text }) => text)
      .join('\n')}\n`,
  )
})

test('an unknown key and an absent bucket are told in words, without secrets', async () => {
  const unknown = await open({}, { ...key, access_key_id: 'canary-key' })
  expect(await said(unknown)).toBe('It does not know our access key (403)')
  expect(await said(await open({ bucket: 'absent' }))).toBe('It has no such bucket (404)')
})

test('it is guarded as all are, also under the name of a bucket', async () => {
  expect(await said(await open({}, key, []))).toMatch(
    /localhost is .*, which is a loopback address/,
  )
  expect(await said(await open({ path_style: false }, key, []))).toMatch(
    /loopback|no host of that name/,
  )
})

test('a store that answers 503 or 403, redirects, or without end, takes nothing', async () => {
  const receiver = await Receiver.start()
  const sink = await open({ endpoint: receiver.url })
  receiver.answering = (_, res) => {
    res.writeHead(503, { 'retry-after': '9' }).end('<Error><Code>SlowDown</Code></Error>')
    return false
  }
  await expect(sink.send(sinkEvents(1), unhurried())).rejects.toMatchObject({
    message: 'It asks us to slow down (503)',
    retry_after_ms: 9_000,
  })
  receiver.answering = ({ headers }, res) => {
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=S3RVER\/.*Signature=[0-9a-f]{64}$/,
    )
    res.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    return false
  }
  expect(await said(sink)).toBe('It does not accept our secret key (403)')
  receiver.answering = (_, res) => {
    res.writeHead(307, { location: 'http://169.254.169.254/' }).end()
    return false
  }
  expect(await said(sink)).toMatch(/redirect \(307\), which is not followed/)
  receiver.answering = (_, res) => {
    res.writeHead(400)
    const more = () => !res.destroyed && res.write('x'.repeat(65_536), () => setImmediate(more))
    more()
    return false
  }
  expect(await said(sink)).toMatch(/was cut|answers 400/)
  await receiver.stop()
})

test('a store that never answers is given up after a minute, and the console hears nothing of it', async () => {
  const receiver = await Receiver.start()
  const sink = await open({ endpoint: receiver.url })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const asked = new Promise((resolve) => {
      receiver.answering = () => {
        resolve(true)
        return false
      }
    })
    const words = said(sink)
    await asked
    vi.advanceTimersByTime(60_000)
    expect(await words).toBe('It did not answer within 60 s')
  } finally {
    vi.useRealTimers()
    await receiver.stop()
  }
})

test('a restart in the middle of sending loses nothing, and a send ends with its signal', async () => {
  const sink = await open({ prefix: 'restarted' })
  expect(await said(sink, 10)).toBe('')
  await s3.halt()
  expect(await said(sink, 20)).toMatch(/Nothing listens|was cut/)
  await s3.listen()
  expect(await said(sink, 20)).toBe('')
  const stop = new AbortController()
  const sent = faultOfSend(sink.send(sinkEvents(30), stop.signal))
  stop.abort()
  expect(await sent).toEqual({ name: 'SinkFault', words: 'The attempt was stopped' })
  expect(s3.objects().filter(({ name }) => name.startsWith('restarted'))).toHaveLength(2)
})
