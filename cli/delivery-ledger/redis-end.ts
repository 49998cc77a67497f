// Redis Streams as a far end, on a real server that writes every command to its disk before it answers.
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { TestRedis } from '@/lib/testing/redis'

export async function openRedisEnd(stream = 'ledger'): Promise<FarEnd> {
  const redis = await TestRedis.start()
  return {
    kind: 'redis',
    port: redis.port,
    settings: (port) => ({ kind: 'redis', config: { url: `redis://127.0.0.1:${port}`, stream } }),
    texts: async () => (await redis.entries(stream)).map(({ line = '' }) => line),
    kill: async () => {
      await redis.engine.kill()
      await redis.engine.start()
    },
    stop: () => redis.stop(),
  }
}
