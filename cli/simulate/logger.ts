// Sends buffered lines and deletes them by the acceptance rule. One try per flush; after a failure
// a type waits period × n² (agents before 5.12 try again every period).
import type { Clock } from './clock'
import type { Flags } from './flags'
import { type Line, LogBuffer, type LogType } from './log-buffer'
import type { Session } from './session'
import { atLeast, type Version } from './versions'

interface LoggerOptions {
  session: Session
  clock: Clock
  flags: Flags
  version: Version
  /** Lines that were just deleted because a server accepted them. */
  onAcked?: (type: LogType, lines: string[]) => void
  /** Lines that are about to travel. */
  onSending?: (type: LogType, lines: string[]) => void
  /** A line was too long or not JSON and will be deleted unsent. */
  onDropped?: (type: LogType, line: string) => void
}

export interface Flush {
  acked: number
  failed: boolean
}

interface BackOff {
  failures: number
  notBefore: number
}

export class Logger {
  readonly buffer = new LogBuffer()
  readonly #options: LoggerOptions
  readonly #backOff: Record<LogType, BackOff> = {
    result: { failures: 0, notBefore: 0 },
    status: { failures: 0, notBefore: 0 },
  }

  constructor(options: LoggerOptions) {
    this.#options = options
  }

  append(type: LogType, line: string): void {
    this.buffer.append(type, line, Math.floor(this.#options.clock.now() / 1000))
  }

  /** One pass of the logger's thread: scan, send results, send statuses, purge. */
  async flush(): Promise<Flush> {
    if (this.buffer.size === 0) return { acked: 0, failed: false }
    const { flags } = this.#options
    const scan = this.buffer.scan(flags.values.logger_tls_max_lines)
    let acked = 0
    let failed = false
    for (const type of ['result', 'status'] as const) {
      const lines = scan[type]
      if (lines.length === 0 || this.#options.clock.now() < this.#backOff[type].notBefore) continue
      const sent = await this.#send(type, lines)
      if (sent) acked += lines.length
      else failed = true
    }
    this.buffer.purge(flags.values.buffered_log_max)
    return { acked, failed }
  }

  /** Milliseconds until a flush could do something again after the last one. */
  get periodMs(): number {
    return Math.max(1, this.#options.flags.values.logger_tls_period) * 1000
  }

  async #send(type: LogType, lines: Line[]): Promise<boolean> {
    const { session, flags, onAcked, onSending } = this.#options
    const texts = lines.map((line) => line.text)
    const sendable = texts.filter((text) => this.#sendable(type, text))
    onSending?.(type, sendable)
    const fields = `"data":[${sendable.join(',')}],"log_type":"${type}"`
    const { logger_tls_endpoint: path, logger_tls_compress: gzip } = flags.values
    const answer = await session.call(path, fields, 1, gzip)
    this.#learn(type, answer.ok)
    if (!answer.ok) return false
    this.buffer.remove(type, lines)
    onAcked?.(type, sendable)
    return true
  }

  #sendable(type: LogType, text: string): boolean {
    const tooLong = Buffer.byteLength(text) > this.#options.flags.values.logger_tls_max_linesize
    if (!tooLong && isJson(text)) return true
    this.#options.onDropped?.(type, text)
    return false
  }

  #learn(type: LogType, ok: boolean): void {
    const { clock, flags, version } = this.#options
    const state = this.#backOff[type]
    if (ok) {
      this.#backOff[type] = { failures: 0, notBefore: 0 }
      return
    }
    const max = flags.values.logger_tls_backoff_max
    if (max === 0 || !atLeast(version, '5.12.0')) return
    const failures = state.failures + 1
    const seconds = Math.min(flags.values.logger_tls_period * failures ** 2, max)
    this.#backOff[type] = { failures, notBefore: clock.now() + seconds * 1000 }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
