// One reader of campaigns, through the browser's own client. It leaves at random and comes back with
// the last number it saw, is cut off in the middle of frames, and lands on any instance each time.
import { setTimeout as delay } from 'node:timers/promises'
import { followCampaign, type StreamDoors, type StreamListener } from '@/lib/client/campaign-stream'
import { Result } from '@/lib/wire/campaigns'

type ReaderOptions = { urls: string[]; token: string; random: () => number }

const visitMs = { least: 50, most: 1_500 }
const cutShare = 0.4
const cutBytesMost = 6_000
const waitMost = 300

/** A body that breaks after so many bytes, wherever in a frame that is. */
function cutAfter(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes
  return new TransformStream({
    transform(chunk, controller) {
      const whole = chunk.byteLength <= left
      controller.enqueue(whole ? chunk : chunk.subarray(0, left))
      left -= chunk.byteLength
      if (!whole) controller.error(new Error('cut'))
    },
  })
}

export class LedgerReader {
  /** By campaign, every result as it was told, in that order. */
  readonly told = new Map<number, Result[]>()
  visits = 0
  cuts = 0
  readonly #options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** Follows the campaign, leaving and coming back, until it is told that it ended. */
  async follow(id: number): Promise<void> {
    const results = this.told.get(id) ?? []
    this.told.set(id, results)
    let after = results.at(-1)?.seq ?? 0
    let ended = false
    const listener: StreamListener = {
      onEvent: (event) => {
        if (event.event === 'result') results.push(Result.parse(JSON.parse(event.text)))
      },
      onConnection: (connection) => {
        if (connection.state === 'refused') throw new Error(connection.message)
        if (connection.state === 'ended') ended = true
      },
    }
    while (!ended) {
      const visit = new AbortController()
      const leaving = setTimeout(() => visit.abort(), this.#visitMs())
      after = await followCampaign(id, after, listener, visit.signal, {
        doors: this.#doors(),
      })
      clearTimeout(leaving)
      this.visits += 1
    }
  }

  #visitMs(): number {
    return visitMs.least + this.#options.random() * (visitMs.most - visitMs.least)
  }

  #doors(): StreamDoors {
    const { random } = this.#options
    return {
      fetch: (path, init) => this.#fetch(String(path), init),
      wait: (ms, signal) =>
        delay(Math.min(ms, waitMost), undefined, { signal }).catch(() => undefined),
      now: () => Date.now(),
      random,
      onLost: () => () => undefined,
    }
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { urls, token, random } = this.#options
    const url = urls[Math.floor(random() * urls.length)]
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    const reply = await fetch(`${url}${path}`, { ...init, headers })
    if (!reply.body || random() > cutShare) return reply
    this.cuts += 1
    const body = reply.body.pipeThrough(cutAfter(Math.floor(random() * cutBytesMost)))
    return new Response(body, { status: reply.status, headers: reply.headers })
  }
}
