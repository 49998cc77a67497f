// A NATS of a test's own with JetStream on disk, so that a restart keeps what it took.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstream, jetstreamManager, type StreamConfig } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { freePort } from '@/cli/server-child'
import { Engine } from '@/lib/testing/engines'

type Settings = { lines?: readonly string[]; login?: { user: string; pass: string } }

export class TestNats {
  private constructor(
    readonly engine: Engine,
    readonly port: number,
    private readonly login: { user: string; pass: string } | undefined,
  ) {}

  static async start({ lines = [], login }: Settings = {}): Promise<TestNats> {
    const port = await freePort()
    const engine = new Engine(
      'nats-server',
      (folder) => {
        const file = join(folder, 'nats.conf')
        const auth = login
          ? [`authorization { user: ${login.user}, password: "${login.pass}" }`]
          : []
        const own = [`listen: "127.0.0.1:${port}"`, `jetstream { store_dir: "${folder}/store" }`]
        writeFileSync(file, [...own, ...auth, ...lines].join('\n'))
        return ['-c', file]
      },
      /Server is ready/,
    )
    await engine.start()
    return new TestNats(engine, port, login)
  }

  get server(): string {
    return `localhost:${this.port}`
  }

  /** Runs something on a connection of its own. */
  async ask<T>(work: (nc: NatsConnection) => Promise<T>): Promise<T> {
    const nc = await connect({ servers: [`127.0.0.1:${this.port}`], ...this.login })
    try {
      return await work(nc)
    } finally {
      await nc.close()
    }
  }

  addStream(name: string, subjects: string[], more: Partial<StreamConfig> = {}): Promise<unknown> {
    return this.ask(async (nc) =>
      (await jetstreamManager(nc)).streams.add({ name, subjects, ...more }),
    )
  }

  /** What a stream holds, in order, as subject and text. */
  messages(name: string): Promise<{ subject: string; text: string }[]> {
    return this.ask(async (nc) => {
      const found: { subject: string; text: string }[] = []
      const { state } = await (await jetstreamManager(nc)).streams.info(name)
      if (state.messages === 0) return found
      const consumer = await jetstream(nc).consumers.get(name)
      for await (const message of await consumer.consume({ max_messages: 5_000 })) {
        found.push({ subject: message.subject, text: message.string() })
        if (message.info.pending === 0) break
      }
      return found
    })
  }

  stop(): Promise<void> {
    return this.engine.stop()
  }
}
