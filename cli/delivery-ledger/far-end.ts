// Where lines of the delivery proofs go: the far end of a destination, which tells at the end what it
// holds. Those that are processes of their own can be killed and started again on what they kept.
import type { DestinationKind } from '@/lib/wire/destination-kinds'

export type Settings = {
  kind: DestinationKind
  config: Record<string, unknown>
  secrets?: Record<string, string>
}

export type FarEnd = {
  kind: DestinationKind
  /** Where it listens; undefined when it is no matter of the network. */
  port: number | undefined
  /** A destination that reaches it on that port, which may be a proxy's. */
  settings: (port: number) => Settings
  /** Every line that it holds, in its order, repetitions too. */
  texts: () => Promise<string[]>
  /** SIGKILL, and up again on the same port with what was on its disk. */
  kill?: () => Promise<void>
  stop: () => Promise<void>
}

/** The mark of a ledger line, by which lines are told apart; undefined for another line. */
export function markOf(text: string): string | undefined {
  const id: unknown = JSON.parse(text)?.columns?.id
  return typeof id === 'string' ? id : undefined
}

/** The idempotency key that a line carries. */
export function keyOf(text: string): string {
  return String(JSON.parse(text)?.muster?.key)
}
