// Where a benchmark runs: a database of its own in a temporary directory, the real server as a child
// process for agents, a bare server, and a load. Everything is gone when it ends.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle, endChild, launch, whenReady } from '@/cli/server-child'
import { announceDatabase, announceDataDir, benchServerFlags } from '@/lib/env'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { keepChild, keepRig, type Program, startProgram } from './children'
import type { Load, LoadReply } from './load-program'

export type Server = {
  port: number
  pid: number
  /** A number of /metrics. */
  metric: (name: string) => Promise<number>
  end: () => Promise<void>
}

export type Bare = { port: number; cpuSeconds: () => Promise<number> }

export type Rig = {
  /** The real server, for agents unless the environment says otherwise; bundled unless given. */
  startServer: (env?: Record<string, string>, built?: string) => Promise<Server>
  startBare: (body?: string) => Promise<Bare>
  load: (load: Load) => Promise<LoadReply>
  program: (name: string, options?: Parameters<typeof startProgram>[1]) => Promise<Program>
  databaseUrl: string
  /** Where bundles go, removed when it closes. */
  bundles: string
  close: () => Promise<void>
}

/** Opens a rig; the database of this process is the rig's until it closes. */
export async function openRig(): Promise<Rig> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  chmodSync(dataDir, 0o711)
  const bundles = resolve('dist', `bench-${process.pid}-${Date.now()}`)
  await closeDatabase()
  const embedded = await startEmbedded({ dataDir })
  await migrate(embedded.url)
  announceDataDir(dataDir)
  announceDatabase(embedded.url)
  await ensurePartitions()
  const close = keepRig(async () => {
    await closeDatabase()
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    rmSync(bundles, { recursive: true, force: true })
  })
  const program = async (name: string, options: Parameters<typeof startProgram>[1] = {}) => {
    const file = join(bundles, `${name}.mjs`)
    await bundle(`cli/bench/${name}-program.ts`, file)
    return startProgram(file, options)
  }
  let loader: Program | undefined
  return {
    databaseUrl: embedded.url,
    bundles,
    program,
    startServer: async (env = {}, built) => {
      const file = built ?? join(bundles, 'server.mjs')
      if (built === undefined) await bundle('server.ts', file)
      return startServer(file, { DATABASE_URL: embedded.url, DATA_DIR: dataDir, ...env })
    },
    startBare: async (body) => startBare(await program('bare'), body),
    load: async (load) => {
      loader ??= await program('load')
      return loader.ask<LoadReply>(load)
    },
    close,
  }
}

async function startBare(bare: Program, body?: string): Promise<Bare> {
  const { port } = await bare.ask<{ port: number }>({ body })
  const cpuSeconds = async () => (await bare.ask<{ cpu_seconds: number }>({})).cpu_seconds
  return { port, cpuSeconds }
}

async function startServer(file: string, more: Record<string, string>): Promise<Server> {
  const flags = benchServerFlags()
  const env = { ROLE: 'agent', LOG_LEVEL: 'error', ...more }
  const server = await launch({ file, flags, env })
  keepChild(server.child)
  await whenReady(server)
  return {
    port: server.port,
    pid: server.child.pid ?? 0,
    end: () => endChild(server.child, 15_000),
    metric: async (name) => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
      if (line === undefined) throw new Error(`/metrics has no ${name}`)
      return Number(line.slice(name.length + 1))
    },
  }
}
