// A campaign between its stream and React: answers are queued as text, parsed and applied once an
// animation frame, 4 ms at most, and shown as one change. A hidden tab applies once a second.
import type { z } from 'zod'
import {
  type Bulk,
  type Connection,
  followCampaign,
  type StreamEvent,
} from '@/lib/client/campaign-stream'
import { LiveRows, type LiveView, liveRowsMax } from '@/lib/client/live-rows'
import { type CampaignCounts, Result } from '@/lib/wire/campaigns'
import type { StatusFrame, TotalsFrame } from '@/lib/wire/frames'

export type LiveCampaign = {
  status: StatusFrame | undefined
  totals: z.infer<typeof TotalsFrame> | undefined
  connection: Connection
  rows: LiveView
  last_seq: number
}

const budgetMs = 4
const hiddenBudgetMs = 50
const hiddenPaceMs = 1_000
/** While much is on its way, React hears of it this often. */
const showEveryMs = 100
/** Text that waits to be parsed, in UTF-16 units; beyond it the connection waits. */
const queuedMost = 8 * 1024 * 1024
/** Fewer answers than these come by the stream itself. */
const bulkLeast = 200

const doneStates = ['answered', 'failed', 'denylisted', 'too_large'] as const

/** How what is there already is fetched, if it is much. */
export function bulkOf(counts: CampaignCounts | undefined, given: number): Bulk | undefined {
  if (!counts) return undefined
  const done = doneStates.reduce((sum, state) => sum + counts[state], 0)
  if (done - given < bulkLeast) return undefined
  return { newest_rows: counts.rows > liveRowsMax ? liveRowsMax : undefined }
}

const nothing: LiveCampaign = {
  status: undefined,
  totals: undefined,
  connection: { state: 'connecting' },
  rows: new LiveRows().view(),
  last_seq: 0,
}

export type ScreenStart = {
  /** Answers already read; the stream goes on after them. */
  results?: readonly Result[]
  /** As the campaign stood then; tells how much more there is. */
  counts?: CampaignCounts | undefined
}

export class CampaignScreen {
  readonly #rows = new LiveRows()
  #queue: StreamEvent[] = []
  #queued = 0
  readonly #show: (campaign: LiveCampaign) => void
  #now: LiveCampaign = nothing
  #next: Partial<LiveCampaign> = {}
  #shownMs = 0
  #hasNews = false
  #frame: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #abort: AbortController | undefined
  #room: (() => void) | undefined
  #after = 0
  #bulk: Bulk | undefined
  readonly #id: number

  constructor(id: number, show: (campaign: LiveCampaign) => void, start: ScreenStart = {}) {
    const { results = [], counts } = start
    this.#id = id
    this.#show = show
    for (const result of results) this.#rows.add(result)
    this.#after = results.at(-1)?.seq ?? 0
    this.#bulk = bulkOf(counts, results.length)
    this.#now = { ...nothing, rows: this.#rows.view(), last_seq: this.#after }
  }

  /** What is shown now. */
  get now(): LiveCampaign {
    return this.#now
  }

  /** Connects unless it is connected, and goes on after what was seen. */
  open(): void {
    if (this.#abort) return
    const abort = new AbortController()
    this.#abort = abort
    const listener = {
      onEvent: (event: StreamEvent) => this.#hear(event),
      onConnection: (connection: Connection) => {
        if (connection.state === 'live') this.#bulk = undefined
        this.#tell({ connection })
      },
      room: () => this.#waitForRoom(abort.signal),
    }
    void followCampaign(this.#id, this.#after, listener, abort.signal, { bulk: this.#bulk })
  }

  /** Lets the connection go; what was shown stays. */
  rest(): void {
    this.#abort?.abort()
    this.#abort = undefined
    const { state } = this.#now.connection
    if (state !== 'ended' && state !== 'refused') this.#tell({ connection: { state: 'resting' } })
  }

  close(): void {
    this.#abort?.abort()
    this.#abort = undefined
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }

  #hear(event: StreamEvent): void {
    // The cursor moves with what is queued: the queue outlives the connection.
    if (event.event === 'result') this.#after = event.seq
    if ('text' in event) this.#queued += event.text.length
    this.#queue.push(event)
    this.#schedule()
  }

  #waitForRoom(signal: AbortSignal): Promise<void> | undefined {
    if (this.#queued <= queuedMost) return undefined
    return new Promise((resolve) => {
      this.#room = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #tell(change: Partial<LiveCampaign>): void {
    this.#now = { ...this.#now, ...this.#next, ...change }
    this.#next = {}
    this.#shownMs = performance.now()
    this.#show(this.#now)
  }

  #schedule(): void {
    if (this.#frame !== undefined || this.#timer !== undefined) return
    if (document.hidden) this.#timer = setTimeout(() => this.#apply(), hiddenPaceMs)
    else this.#frame = requestAnimationFrame(() => this.#apply())
  }

  #applyOne(event: StreamEvent): void {
    if (event.event === 'status') this.#next.status = event.data
    if (event.event === 'totals') this.#next.totals = event.data
    if (!('text' in event)) return
    this.#queued -= event.text.length
    const result = Result.parse(JSON.parse(event.text))
    this.#hasNews = true
    if (event.event === 'earlier') {
      this.#rows.addEarlier(result)
    } else {
      this.#rows.add(result)
      this.#next.last_seq = event.seq
    }
  }

  #apply(): void {
    this.#frame = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    const until = performance.now() + (document.hidden ? hiddenBudgetMs : budgetMs)
    let applied = 0
    for (const event of this.#queue) {
      if (applied > 0 && performance.now() >= until) break
      applied += 1
      this.#applyOne(event)
    }
    this.#queue = this.#queue.slice(applied)
    if (this.#queued <= queuedMost / 2) this.#room?.()
    const due = performance.now() - this.#shownMs >= showEveryMs
    if (this.#queue.length === 0 || due) {
      this.#tell(this.#hasNews ? { rows: this.#rows.view() } : {})
      this.#hasNews = false
    }
    if (this.#queue.length > 0) this.#schedule()
  }
}
