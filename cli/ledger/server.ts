// The server under trial as its own process on a data directory of its own: started, killed, started
// again. PostgreSQL is its embedded one and is killed apart. Ends nothing that it did not start.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { build } from 'esbuild'
import { machineEnvironment } from '@/lib/env'
import { prepareCluster } from '@/lib/postgres/data-dir'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { isPostmaster, readPostmaster } from '@/lib/postgres/postmaster'

const readyMs = 60_000

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

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

/** The same bundle that `npm start` runs, so that a restart costs no compilation. */
async function bundle(file: string): Promise<void> {
  await build({
    entryPoints: ['server.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': resolve('.') },
    logLevel: 'error',
  })
}

export async function startServer(): Promise<ServerUnderTrial> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-ledger-'))
  chmodSync(dataDir, 0o700)
  const file = resolve('dist', `ledger-${process.pid}-${Date.now()}.js`)
  await bundle(file)
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
  private child: ChildProcess | undefined
  private output = ''

  constructor(private readonly settings: Settings) {
    this.url = `http://127.0.0.1:${settings.port}`
    this.databaseUrl = settings.databaseUrl
  }

  secret = () => readFileSync(join(this.settings.dataDir, 'simulator.secret'), 'utf8').trim()

  async start(): Promise<void> {
    const { dataDir, file, port } = this.settings
    const child = spawn(process.execPath, [file], {
      env: {
        ...machineEnvironment(),
        NODE_ENV: 'production',
        ROLE: 'agent',
        HOST: '127.0.0.1',
        PORT: String(port),
        TLS_PORT: 'off',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (part: Buffer) => {
      this.output = (this.output + part.toString()).slice(-4_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    this.child = child
    await this.ready()
  }

  /** Until it answers that it serves. Throws with its last words when it does not come up. */
  ready = async (): Promise<void> => {
    const deadline = Date.now() + readyMs
    while (Date.now() < deadline) {
      const answered = await fetch(`${this.url}/readyz`).then(
        (reply) => reply.ok,
        () => false,
      )
      if (answered) return
      if (this.child?.exitCode !== null) break
      await delay(20)
    }
    throw new Error(`The server under trial does not serve: ${this.output}`)
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
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise<void>((done) => child.once('exit', () => done()))
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await gone
    clearTimeout(late)
  }

  stop = async (): Promise<void> => {
    await this.end('SIGTERM')
    this.killDatabase()
    rmSync(this.settings.file, { force: true })
    rmSync(this.settings.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
