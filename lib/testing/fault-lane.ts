// One direction of a connection through the fault proxy: what came in goes out as the present fault
// allows, in order. Holds at most a fixed number of bytes and then stops reading, so senders feel it.
import type { Socket } from 'node:net'

export type Fault =
  | { kind: 'none' }
  /** Open connections end in the orderly way, new ones at once. */
  | { kind: 'cut' }
  /** The same by RST. */
  | { kind: 'reset' }
  /** Nobody listens; open connections end. */
  | { kind: 'refuse' }
  /** Connections stay and no byte passes, until healed. */
  | { kind: 'black_hole' }
  /** The far party is gone and the near one is never told, not even once healed. */
  | { kind: 'half_open' }
  /** What is asked arrives, what is answered is lost: done, and nobody knows. */
  | { kind: 'mute' }
  | { kind: 'latency'; ms: number }
  | { kind: 'bandwidth'; bytes_per_second: number }

type Held = { chunk: Buffer; at: number }

const heldMax = 256 * 1_024
const tickMs = 10

export class FaultLane {
  readonly #held: Held[] = []
  #bytes = 0
  #ended = false
  #stopped = false
  #timer: NodeJS.Timeout | undefined
  #full = false

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly way: 'there' | 'back',
    private readonly fault: () => Fault,
    private readonly hear: (bytes: number) => void = () => {},
  ) {
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => {
      this.#ended = true
      this.pump()
    })
    to.on('drain', () => {
      this.#full = false
      this.pump()
    })
  }

  #take(chunk: Buffer): void {
    if (this.#stopped) return
    this.#held.push({ chunk, at: performance.now() })
    this.#bytes += chunk.length
    if (this.#bytes > heldMax) this.from.pause()
    this.hear(chunk.length)
    this.pump()
  }

  /** Passes on what may pass now; called again whenever that may have changed. */
  pump(): void {
    clearTimeout(this.#timer)
    while (!this.#stopped && !this.#full) {
      const fault = this.fault()
      if (fault.kind === 'black_hole') return
      const [head] = this.#held
      if (!head) {
        this.#finish()
        return
      }
      const waitMs = this.#pass(head, fault)
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs)
        return
      }
    }
  }

  /** Passes one piece, or tells how long it has to wait for the next look. */
  #pass(head: Held, fault: Fault): number {
    if (fault.kind === 'latency') {
      const left = head.at + fault.ms - performance.now()
      if (left > 0) return Math.ceil(left)
    }
    const most =
      fault.kind === 'bandwidth'
        ? Math.max(1, Math.floor((fault.bytes_per_second * tickMs) / 1_000))
        : head.chunk.length
    const piece = head.chunk.subarray(0, most)
    if (piece.length === head.chunk.length) this.#held.shift()
    else head.chunk = head.chunk.subarray(most)
    this.#bytes -= piece.length
    if (this.#bytes <= heldMax && this.from.isPaused()) this.from.resume()
    const isLost = fault.kind === 'mute' && this.way === 'back'
    if (!isLost && this.to.writable) this.#full = !this.to.write(piece)
    return fault.kind === 'bandwidth' ? tickMs : 0
  }

  #finish(): void {
    if (this.#ended && this.to.writable) this.to.end()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#held.length = 0
  }
}
