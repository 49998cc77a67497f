// Runs what the schedule says is due, serially as the agent does, and turns rows into log lines.
import type { Query } from './config'
import type { Decorations } from './decorations'
import { Differentials, type Row } from './differential'
import { Killed, type Outcome } from './executor'
import type { Flags } from './flags'
import { hostIdentifier } from './identity'
import { differentialLines, type LineContext, type Status, snapshotLines } from './lines'
import { loadOf } from './load'
import type { Machine } from './machine'
import type { Schedule } from './schedule'

interface RunnerOptions {
  machine: Machine
  flags: Flags
  schedule: Schedule
  decorations: Decorations
  query: (sql: string) => Outcome
  append: (line: string) => void
  status: (severity: Status['severity'], filename: string, line: number, message: string) => void
  /** The watchdog ended the worker. */
  killed: () => void
}

export class Runner {
  readonly #options: RunnerOptions
  readonly #differentials = new Differentials()

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /** Runs what is due in this second; returns the full names that ran. */
  run(nowSeconds: number): string[] {
    const { decorations, schedule, flags } = this.#options
    decorations.tick(nowSeconds)
    const cacheSeconds = flags.values.pack_refresh_interval
    const due = schedule.due(nowSeconds, (sql) => this.#discover(sql), cacheSeconds)
    const ran: string[] = []
    for (const query of due) {
      ran.push(query.fullName)
      if (!this.#runOne(query, nowSeconds)) break
    }
    return ran
  }

  /** At a change of configuration: lets go of what left the schedule long ago. */
  purge(nowSeconds: number): void {
    const names = this.#options.schedule.queries.map((query) => query.fullName)
    this.#differentials.purge(new Set(names), nowSeconds)
  }

  #discover(sql: string): boolean {
    const { rows, error } = this.#options.query(sql)
    if (error !== undefined) {
      this.#options.status(1, 'packs.cpp', 325, `Discovery query failed (${sql}): ${error}`)
    }
    return rows.length > 0
  }

  /** False when the worker did not survive it. */
  #runOne(query: Query, nowSeconds: number): boolean {
    const { machine, schedule, status, append, killed } = this.#options
    try {
      const { rows, error } = this.#options.query(query.sql)
      if (error !== undefined) {
        const message = `Error executing scheduled query ${query.fullName}: ${error}`
        status(2, 'scheduler.cpp', 138, message)
        return true
      }
      const lines = this.#lines(query, rows, nowSeconds)
      for (const line of lines) append(line)
      const bytes = lines.reduce((sum, line) => sum + line.length, 0)
      schedule.record(query, nowSeconds, loadOf(machine, query.sql, nowSeconds), bytes)
      return true
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      schedule.punish(query, nowSeconds)
      killed()
      // What the next worker finds written down: the agent names no cause.
      status(1, 'config.cpp', 310, `Scheduled query may have failed: ${query.fullName}`)
      return false
    }
  }

  #lines(query: Query, rows: Row[], nowSeconds: number): string[] {
    const { machine, flags, decorations } = this.#options
    const { values } = flags
    const context: LineContext = {
      name: query.fullName,
      hostIdentifier: hostIdentifier(this.#options),
      unixTime: nowSeconds,
      decorations: decorations.current(),
      version: machine.version,
      eventType: values.logger_event_type,
      snapshotEventType: values.logger_snapshot_event_type,
      numerics: values.logger_numerics,
      decorationsTopLevel: values.decorations_top_level,
      removed: query.removed,
    }
    const epoch = values.schedule_epoch
    if (query.snapshot) return snapshotLines(context, epoch, rows)
    const diff = this.#differentials.update(query.fullName, query.sql, epoch, rows)
    return differentialLines(context, diff)
  }
}
