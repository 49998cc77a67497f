// A Redis of a test's own, persisting every write, so that a restart keeps what it took.
import { Redis } from 'ioredis'
import { freePort } from '@/cli/server-child'
import { Engine } from '@/lib/testing/engines'

export class TestRedis {
  private constructor(
    readonly engine: Engine,
    readonly port: number,
    private readonly password: string | undefined,
  ) {}

  static async start(settings: readonly string[] = [], password?: string): Promise<TestRedis> {
    const port = await freePort()
    const secret = password ? ['--requirepass', password] : []
    const where = ['--port', `${port}`, '--bind', '127.0.0.1']
    const durable = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
    const args = [...where, ...durable, ...secret, ...settings]
    const engine = new Engine('redis-server', () => args, /Ready to accept connections/)
    await engine.start()
    return new TestRedis(engine, port, password)
  }

  get url(): string {
    return `redis://localhost:${this.port}`
  }

  /** Runs something on a connection of its own. */
  async ask<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const options = this.password ? { password: this.password } : {}
    const redis = new Redis({ host: '127.0.0.1', port: this.port, ...options })
    try {
      return await work(redis)
    } finally {
      redis.disconnect()
    }
  }

  /** The entries of a stream, oldest first, each as its fields. */
  async entries(stream: string): Promise<Record<string, string>[]> {
    const rows = await this.ask((redis) => redis.xrange(stream, '-', '+'))
    return rows.map(([, fields]) =>
      Object.fromEntries(
        fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])),
      ),
    )
  }

  /** How many connections it has beside the one that asks. */
  async clients(): Promise<number> {
    const list = await this.ask((redis) => redis.client('LIST'))
    return String(list).trim().split('\n').length - 1
  }

  stop(): Promise<void> {
    return this.engine.stop()
  }
}
