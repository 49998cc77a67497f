// A simulated fleet in a process of its own beside a server on its own database, one at a time. Its
// input is a pipe from us: when this process ends, however it ends, the fleet ends too.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { recordActivity } from '@/lib/domain/activity'
import { authorize } from '@/lib/domain/permissions'
import { env, machineEnvironment } from '@/lib/env'
import { pinned } from '@/lib/global'
import { log } from '@/lib/log'
import { transaction } from '@/lib/store/db'
import { AppError } from '@/lib/wire/errors'
import type { Viewer } from '@/lib/wire/roles'
import type { SimulatedHostsStart, SimulatedHostsState } from '@/lib/wire/simulated-hosts'

type Running = { child: ChildProcess; hosts: number; ends_at: Date }
type Held = { running: Running | undefined; error: string | null }

const held = () => pinned('simulated-hosts', (): Held => ({ running: undefined, error: null }))

/** How much of what the child wrote to its error stream is kept; the reason stands first. */
const errorCharsMax = 500

// Always the same fleet: started again, its hosts come back and are not joined by another 25.
const fleetSeed = '4711'
const fleetPrefix = 'demo'

/** Only the database that this server started itself has a secret lying ready for a simulator. */
function isEmbedded(): boolean {
  return existsSync(join(env().DATA_DIR, 'simulator.secret'))
}

function command({ hosts, minutes }: SimulatedHostsStart): string[] {
  const { HOST, PORT } = env()
  const anywhere = HOST === '0.0.0.0' || HOST === '::'
  const host = anywhere ? '127.0.0.1' : HOST.includes(':') ? `[${HOST}]` : HOST
  return [
    ...['scripts/run.mjs', 'cli/simulate.ts', '--attached'],
    ...['--hosts', String(hosts), '--seconds', String(minutes * 60)],
    ...['--url', `http://${host}:${PORT}`, '--seed', fleetSeed, '--prefix', fleetPrefix],
  ]
}

function start(body: SimulatedHostsStart, now: Date): Running {
  const { DATA_DIR, PORT } = env()
  const child = spawn(process.execPath, command(body), {
    env: { ...machineEnvironment(), DATA_DIR, PORT: String(PORT), NODE_ENV: 'production' },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const running = {
    child,
    hosts: body.hosts,
    ends_at: new Date(now.getTime() + body.minutes * 60_000),
  }
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(0, errorCharsMax)
  })
  child.stdin?.on('error', () => undefined)
  const ended = (error: string | null) => {
    if (held().running !== running) return
    held().running = undefined
    held().error = error
    if (error) log().warn({ error }, 'the simulated hosts have left')
  }
  child.on('error', (error) => ended(error.message))
  child.on('exit', (code) =>
    ended(code === 0 ? null : said.split('\n\n', 1)[0]?.trim() || `ended with code ${code}`),
  )
  return running
}

function state(): SimulatedHostsState {
  const { running, error } = held()
  return {
    running: running !== undefined,
    hosts: running?.hosts ?? 0,
    ends_at: running?.ends_at ?? null,
    error,
  }
}

export function simulatedHosts(viewer: Viewer): SimulatedHostsState {
  authorize(viewer, 'settings:write', { team_id: null })
  return state()
}

/** Starts them. Throws `conflict` beside a database that is not ours, and while some are running. */
export async function startSimulatedHosts(
  viewer: Viewer,
  body: SimulatedHostsStart,
  address: string,
  now = new Date(),
): Promise<SimulatedHostsState> {
  authorize(viewer, 'settings:write', { team_id: null })
  if (!isEmbedded())
    throw new AppError('conflict', 'Simulated hosts are for a server on its own database')
  await transaction('people', async (tx) => {
    const type = 'started_simulated_hosts'
    await recordActivity(tx, viewer, { type, details: { ...body }, address })
    // Asked last: nothing else can happen between this and the start.
    if (held().running) throw new AppError('conflict', 'Simulated hosts are running already')
    held().running = start(body, now)
    held().error = null
  }).catch((error: unknown) => {
    if (!(error instanceof AppError)) endSimulatedHosts()
    throw error
  })
  return state()
}

/** Lets them leave; their hosts and results stay, and go offline. */
export async function stopSimulatedHosts(viewer: Viewer, address: string) {
  authorize(viewer, 'settings:write', { team_id: null })
  const hosts = held().running?.hosts
  if (hosts === undefined) return state()
  await transaction('people', (tx) =>
    recordActivity(tx, viewer, { type: 'stopped_simulated_hosts', details: { hosts }, address }),
  )
  endSimulatedHosts()
  return state()
}

/** For the end of the process; does not wait. */
export function endSimulatedHosts(): void {
  const { running } = held()
  held().running = undefined
  running?.child.stdin?.end()
}
