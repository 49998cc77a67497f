// Many agents in one process, started at a steady rate and counted. The programmatic door of the
// simulator for tests, benches and the command line.
import { Agent, type AgentEvents } from './agent'
import { type Clock, HeapClock } from './clock'
import { openEngine } from './engine'
import type { Executor } from './executor'
import type { FlagValues } from './flags'
import { LightExecutor } from './light'
import { makeMachine } from './machine'
import { runAgent } from './pace'
import { openTransport, type Transport, type TransportOptions } from './transport'
import type { Platform } from './versions'

export interface FleetOptions extends Omit<TransportOptions, 'deadlineMs'> {
  secret: string
  hosts: number
  /** Answers from templates instead of SQLite, over kept connections: 10,000 hosts per process. */
  light?: boolean
  seed?: number
  /** One platform for all; left out, half macOS, three tenths Windows, two tenths Linux. */
  platform?: Platform
  prefix?: string
  /** Seconds between live query rounds, configuration refreshes and log flushes. */
  intervals?: { distributed?: number; config?: number; logger?: number }
  /** Further command-line flags of every agent. */
  flags?: Partial<FlagValues>
  /** How many agents start per second; 20, or 100 when light. */
  startsPerSecond?: number
  eager?: boolean
  /** Scheduled queries run this many times more often than the configuration says. */
  hurry?: number
  clock?: Clock
  /** Beside the fleet's own counting, called with the index of the host. */
  watch?: (index: number) => AgentEvents
}

export interface FleetStats {
  hosts: number
  enrolled: number
  /** Had a request accepted within two of its longest pauses. */
  online: number
  linesAcked: number
  linesBuffered: number
  linesDropped: number
  liveAnswers: number
  refused: number
  lastRefusal: string
}

export interface Fleet {
  agents: readonly Agent[]
  stats(): FleetStats
  /** Ends every loop, closes connections; resolves when nothing runs any more. */
  stop(): Promise<void>
  /** Resolves when the fleet has stopped; rejects on a defect of the simulator. */
  done: Promise<void>
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const own = new HeapClock()
  const clock = options.clock ?? own
  const transport = openTransport({ keepAlive: options.light ?? false, ...options })
  const executor = options.light ? new LightExecutor() : await openEngine()
  const count = new Counter(clock, options)
  const agents = Array.from({ length: options.hosts }, (_, index) =>
    makeAgent(index, { options, clock, transport, executor, count }),
  )
  const rate = options.startsPerSecond ?? (options.light ? 100 : 20)
  const runs = agents.map(async (agent, index) => {
    await clock.sleep((index / rate) * 1000, agent.signal)
    if (!agent.signal.aborted) await runAgent(agent, clock)
  })
  const done = Promise.all(runs).then(() => undefined)
  return {
    agents,
    done,
    stats: () => count.stats(agents),
    stop: async () => {
      for (const agent of agents) agent.stop()
      transport.close()
      await Promise.allSettled(runs)
      own.stop()
    },
  }
}

interface Parts {
  options: FleetOptions
  clock: Clock
  transport: Transport
  executor: Executor
  count: Counter
}

function makeAgent(index: number, { options, clock, transport, executor, count }: Parts): Agent {
  const { seed = 1, platform, prefix, secret, intervals = {}, flags = {}, eager, hurry } = options
  const nowSeconds = Math.floor(clock.now() / 1000)
  const machine = makeMachine({
    seed,
    index,
    nowSeconds,
    ...(platform ? { platform } : {}),
    ...(prefix ? { prefix } : {}),
  })
  return new Agent({
    machine,
    transport,
    executor,
    clock,
    secret,
    eager: eager ?? false,
    hurry: hurry ?? 1,
    flags: {
      distributed_interval: intervals.distributed ?? 10,
      config_refresh: intervals.config ?? 30,
      config_accelerated_refresh: Math.min(intervals.config ?? 30, 30),
      logger_tls_period: intervals.logger ?? 4,
      logger_tls_compress: index % 2 === 0,
      disable_carver: false,
      ...flags,
    },
    events: count.events(index, options.watch?.(index) ?? {}),
  })
}

class Counter {
  readonly #clock: Clock
  readonly #options: FleetOptions
  readonly #acceptedAt: Float64Array
  #acked = 0
  #dropped = 0
  #answers = 0
  #refused = 0
  #lastRefusal = ''

  constructor(clock: Clock, options: FleetOptions) {
    this.#clock = clock
    this.#options = options
    this.#acceptedAt = new Float64Array(options.hosts)
  }

  events(index: number, watch: AgentEvents): AgentEvents {
    return {
      ...watch,
      onRefused: (reason) => {
        this.#refused++
        this.#lastRefusal = reason
        watch.onRefused?.(reason)
      },
      onAccepted: () => {
        this.#acceptedAt[index] = this.#clock.now()
        watch.onAccepted?.()
      },
      onAcked: (type, lines) => {
        this.#acked += lines.length
        watch.onAcked?.(type, lines)
      },
      onDropped: (type, line) => {
        this.#dropped++
        watch.onDropped?.(type, line)
      },
      onAnswered: (ids) => {
        this.#answers += ids.length
        watch.onAnswered?.(ids)
      },
    }
  }

  stats(agents: readonly Agent[]): FleetStats {
    const { distributed = 10, config = 30 } = this.#options.intervals ?? {}
    const since = this.#clock.now() - 2000 * Math.max(distributed, Math.min(config, 60), 10)
    const buffers = agents.map((agent) => agent.logger.buffer)
    return {
      hosts: agents.length,
      enrolled: agents.filter((agent) => agent.session.nodeKey !== '').length,
      online: this.#acceptedAt.filter((at) => at >= since).length,
      linesAcked: this.#acked,
      linesBuffered: buffers.reduce((sum, buffer) => sum + buffer.size, 0),
      linesDropped: this.#dropped + buffers.reduce((sum, buffer) => sum + buffer.purged, 0),
      liveAnswers: this.#answers,
      refused: this.#refused,
      lastRefusal: this.#lastRefusal,
    }
  }
}
