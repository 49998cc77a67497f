// A whole osqueryd in miniature, driven step by step: enrol, refresh the configuration, run the
// schedule, flush logs, do a round of live queries. Loops and pace live in pace.ts.
import { isObject } from './acceptance'
import { Carver } from './carver'
import type { Clock } from './clock'
import { contentHash, readConfig, reportedHash, unusable } from './config'
import { Decorations } from './decorations'
import { Distributed } from './distributed'
import { type Executor, type Host, Killed } from './executor'
import { Flags, type FlagValues } from './flags'
import { type AgentState, agentTables, enrolment, hostIdentifier } from './identity'
import { Lid } from './lid'
import { type Status, statusLine } from './lines'
import { exhausts, loadOf } from './load'
import type { LogType } from './log-buffer'
import { type Flush, Logger } from './logger'
import type { Machine } from './machine'
import { Runner } from './runner'
import { Schedule } from './schedule'
import { Session } from './session'
import type { Transport } from './transport'
import { atLeast } from './versions'

/** What a test or a ledger may watch. Every callback is optional and must not throw. */
export interface AgentEvents {
  onRefused?: (reason: string) => void
  onAccepted?: () => void
  onAcked?: (type: LogType, lines: string[]) => void
  onSending?: (type: LogType, lines: string[]) => void
  onDropped?: (type: LogType, line: string) => void
  onAnswering?: (ids: string[]) => void
  onAnswered?: (ids: string[]) => void
}

export interface AgentOptions {
  machine: Machine
  transport: Transport
  executor: Executor
  clock: Clock
  secret: string
  flags?: Partial<FlagValues>
  /** Runs every newly scheduled query once within half a minute; real agents wait an interval. */
  eager?: boolean
  /** Runs the schedule this many times faster than the configuration asks. */
  hurry?: number
  events?: AgentEvents
}

type ConfigOutcome = 'applied' | 'unchanged' | 'wiped' | 'failed'

export class Agent {
  readonly machine: Machine
  readonly flags: Flags
  readonly session: Session
  readonly logger: Logger
  readonly distributed: Distributed
  readonly schedule: Schedule
  readonly carver: Carver
  readonly lid = new Lid()
  readonly #options: AgentOptions
  readonly #host: Host
  readonly #stop = new AbortController()
  readonly #decorations: Decorations
  readonly #runner: Runner
  #contentHash = ''
  #configHash = ''
  #configValid = false
  #startedAt: number
  #pid: number

  constructor(options: AgentOptions) {
    const { machine, clock, events = {} } = options
    this.#options = options
    this.machine = machine
    this.flags = new Flags(options.flags)
    this.#startedAt = this.#now()
    this.#pid = 1200 + (machine.index % 20_000)
    this.schedule = new Schedule(machine, machine.random('splay'), options.hurry)
    const { flags } = this
    const { version } = machine
    this.session = this.#openSession(events)
    const { session } = this
    const { transport } = options
    this.carver = new Carver({ machine, session, flags, transport, clock, signal: this.signal })
    const carves = () => this.carver.rows()
    this.#host = { machine, agentTables: { ...agentTables(() => this.#state()), carves } }
    this.logger = new Logger({
      session,
      clock,
      flags,
      version,
      ...pickEvents(events, 'onAcked', 'onSending'),
      onDropped: (type, line) => this.#dropped(type, line),
    })
    this.#decorations = new Decorations((sql) => this.query(sql), flags)
    this.#runner = this.#openRunner()
    this.distributed = new Distributed({
      session,
      flags,
      version,
      nowSeconds: () => this.#now(),
      run: (sql) => this.query(sql),
      load: (sql) => loadOf(machine, sql, this.#now()),
      wait: (ms) => clock.sleep(ms, this.signal),
      onRunning: (id, sql) => this.#announce(id, sql),
      ...pickEvents(events, 'onAnswering', 'onAnswered'),
    })
  }

  /** Aborted by `stop`: every wait ends and no further request starts. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** One round of enrolment; true with a key in hand. */
  enrol(): Promise<boolean> {
    return this.session.enrol()
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Executes SQL as the agent would now. Throws Killed like the watchdog. */
  query(sql: string) {
    if (exhausts(this.machine, sql)) throw new Killed('the watchdog ended the worker')
    this.carver.hear(sql)
    return this.#options.executor.run(sql, this.#host, this.#now())
  }

  /** Fetches the configuration and applies it when its content changed. */
  async refreshConfig(): Promise<ConfigOutcome> {
    const { config_tls_endpoint: path, config_tls_max_attempts: attempts } = this.flags.values
    const answer = await this.session.call(path, '', attempts)
    if (!answer.ok) return 'failed'
    return this.#survive('failed', () => this.applyConfig(answer.body))
  }

  /** Applies an accepted reply; an empty one is `{}` and empties the schedule. */
  applyConfig(reply: string): ConfigOutcome {
    const body = reply === '' ? '{}' : reply
    const parsed: unknown = JSON.parse(body)
    const content = contentHash(body)
    if (content === this.#contentHash || !isObject(parsed)) return 'unchanged'
    this.#contentHash = content
    this.#configHash = reportedHash(content)
    this.#configValid = true
    const { values } = this.flags
    const refusal = unusable(body, parsed)
    if (refusal !== undefined) {
      this.schedule.apply({ packs: [] }, values.schedule_splay_percent)
      this.#status(
        2,
        'config.cpp',
        893,
        `updateSource failed to parse config, of source: tls_plugin: ${refusal}`,
      )
      return 'wiped'
    }
    const plan = readConfig(parsed, {
      delimiter: values.pack_delimiter,
      defaultIntervalSeconds: values.schedule_default_interval,
      refuseReserved: atLeast(this.machine.version, '5.19.0'),
    })
    const eagerAt = this.#options.eager ? this.#now() + 1 : undefined
    this.schedule.apply(plan, values.schedule_splay_percent, eagerAt)
    const warnings = [...plan.warnings, ...this.flags.apply(plan.options)]
    this.#decorations.apply(plan.decorators)
    this.#runner.purge(this.#now())
    for (const warning of warnings) this.#status(1, 'packs.cpp', 226, warning)
    return 'applied'
  }

  /** Runs what is due in this second, serially; returns the full names that ran. */
  runSchedule(nowSeconds: number): string[] {
    return this.#survive([], () => this.#runner.run(nowSeconds))
  }

  flushLogs(): Promise<Flush> {
    return this.logger.flush()
  }

  /** One read, run and write; false when something was not accepted. */
  async distributedRound(): Promise<boolean> {
    if (this.flags.values.disable_distributed) return true
    try {
      return await this.distributed.round()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      this.restart()
      return false
    }
  }

  /** The worker dies and comes back: memory is lost, what RocksDB holds is not. */
  restart(): void {
    this.distributed.restart()
    this.schedule.restart()
    this.logger.buffer.restart()
    this.flags.reset()
    this.#contentHash = ''
    this.#startedAt = this.#now()
    this.#pid += 17
  }

  /** Whatever the watchdog kills outside a scheduled query only costs a restart. */
  #survive<T>(otherwise: T, step: () => T): T {
    try {
      return step()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      this.restart()
      return otherwise
    }
  }

  #openSession(events: AgentEvents): Session {
    const { transport, clock, secret, machine } = this.#options
    return new Session({
      transport,
      clock,
      flags: this.flags,
      version: machine.version,
      secret,
      identity: () => enrolment(this.#state()),
      signal: this.#stop.signal,
      ...pickEvents(events, 'onRefused', 'onAccepted'),
    })
  }

  #openRunner(): Runner {
    return new Runner({
      machine: this.machine,
      flags: this.flags,
      schedule: this.schedule,
      decorations: this.#decorations,
      query: (sql) => this.query(sql),
      append: (line) => this.logger.append('result', line),
      status: (...status) => this.#status(...status),
      killed: () => this.restart(),
    })
  }

  #announce(id: string, sql: string): void {
    if (!this.flags.values.distributed_loginfo) return
    this.#status(0, 'distributed.cpp', 168, `Executing distributed query: ${id}: ${sql}`)
  }

  #status(severity: Status['severity'], filename: string, line: number, message: string): void {
    const { values } = this.flags
    if (values.tls_disable_status_log || severity < values.logger_min_status) return
    const host = {
      hostIdentifier: hostIdentifier(this),
      unixTime: this.#now(),
      decorations: this.#decorations.last(),
      version: this.machine.version,
    }
    this.logger.append('status', statusLine({ severity, filename, line, message }, host))
  }

  #dropped(type: LogType, line: string): void {
    this.#options.events?.onDropped?.(type, line)
    this.#status(1, 'buffered.cpp', 95, `Linesize exceeds TLS logger maximum: ${line.length}`)
  }

  #state(): AgentState {
    return {
      machine: this.machine,
      flags: this.flags,
      schedule: this.schedule,
      startedAt: this.#startedAt,
      pid: this.#pid,
      configHash: this.#configHash,
      configValid: this.#configValid,
      nowSeconds: () => this.#now(),
    }
  }

  #now(): number {
    return Math.floor(this.#options.clock.now() / 1000)
  }
}

/** Only the callbacks that are there: an optional property may not be undefined. */
function pickEvents<K extends keyof AgentEvents>(events: AgentEvents, ...names: K[]) {
  const picked: Partial<Pick<AgentEvents, K>> = {}
  for (const name of names) if (events[name]) picked[name] = events[name]
  return picked
}
