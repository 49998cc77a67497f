// The server under trial as its own process on a data directory of its own: started, killed, started
// again. PostgreSQL is its embedded one and is killed apart. Ends nothing that it did not start.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle, endChild, freePort, launch, type ServerChild, whenReady } from '@/cli/server-child'
import { prepareCluster } from '@/lib/postgres/data-dir'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { isPostmaster, readPostmaster } from '@/lib/postgres/postmaster'

export type ServerUnderTrial = {
  url: string
  databaseUrl: string
  secret: () => string
  /** SIGKILL to the server's process, then a new one on the same directory. */
  killServer: () => Promise<void>
  /** SIGKILL to the postmaster; the server starts another by itself. False when there was none. */
  killDatabase: () => boolean
  ready: () => Promise<void>
  stop: () => Promise<void>
}

export async function startServer(): Promise<ServerUnderTrial> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-ledger-'))
  chmodSync(dataDir, 0o700)
  const file = resolve('dist', `ledger-${process.pid}-${Date.now()}.js`)
  await bundle('server.ts', file)
  // A server for agents alone waits for the schema and does not make it.
  const embedded = await startEmbedded({ dataDir })
  await migrate(embedded.url)
  await embedded.stop()
  const port = await freePort()
  const trial = new Trial({
    dataDir,
    file,
    port,
    databaseUrl: embedded.url,
    pgdata: prepareCluster(dataDir).data,
  })
  await trial.start()
  return trial
}

type Settings = {
  dataDir: string
  file: string
  port: number
  databaseUrl: string
  pgdata: string
}

class Trial implements ServerUnderTrial {
  readonly url: string
  readonly databaseUrl: string
  private server: ServerChild | undefined

  constructor(private readonly settings: Settings) {
    this.url = `http://127.0.0.1:${settings.port}`
    this.databaseUrl = settings.databaseUrl
  }

  secret = () => readFileSync(join(this.settings.dataDir, 'simulator.secret'), 'utf8').trim()

  async start(): Promise<void> {
    const { dataDir, file, port } = this.settings
    const env = { ROLE: 'agent', PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error' }
    this.server = await launch({ file, env })
    await this.ready()
  }

  /** Until it answers that it serves. Throws with its last words when it does not come up. */
  ready = async (): Promise<void> => {
    if (!this.server) throw new Error('The server under trial was never started')
    await whenReady(this.server)
  }

  killServer = async (): Promise<void> => {
    await this.end('SIGKILL')
    await this.start()
  }

  killDatabase = (): boolean => {
    const found = readPostmaster(this.settings.pgdata)
    if (!found || !isPostmaster(found.pid, this.settings.pgdata)) return false
    process.kill(found.pid, 'SIGKILL')
    return true
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.server) await endChild(this.server.child, 20_000, signal)
  }

  stop = async (): Promise<void> => {
    await this.end('SIGTERM')
    this.killDatabase()
    rmSync(this.settings.file, { force: true })
    rmSync(this.settings.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
