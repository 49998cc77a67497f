// The other far ends of the proofs: NATS as it is, an S3 store, and servers that check what Splunk's
// collector and OpenSearch check. Kafka's brokers name their own address, so its sink is proved beside it, not here.
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { openHttpEnd } from '@/cli/delivery-ledger/http-end'
import { openRedisEnd } from '@/cli/delivery-ledger/redis-end'
import { TestNats } from '@/lib/testing/nats'
import { TestS3 } from '@/lib/testing/s3'
import { FakeSearchEngine } from '@/lib/testing/search-engine'
import { FakeSplunk } from '@/lib/testing/splunk'

export async function openNatsEnd(stream = 'ledger'): Promise<FarEnd> {
  const nats = await TestNats.start()
  await nats.addStream(stream, [`${stream}.>`])
  return {
    kind: 'nats',
    port: nats.port,
    settings: (port) => ({
      kind: 'nats',
      config: { servers: [`127.0.0.1:${port}`], stream, subject: `${stream}.{kind}` },
    }),
    texts: async () => (await nats.messages(stream)).map(({ text }) => text),
    kill: async () => {
      await nats.engine.kill()
      await nats.engine.start()
    },
    stop: () => nats.stop(),
  }
}

export async function openSplunkEnd(): Promise<FarEnd> {
  const token = crypto.randomUUID()
  const splunk = await FakeSplunk.start({ token })
  return {
    kind: 'splunk_hec',
    port: Number(new URL(splunk.receiver.url).port),
    settings: (port) => ({
      ...{ kind: 'splunk_hec', config: { url: `http://127.0.0.1:${port}` } },
      secrets: { token },
    }),
    texts: async () => splunk.events.map(({ event }) => JSON.stringify(event)),
    stop: () => splunk.receiver.stop(),
  }
}

export async function openSearchEnd(): Promise<FarEnd> {
  const engine = await FakeSearchEngine.start()
  return {
    kind: 'elasticsearch',
    port: Number(new URL(engine.receiver.url).port),
    settings: (port) => ({
      kind: 'elasticsearch',
      config: { url: `http://127.0.0.1:${port}`, index: 'ledger' },
    }),
    texts: async () => [...engine.documents.values()].map(({ source }) => JSON.stringify(source)),
    stop: () => engine.receiver.stop(),
  }
}

export async function openS3End(): Promise<FarEnd> {
  const s3 = await TestS3.start()
  return {
    kind: 's3',
    port: s3.port,
    settings: (port) => ({
      kind: 's3',
      config: {
        ...{ endpoint: `http://localhost:${port}`, bucket: 'lines', path_style: true },
        ...{ compress: false, max_seconds: 1 },
      },
      secrets: { access_key_id: 'S3RVER', secret_access_key: 'S3RVER' },
    }),
    texts: async () =>
      s3.objects().flatMap(({ body }) => body.toString().split('\n').filter(Boolean)),
    stop: () => s3.stop(),
  }
}

/** Every far end that a proxy can stand before. */
export function openAllEnds(): Promise<FarEnd[]> {
  return Promise.all([
    ...[openHttpEnd(), openRedisEnd(), openNatsEnd(), openSplunkEnd(), openSearchEnd()],
    openS3End(),
  ])
}
