// Durable ingest through the real server beside the bare insert of the same rows: how much of
// PostgreSQL's speed is left once lines are read, attributed, told apart and committed.
import { sql } from '@/lib/store/db'
import { linesPerBatch, logQueryName } from './bodies'
import type { Program } from './children'
import { comparedRow, limitRow, quantile, type Row } from './figures'
import type { InsertReply } from './insert-program'
import { openRig, type Rig } from './rig'
import { seedHosts } from './seed'

const hosts = 32
const rounds = 8
const roundSeconds = 2
const writers = 4
/** More than the fastest machine known stores in a round. */
const batchesPerRound = 300
const renderingHash = 'bench'

export async function benchIngest(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, hosts)
    await serveName()
    const server = await rig.startServer()
    const bare = await rig.program('insert')
    const turns = new Rounds(rig, server.port, bare)
    await turns.ours()
    await turns.bare()
    const rates = { ours: [] as number[], bare: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await turns.bare())
      rates.ours.push(await turns.ours())
    }
    const half = quantile(rates.ours, 0.5) / 2
    const late: number[] = []
    for (let round = 0; round < 3; round++) late.push(await turns.p99At(half))
    await server.end()
    return rowsOf(rates, half, late)
  } finally {
    await rig.close()
  }
}

function rowsOf(rates: { ours: number[]; bare: number[] }, half: number, late: number[]): Row[] {
  const p99 = quantile(late, 0.5)
  return [
    comparedRow({ name: 'durable ingest, lines', unit: '/s', ...rates, atLeast: 0.5 }),
    limitRow(
      'durable ingest, p99 reply at half load',
      `${Math.round(p99)} ms at ${Math.round(half)} lines/s (${late.map(Math.round).join(', ')})`,
      '< 250 ms',
      p99 < 250,
    ),
  ]
}

/** The configuration that the lines belong to, as served to every host. */
export async function serveName(): Promise<void> {
  const names = { [logQueryName]: { pack_id: 1, pack_query_id: 7, query_id: null } }
  await sql('work', 'INSERT INTO renderings VALUES ($1, $2, $2, $3)', [renderingHash, '', names])
  await sql('work', 'INSERT INTO host_renderings SELECT id, $1 FROM hosts', [renderingHash])
  await sql('work', 'UPDATE hosts SET rendering_hash = $1', [renderingHash])
}

class Rounds {
  private counter = 1

  constructor(
    private readonly rig: Rig,
    private readonly port: number,
    private readonly inserter: Program,
  ) {}

  /** Each round begins with an empty table and lines that were never sent. */
  private async begin(batches: number): Promise<{ counter: number; batches: number }> {
    await sql('work', 'TRUNCATE result_lines')
    const { counter } = this
    this.counter += batches * linesPerBatch
    return { counter, batches }
  }

  async ours(): Promise<number> {
    const reply = await this.rig.load({
      ...(await this.begin(batchesPerRound)),
      ...{ port: this.port, kind: 'log', hosts, connections: hosts, seconds: roundSeconds },
    })
    await this.check(reply)
    return (reply.count * linesPerBatch) / reply.seconds
  }

  async bare(): Promise<number> {
    const { rows, seconds } = await this.inserter.ask<InsertReply>({
      ...(await this.begin(batchesPerRound)),
      ...{ databaseUrl: this.rig.databaseUrl, hosts, writers, seconds: roundSeconds },
    })
    return rows / seconds
  }

  /** The 99th percentile of a batch's reply when batches arrive at a fixed rate. */
  async p99At(linesPerSecond: number): Promise<number> {
    const rate = linesPerSecond / linesPerBatch
    const seconds = 5
    const reply = await this.rig.load({
      ...(await this.begin(Math.ceil(rate * seconds))),
      ...{ port: this.port, kind: 'log', hosts, connections: hosts, rate },
    })
    await this.check(reply)
    return reply.p99_ms
  }

  /** What was acknowledged is stored, every line of it. */
  private async check(reply: { count: number; failures: number }): Promise<void> {
    const [stored] = await sql<{ count: number }>(
      'work',
      'SELECT count(*) FROM result_lines WHERE pack_query_id = 7 AND NOT unsolicited',
    )
    if (reply.failures > 0 || stored?.count !== reply.count * linesPerBatch) {
      throw new Error(
        `${reply.count} batches acknowledged, ${reply.failures} refused, ${stored?.count} lines stored`,
      )
    }
  }
}
