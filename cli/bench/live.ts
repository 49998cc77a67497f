// Live queries to simulated hosts that poll every ten seconds, through the whole server, pages
// included: how soon answers are streamed, how long one takes from an agent's write to a reader's
// frame, what fifty readers cost beside one, and what a thousand answers cost the processor.
import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { accelerateSeconds } from '@/lib/domain/acceleration'
import { createSecret } from '@/lib/domain/secrets'
import type { Program } from './children'
import { limitRow, quantile, type Row, shown, spread } from './figures'
import type { FleetStart, Writes } from './fleet-program'
import { askAll, openReader, tokensFor } from './readers'
import { openRig, type Server } from './rig'

const share = 0.95
const manyReaders = 50
const idleSeconds = 10
/** A campaign lets hosts hurry for half a minute; the next one must find them at their own rhythm. */
const hurriedMs = (accelerateSeconds + 2) * 1_000

type Fleet = { hosts: number; rounds: number; enrolSeconds: number; patienceMs: number }
const small: Fleet = { hosts: 1_000, rounds: 3, enrolSeconds: 15, patienceMs: 25_000 }
const large: Fleet = { hosts: 10_000, rounds: 2, enrolSeconds: 120, patienceMs: 60_000 }

type Round = {
  share_seconds: number
  last_seconds: number
  answers: number
  delays_ms: number[]
  seconds: number
  /** Answers that the server read from the database for its readers. */
  read: number
  cpu_seconds: number
}

export async function benchLive(): Promise<Row[]> {
  buildPages()
  const few = await withFleet(small, async (target) => {
    const measured = await roundsOf(target, 1)
    await delay(hurriedMs)
    return { measured, watched: await runOnce(target, manyReaders) }
  })
  const many = await withFleet(large, async (target) => {
    const idleCpu = await idleCpuPerSecond(target.server)
    return { measured: await roundsOf(target, 1), idleCpu }
  })
  return [
    ...smallRows(few.measured),
    ...watchedRows(few.watched),
    ...largeRows(many.measured, many.idleCpu),
  ]
}

/** The server serves pages, so it is the one of `npm start`; built when stale. */
function buildPages(): void {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('The server could not be built')
}

type Target = Fleet & { baseUrl: string; tokens: string[]; program: Program; server: Server }

async function withFleet<T>(fleet: Fleet, run: (target: Target) => Promise<T>): Promise<T> {
  const rig = await openRig()
  try {
    const tokens = await tokensFor(manyReaders)
    const server = await rig.startServer({ ROLE: 'all' }, 'dist/server.js')
    const program = await rig.program('fleet')
    const baseUrl = `http://127.0.0.1:${server.port}`
    const { secret } = await createSecret({ name: 'bench' })
    const { hosts, enrolSeconds } = fleet
    const start: FleetStart = { baseUrl, secret, hosts, enrolSeconds }
    await program.ask<Writes>({ start })
    const measured = await run({ ...fleet, baseUrl, tokens, program, server })
    await program.end()
    await server.end()
    return measured
  } finally {
    await rig.close()
  }
}

async function roundsOf(target: Target, readers: number): Promise<Round[]> {
  const measured: Round[] = []
  for (let round = 0; round < target.rounds; round++) {
    if (round > 0) await delay(hurriedMs)
    measured.push(await runOnce(target, readers))
  }
  return measured
}

async function idleCpuPerSecond(server: Server): Promise<number> {
  const before = await server.metric('process_cpu_seconds_total')
  await delay(idleSeconds * 1_000)
  return ((await server.metric('process_cpu_seconds_total')) - before) / idleSeconds
}

/** Zero before the first stream, when the server has no such figure yet. */
const answersRead = (server: Server) =>
  server.metric('muster_stream_answers_read_total').catch(() => 0)

async function runOnce(target: Target, count: number): Promise<Round> {
  const { baseUrl, tokens, program, server, hosts, patienceMs } = target
  await program.ask<Writes>({})
  const before = await answersRead(server)
  const cpu = await server.metric('process_cpu_seconds_total')
  const begun = Date.now()
  const id = await askAll(baseUrl, tokens[0] ?? '')
  const url = `${baseUrl}/api/v1/fleet/campaigns/${id}/stream`
  const readers = tokens
    .slice(0, count)
    .map((token) => openReader({ url, token, hosts, patienceMs }))
  await Promise.all(readers.map(({ done }) => done))
  const read = (await answersRead(server)) - before
  const cpu_seconds = (await server.metric('process_cpu_seconds_total')) - cpu
  const written = new Map((await program.ask<Writes>({})).writes)
  const arrived = readers.flatMap(({ frames }) => [...frames])
  const times = arrived.map(([, at]) => (at - begun) / 1_000).sort((a, b) => a - b)
  return {
    ...{ read, cpu_seconds, seconds: (Date.now() - begun) / 1_000 },
    share_seconds: times[Math.ceil(hosts * count * share) - 1] ?? Number.POSITIVE_INFINITY,
    last_seconds: times.at(-1) ?? 0,
    answers: Math.min(...readers.map(({ frames }) => frames.size)),
    delays_ms: arrived.flatMap(([name, at]) => {
      const from = written.get(name)
      return from === undefined ? [] : [at - from]
    }),
  }
}

function streamedRow(measured: readonly Round[], hosts: number, limit: number): Row {
  const soon = spread(measured.map((round) => round.share_seconds))
  const last = spread(measured.map((round) => round.last_seconds))
  const answers = measured.map((round) => round.answers).join(', ')
  return limitRow(
    `live query, 95 % of ${hosts} hosts streamed`,
    `${shown(soon, ' s')}; the last ${shown(last, ' s')}; answers ${answers}`,
    `< ${limit} s`,
    soon.median < limit,
  )
}

function delayRow(name: string, measured: readonly Round[], limit: number): Row {
  const p99s = spread(measured.map((round) => quantile(round.delays_ms, 0.99)))
  const p50 = quantile(
    measured.flatMap((round) => round.delays_ms),
    0.5,
  )
  return limitRow(
    name,
    `${shown(p99s, ' ms')}; median ${p50} ms`,
    `< ${limit} ms`,
    p99s.median < limit,
  )
}

const smallRows = (measured: readonly Round[]): Row[] => [
  streamedRow(measured, small.hosts, 12),
  delayRow('live query, p99 from write to frame', measured, 150),
]

/** Read for each reader it would be fifty times; who joins later reads the beginning once more. */
function watchedRows(watched: Round): Row[] {
  const times = watched.read / small.hosts
  return [
    limitRow(
      `${manyReaders} readers, how often an answer is read from the database`,
      `${times.toFixed(2)} times (${watched.read} for ${watched.answers} frames to each)`,
      '≤ 1.5 times',
      times <= 1.5 && watched.answers === small.hosts,
    ),
    delayRow(`${manyReaders} readers, p99 from write to frame`, [watched], 250),
  ]
}

function largeRows(measured: readonly Round[], idleCpu: number): Row[] {
  const own = measured.map(
    ({ cpu_seconds, seconds, answers }) =>
      ((cpu_seconds - idleCpu * seconds) / Math.max(1, answers)) * 1_000,
  )
  return [
    streamedRow(measured, large.hosts, 13),
    limitRow(
      `live query, processor seconds per 1 000 answers, ${large.hosts} hosts`,
      `${shown(spread(own), ' s')} beside ${idleCpu.toFixed(2)} s a second of check-ins`,
      '',
    ),
  ]
}
