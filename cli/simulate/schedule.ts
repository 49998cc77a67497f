// Which scheduled queries run when: eligibility, discovery, splay, denylist, and the counters that
// `osquery_schedule` and `osquery_packs` show. It runs nothing itself.
import type { Pack, Plan, Query } from './config'
import type { Cells } from './executor'
import type { Load } from './load'
import type { Random } from './random'
import { atLeast, type Platform, platformRuns, shardOf, shardRuns, type Version } from './versions'

interface ScheduleHost {
  platform: Platform
  version: Version
  hostname: string
}

interface Performance {
  executions: number
  lastExecuted: number
  outputSize: number
  total: Load
  last: Load
}

interface Discovered {
  at: number
  active: boolean
  executions: number
  hits: number
}

const denylistSeconds = 86_400
const noLoad: Load = { userMs: 0, systemMs: 0, wallMs: 0, memoryBytes: 0 }
const fresh: Performance = {
  executions: 0,
  lastExecuted: 0,
  outputSize: 0,
  total: noLoad,
  last: noLoad,
}

const sum = (a: Load, b: Load): Load => ({
  userMs: a.userMs + b.userMs,
  systemMs: a.systemMs + b.systemMs,
  wallMs: a.wallMs + b.wallMs,
  memoryBytes: a.memoryBytes + b.memoryBytes,
})

export class Schedule {
  readonly #host: ScheduleHost
  readonly #random: Random
  readonly #hurry: number
  readonly #splays = new Map<string, number>()
  /** What this host would run, with its splayed interval. */
  #steps: ReadonlyMap<Query, number> = new Map()
  readonly #denylist = new Map<string, number>()
  readonly #performance = new Map<string, { sql: string; numbers: Performance }>()
  #discovered = new Map<string, Discovered>()
  #packs: Pack[] = []
  #eager = new Map<string, number>()

  /** With `hurry` every interval is that many times shorter than the configuration says. */
  constructor(host: ScheduleHost, random: Random, hurry = 1) {
    this.#host = host
    this.#random = random
    this.#hurry = hurry
  }

  get packs(): readonly Pack[] {
    return this.#packs
  }

  /** Everything in the schedule of this host, whether or not discovery lets it run. */
  get queries(): readonly Query[] {
    return [...this.#steps.keys()]
  }

  /** Replaces the whole schedule; `eagerAt` gives new queries one early run (a demo's aid). */
  apply(plan: Pick<Plan, 'packs'>, splayPercent: number, eagerAt?: number): void {
    const known = new Set(this.queries.map((query) => query.fullName))
    this.#discovered = new Map()
    this.#packs = plan.packs
    const eligible = plan.packs.filter((pack) => this.#eligible(pack))
    const queries = eligible.flatMap((pack) => pack.queries.filter((each) => this.#eligible(each)))
    this.#steps = new Map(queries.map((query) => [query, this.#splay(query, splayPercent)]))
    if (eagerAt === undefined) return
    for (const { fullName } of queries) {
      if (known.has(fullName)) continue
      this.#eager.set(fullName, eagerAt + Math.floor((this.#random() * 30) / this.#hurry))
    }
  }

  /** The first second after `now` at which something is due; Infinity with an empty schedule. */
  nextDue(now: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const [query, step] of this.#steps) {
      next = Math.min(next, (Math.floor(now / step) + 1) * step)
      if (this.#eager.size > 0) next = Math.min(next, this.#eager.get(query.fullName) ?? next)
    }
    return Math.max(next, now + 1)
  }

  /** Queries due in this very second, in the order of the configuration. */
  due(now: number, discover: (sql: string) => boolean, cacheSeconds: number): Query[] {
    const due = this.#packs.flatMap((pack) => {
      const queries = pack.queries.filter((query) => this.#isDue(query, now))
      return queries.length > 0 && this.#active(pack, now, discover, cacheSeconds) ? queries : []
    })
    return due.filter((query) => !this.denylisted(query, now))
  }

  denylisted(query: Query, now: number): boolean {
    const until = this.#denylist.get(query.fullName)
    if (until === undefined || (!query.denylist && atLeast(this.#host.version, '4.4.0')))
      return false
    return now < until
  }

  /** The watchdog ended the worker while this query ran. */
  punish(query: Query, now: number): void {
    this.#denylist.set(query.fullName, now + denylistSeconds)
  }

  record(query: Query, now: number, load: Load, outputSize: number): void {
    const before = this.#numbers(query)
    const numbers = {
      executions: before.executions + 1,
      lastExecuted: now,
      outputSize: before.outputSize + outputSize,
      total: sum(before.total, load),
      last: load,
    }
    this.#performance.set(query.fullName, { sql: query.sql, numbers })
  }

  /** A new worker knows the denylist, but counts its runs from nothing. */
  restart(): void {
    this.#performance.clear()
    this.#discovered.clear()
  }

  /** Rows of `osquery_schedule`. */
  rows(now: number): Cells[] {
    return this.queries.map((query) => {
      const p = this.#numbers(query)
      return {
        name: query.fullName,
        query: query.sql,
        interval: query.intervalSeconds,
        executions: p.executions,
        last_executed: p.lastExecuted,
        denylisted: this.denylisted(query, now) ? 1 : 0,
        output_size: p.outputSize,
        wall_time: Math.floor(p.total.wallMs / 1000),
        wall_time_ms: p.total.wallMs,
        last_wall_time_ms: p.last.wallMs,
        user_time: p.total.userMs,
        last_user_time: p.last.userMs,
        system_time: p.total.systemMs,
        last_system_time: p.last.systemMs,
        average_memory: p.executions > 0 ? Math.round(p.total.memoryBytes / p.executions) : 0,
        last_memory: p.last.memoryBytes,
      }
    })
  }

  /** Rows of `osquery_packs`. */
  packRows(): Cells[] {
    return this.#packs.map((pack) => {
      const seen = this.#discovered.get(pack.name)
      return {
        name: pack.name,
        platform: pack.platform,
        version: pack.version,
        shard: pack.shard,
        discovery_cache_hits: seen?.hits ?? 0,
        discovery_executions: seen?.executions ?? 0,
        active: this.#eligible(pack) && (seen?.active ?? pack.discovery.length === 0) ? 1 : 0,
      }
    })
  }

  #numbers(query: Query): Performance {
    const kept = this.#performance.get(query.fullName)
    return kept && kept.sql === query.sql ? kept.numbers : fresh
  }

  #eligible(rule: { platform: string; version: string; shard: number }): boolean {
    return (
      platformRuns(this.#host.platform, rule.platform) &&
      atLeast(this.#host.version, rule.version) &&
      shardRuns(shardOf(this.#host.hostname), rule.shard)
    )
  }

  #isDue(query: Query, now: number): boolean {
    const step = this.#steps.get(query)
    if (step === undefined) return false
    const early = this.#eager.get(query.fullName)
    if (early !== undefined && early <= now) {
      this.#eager.delete(query.fullName)
      return true
    }
    return now % step === 0
  }

  #active(pack: Pack, now: number, discover: (sql: string) => boolean, cacheSeconds: number) {
    if (pack.discovery.length === 0) return true
    const seen = this.#discovered.get(pack.name)
    if (seen && now - seen.at < cacheSeconds) {
      seen.hits++
      return seen.active
    }
    const active = pack.discovery.every(discover)
    const executions = (seen?.executions ?? 0) + 1
    this.#discovered.set(pack.name, { at: now, active, executions, hits: seen?.hits ?? 0 })
    return active
  }

  /** Uniform within ± percent, chosen once per (bare name, interval). 0 and 1 mean 10; over 100 none. */
  #splay(query: Query, splayPercent: number): number {
    const key = `${query.intervalSeconds}\u0001${query.name}`
    const known = this.#splays.get(key)
    if (known !== undefined) return known
    const percent = splayPercent <= 1 ? 10 : splayPercent
    const seconds = Math.max(1, Math.round(query.intervalSeconds / this.#hurry))
    const width = percent > 100 ? 0 : Math.floor((seconds * percent) / 100)
    const splayed = Math.max(1, seconds - width + Math.floor(this.#random() * (2 * width + 1)))
    this.#splays.set(key, splayed)
    return splayed
  }
}
