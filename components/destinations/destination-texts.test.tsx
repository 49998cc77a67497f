import { expect, test } from 'vitest'
import { DestinationKind, destinationKinds } from '@/lib/wire/destination-kinds'
import { kindFields } from './destination-fields'
import { configOf, initialTexts, textsOf } from './destination-texts'

/** What a person has to give of each kind, beside what is there already. */
const given: Record<DestinationKind, Record<string, string>> = {
  file: { path: 'results/muster.ndjson' },
  stdout: {},
  http: { url: 'https://a.example/x', headers: 'X-Source: {host}\nX-Two: b: c' },
  splunk_hec: { url: 'https://a.example:8088' },
  elasticsearch: { url: 'https://a.example:9200' },
  redis: { url: 'rediss://a.example:6379', maxlen: '5000' },
  nats: { servers: 'tls://a.example:4222\n\n tls://b.example:4222 ' },
  kafka: {
    brokers: 'a.example:9093',
    'sasl.mechanism': 'plain',
    'sasl.username': 'muster',
  },
  s3: { bucket: 'muster-results' },
}

test.each(DestinationKind.options)('the fields of %s make a config that the API takes', (kind) => {
  const texts = { ...initialTexts(kind), ...given[kind] }
  const config = destinationKinds[kind].config.parse(configOf(kind, texts))
  expect(textsOf(kind, JSON.parse(JSON.stringify(config)))).toEqual(
    textsOf(kind, JSON.parse(JSON.stringify(configOf(kind, texts)))),
  )
})

test.each(DestinationKind.options)('every key and secret of %s has a field', (kind) => {
  const keys = kindFields[kind].config.map(({ key }) => key.split('.')[0])
  expect(new Set(keys)).toEqual(new Set(Object.keys(destinationKinds[kind].config.shape)))
  const names = kindFields[kind].secrets.map(({ name }) => name)
  expect(new Set(names)).toEqual(new Set(Object.keys(destinationKinds[kind].secrets.shape)))
})

test('lists lose blank lines, headers keep colons of their values, sizes become bytes', () => {
  expect(configOf('nats', given.nats).servers).toEqual([
    'tls://a.example:4222',
    'tls://b.example:4222',
  ])
  expect(configOf('http', given.http).headers).toEqual({ 'X-Source': '{host}', 'X-Two': 'b: c' })
  expect(configOf('s3', { ...initialTexts('s3'), max_bytes: '2' }).max_bytes).toBe(2_097_152)
})

test('a blank number is left out or, where that means without end, null', () => {
  expect('maxlen' in configOf('redis', initialTexts('redis'))).toBe(false)
  expect(configOf('file', { ...initialTexts('file'), keep_files: ' ' }).keep_files).toBeNull()
})

test('no sign-in at Kafka is no sasl at all', () => {
  expect('sasl' in configOf('kafka', initialTexts('kafka'))).toBe(false)
})
