// Two instances of the server on one PostgreSQL, killed and started again apart from each other. Ends
// nothing that it did not start.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle, endChild, freePort, launch, type ServerChild, whenReady } from '@/cli/server-child'
import { announceDatabase, announceDataDir } from '@/lib/env'
import { type EmbeddedPostgres, startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'

const instances = 2

/** Starts both; the database of this process is theirs until they stop. */
export async function startServers(more: Record<string, string> = {}): Promise<Servers> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-stream-'))
  chmodSync(dataDir, 0o711)
  const file = resolve('dist', `stream-${process.pid}-${Date.now()}.js`)
  await bundle('server.ts', file, 'lib/testing/streaming-app.ts')
  await closeDatabase()
  const embedded = await startEmbedded({ dataDir })
  await migrate(embedded.url)
  announceDataDir(dataDir)
  announceDatabase(embedded.url)
  await ensurePartitions()
  const servers = new Servers({ dataDir, file, embedded, more })
  for (let at = 0; at < instances; at++) await servers.start(await freePort())
  return servers
}

type Ground = {
  dataDir: string
  file: string
  embedded: EmbeddedPostgres
  /** Environment of every instance. */
  more: Record<string, string>
}

export class Servers {
  readonly #ground: Ground
  readonly #running = new Map<number, ServerChild>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  get databaseUrl(): string {
    return this.#ground.embedded.url
  }

  /** The addresses of all instances, whether they are up or not. */
  get urls(): string[] {
    return [...this.#running.values()].map(({ url }) => url)
  }

  async start(port: number): Promise<void> {
    const { dataDir, file, embedded, more } = this.#ground
    const env = {
      ...more,
      ...{ ROLE: 'all', PORT: String(port), LOG_LEVEL: 'error' },
      ...{ DATA_DIR: dataDir, DATABASE_URL: embedded.url },
    }
    const server = await launch({ file, env })
    this.#running.set(port, server)
    await whenReady(server)
  }

  /** SIGKILL to one instance, then a new one in its place; the other goes on alone. */
  async killInstance(draw: number): Promise<void> {
    const all = [...this.#running.values()]
    const server = all[Math.floor(draw * all.length)]
    if (!server) throw new Error('no instance was ever started')
    await endChild(server.child, 20_000, 'SIGKILL')
    await this.start(server.port)
  }

  /** SIGKILL to the postmaster, which is started again by itself. False when there was none. */
  killDatabase(): boolean {
    const pid = this.#ground.embedded.pid()
    if (pid === undefined) return false
    process.kill(pid, 'SIGKILL')
    return true
  }

  async ready(): Promise<void> {
    for (const server of this.#running.values()) await whenReady(server)
  }

  async stop(): Promise<void> {
    const { dataDir, file, embedded } = this.#ground
    await Promise.all([...this.#running.values()].map(({ child }) => endChild(child, 20_000)))
    await closeDatabase()
    await embedded.stop()
    rmSync(file, { force: true })
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
