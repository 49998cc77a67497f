// A server that takes lines over HTTP, in this process, so that proofs can make it slow, mute or deaf.
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { Receiver } from '@/lib/testing/receiver'

export type HttpEnd = FarEnd & { receiver: Receiver }

export async function openHttpEnd(): Promise<HttpEnd> {
  const receiver = await Receiver.start()
  const port = Number(new URL(receiver.url).port)
  return {
    kind: 'http',
    port,
    receiver,
    settings: (at) => ({ kind: 'http', config: { url: `http://127.0.0.1:${at}/lines` } }),
    texts: async () =>
      receiver.taken.flatMap(({ body }) => body.toString().split('\n').filter(Boolean)),
    stop: () => receiver.stop(),
  }
}
