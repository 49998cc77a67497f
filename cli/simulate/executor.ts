// How an agent gets answers to SQL: the full fleet executes it in SQLite, the light one answers
// from templates. Both report failures the way osquery words them.
import type { Row } from './differential'
import type { Machine } from './machine'

export type Cell = string | number | bigint | null
export type Cells = Record<string, Cell>

/** Tables whose content depends on the agent and not on its machine. */
export type AgentTables = Record<string, () => Cells[]>

export interface Host {
  machine: Machine
  agentTables: AgentTables
}

export type Outcome = { rows: Row[]; error?: undefined } | { rows: []; error: string }

export interface Executor {
  /** Throws Killed when the watchdog would have ended the worker. */
  run(sql: string, host: Host, nowSeconds: number): Outcome
}

/** The statement used more than the watchdog allows. */
export class Killed extends Error {}
