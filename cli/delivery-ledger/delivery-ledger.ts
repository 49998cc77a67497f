// The ledger carried on to destinations (H1, R12): agents write to two instances while these, their
// PostgreSQL and the brokers are killed at random. What was acknowledged must be stored, and delivered.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Delivered, weigh } from '@/cli/delivery-ledger/balance'
import { untilCaughtUp } from '@/cli/delivery-ledger/caught-up'
import { openNatsEnd } from '@/cli/delivery-ledger/engine-ends'
import type { FarEnd } from '@/cli/delivery-ledger/far-end'
import { openFileEnd } from '@/cli/delivery-ledger/file-end'
import { openRedisEnd } from '@/cli/delivery-ledger/redis-end'
import { type Books, closeBooks } from '@/cli/ledger/books'
import { enrolAgents } from '@/cli/ledger/enrol'
import { randomFrom } from '@/cli/simulate/random'
import { type Servers, startServers } from '@/cli/stream-ledger/servers'
import { addDestination } from '@/lib/domain/destinations'
import { createSecret } from '@/lib/domain/secrets'
import { env } from '@/lib/env'
import { type FaultProxy, openFaultProxy } from '@/lib/testing/fault-proxy'
import { person } from '@/lib/testing/live'
import { DestinationCreate } from '@/lib/wire/destinations'

type DeliveryOptions = {
  kills: number
  agents?: number
  seed?: number
  /** Pause before each kill: from 0.2 s to this. */
  pause_max_ms?: number
  onKill?: (done: number, what: string) => void
}

export type DeliveryReport = Books & {
  kills: Record<Deed, number>
  ends: Delivered[]
  /** From the last kill until every destination had passed all. */
  caught_up_seconds: number
  seconds: number
}

const deeds = ['server', 'broker', 'network', 'database'] as const
type Deed = (typeof deeds)[number]

const pauseMinMs = 200
const calmMs = 60_000
/** A lease of the killed, and the longest wait between two tries that so few kills lead to. */
const patienceMs = 180_000
const networkFaultMs = 400

/** Runs the proof and returns what it found; the caller judges. */
export async function runDeliveryLedger(options: DeliveryOptions): Promise<DeliveryReport> {
  const { kills, agents: count = 6, seed = 1, pause_max_ms = 4_000, onKill } = options
  const random = randomFrom('delivery ledger', seed)
  const started = Date.now()
  const scene = await setScene()
  try {
    const { secret } = await createSecret({ name: 'delivery ledger' })
    const { urls } = scene.servers
    const agents = await enrolAgents({ urls, secret, name: 'delivery', count, random })
    const calm = new AbortController()
    const living = Promise.all(agents.map((agent) => agent.live(calm.signal, calmMs)))
    const done = { server: 0, broker: 0, network: 0, database: 0 }
    const killing = kill(scene, { kills, random, pause_max_ms, done, onKill, signal: calm.signal })
    await Promise.race([killing, living]).finally(() => {
      calm.abort()
      return killing
    })
    await scene.servers.ready()
    const calmSince = Date.now()
    await living
    const kinds = scene.ends.map(({ kind }) => kind)
    await untilCaughtUp(kinds, patienceMs)
    const caught_up_seconds = secondsSince(calmSince)
    const ends = await weigh(scene.servers.databaseUrl, scene.ends)
    const books = await closeBooks(scene.servers.databaseUrl, agents)
    return { ...books, ends, kills: done, caught_up_seconds, seconds: secondsSince(started) }
  } finally {
    await scene.stop()
  }
}

const secondsSince = (started: number) => Math.round((Date.now() - started) / 100) / 10

type Scene = {
  servers: Servers
  ends: FarEnd[]
  proxies: FaultProxy[]
  stop: () => Promise<void>
}

/** Two brokers, each behind a proxy of its own, and the folder of the instances. */
async function setScene(): Promise<Scene> {
  const brokers = await Promise.all([openRedisEnd(), openNatsEnd()])
  const proxies = await Promise.all(brokers.map(({ port = 0 }) => openFaultProxy({ port })))
  const servers = await startServers({ DESTINATION_ALLOW: '127.0.0.0/8' })
  const ends = [...brokers, openFileEnd(join(env().DATA_DIR, 'destinations'))]
  const stop = async () => {
    await servers.stop()
    for (const proxy of proxies) await proxy.stop()
    for (const end of ends) await end.stop()
  }
  try {
    const admin = await person('Ada', 'admin')
    for (const [at, end] of ends.entries()) {
      const settings = { name: end.kind, ...end.settings(proxies[at]?.port ?? 0) }
      await addDestination(admin, DestinationCreate.parse(settings), '')
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { servers, ends, proxies, stop }
}

type Killing = {
  kills: number
  random: () => number
  pause_max_ms: number
  done: Record<Deed, number>
  onKill: DeliveryOptions['onKill']
  signal: AbortSignal
}

async function kill(scene: Scene, killing: Killing): Promise<void> {
  const { kills, random, pause_max_ms, done, onKill, signal } = killing
  for (let n = 0; n < kills && !signal.aborted; n++) {
    await delay(pauseMinMs + random() * (pause_max_ms - pauseMinMs))
    const deed = deeds[n % deeds.length] ?? 'server'
    await commit(deed, scene, { random, done })
    done[deed] += 1
    onKill?.(n + 1, JSON.stringify(done))
  }
}

type Committing = Pick<Killing, 'random' | 'done'>

async function commit(deed: Deed, scene: Scene, { random, done }: Committing): Promise<void> {
  const { servers, ends, proxies } = scene
  if (deed === 'server') await servers.killInstance(random())
  else if (deed === 'broker') await Promise.all(ends.map((end) => end.kill?.()))
  else if (deed === 'network') {
    // Whom it is mute to waits for its own patience: not in the first round, for the short form.
    const kind = done.network % 2 === 0 ? 'reset' : 'mute'
    for (const proxy of proxies) await proxy.meet({ kind })
    await delay(networkFaultMs)
    for (const proxy of proxies) await proxy.meet({ kind: 'none' })
  } else while (!servers.killDatabase()) await delay(pauseMinMs)
}
