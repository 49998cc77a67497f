// The bytes of one stream: frames as fast as the reader takes them, a heartbeat, an end. What the
// reader has not taken stays in the generator, that is in the database, not in memory.
import { onDrain } from '@/lib/http/lifecycle'
import { AppError } from '@/lib/wire/errors'
import { type Frame, frameOf, frameText } from '@/lib/wire/frames'

/** Beyond this, the next frame waits for the reader. */
const bufferBytes = 256 * 1024

export type Pace = {
  heartbeat_ms: number
  max_age_ms: number
  recheck_ms: number
  /** Clients come back after this long, spread so that they do not come at once. */
  retry_ms: () => number
}

export const usualPace: Pace = {
  heartbeat_ms: 15_000,
  max_age_ms: 15 * 60_000,
  recheck_ms: 25_000,
  retry_ms: () => 500 + Math.floor(Math.random() * 2_500),
}

type Stream = {
  frames: (signal: AbortSignal) => AsyncIterable<Frame>
  /** Throws when the viewer may no longer see it. */
  recheck: () => Promise<void>
  /** Calls back when it may have changed who may see it; returns how to end that. */
  onDoubt: (doubt: () => void) => () => void
  /** Called once, when the stream has ended for whatever reason. */
  released: () => void
  /** The reader left. */
  gone: AbortSignal
  pace: Pace
}

type Controller = ReadableStreamDefaultController<Uint8Array>

function errorFrame(error: unknown): Frame {
  const message =
    error instanceof AppError ? error.message : 'The server cannot read the results just now'
  return frameOf('error', { message })
}

/** The writing end: says text, knows when there is room, ends once. */
class Pen {
  readonly #controller: Controller
  readonly #encoder = new TextEncoder()
  readonly #onEnd: (() => void)[] = []
  #resume: (() => void) | undefined
  ended = false

  constructor(controller: Controller) {
    this.#controller = controller
  }

  get hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0
  }

  say(text: string): void {
    if (!this.ended) this.#controller.enqueue(this.#encoder.encode(text))
  }

  /** Resolves when the reader has taken enough, or the stream ended. */
  room(): Promise<void> {
    if (this.ended || this.hasRoom) return Promise.resolve()
    return new Promise((resolve) => {
      this.#resume = resolve
    })
  }

  resume(): void {
    this.#resume?.()
    this.#resume = undefined
  }

  atEnd(release: () => void): void {
    this.#onEnd.push(release)
  }

  end(last?: Frame): void {
    if (this.ended) return
    if (last) this.say(frameText(last))
    this.ended = true
    for (const release of this.#onEnd) release()
    this.resume()
    try {
      this.#controller.close()
    } catch {
      // A cancelled stream is closed already.
    }
  }
}

/** Timers and signals of a stream; all of them go with it. */
function keepAlive(pen: Pen, stream: Stream): void {
  const { pace, gone } = stream
  const bye = () => pen.end(frameOf('bye', { retry_ms: pace.retry_ms() }))
  const heartbeat = setInterval(() => {
    if (pen.hasRoom) pen.say(': still here\n\n')
  }, pace.heartbeat_ms)
  const check = () => {
    stream.recheck().catch((error: unknown) => pen.end(errorFrame(error)))
  }
  const recheck = setInterval(check, pace.recheck_ms)
  const forgetDoubt = stream.onDoubt(check)
  const age = setTimeout(bye, pace.max_age_ms)
  const left = () => pen.end()
  gone.addEventListener('abort', left, { once: true })
  const forgetDrain = onDrain(bye)
  pen.atEnd(() => {
    clearInterval(heartbeat)
    clearInterval(recheck)
    clearTimeout(age)
    forgetDrain()
    forgetDoubt()
    gone.removeEventListener('abort', left)
    stream.released()
  })
}

async function pump(pen: Pen, frames: AsyncIterable<Frame>): Promise<void> {
  try {
    for await (const frame of frames) {
      if (pen.ended) return
      pen.say(frameText(frame))
      await pen.room()
    }
    pen.end()
  } catch (error) {
    pen.end(errorFrame(error))
  }
}

/** Starts a stream. It ends with its frames, by age, by drain, by a refused recheck or with its reader. */
export function streamBody(stream: Stream): ReadableStream<Uint8Array> {
  let pen: Pen | undefined
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const abort = new AbortController()
        pen = new Pen(controller)
        pen.atEnd(() => abort.abort())
        keepAlive(pen, stream)
        pen.say('retry: 1000\n\n')
        void pump(pen, stream.frames(abort.signal))
      },
      pull: () => pen?.resume(),
      cancel: () => pen?.end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  )
}
