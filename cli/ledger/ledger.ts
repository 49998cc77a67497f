// The acknowledgement ledger (H1): agents write while the server and its PostgreSQL are killed at
// random; at the end what was acknowledged must be stored, what is stored sent, and nothing twice.
import { setTimeout as delay } from 'node:timers/promises'
import { type Books, closeBooks } from '@/cli/ledger/books'
import { enrolAgents } from '@/cli/ledger/enrol'
import { type ServerUnderTrial, startServer } from '@/cli/ledger/server'
import { randomFrom } from '@/cli/simulate/random'

type LedgerOptions = {
  kills: number
  agents?: number
  seed?: number
  /** Pause before each kill: from 0.2 s to this. */
  pauseMaxMs?: number
  onKill?: (done: number, what: string) => void
}

type LedgerReport = Books & {
  kills: { server: number; database: number }
  seconds: number
}

const pauseMinMs = 200
const calmMs = 120_000

/** Runs the proof and returns what it found; the caller judges. */
export async function runLedger(options: LedgerOptions): Promise<LedgerReport> {
  const { kills, agents: count = 8, seed = 1, pauseMaxMs = 5_000, onKill } = options
  const random = randomFrom('ledger', seed)
  const started = Date.now()
  const server = await startServer()
  try {
    const fleet = { urls: [server.url], secret: server.secret(), name: 'ledger' }
    const agents = await enrolAgents({ ...fleet, count, random })
    const calm = new AbortController()
    const living = agents.map((agent) => agent.live(calm.signal, calmMs))
    const done = { server: 0, database: 0 }
    const killing = killAtRandom(server, { kills, random, pauseMaxMs, done, onKill })
    await Promise.race([killing, Promise.all(living)])
    await server.ready()
    calm.abort()
    await Promise.all(living)
    return {
      ...(await closeBooks(server.databaseUrl, agents)),
      kills: done,
      seconds: secondsSince(started),
    }
  } finally {
    await server.stop()
  }
}

const secondsSince = (started: number) => Math.round((Date.now() - started) / 1_000)

type Killing = {
  kills: number
  random: () => number
  pauseMaxMs: number
  done: LedgerReport['kills']
  onKill: LedgerOptions['onKill']
}

async function killAtRandom(server: ServerUnderTrial, killing: Killing): Promise<void> {
  const { kills, random, pauseMaxMs, done, onKill } = killing
  while (done.server + done.database < kills) {
    await delay(pauseMinMs + random() * (pauseMaxMs - pauseMinMs))
    if (random() < 0.5) {
      await server.killServer()
      done.server += 1
    } else if (server.killDatabase()) done.database += 1
    onKill?.(done.server + done.database, `${done.server} server, ${done.database} database`)
  }
}
