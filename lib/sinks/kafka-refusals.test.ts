import { afterEach, expect, test } from 'vitest'
import { openKafka } from '@/lib/sinks/kafka'
import { KafkaBroker } from '@/lib/testing/kafka-broker'
import { patient } from '@/lib/testing/patience'
import { listenToConsole } from '@/lib/testing/quiet-console'
import { faultOfSend, sinkEvent, sinkEvents, unhurried } from '@/lib/testing/sink-events'
import { KafkaConfig } from '@/lib/wire/destination-kinds'

let broker: KafkaBroker
const console = listenToConsole()

afterEach(async () => {
  await broker.stop()
  expect(console.said).toEqual([])
})

function open(config: object = {}, secrets: object = {}) {
  const here = { brokers: [`localhost:${broker.port}`], tls: false, compression: 'none' }
  return openKafka(KafkaConfig.parse({ ...here, ...config }), secrets, {
    allow: ['127.0.0.0/8', '::1'],
  })
}

const keysTaken = () =>
  broker.taken.flatMap((bytes) =>
    [...bytes.toString('latin1').matchAll(/"key":"(key-\d+)"/g)].map(([, key]) => key),
  )

test('a message that is too large is found within its batch, the others are taken once', async () => {
  broker = await KafkaBroker.start()
  broker.batchBytes = 4_000
  const sink = await open()
  const events = sinkEvents(60)
  for (const at of [7, 33]) events[at] = sinkEvent(at, { text: `"${'x'.repeat(5_000)}"` })
  const reason = 'It answers MESSAGE_TOO_LARGE to this line'
  expect(await sink.send(events, unhurried())).toEqual([7, 33].map((index) => ({ index, reason })))
  const others = events.filter((_, at) => ![7, 33].includes(at)).map(({ key }) => key)
  expect(keysTaken()).toEqual(others)
  await sink.close()
  await expect.poll(() => broker.connections, patient).toBe(0)
})

test('a name and password are used, and wrong or missing ones are told without saying them', async () => {
  broker = await KafkaBroker.start({ username: 'me', password: 'canary-right' })
  const sasl = { mechanism: 'plain', username: 'me' }
  const said = async (config: object, secrets: object) => {
    const sink = await open(config, secrets)
    const { words } = await faultOfSend(sink.send(sinkEvents(3), unhurried()))
    await sink.close()
    return words
  }
  expect(await said({ sasl }, { password: 'canary-right' })).toBe('')
  expect(await said({ sasl }, { password: 'canary-wrong' })).toBe(
    'It does not accept our name and password',
  )
  expect(await said({}, {})).toBe('The connection was cut')
  await expect.poll(() => broker.connections, patient).toBe(0)
})
