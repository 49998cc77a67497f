// A Kafka of a test's own: the mock cluster of librdkafka, which kcat starts and which lives as long as
// its input stays open. It stores what it is sent and hands it to consumers; it forgets with its process.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Engine } from '@/lib/testing/engines'

const run = promisify(execFile)
const cluster = [
  '-P',
  '-b',
  'x:1',
  '-t',
  'none',
  '-X',
  'test.mock.num.brokers=1',
  '-X',
  'debug=mock',
]

export type KafkaMessage = { partition: number; key: string; value: string; headers: string[] }

export class TestKafka {
  private constructor(
    readonly engine: Engine,
    readonly port: number,
  ) {}

  static async start(): Promise<TestKafka> {
    const told = /bootstrap\.servers=127\.0\.0\.1:(\d+)/
    const engine = await new Engine('kcat', () => cluster, told).start()
    return new TestKafka(engine, Number(told.exec(engine.said)?.[1]))
  }

  get broker(): string {
    return `localhost:${this.port}`
  }

  /** All messages of a topic, as another client reads them. */
  async messages(topic: string): Promise<KafkaMessage[]> {
    const reads = ['-C', '-b', `127.0.0.1:${this.port}`, '-t', topic, '-o', 'beginning', '-e', '-q']
    const { stdout } = await run('kcat', [...reads, '-J'], { maxBuffer: 100_000_000 })
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { partition, key, payload: value, headers } = JSON.parse(line)
        return { partition, key, value, headers }
      })
  }

  stop(): Promise<void> {
    return this.engine.stop()
  }
}
