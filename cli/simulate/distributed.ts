// Live queries: read, run everything pending in byte order of id, write all results at once.
// Results that were not accepted stay in memory and travel again, merged with the next round's.
import { createHash } from 'node:crypto'
import { isObject, type JsonObject } from './acceptance'
import type { Row } from './differential'
import type { Outcome } from './executor'
import type { Flags } from './flags'
import type { Load } from './load'
import type { Session } from './session'
import { atLeast, type Version } from './versions'

interface DistributedOptions {
  session: Session
  flags: Flags
  version: Version
  nowSeconds: () => number
  run: (sql: string) => Outcome
  load: (sql: string) => Load
  /** Lets time pass while a slow query is at work. */
  wait: (ms: number) => Promise<void>
  onRunning?: (id: string, sql: string) => void
  /** Results are about to be sent, perhaps again. */
  onAnswering?: (ids: string[]) => void
  onAnswered?: (ids: string[]) => void
}

interface Result {
  rows: Row[]
  status: number
  message: string
  stats: Record<string, number>
}

const acceleratedSeconds = 5
/** A shorter round is over at once: what a query costs is told, and felt only when it is much. */
const feltMs = 1_000

export class Distributed {
  readonly #options: DistributedOptions
  readonly #pending = new Map<string, string>()
  #results = new Map<string, Result>()
  readonly #denylist = new Map<string, number>()
  #acceleratedUntil = 0

  constructor(options: DistributedOptions) {
    this.#options = options
  }

  get pending(): ReadonlyMap<string, string> {
    return this.#pending
  }

  /** How many results wait to be accepted. */
  get unsent(): number {
    return this.#results.size
  }

  /** Seconds to the next round: the interval, or 5 while accelerated. */
  get pauseSeconds(): number {
    const { flags, nowSeconds } = this.#options
    const usual = Math.max(1, flags.values.distributed_interval)
    return nowSeconds() < this.#acceleratedUntil ? acceleratedSeconds : usual
  }

  /** One round; false when its read or write was not accepted. */
  async round(): Promise<boolean> {
    const read = await this.#read()
    const wallMs = this.#runPending()
    if (wallMs >= feltMs) await this.#options.wait(wallMs)
    const written = await this.#write()
    this.#purgeDenylist()
    return read && written
  }

  /** What survives the end of a worker: the queue and the denylist, not the results. */
  restart(): void {
    this.#results = new Map()
  }

  async #read(): Promise<boolean> {
    const { session, flags } = this.#options
    const values = flags.values
    const attempts = values.distributed_tls_max_attempts
    const answer = await session.call(values.distributed_tls_read_endpoint, '', attempts)
    if (!answer.ok) return false
    return this.accept(answer.reply, answer.body)
  }

  /** Queues what a reply asks for; false when its discovery spoils the whole reply. */
  accept(reply: JsonObject, body = JSON.stringify(reply)): boolean {
    const passed = this.#discover(reply.discovery)
    if (!passed) return false
    if (isObject(reply.queries)) {
      for (const [id, sql] of Object.entries(reply.queries)) {
        if (typeof sql !== 'string' || sql === '' || id === '') return true
        if (this.#chosen(id, passed)) this.#pending.set(id, sql)
      }
    }
    this.#accelerate(reply.accelerate, body)
    return true
  }

  /** Per id whether its discovery returned rows; undefined when the reply must be rejected. */
  #discover(discovery: unknown): Map<string, boolean> | undefined {
    const passed = new Map<string, boolean>()
    for (const [id, sql] of isObject(discovery) ? Object.entries(discovery) : []) {
      if (typeof sql !== 'string' || sql === '') return undefined
      const outcome = this.#options.run(sql)
      if (outcome.error !== undefined) return undefined
      passed.set(id, outcome.rows.length > 0)
    }
    return passed
  }

  #chosen(id: string, passed: Map<string, boolean>): boolean {
    if (atLeast(this.#options.version, '5.8.0')) return passed.get(id) ?? true
    const any = [...passed.values()].includes(true)
    return any ? passed.get(id) === true : true
  }

  #accelerate(value: unknown, body: string): void {
    const integer = typeof value === 'number' && Number.isInteger(value) && value > 0
    if (!integer || !/"accelerate"\s*:\s*\d+\s*[,}]/.test(body)) return
    this.#acceleratedUntil = this.#options.nowSeconds() + value
  }

  /** Returns how long that would have taken. */
  #runPending(): number {
    const ids = [...this.#pending.keys()].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )
    let wallMs = 0
    for (const id of ids) {
      const sql = this.#pending.get(id) ?? ''
      this.#pending.delete(id)
      const result = this.#runOne(id, sql)
      this.#results.set(id, result)
      wallMs += result.stats.wall_time_ms ?? 0
    }
    return wallMs
  }

  #runOne(id: string, sql: string): Result {
    const { flags, nowSeconds, run, load, onRunning } = this.#options
    const key = createHash('sha256').update(sql).digest('hex')
    const since = this.#denylist.get(key)
    if (since !== undefined && nowSeconds() - since < flags.values.distributed_denylist_duration) {
      return { rows: [], status: 1, message: 'distributed query is denylisted', stats: {} }
    }
    onRunning?.(id, sql)
    // Stored before the run and removed after it: a worker killed in between leaves it behind.
    this.#denylist.set(key, nowSeconds())
    const { rows, error } = run(sql)
    this.#denylist.delete(key)
    const { wallMs, userMs, systemMs, memoryBytes } = load(sql)
    const stats = {
      wall_time_ms: wallMs,
      user_time: userMs,
      system_time: systemMs,
      memory: memoryBytes + rows.length * 512,
    }
    return { rows, status: error === undefined ? 0 : 1, message: error ?? '', stats }
  }

  async #write(): Promise<boolean> {
    if (this.#results.size === 0) return true
    const { session, flags, onAnswering, onAnswered } = this.#options
    const sent = this.#results
    onAnswering?.([...sent.keys()])
    const values = flags.values
    const attempts = values.distributed_tls_max_attempts
    const fields = resultFields(sent, this.#options.version)
    const answer = await session.call(values.distributed_tls_write_endpoint, fields, attempts)
    if (!answer.ok) return false
    this.#results = new Map([...this.#results].filter(([id, result]) => sent.get(id) !== result))
    onAnswered?.([...sent.keys()])
    return true
  }

  #purgeDenylist(): void {
    const { flags, nowSeconds } = this.#options
    for (const [key, since] of this.#denylist) {
      if (nowSeconds() - since >= flags.values.distributed_denylist_duration) {
        this.#denylist.delete(key)
      }
    }
  }
}

/** The write body without braces and key; older agents send fewer parts. */
function resultFields(results: ReadonlyMap<string, Result>, version: Version): string {
  const part = (name: string, value: (result: Result) => unknown) =>
    `"${name}":${JSON.stringify(Object.fromEntries([...results].map(([id, r]) => [id, value(r)])))}`
  const parts = [part('queries', (r) => r.rows), part('statuses', (r) => r.status)]
  if (atLeast(version, '4.4.0')) parts.push(part('messages', (r) => r.message))
  if (atLeast(version, '5.8.0')) parts.push(part('stats', (r) => r.stats))
  return parts.join(',')
}
