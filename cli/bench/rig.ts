// Where a benchmark runs: a database of its own in a temporary directory, the real server as a child
// process for agents, a bare server, and a load. Everything is gone when it ends.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { announceDatabase, announceDataDir } from '@/lib/env'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { bundle, endChild, keepChild, type Program, startProgram } from './children'
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
  close: () => Promise<void>
}

const readyMs = 60_000

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
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
  const program = async (name: string, options: Parameters<typeof startProgram>[1] = {}) => {
    const file = join(bundles, `${name}.mjs`)
    await bundle(`cli/bench/${name}-program.ts`, file)
    return startProgram(file, options)
  }
  let loader: Program | undefined
  return {
    databaseUrl: embedded.url,
    program,
    startServer: async (env = {}, built) => {
      const file = built ?? join(bundles, 'server.mjs')
      if (built === undefined) await bundle('server.ts', file)
      return startServer(file, { DATABASE_URL: embedded.url, DATA_DIR: dataDir, ...env })
    },
    startBare: async (body) => {
      const bare = await program('bare')
      const { port } = await bare.ask<{ port: number }>({ body })
      const cpuSeconds = async () => (await bare.ask<{ cpu_seconds: number }>({})).cpu_seconds
      return { port, cpuSeconds }
    },
    load: async (load) => {
      loader ??= await program('load')
      return loader.ask<LoadReply>(load)
    },
    close: async () => {
      await closeDatabase()
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
      rmSync(bundles, { recursive: true, force: true })
    },
  }
}

async function startServer(file: string, more: Record<string, string>): Promise<Server> {
  const port = await freePort()
  // For whoever looks for what costs most: BENCH_SERVER_FLAGS=--cpu-prof.
  const flags = (process.env.BENCH_SERVER_FLAGS ?? '').split(' ').filter(Boolean)
  const { PATH, HOME, TMPDIR } = process.env
  const child = spawn(process.execPath, [...flags, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH, HOME, TMPDIR },
      NODE_ENV: 'production',
      ROLE: 'agent',
      HOST: '127.0.0.1',
      PORT: String(port),
      TLS_PORT: 'off',
      LOG_LEVEL: 'error',
      ...more,
    },
  })
  keepChild(child)
  let output = ''
  const hear = (part: Buffer) => {
    output = (output + part.toString()).slice(-4_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + readyMs
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ready) break
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`The server does not serve: ${output}`)
    }
    await delay(20)
  }
  return {
    port,
    pid: child.pid ?? 0,
    end: () => endChild(child, 15_000),
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
      if (line === undefined) throw new Error(`/metrics has no ${name}`)
      return Number(line.slice(name.length + 1))
    },
  }
}
