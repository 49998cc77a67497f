// A campaign on a page: its status, its rows, its connection. Events are gathered and applied once an
// animation frame, 4 ms at most; a hidden tab applies once a second and after a minute lets go.
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { type Connection, followCampaign, type StreamEvent } from '@/lib/client/campaign-stream'
import { LiveRows, type LiveView } from '@/lib/client/live-rows'
import type { Result } from '@/lib/wire/campaigns'
import type { StatusFrame, TotalsFrame } from '@/lib/wire/frames'

export type LiveCampaign = {
  status: StatusFrame | undefined
  totals: z.infer<typeof TotalsFrame> | undefined
  connection: Connection
  rows: LiveView
  last_seq: number
}

const budgetMs = 4
const hiddenPaceMs = 1_000
const hiddenMaxMs = 60_000

const nothing: LiveCampaign = {
  status: undefined,
  totals: undefined,
  connection: { state: 'connecting' },
  rows: new LiveRows().view(),
  last_seq: 0,
}

/** The part without React: takes events, applies them at the screen's pace, shows what changed. */
export class CampaignScreen {
  readonly #rows = new LiveRows()
  readonly #queue: StreamEvent[] = []
  readonly #show: (campaign: LiveCampaign) => void
  #now: LiveCampaign = nothing
  #frame: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #abort: AbortController | undefined
  #after = 0
  readonly #id: number

  /** `first` are answers already read, from the campaign's start on; the stream goes on after them. */
  constructor(id: number, show: (campaign: LiveCampaign) => void, first: readonly Result[] = []) {
    this.#id = id
    this.#show = show
    for (const result of first) this.#rows.add(result)
    this.#after = first.at(-1)?.seq ?? 0
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
      onEvent: (event: StreamEvent) => {
        // The cursor moves with what is queued: the queue outlives the connection.
        if (event.event === 'result') this.#after = event.data.seq
        this.#queue.push(event)
        this.#schedule()
      },
      onConnection: (connection: Connection) => this.#set({ connection }),
    }
    void followCampaign(this.#id, this.#after, listener, abort.signal)
  }

  /** Lets the connection go; what was shown stays. */
  rest(): void {
    this.#abort?.abort()
    this.#abort = undefined
    const { state } = this.#now.connection
    if (state !== 'ended' && state !== 'refused') this.#set({ connection: { state: 'resting' } })
  }

  close(): void {
    this.#abort?.abort()
    this.#abort = undefined
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }

  #set(change: Partial<LiveCampaign>): void {
    this.#now = { ...this.#now, ...change }
    this.#show(this.#now)
  }

  #schedule(): void {
    if (this.#frame !== undefined || this.#timer !== undefined) return
    if (document.hidden) this.#timer = setTimeout(() => this.#apply(), hiddenPaceMs)
    else this.#frame = requestAnimationFrame(() => this.#apply())
  }

  #apply(): void {
    this.#frame = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    const until = performance.now() + budgetMs
    const change: Partial<LiveCampaign> = {}
    let applied = 0
    for (const event of this.#queue) {
      if (applied > 0 && performance.now() >= until) break
      applied += 1
      if (event.event === 'status') change.status = event.data
      if (event.event === 'totals') change.totals = event.data
      if (event.event === 'result') {
        this.#rows.add(event.data)
        change.last_seq = event.data.seq
      }
    }
    this.#queue.splice(0, applied)
    if (change.last_seq !== undefined) change.rows = this.#rows.view()
    this.#set(change)
    if (this.#queue.length > 0) this.#schedule()
  }
}

/**
 * Follows a campaign while the component is mounted, after the answers that came with the document.
 * Another id needs another component: give it a key.
 */
export function useCampaign(id: number, first: readonly Result[] = []): LiveCampaign {
  const seed = useRef(first)
  const [campaign, setCampaign] = useState(() => new CampaignScreen(id, () => {}, first).now)
  useEffect(() => {
    const screen = new CampaignScreen(id, setCampaign, seed.current)
    setCampaign(screen.now)
    let letGo: ReturnType<typeof setTimeout> | undefined
    const onVisibility = () => {
      clearTimeout(letGo)
      if (document.hidden) letGo = setTimeout(() => screen.rest(), hiddenMaxMs)
      else screen.open()
    }
    document.addEventListener('visibilitychange', onVisibility)
    screen.open()
    return () => {
      clearTimeout(letGo)
      document.removeEventListener('visibilitychange', onVisibility)
      screen.close()
    }
  }, [id])
  return campaign
}
