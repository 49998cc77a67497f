// One process from start to end: front door, database, migrations, boot, Next; then the way back.
// The ports are opened first: a second copy must fail on them before it touches the first's database.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import next from 'next'
import { boot, type Wiring } from '@/lib/boot'
import { announceDatabase, type Env, env } from '@/lib/env'
import { type FrontDoor, openFrontDoor, type WebListener } from '@/lib/http/front-door'
import { keepTypeReadable } from '@/lib/http/front-headers'
import { isDraining, lifecycle, runFarewells, within } from '@/lib/http/lifecycle'
import { loadCertificate } from '@/lib/http/tls'
import { log } from '@/lib/log'
import { counter } from '@/lib/metrics'
import { prepareDataDir } from '@/lib/postgres/data-dir'
import { type EmbeddedPostgres, startEmbedded } from '@/lib/postgres/embedded'
import { databaseReady } from '@/lib/postgres/ready'
import { closeDatabase, sql } from '@/lib/store/db'

// Together they stay under the 15 seconds that a supervisor waits before it kills.
const patienceMs = { streams: 500, requests: 8_500, stops: 1_500, pools: 1_000, postgres: 3_000 }

const settings = readSettings()
const stopped = new AbortController()
let door: FrontDoor | undefined
let embedded: EmbeddedPostgres | undefined
let wiring: Wiring | undefined
let schemaCurrent = false

function readSettings(): Env {
  try {
    return env()
  } catch (error) {
    return fail(error)
  }
}

/** Ends a start that cannot succeed: the reason in words, exit code 1. */
function fail(error: unknown): never {
  console.error(`Muster cannot start. ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

async function openDoor(): Promise<FrontDoor> {
  const { HOST, PORT, TLS_PORT, DATA_DIR, PUBLIC_URL, ROLE, NODE_ENV } = settings
  prepareDataDir(DATA_DIR)
  const servesTls = TLS_PORT !== 'off' && (ROLE === 'all' || ROLE === 'agent')
  const certificate = servesTls
    ? await loadCertificate(DATA_DIR, PUBLIC_URL, new Date())
    : undefined
  if (certificate?.warning) log().warn({ path: certificate.certPath }, certificate.warning)
  return openFrontDoor({
    host: HOST,
    port: PORT,
    publicUrl: PUBLIC_URL,
    ...(certificate && servesTls ? { tls: { port: TLS_PORT, ...certificate } } : {}),
    health: {
      version: version(),
      database: () => sql('work', 'SELECT 1'),
      schemaCurrent: () => schemaCurrent,
      metricsToken: async (token) => (await wiring?.metricsToken(token)) ?? false,
    },
    development: NODE_ENV === 'development',
    onError: (error) => log().error({ err: error }, 'a listener failed'),
  })
}

function version(): string {
  const { version } = JSON.parse(readFileSync(resolve('package.json'), 'utf8'))
  return String(version)
}

async function openDatabase(): Promise<void> {
  if (!settings.DATABASE_URL) {
    embedded = await startEmbedded({
      dataDir: settings.DATA_DIR,
      onEvent: (event, detail) => log().warn({ event, detail }, 'embedded PostgreSQL'),
    })
    announceDatabase(embedded.url)
  }
  await databaseReady({
    url: settings.DATABASE_URL ?? embedded?.url ?? '',
    migrates: settings.ROLE === 'all' || settings.ROLE === 'worker',
    signal: stopped.signal,
    onWait: (reason) => log().warn({ reason }, 'waiting for the database'),
    onMigrated: (names) => log().info({ names }, 'migrations applied'),
  })
  schemaCurrent = true
}

async function openWeb(opened: FrontDoor): Promise<WebListener> {
  const app = next({
    dev: settings.NODE_ENV === 'development',
    dir: process.cwd(),
    hostname: settings.HOST,
    port: opened.port,
    // Next answers upgrades on the server it is given; in production it gets one that never listens.
    ...(settings.NODE_ENV === 'development' ? {} : { httpServer: createServer() }),
  })
  await app.prepare()
  const listen = app.getRequestHandler()
  return (req, res) => {
    keepTypeReadable(res)
    return listen(req, res)
  }
}

async function announce(opened: FrontDoor): Promise<void> {
  const { HOST, PUBLIC_URL, ROLE } = settings
  const host = HOST.includes(':') ? `[${HOST}]` : HOST
  const lines = [`Muster ${version()} (${ROLE}) listens on http://${host}:${opened.port}`]
  if (opened.tlsPort) lines.push(`Agents: https://${host}:${opened.tlsPort}`)
  if (ROLE === 'all' || ROLE === 'web') {
    const link = await wiring?.setupLink()
    lines.push(link ? `Finish set-up: ${link}` : `Sign in: ${PUBLIC_URL}`)
  }
  console.log(lines.join('\n'))
}

async function start(): Promise<void> {
  const { ROLE } = settings
  door = await openDoor()
  await openDatabase()
  wiring = await boot(ROLE, { embedded: embedded !== undefined })
  const web = ROLE === 'all' || ROLE === 'web' ? await openWeb(door) : undefined
  const agent = ROLE === 'all' || ROLE === 'agent' ? wiring.agent : undefined
  if (isDraining()) return
  door.open({ ...(agent ? { agent } : {}), ...(web ? { web } : {}) })
  lifecycle().phase = 'serving'
  await announce(door)
}

async function stop(code: number): Promise<never> {
  const state = lifecycle()
  state.phase = 'draining'
  stopped.abort()
  const report = (error: unknown) => log().error({ err: error }, 'a farewell failed')
  log().info('stopping')
  await runFarewells(state.drains, patienceMs.streams, report)
  await door?.close(patienceMs.requests)
  await runFarewells(state.stops, patienceMs.stops, report)
  await within(patienceMs.pools, closeDatabase())
  if (embedded) await within(patienceMs.postgres, embedded.stop())
  log().info('stopped')
  process.exit(code)
}

/** A terminal's Ctrl-C arrives twice (from it and from npm); only a later one means "now". */
let firstSignalAt: number | undefined
function onSignal(): void {
  const now = Date.now()
  if (firstSignalAt !== undefined && now - firstSignalAt > 1_000) process.exit(1)
  if (firstSignalAt !== undefined) return
  firstSignalAt = now
  void stop(0)
}

process.on('SIGTERM', onSignal)
process.on('SIGINT', onSignal)

// A forgotten promise harms one request; ending the process would harm every agent. What counts is
// in transactions, so nothing half done is kept.
process.on('unhandledRejection', (error) => {
  counter('unhandled_rejections_total', 'Promises that failed unheard').inc()
  log().error({ err: error }, 'unhandled rejection')
})

// Here the stack was cut at an unknown place: leave in order and let the supervisor start afresh.
process.on('uncaughtException', (error) => {
  log().fatal({ err: error }, 'uncaught exception')
  if (!isDraining()) void stop(1)
})

await start().catch(async (error: unknown) => {
  if (isDraining()) return
  await embedded?.stop()
  fail(error)
})
