// The ledger while PostgreSQL cannot be reached properly (H2): each fault of the network in turn, between
// the agents' server and its database. Nothing acknowledged is lost, and each fault ends by itself.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { LedgerAgent } from '@/cli/ledger/agent'
import { type Books, closeBooks } from '@/cli/ledger/books'
import { bundle, endChild, launch, type ServerChild, statusOf, whenReady } from '@/cli/server-child'
import { randomFrom } from '@/cli/simulate/random'
import { createSecret } from '@/lib/domain/secrets'
import { announceDatabase, announceDataDir } from '@/lib/env'
import { prepareCluster } from '@/lib/postgres/data-dir'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type Fault, type FaultProxy, openFaultProxy } from '@/lib/testing/fault-proxy'

/** Whatever a network may do to two parties. */
export const allFaults: readonly Fault[] = [
  { kind: 'cut' },
  { kind: 'reset' },
  { kind: 'refuse' },
  { kind: 'mute' },
  { kind: 'latency', ms: 300 },
  { kind: 'bandwidth', bytes_per_second: 20_000 },
  { kind: 'black_hole' },
  { kind: 'half_open' },
]

type Options = {
  faults: readonly Fault[]
  agents?: number
  seed?: number
  /** How long each fault lasts. */
  fault_ms: number
  onFault?: (fault: Fault, recovery_ms: number) => void
}

export type DatabaseFaultsReport = Books & {
  /** By fault, how long after its end every agent was served again. */
  recovery_ms: Record<string, number>
}

const calmMs = 60_000
const patienceMs = 60_000

/** Runs the proof and returns what it found; the caller judges. */
export async function runDatabaseFaults(options: Options): Promise<DatabaseFaultsReport> {
  const { faults, agents: count = 4, seed = 1, fault_ms, onFault } = options
  const scene = await setScene()
  try {
    const { secret } = await createSecret({ name: 'ledger' })
    const random = randomFrom('database faults', seed)
    const agents = Array.from({ length: count }, (_, n) => {
      const name = `fault-${n}`
      return new LedgerAgent({ url: scene.server.url, secret, name, random })
    })
    for (const agent of agents) await agent.enrol()
    const calm = new AbortController()
    const living = Promise.all(agents.map((agent) => agent.live(calm.signal, calmMs)))
    const recovery_ms: Record<string, number> = {}
    for (const fault of faults) {
      await allServed(agents)
      await scene.proxy.meet(fault)
      await delay(fault_ms)
      await scene.proxy.meet({ kind: 'none' })
      recovery_ms[fault.kind] = await recovered(scene.server, agents)
      onFault?.(fault, recovery_ms[fault.kind] ?? 0)
    }
    calm.abort()
    await living
    return { ...(await closeBooks(scene.databaseUrl, agents)), recovery_ms }
  } finally {
    await scene.stop()
  }
}

/** Resolves once each agent was acknowledged something from now on. */
async function allServed(agents: readonly LedgerAgent[]): Promise<void> {
  const before = agents.map(({ acked }) => acked.size)
  const deadline = Date.now() + patienceMs
  while (!agents.every(({ acked }, at) => acked.size > (before[at] ?? 0))) {
    if (Date.now() > deadline) throw new Error('agents are served no more')
    await delay(20)
  }
}

async function recovered(server: ServerChild, agents: readonly LedgerAgent[]): Promise<number> {
  const healed = performance.now()
  await allServed(agents)
  while ((await statusOf(`${server.url}/readyz`)) !== 200) await delay(50)
  return Math.round(performance.now() - healed)
}

type Scene = {
  server: ServerChild
  proxy: FaultProxy
  databaseUrl: string
  stop: () => Promise<void>
}

async function setScene(): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-faults-'))
  chmodSync(dataDir, 0o711)
  const file = resolve('dist', `faults-${process.pid}-${Date.now()}.js`)
  await Promise.all([bundle('server.ts', file), closeDatabase()])
  const embedded = await startEmbedded({ dataDir })
  await migrate(embedded.url)
  announceDataDir(dataDir)
  announceDatabase(embedded.url)
  await ensurePartitions()
  const { socketDir } = prepareCluster(dataDir)
  const proxy = await openFaultProxy({ path: join(socketDir, '.s.PGSQL.5432') })
  const env = {
    ...{ ROLE: 'agent', LOG_LEVEL: 'error', DATA_DIR: dataDir },
    DATABASE_URL: `postgresql://muster@127.0.0.1:${proxy.port}/postgres`,
  }
  const server = await launch({ file, env })
  const stop = async () => {
    await endChild(server.child, 20_000)
    await proxy.stop()
    await closeDatabase()
    await embedded.stop()
    rmSync(file, { force: true })
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  await whenReady(server).catch((error) => stop().then(() => Promise.reject(error)))
  return { server, proxy, databaseUrl: embedded.url, stop }
}
