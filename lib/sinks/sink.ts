// What every sink is: the far end of one destination. A sink takes batches in order, says which lines
// the other side refused for good, and throws SinkFault when none of a batch may count as taken.

/** One line as it leaves. `text` is one JSON object without a line end. */
export type SinkEvent = {
  /** The same in every delivery of this line, so that the other side can drop repetitions. */
  key: string
  text: string
  kind: 'result' | 'status' | 'live'
  pack: string | null
  query: string | null
  host: string
  /** When Muster received it. */
  at: Date
}

/** A line that the other side will never take, by its place in the batch. */
export type Refused = { index: number; reason: string }

/**
 * How much a sink wants at once: at most so many lines and about so many bytes, and how long lines may
 * wait for that many. One batch is in memory while it is sent, and the next one beside it.
 */
export type BatchWish = { lines?: number; bytes?: number; wait_ms?: number }

export type Sink = {
  /** Default 5,000 lines, 4 MiB, no waiting. */
  readonly batch?: BatchWish
  /**
   * Resolves when the other side has durably taken all but the refused ones. Throws SinkFault when
   * none may count as taken: the same batch then comes again. Batches never overlap.
   */
  send(events: readonly SinkEvent[], signal: AbortSignal): Promise<readonly Refused[]>
  close(): Promise<void>
}

/** What a sink may know of the outside: DESTINATION_ALLOW, the operator's exceptions to the guard. */
export type Outbound = { allow: readonly string[] }

type SinkFaultOptions = {
  /** The other side asked to wait so long. */
  retry_after_ms?: number
  /** For the log only. */
  cause?: unknown
}

/** A batch that was not taken. `message` is shown to people: no secrets, no body of the other side. */
export class SinkFault extends Error {
  readonly retry_after_ms: number | undefined

  constructor(message: string, { retry_after_ms, cause }: SinkFaultOptions = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'SinkFault'
    this.retry_after_ms = retry_after_ms
  }
}
