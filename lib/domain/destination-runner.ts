// One destination being forwarded by the process that holds its lease: read, send, put on record, in
// this order, the next batch being read meanwhile. What was sent and not put on record comes again.
import { setTimeout as delay } from 'node:timers/promises'
import { LineReader, type Position } from '@/lib/domain/destination-batches'
import type { LineEvent } from '@/lib/domain/destination-events'
import { countForwarded } from '@/lib/domain/destination-figures'
import { openSecrets } from '@/lib/domain/destination-secrets'
import { log } from '@/lib/log'
import { type BatchWish, type Refused, type Sink, SinkFault } from '@/lib/sinks/sink'
import { openSink } from '@/lib/sinks/sinks'
import {
  advanceDestination,
  clearFault,
  noteFault,
  type Progress,
} from '@/lib/store/destination-cursors'
import { countLetters, listReplaying, removeLettersAbove } from '@/lib/store/destination-letters'
import type { StoredDestination } from '@/lib/store/destinations'

const sendLimitMs = 150_000
const closeLimitMs = 5_000
const firstWaitMs = 1_000
const longestWaitMs = 5 * 60_000
const askedWaitMaxMs = 60 * 60_000
const databaseWaitMs = 1_000
const eventSampleUnits = 65_536
const replayAtOnce = 500
/** A destination that refuses more waits for somebody: then it is not single lines that are wrong. */
export const lettersMax = 100_000

/** The lease or the version is another one: whatever this runner still does must not count. */
class Deposed extends Error {}

/** How long to wait after that many tries in vain: doubled each time, and never two alike. */
export function waitAfter(attempt: number, random: number, asked = 0): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt - 1, 20))
  return Math.round(Math.max(full * (0.5 + random / 2), Math.min(asked, askedWaitMaxMs)))
}

function wordsOf(error: unknown): string {
  if (error instanceof SinkFault) return error.message
  return 'It failed for a reason that the log of the server tells'
}

export class Runner {
  readonly done: Promise<void>
  /** No new batch after this; `cut` also ends the one that is being sent. */
  private readonly stopping = new AbortController()
  private readonly cut = new AbortController()
  private readonly reader: LineReader
  private sink: Sink | undefined
  private wish: BatchWish = {}
  private position: Position
  private attempt: number
  private letters = 0
  private interrupted = false

  constructor(
    readonly destination: StoredDestination,
    readonly fence: number,
  ) {
    const { id, packs, log_types, live, last_error, result_id, status_id } = destination
    this.position = { result_id, status_id }
    this.attempt = last_error?.attempt ?? 0
    this.reader = new LineReader({ destination_id: id, packs, log_types, live })
    this.done = this.forward()
  }

  /** Lets the batch that is being sent go to its end for that long. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort()
    const timer = setTimeout(() => this.cut.abort(), graceMs)
    await this.done.finally(() => clearTimeout(timer))
  }

  private get owner() {
    const { id, version } = this.destination
    return { id, version, fence: this.fence }
  }

  private async forward(): Promise<void> {
    try {
      await this.waitForTry()
      while (!this.stopping.signal.aborted) {
        try {
          await this.openUntilReady()
          await this.replayLetters()
          if (this.interrupted) await this.forget()
          await this.forwardLines()
        } catch (error) {
          if (error instanceof Deposed) return
          if (this.stopping.signal.aborted) return
          await this.noteInterruption(error)
        }
      }
    } finally {
      await this.closeSink()
    }
  }

  /** Lines could not be read: mostly because the database is away, when this cannot be noted either. */
  private async noteInterruption(error: unknown): Promise<void> {
    log().warn({ err: error, destination: this.destination.id }, 'forwarding was interrupted')
    const message = 'Its lines could not be read; the log of the server tells why'
    const fault = { message, attempt: this.attempt, wait_ms: databaseWaitMs }
    this.interrupted = true
    await noteFault(this.owner, fault).catch(() => {})
    await this.pause(databaseWaitMs)
  }

  /** What the last try asked for holds for the next process as well. */
  private async waitForTry(): Promise<void> {
    const at = this.destination.last_error?.next_try_at
    if (at) await this.pause(Math.min(Date.parse(at) - Date.now(), longestWaitMs))
  }

  private async forwardLines(): Promise<void> {
    const { signal } = this.stopping
    let coming = this.reader.next(this.position, this.wish, signal)
    for (;;) {
      const batch = await coming
      if (!batch || signal.aborted) return
      coming = this.reader.next(batch.to, this.wish, signal)
      // Whoever leaves this loop early reads that page again; its failure is told then.
      coming.catch(() => {})
      const refused = await this.sendUntilTaken(batch.events)
      await this.record(batch.events, refused, { ...batch.to, settled: [] })
      this.position = batch.to
    }
  }

  private async replayLetters(): Promise<void> {
    const { id } = this.destination
    this.letters = await countLetters(id)
    while (!this.stopping.signal.aborted) {
      const letters = await listReplaying(id, replayAtOnce)
      if (letters.length === 0) return
      const events = letters.map(({ received_at, host, ...letter }) => ({
        ...letter,
        host,
        at: received_at,
      }))
      const refused = await this.sendUntilTaken(events)
      const settled = letters.map((letter) => letter.id)
      await this.record(events, refused, { ...this.position, settled })
      this.letters -= letters.length
    }
  }

  private async record(
    events: readonly LineEvent[],
    refused: readonly Refused[],
    { result_id, status_id, settled }: Pick<Progress, 'result_id' | 'status_id' | 'settled'>,
  ): Promise<void> {
    const reasons = new Map(refused.map(({ index, reason }) => [index, reason]))
    const delivered = events.length - reasons.size
    const last = events.findLast((_, index) => !reasons.has(index))
    const progress: Progress = {
      ...{ result_id, status_id, settled, delivered },
      last_event: last ? last.text.slice(0, eventSampleUnits) : null,
      refused: events.flatMap((event, index) => {
        const reason = reasons.get(index)
        if (reason === undefined) return []
        const { key, kind, host_id, host, pack, query, text, at } = event
        const received_at = at.toISOString()
        return [
          {
            key,
            kind,
            host_id,
            host,
            pack,
            query,
            text,
            received_at,
            reason: reason.slice(0, 2_000),
          },
        ]
      }),
    }
    if (!(await this.untilAnswered(() => advanceDestination(this.owner, progress))))
      throw new Deposed()
    countForwarded(this.destination.kind, { delivered, refused: reasons.size })
    this.letters += reasons.size
  }

  /** The database may be away: the batch is not sent again for that. */
  private async untilAnswered(ask: () => Promise<boolean>): Promise<boolean> {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (this.stopping.signal.aborted) throw error
        log().warn({ err: error, destination: this.destination.id }, 'the cursor was not moved yet')
        await this.pause(databaseWaitMs)
      }
    }
  }

  /** A far end that cannot be reached is shown as failing though no line waits for it. */
  private async openUntilReady(): Promise<void> {
    const before = this.attempt
    await this.untilDone(() => this.openedSink())
    if (this.attempt === before) return
    this.attempt = before
    await this.forget()
  }

  /** What was noted as failing goes on. */
  private async forget(): Promise<void> {
    this.interrupted = false
    if (!(await this.untilAnswered(() => clearFault(this.owner)))) throw new Deposed()
  }

  private async sendUntilTaken(events: readonly LineEvent[]): Promise<readonly Refused[]> {
    if (events.length === 0) return []
    const refused = await this.untilDone(async () => {
      await this.refuseFullLetters()
      return this.send(events)
    })
    if (this.attempt > 0) log().info({ destination: this.destination.id }, 'a destination is back')
    this.attempt = 0
    return refused
  }

  private async untilDone<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.stopping.signal.aborted) throw new Deposed()
      try {
        return await step()
      } catch (error) {
        if (error instanceof Deposed || this.cut.signal.aborted) throw new Deposed()
        await this.fail(error)
      }
    }
  }

  private async send(events: readonly LineEvent[]): Promise<readonly Refused[]> {
    const sink = await this.openedSink()
    const limit = AbortSignal.timeout(sendLimitMs)
    const signal = AbortSignal.any([limit, this.cut.signal])
    // A client that does not listen to the signal must not hold the destination for ever.
    const ended = new Promise<never>((_, reject) => {
      const end = () =>
        reject(new SinkFault(`It did not take them within ${sendLimitMs / 1_000} s`))
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    })
    return Promise.race([sink.send(events, signal), ended])
  }

  private async refuseFullLetters(): Promise<void> {
    if (this.letters < lettersMax) return
    if (this.destination.when_full === 'shed') {
      await removeLettersAbove(this.owner.id, lettersMax)
      return
    }
    this.letters = await countLetters(this.owner.id)
    if (this.letters < lettersMax) return
    throw new SinkFault(
      `${lettersMax.toLocaleString('en')} lines were refused and wait in its dead letters: replay or delete them`,
    )
  }

  private async fail(error: unknown): Promise<void> {
    this.attempt += 1
    await this.closeSink()
    const asked = error instanceof SinkFault ? error.retry_after_ms : undefined
    const wait_ms = waitAfter(this.attempt, Math.random(), asked)
    const { id, kind } = this.destination
    if (this.attempt === 1 || !(error instanceof SinkFault))
      log().warn({ err: error, destination: id, kind }, 'a destination took nothing')
    countForwarded(kind, { retries: 1 })
    const fault = { message: wordsOf(error), attempt: this.attempt, wait_ms }
    if (!(await this.untilAnswered(() => noteFault(this.owner, fault)))) throw new Deposed()
    await this.pause(wait_ms)
  }

  private async openedSink(): Promise<Sink> {
    if (this.sink) return this.sink
    const { id, kind, config, secrets } = this.destination
    this.sink = await openSink(kind, config, openSecrets(id, secrets))
    this.wish = this.sink.batch ?? {}
    return this.sink
  }

  private async closeSink(): Promise<void> {
    const { sink } = this
    this.sink = undefined
    if (!sink) return
    const late = delay(closeLimitMs, undefined, { ref: false })
    await Promise.race([sink.close(), late]).catch(() => {})
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => {})
  }
}
