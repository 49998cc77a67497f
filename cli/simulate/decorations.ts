// The words an agent adds to every line: first rows of decorator queries, later columns winning.
import type { Decorators } from './config'
import type { Row } from './differential'
import type { Outcome } from './executor'
import type { Flags } from './flags'

export class Decorations {
  readonly #run: (sql: string) => Outcome
  readonly #flags: Flags
  #decorators: Decorators = { load: [], always: [], interval: new Map() }
  #kept: Row = {}
  #last: Row = {}

  constructor(run: (sql: string) => Outcome, flags: Flags) {
    this.#run = run
    this.#flags = flags
  }

  /** A new configuration: `load` runs at once. */
  apply(decorators: Decorators): void {
    this.#decorators = decorators
    this.#kept = this.#evaluate(decorators.load)
    this.#last = this.#kept
  }

  /** Interval decorators run in the seconds that their interval divides. */
  tick(nowSeconds: number): void {
    for (const [seconds, queries] of this.#decorators.interval) {
      if (nowSeconds % seconds === 0) this.#kept = { ...this.#kept, ...this.#evaluate(queries) }
    }
  }

  /** For a result line about to be written: `always` decorators run again. */
  current(): Row {
    this.#last = { ...this.#kept, ...this.#evaluate(this.#decorators.always) }
    return this.#last
  }

  /** Without running anything, for status lines. */
  last(): Row {
    return this.#last
  }

  #evaluate(queries: readonly string[]): Row {
    if (this.#flags.values.disable_decorators) return {}
    return Object.assign({}, ...queries.map((sql) => this.#run(sql).rows[0] ?? {}))
  }
}
