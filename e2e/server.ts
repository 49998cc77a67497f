// Servers in fresh folders: one for each worker, shared by what it runs, and ones of a test's own, to be
// killed and started again in the middle of things.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
export const setupToken = 'first-admin-of-the-browser-tests'

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** Where a server is and where it keeps its data. */
export type Place = { url: string; dataDir: string }

const newPlace = async (): Promise<Place> => ({
  url: `http://localhost:${await freePort()}`,
  dataDir: join(tmpdir(), `muster-browser-${randomUUID()}`),
})

/** The server of this worker: stories of other workers are on another one, with counts of its own. */
export const shared: Place = await newPlace()

export type OwnServer = Place & {
  /** What it printed so far, the set-up link in it. */
  printed: () => string
  /** Ends the process as a power cut would; the database's processes stay behind. */
  kill: () => Promise<void>
  start: () => Promise<void>
  stop: () => Promise<void>
}

type Start = { place?: Place; tls?: boolean; env?: Record<string, string> }

/** Starts a server, one of its own unless told where, and waits until it serves. */
export async function startServer({
  place,
  tls = false,
  env = {},
}: Start = {}): Promise<OwnServer> {
  const { url, dataDir } = place ?? (await newPlace())
  const tlsPort = tls ? String(await freePort()) : 'off'
  mkdirSync(dataDir, { mode: 0o700 })
  let child: ChildProcess | undefined
  let printed = ''
  const start = async () => {
    child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PORT: new URL(url).port,
        TLS_PORT: tlsPort,
        DATA_DIR: dataDir,
        SETUP_TOKEN: setupToken,
        LOG_LEVEL: 'warn',
        ...env,
      },
    })
    child.stdout?.on('data', (chunk) => {
      printed += chunk
    })
    await answers(`${url}/readyz`, child)
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  await start()
  return {
    url,
    dataDir,
    start,
    printed: () => printed,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`)
    const reply = await fetch(url).catch(() => undefined)
    if (reply?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The server did not get ready within a minute')
}
