// What destinations cost the agents' door, in one process with it on the same processors: ingest with two
// destinations that are behind beside ingest with none, and its replies while one catches up a million lines.
import { switchDestination } from '@/lib/domain/destination-switches'
import { addDestination } from '@/lib/domain/destinations'
import { announceLoopbackDestinations } from '@/lib/env'
import { sql } from '@/lib/store/db'
import { openFaultProxy } from '@/lib/testing/fault-proxy'
import { person } from '@/lib/testing/live'
import { Receiver } from '@/lib/testing/receiver'
import { DestinationCreate } from '@/lib/wire/destinations'
import type { Viewer } from '@/lib/wire/roles'
import { bundle } from '../server-child'
import { linesPerBatch } from './bodies'
import { comparedRow, quantile, type Row, rounded } from './figures'
import { serveName } from './ingest'
import { openRig, type Rig } from './rig'
import { seedHosts } from './seed'

const hosts = 32
const rounds = 6
const roundSeconds = 2
/** More than the fastest machine known stores in a round. */
const batchesPerRound = 300
const backlogLines = 1_000_000
const backlogPiece = 20_000
/** What the slow one takes: far less than comes in. */
const slowBytesPerSecond = 200_000
const patienceMs = 60_000

export async function benchIngestDestinations(): Promise<Row[]> {
  announceLoopbackDestinations()
  const rig = await openRig()
  const receiver = await Receiver.start()
  const port = Number(new URL(receiver.url).port)
  const [down, slow] = [await openFaultProxy({ port }), await openFaultProxy({ port })]
  try {
    await down.meet({ kind: 'refuse' })
    await slow.meet({ kind: 'bandwidth', bytes_per_second: slowBytesPerSecond })
    await seedHosts(1, hosts)
    await serveName()
    const admin = await person('Bench', 'admin')
    const http = (at: number) => ({ url: `http://127.0.0.1:${at}/`, timeout_seconds: 120 })
    const behind = [
      await paused(admin, { kind: 'http', name: 'down', config: http(down.port) }),
      await paused(admin, { kind: 'http', name: 'slow', config: http(slow.port) }),
    ]
    const file = await paused(admin, {
      kind: 'file',
      name: 'file',
      config: { path: 'bench.ndjson' },
    })
    await seedBacklog()
    const bench = new Bench(rig, await startBoth(rig), admin)
    return [await bench.throughput(behind), await bench.catchingUp(file)]
  } finally {
    await Promise.all([down.stop(), slow.stop(), receiver.stop()])
    await rig.close()
  }
}

async function paused(admin: Viewer, settings: object): Promise<number> {
  const body = DestinationCreate.parse({ ...settings, enabled: false })
  return (await addDestination(admin, body, '')).id
}

/** The doors, the jobs and the forwarding in one process, as they are on one machine. */
async function startBoth(rig: Rig): Promise<number> {
  const file = `${rig.bundles}/all.mjs`
  await bundle('server.ts', file, 'lib/testing/streaming-app.ts')
  const server = await rig.startServer({ ROLE: 'all', DESTINATION_ALLOW: '127.0.0.0/8' }, file)
  return server.port
}

/** Lines like the ones that the load sends, which every destination has yet to pass. */
async function seedBacklog(): Promise<void> {
  for (let from = 0; from < backlogLines; from += backlogPiece) {
    await sql(
      'work',
      `INSERT INTO result_lines (host_id, name, pack_id, pack_query_id, action, unix_time, epoch,
                                 counter, content, decorations, fingerprint)
       SELECT 1 + n % $3, 'pack/base/users', 1, 7, 'added', 1756803601, 1, n,
              jsonb_build_object('columns', jsonb_build_object('uid', n::text, 'gid', '0',
                'username', 'user' || n, 'description', 'A person of flesh and blood',
                'directory', '/home/user' || n, 'shell', '/bin/bash', 'uuid', '')),
              '{"host_uuid": "4C4C4544-0000-1000-8000-000000000000"}', gen_random_uuid()
         FROM generate_series($1::int, $1::int + $2::int - 1) n`,
      [from, backlogPiece, hosts],
    )
  }
}

class Bench {
  private counter = 1

  constructor(
    private readonly rig: Rig,
    private readonly port: number,
    private readonly admin: Viewer,
  ) {}

  /** Rounds in turn on one table, so that its growth tells for neither. */
  async throughput(behind: readonly number[]): Promise<Row> {
    const rates = { ours: [] as number[], bare: [] as number[] }
    await this.rate()
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await this.rate())
      await this.turn(behind, true)
      rates.ours.push(await this.rate())
      for (const id of behind) await this.checkBehind(id)
      await this.turn(behind, false)
    }
    return comparedRow({
      name: 'durable ingest, two destinations behind, lines; bare: none',
      ...{ unit: '/s', ...rates, atLeast: 0.8 },
    })
  }

  async catchingUp(file: number): Promise<Row> {
    const half = (await this.rate()) / 2
    const alone: number[] = []
    const beside: number[] = []
    for (let round = 0; round < 3; round++) alone.push(await this.p99At(half))
    const started = performance.now()
    await this.turn([file], true)
    for (let round = 0; round < 3; round++) beside.push(await this.p99At(half))
    const { passed } = await this.checkBehind(file)
    const pace = (passed / (performance.now() - started)) * 1_000
    await this.turn([file], false)
    const [was, is] = [quantile(alone, 0.5), quantile(beside, 0.5)]
    return {
      name: `durable ingest, p99 reply at ${rounded(half)} lines/s while ${rounded(pace)} lines/s catch up`,
      ours: `${rounded(is)} ms (${beside.map(rounded).join(', ')})`,
      bare: `${rounded(was)} ms (${alone.map(rounded).join(', ')})`,
      ratio: (is / was).toFixed(2),
      target: '≤ 2',
      verdict: is <= 2 * was ? 'met' : 'missed',
    }
  }

  private async rate(): Promise<number> {
    const reply = await this.load({ batches: batchesPerRound, seconds: roundSeconds })
    return (reply.count * linesPerBatch) / reply.seconds
  }

  private async p99At(linesPerSecond: number): Promise<number> {
    const rate = linesPerSecond / linesPerBatch
    return (await this.load({ batches: Math.ceil(rate * 5), rate })).p99_ms
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

  private async turn(ids: readonly number[], on: boolean): Promise<void> {
    for (const id of ids) await switchDestination(this.admin, id, on, '')
    if (!on) return
    const deadline = Date.now() + patienceMs
    while (!(await this.allBusy(ids))) {
      if (Date.now() > deadline) throw new Error('the destinations were not taken up')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Taken up: each has a holder. */
  private async allBusy(ids: readonly number[]): Promise<boolean> {
    const rows = await sql(
      'work',
      "SELECT 1 FROM leases WHERE name = ANY($1::text[]) AND expires_at > now() + interval '10 s'",
      [ids.map((id) => `destination:${id}`)],
    )
    return rows.length === ids.length
  }

  /** A figure counts only while it was still behind. */
  private async checkBehind(id: number): Promise<{ passed: number }> {
    const [row] = await sql<{ left: number; passed: number }>(
      'work',
      `SELECT s.last_value - d.result_id AS left, d.result_id AS passed
         FROM destinations d, result_lines_id_seq s WHERE d.id = $1`,
      [id],
    )
    if (!row || row.left < linesPerBatch) throw new Error('a destination was not behind any more')
    return row
  }
}
