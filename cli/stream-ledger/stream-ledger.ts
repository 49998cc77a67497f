// The stream ledger (H3): hosts answer campaigns and readers leave and return while two instances and
// their PostgreSQL are killed at random; at the end each reader must hold what is stored, in order.
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { newApiToken } from '@/cli/api-tokens'
import { randomFrom } from '@/cli/simulate/random'
import { type Balance, balance } from '@/cli/stream-ledger/balance'
import { AnsweringHost } from '@/cli/stream-ledger/host'
import { runLane } from '@/cli/stream-ledger/lane'
import { LedgerReader } from '@/cli/stream-ledger/reader'
import { type Servers, startServers } from '@/cli/stream-ledger/servers'
import { createSecret } from '@/lib/domain/secrets'

type StreamLedgerOptions = {
  kills: number
  hosts?: number
  readers?: number
  seed?: number
  /** Pause before each kill: from 0.2 s to this. */
  pause_max_ms?: number
  /** How long campaigns stay open, a lane each. Above a minute, lost rounds are handed out again. */
  lanes_seconds?: number[]
  onKill?: (done: number, what: string) => void
}

export type StreamLedgerReport = Balance & {
  kills: { server: number; database: number }
  visits: number
  cuts: number
  seconds: number
}

const pauseMinMs = 200
const readersPerPerson = 5
/** One kill of so many is the database's. */
const databaseEvery = 4

/** Runs the proof and returns what it found; the caller judges. */
export async function runStreamLedger(options: StreamLedgerOptions): Promise<StreamLedgerReport> {
  const { kills, seed = 1, pause_max_ms = 4_000, lanes_seconds = [12, 12, 90] } = options
  const random = randomFrom('stream ledger', seed)
  const started = Date.now()
  const servers = await startServers()
  try {
    const hosts = await enrolHosts(servers, options.hosts ?? 40, random)
    const readers = await employReaders(servers, options.readers ?? 50, random)
    const lanes = await openLanes(servers, { lanes_seconds, readers, random })
    const calm = new AbortController()
    const living = Promise.all(hosts.map((host) => host.live(calm.signal)))
    const running = Promise.all(lanes.map((lane) => runLane(lane, calm.signal)))
    const done = { server: 0, database: 0 }
    const { onKill } = options
    const { signal } = calm
    const killing = kill(servers, { kills, random, pause_max_ms, done, onKill, signal })
    // Whatever fails ends the killing too: nothing may be started once the servers are stopped.
    await Promise.race([running, killing]).finally(() => {
      calm.abort()
      return killing
    })
    await servers.ready()
    const campaigns = (await running).flat()
    await living
    await readAgain(readers)
    const { databaseUrl } = servers
    const found = await balance({ databaseUrl, ids: campaigns, readers, hosts })
    return { ...found, kills: done, ...countsOf(readers), seconds: secondsSince(started) }
  } finally {
    await servers.stop()
  }
}

const secondsSince = (started: number) => Math.round((Date.now() - started) / 1_000)

const countsOf = (readers: readonly LedgerReader[]) => ({
  visits: readers.reduce((sum, reader) => sum + reader.visits, 0),
  cuts: readers.reduce((sum, reader) => sum + reader.cuts, 0),
})

/** Answers may come after the end of their campaign: who opens it again must find them too. */
async function readAgain(readers: readonly LedgerReader[]): Promise<void> {
  for (const reader of readers) {
    for (const id of [...reader.told.keys()]) await reader.follow(id)
  }
}

async function enrolHosts({ urls }: Servers, count: number, random: () => number) {
  const { secret } = await createSecret({ name: 'stream ledger' })
  const hosts = Array.from(
    { length: count },
    (_, at) => new AnsweringHost({ urls, secret, random, name: `stream-${at}` }),
  )
  for (const host of hosts) await host.enrol()
  return hosts
}

/** A person may hold six streams at once, so readers share people. */
async function employReaders({ urls }: Servers, count: number, random: () => number) {
  const readers: LedgerReader[] = []
  while (readers.length < count) {
    const token = await newApiToken()
    const more = Math.min(readersPerPerson, count - readers.length)
    for (let at = 0; at < more; at++) readers.push(new LedgerReader({ urls, token, random }))
  }
  return readers
}

type LaneParts = { lanes_seconds: number[]; readers: LedgerReader[]; random: () => number }

/** A person each, who asks every host; the readers are dealt out among them. */
async function openLanes(servers: Servers, { lanes_seconds, readers, random }: LaneParts) {
  const { urls, databaseUrl } = servers
  const hosts = await hostIds(databaseUrl)
  return Promise.all(
    lanes_seconds.map(async (expires_seconds, at) => ({
      ...{ urls, random, expires_seconds, hosts, token: await newApiToken() },
      readers: readers.filter((_, index) => index % lanes_seconds.length === at),
    })),
  )
}

async function hostIds(databaseUrl: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: number }>('SELECT id FROM hosts ORDER BY id')
  await client.end()
  return rows.map(({ id }) => id)
}

async function killDatabase(servers: Servers, done: StreamLedgerReport['kills']): Promise<void> {
  // Just killed, it may not be back yet.
  while (!servers.killDatabase()) await delay(pauseMinMs)
  done.database += 1
}

type Killing = Required<Pick<StreamLedgerOptions, 'kills' | 'pause_max_ms'>> & {
  random: () => number
  done: StreamLedgerReport['kills']
  onKill: StreamLedgerOptions['onKill']
  signal: AbortSignal
}

async function kill(servers: Servers, killing: Killing): Promise<void> {
  const { kills, random, pause_max_ms, done, onKill, signal } = killing
  while (!signal.aborted && done.server + done.database < kills) {
    await delay(pauseMinMs + random() * (pause_max_ms - pauseMinMs))
    if ((done.server + done.database) % databaseEvery === 1) await killDatabase(servers, done)
    else {
      await servers.killInstance(random())
      done.server += 1
    }
    onKill?.(done.server + done.database, `${done.server} server, ${done.database} database`)
  }
}
