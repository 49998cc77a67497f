// How fast lines that are stored already go on to a destination: the real server reads, sends and puts
// on record, engines are real ones. Beside it the sink alone, with the same lines in memory.
import { setTimeout as delay } from 'node:timers/promises'
import { openFile } from '@/lib/sinks/file'
import { openNats } from '@/lib/sinks/nats'
import { openRedis } from '@/lib/sinks/redis'
import type { Sink, SinkEvent } from '@/lib/sinks/sink'
import { sql } from '@/lib/store/db'
import { TestNats } from '@/lib/testing/nats'
import { TestRedis } from '@/lib/testing/redis'
import { sinkEvent } from '@/lib/testing/sink-events'
import { FileConfig, NatsConfig, RedisConfig } from '@/lib/wire/destination-kinds'
import { type Row, rounded, shown, spread } from './figures'
import { openRig } from './rig'
import { seedHosts } from './seed'

const lines = 100_000
const chunk = 50_000
const rounds = 3
const hosts = 1_000
const batch = 5_000
const allow = ['127.0.0.0/8', '::1']

type Target = {
  kind: 'file' | 'redis' | 'nats'
  name: string
  config: (name: string) => object
  /** The sink itself, on the same engine. */
  open: (name: string) => Promise<Sink>
  least: number
}

const insertLines = `
INSERT INTO result_lines (host_id, name, action, unix_time, epoch, counter, content, decorations, fingerprint)
SELECT 1 + n % ${hosts}, 'pack/base/ports', CASE WHEN n % 5 = 4 THEN 'removed' ELSE 'added' END,
       1795000000 + n / 100, 0, n / ${hosts},
       jsonb_build_object('columns', jsonb_build_object('pid', (n % 32768)::text, 'port', (1024 + n % 4000)::text,
         'protocol', '6', 'family', '2', 'address', '0.0.0.0', 'path', '/usr/lib/app-' || n % 700 || '/bin/run')),
       jsonb_build_object('host_uuid', '4C4C4544-0000-1000-8000-' || lpad((n % ${hosts})::text, 12, '0')),
       gen_random_uuid()
  FROM generate_series($1::int, $2::int) AS n`

async function seedLines(): Promise<void> {
  await seedHosts(1, hosts)
  for (let first = 1; first <= lines; first += chunk)
    await sql('work', insertLines, [first, first + chunk - 1])
  await sql('work', 'ANALYZE result_lines')
}

async function deliveredOf(id: number): Promise<number> {
  const [row] = await sql<{ delivered: number; last_error: unknown }>(
    'work',
    'SELECT delivered::int AS delivered, last_error FROM destinations WHERE id = $1',
    [id],
  )
  if (row?.last_error) throw new Error(`a destination fails: ${JSON.stringify(row.last_error)}`)
  return row?.delivered ?? 0
}

/** Lines a second from the first batch on record to the last. */
async function forwarded(target: Target, round: number): Promise<number> {
  const name = `${target.kind}-${round}`
  const [made] = await sql<{ id: number }>(
    'work',
    `INSERT INTO destinations (name, kind, config, log_types)
     VALUES ($1, $2, $3, '{result,snapshot}') RETURNING id`,
    [name, target.kind, JSON.stringify(target.config(name))],
  )
  const id = made?.id ?? 0
  let begun: { at: number; delivered: number } | undefined
  const deadline = performance.now() + 180_000
  for (;;) {
    const delivered = await deliveredOf(id)
    const at = performance.now()
    if (delivered > 0) begun ??= { at, delivered }
    if (begun && delivered >= lines) {
      await sql('work', 'UPDATE destinations SET enabled = false WHERE id = $1', [id])
      return ((lines - begun.delivered) * 1_000) / (at - begun.at)
    }
    if (at > deadline) throw new Error(`only ${delivered} lines of ${lines} went to ${name}`)
    await delay(25)
  }
}

/** Lines a second into the sink from memory, in batches as the worker's. */
async function sent(sink: Sink, events: readonly SinkEvent[]): Promise<number> {
  const begun = performance.now()
  const { signal } = new AbortController()
  for (let first = 0; first < events.length; first += batch)
    await sink.send(events.slice(first, first + batch), signal)
  await sink.close()
  return (events.length * 1_000) / (performance.now() - begun)
}

async function measured(target: Target): Promise<Row> {
  const [ours, bare]: [number[], number[]] = [[], []]
  const events = Array.from({ length: 100_000 }, (_, at) =>
    sinkEvent(at, { key: `${target.kind}-${at}` }),
  )
  for (let round = 1; round <= rounds; round += 1) {
    ours.push(await forwarded(target, round))
    const again = events.map((event) => ({ ...event, key: `${round}-${event.key}` }))
    bare.push(await sent(await target.open(`alone-${round}`), again))
  }
  const { median } = spread(ours)
  return {
    name: `forwarding ${lines / 1_000} 000 stored lines to ${target.name}`,
    ours: shown(spread(ours), ' lines/s'),
    bare: shown(spread(bare), ' lines/s'),
    ratio: (median / spread(bare).median).toFixed(2),
    target: `≥ ${rounded(target.least)} lines/s`,
    verdict: median >= target.least ? 'met' : 'missed',
  }
}

const toFile: Target = {
  kind: 'file',
  name: 'a file',
  config: (name) => ({ path: `${name}.ndjson` }),
  open: (name) => openFile(FileConfig.parse({ path: `${name}.ndjson` }), {}, { allow }),
  least: 30_000,
}

function toRedis({ url }: TestRedis): Target {
  const config = (name: string) => ({ url, stream: name })
  const open = (name: string) => openRedis(RedisConfig.parse(config(name)), {}, { allow })
  return { kind: 'redis', name: 'Redis Streams', config, open, least: 10_000 }
}

function toNats({ server }: TestNats): Target {
  const config = (name: string) => ({ servers: [server], subject: `forward.${name}` })
  const open = (name: string) => openNats(NatsConfig.parse(config(name)), {}, { allow })
  return { kind: 'nats', name: 'NATS JetStream', config, open, least: 10_000 }
}

async function forwardRows(): Promise<Row[]> {
  const rows = [await measured(toFile)]
  const redis = await TestRedis.start()
  rows.push(await measured(toRedis(redis)).finally(() => redis.stop()))
  const nats = await TestNats.start()
  await nats.addStream('forward', ['forward.>'])
  rows.push(await measured(toNats(nats)).finally(() => nats.stop()))
  return rows
}

export async function benchForward(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedLines()
    const env = { ROLE: 'worker', DESTINATION_ALLOW: allow.join() }
    const server = await rig.startServer(env)
    return await forwardRows().finally(() => server.end())
  } finally {
    await rig.close()
  }
}
