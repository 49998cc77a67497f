// Runs the PostgreSQL 18 that npm ships, on a Unix socket below DATA_DIR, and keeps it running.
// Refuses unusable directories in plain words. It outlives a killed server on purpose: the next
// start finds it through postmaster.pid and takes it over instead of fighting for the directory.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries, launchAs } from './binaries'
import { type ClusterPaths, explainOutput, prepareCluster, prepareDataDir } from './data-dir'
import { answers, isPostmaster, readPostmaster, removeStalePid } from './postmaster'

const major = '18'
const startDeadlineMs = 60_000
const logBytesMax = 10 * 1024 * 1024
/** Reasons to refuse that go away by themselves while a predecessor dies or recovers. */
const passing = /pre-existing shared memory|lock file ".*" already exists|the database system is/
const restartPausesMs = [0, 250, 500, 1_000, 2_000, 5_000]

export type EmbeddedOptions = {
  dataDir: string
  /** Extra `-c` settings, for tests. */
  settings?: Record<string, string>
  /** Told when PostgreSQL died by itself and each time it is back. */
  onEvent?: (event: 'died' | 'restarted' | 'restart_failed', detail: string) => void
}

export type EmbeddedPostgres = {
  url: string
  /** The postmaster's process id now; it changes when a dead one is replaced. */
  pid: () => number | undefined
  /** Fast shutdown. End every pool first: open connections are cut. */
  stop: () => Promise<void>
}

// Statements and rows carry users' data: PostgreSQL's own log keeps to messages without either.
const defaults: Record<string, string> = {
  listen_addresses: '',
  port: '5432',
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/**
 * A running PostgreSQL that answers: made, started, or taken over. Dead ones are restarted until
 * `stop`. Throws an Error in plain words when it cannot run.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  prepareDataDir(options.dataDir)
  const paths = prepareCluster(options.dataDir)
  if (!existsSync(join(paths.data, 'PG_VERSION'))) createCluster(options.dataDir, paths)
  const found = readFileSync(join(paths.data, 'PG_VERSION'), 'utf8').trim()
  if (found !== major) {
    throw new Error(
      `${paths.data} was made by PostgreSQL ${found}, this is ${major}: export the data with the ` +
        'version that made it, or set DATABASE_URL',
    )
  }
  const cluster = new Cluster(options, paths)
  await cluster.ensureRunning()
  cluster.watch()
  return { url: cluster.url, pid: () => cluster.pid(), stop: () => cluster.stop() }
}

/** initdb beside the final place, so that an interrupted one leaves nothing that looks finished. */
function createCluster(dataDir: string, paths: ClusterPaths): void {
  const fresh = `${paths.data}.new`
  rmSync(fresh, { recursive: true, force: true })
  const { file, args, ...ids } = launchAs(findBinaries().initdb, paths.identity, paths.home)
  const initdb = ['-D', fresh, '-U', 'muster', '--auth=trust', '--encoding=UTF8', '--locale=C']
  initdb.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  const run = spawnSync(file, [...args, ...initdb], { ...ids, cwd: paths.home, encoding: 'utf8' })
  if (run.status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw explainOutput(
      dataDir,
      `${run.error?.message ?? ''}${run.stdout ?? ''}${run.stderr ?? ''}`,
    )
  }
  renameSync(fresh, paths.data)
}

class Cluster {
  readonly url: string
  private child: ChildProcess | undefined
  private timer: NodeJS.Timeout | undefined
  private stopping = false
  private restarting = false

  constructor(
    private readonly options: EmbeddedOptions,
    private readonly paths: ClusterPaths,
  ) {
    this.url = `postgresql://muster@localhost/postgres?host=${encodeURIComponent(paths.socketDir)}`
  }

  pid(): number | undefined {
    const found = readPostmaster(this.paths.data)
    return found && isPostmaster(found.pid, this.paths.data) ? found.pid : undefined
  }

  /** Takes over a living postmaster or starts one, and returns once it answers. */
  async ensureRunning(): Promise<void> {
    const deadline = Date.now() + startDeadlineMs
    let logStart = 0
    let starts = 0
    while (!this.stopping) {
      if (await answers(this.url)) return
      if (Date.now() > deadline) throw this.failure(logStart)
      const dying = this.child !== undefined || this.pid() !== undefined
      if (!dying) {
        // Backends of a killed postmaster hold its shared memory for a moment: hence more than one.
        if (starts++ >= 20) throw this.failure(logStart)
        removeStalePid(this.paths.data)
        logStart = this.launch()
      }
      await delay(starts > 1 && !dying ? 250 : 25)
      const failed = starts > 0 && this.child === undefined && this.pid() === undefined
      if (failed && this.isHopeless(logStart)) throw this.failure(logStart)
    }
  }

  /** Starts a postmaster of its own session, so that Ctrl-C reaches us alone; returns the log's end. */
  private launch(): number {
    const { log, data, home, socketDir, identity } = this.paths
    const settings = { ...defaults, unix_socket_directories: socketDir, ...this.options.settings }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const { file, args, ...ids } = launchAs(findBinaries().postgres, identity, home)
    if (existsSync(log) && statSync(log).size > logBytesMax) rmSync(log)
    const output = openSync(log, 'a', 0o600)
    const logStart = statSync(log).size
    const stdio: ['ignore', number, number] = ['ignore', output, output]
    const options = { ...ids, cwd: data, detached: true, stdio }
    const child = spawn(file, [...args, '-D', data, ...flags], options)
    closeSync(output)
    this.child = child
    const gone = () => {
      if (this.child === child) this.child = undefined
    }
    child.once('exit', gone)
    child.once('error', gone)
    child.unref()
    return logStart
  }

  private output(from: number): string {
    return existsSync(this.paths.log) ? readFileSync(this.paths.log).subarray(from).toString() : ''
  }

  private isHopeless(logStart: number): boolean {
    const fatal = this.output(logStart).match(/(FATAL|PANIC):.*/g) ?? []
    return fatal.some((line) => !passing.test(line))
  }

  private failure(logStart: number): Error {
    return explainOutput(this.options.dataDir, this.output(logStart) || 'it gave no reason')
  }

  /** Looks every 200 ms, as a postmaster that was taken over sends no exit event. */
  watch(): void {
    this.timer = setInterval(() => {
      if (this.stopping || this.restarting || this.pid() !== undefined) return
      this.restarting = true
      void this.revive().finally(() => {
        this.restarting = false
      })
    }, 200)
    this.timer.unref()
  }

  private async revive(): Promise<void> {
    this.options.onEvent?.('died', 'PostgreSQL is gone; starting it again')
    for (let attempt = 0; !this.stopping; attempt++) {
      await delay(restartPausesMs[Math.min(attempt, restartPausesMs.length - 1)])
      try {
        await this.ensureRunning()
        if (!this.stopping) this.options.onEvent?.('restarted', `PostgreSQL ${this.pid()} answers`)
        return
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        this.options.onEvent?.('restart_failed', reason)
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true
    clearInterval(this.timer)
    const pid = this.pid() ?? this.child?.pid
    if (pid === undefined) return
    // SIGINT is the fast shutdown (cut clients, checkpoint); SIGQUIT leaves recovery to the next start.
    for (const [signal, patienceMs] of [
      ['SIGINT', 5_000],
      ['SIGQUIT', 2_000],
      ['SIGKILL', 1_000],
    ] as const) {
      try {
        process.kill(pid, signal)
      } catch {
        return
      }
      const deadline = Date.now() + patienceMs
      while (Date.now() < deadline) {
        if (!isPostmaster(pid, this.paths.data)) return
        await delay(10)
      }
    }
  }
}
