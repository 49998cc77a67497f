// What the end of old days costs the agents' door, in one process with it: its replies while a day of a
// million lines is carried on and dropped under a long reader, beside its replies in peace (R35).
import { get } from 'node:http'
import pg from 'pg'
import { listPartitions } from '@/lib/store/partitions'
import { bundle } from '../server-child'
import { linesPerBatch } from './bodies'
import { limitRow, quantile, type Row, rounded, shown, spread } from './figures'
import { serveName } from './ingest'
import { attachDay, dayHosts, dayLines, seedDays } from './retention-seed'
import { openRig, type Rig } from './rig'
import { seedHosts } from './seed'

const hosts = 32
const days = 2
const roundSeconds = 5
const peacefulRounds = 3
/** More than the fastest machine known stores in a round. */
const batchesPerRound = 300
/** A bound of the measure, far beyond what a day takes. */
const roundsMost = 120
const p99MostMs = 250

export async function benchRetention(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, dayHosts)
    await serveName()
    const due = await seedDays(days)
    const file = `${rig.bundles}/all.mjs`
    await bundle('server.ts', file, 'cli/bench/retention-app.ts')
    const { port } = await rig.startServer({ ROLE: 'all' }, file)
    return await new Bench(rig, port).rows(due)
  } finally {
    await rig.close()
  }
}

class Bench {
  private counter = 1
  /** Of each round, milliseconds. */
  private readonly alone: number[] = []
  private readonly beside: number[] = []
  /** Of each day, from the first try to its end. */
  private readonly seconds: number[] = []

  constructor(
    private readonly rig: Rig,
    private readonly port: number,
  ) {}

  async rows(due: readonly Date[]): Promise<Row[]> {
    await this.rate()
    const half = (await this.rate()) / 2
    for (const from of due) {
      const name = await attachDay(from)
      for (let round = 0; round < peacefulRounds; round++) this.alone.push(await this.p99At(half))
      await this.dropMeanwhile(name, half)
    }
    const [was, is] = [quantile(this.alone, 0.5), quantile(this.beside, 0.5)]
    const millions = dayLines / 1_000_000
    return [
      {
        name: `durable ingest, p99 reply at ${rounded(half)} lines/s while days of ${millions} million lines are dropped under a long reader; bare: none`,
        ours: shown(spread(this.beside), ' ms'),
        bare: shown(spread(this.alone), ' ms'),
        ratio: (is / was).toFixed(2),
        target: `≤ 2, < ${p99MostMs} ms`,
        verdict: is <= 2 * was && is < p99MostMs ? 'met' : 'missed',
      },
      limitRow('… from the first try of a day to its end', shown(spread(this.seconds), ' s'), ''),
    ]
  }

  private async dropMeanwhile(name: string, half: number): Promise<void> {
    let gone = false
    const started = performance.now()
    const dropping = this.drop(name).finally(() => {
      this.seconds.push((performance.now() - started) / 1_000)
      gone = true
    })
    const measuring = async () => {
      for (let round = 0; !gone && round < roundsMost; round++)
        this.beside.push(await this.p99At(half))
    }
    await Promise.all([dropping, measuring()])
  }

  /** A first try that gives up because of the reader, and once the reader has gone a second. */
  private async drop(name: string): Promise<void> {
    const reader = new pg.Client({ connectionString: this.rig.databaseUrl })
    await reader.connect()
    await reader.query('BEGIN; SELECT id FROM result_lines LIMIT 1')
    await this.purge()
    if ((await stageOf(name)) !== 'detaching') throw new Error('the reader delayed nothing')
    await reader.query('COMMIT')
    await reader.end()
    await this.purge()
    if (await stageOf(name)) throw new Error('the day was not dropped')
  }

  /** Not by fetch, which waits for five minutes at most. */
  private purge(): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = get(`http://127.0.0.1:${this.port}/purge`, (reply) => {
        reply.resume()
        if (reply.statusCode === 204) resolve()
        else reject(new Error(`the server answered ${reply.statusCode}`))
      })
      asked.once('error', reject)
    })
  }

  private async rate(): Promise<number> {
    const reply = await this.load({ batches: batchesPerRound, seconds: roundSeconds })
    return (reply.count * linesPerBatch) / reply.seconds
  }

  private async p99At(linesPerSecond: number): Promise<number> {
    const rate = linesPerSecond / linesPerBatch
    return (await this.load({ batches: Math.ceil(rate * roundSeconds), rate })).p99_ms
  }

  private async load(load: { batches: number; seconds?: number; rate?: number }) {
    const { counter, port } = this
    this.counter += load.batches * linesPerBatch
    const reply = await this.rig.load({
      ...load,
      ...{ counter, port, kind: 'log', hosts, connections: hosts },
    })
    if (reply.failures > 0) throw new Error(`${reply.failures} batches were refused`)
    return reply
  }
}

async function stageOf(name: string): Promise<string | undefined> {
  const found = await listPartitions(['result_lines'])
  return found.find((partition) => partition.name === name)?.stage
}
