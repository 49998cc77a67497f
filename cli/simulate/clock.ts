// Time for simulated agents. One heap and one timer serve every sleeper, so that ten thousand
// hosts cost one libuv timer; tests pass their own Clock and never wait.
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`, at once when the signal is or becomes aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

interface Sleeper {
  at: number
  wake: () => void
  done: boolean
}

/** A clock on the machine's time. Stop it to let the process end. */
export class HeapClock implements Clock {
  readonly #heap: Sleeper[] = []
  #timer: NodeJS.Timeout | undefined
  #armedFor = Number.POSITIVE_INFINITY

  now(): number {
    return Date.now()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const sleeper: Sleeper = { at: Date.now() + ms, done: false, wake: () => end() }
      const end = () => {
        sleeper.done = true
        signal?.removeEventListener('abort', end)
        resolve()
      }
      signal?.addEventListener('abort', end, { once: true })
      push(this.#heap, sleeper)
      this.#arm()
    })
  }

  /** Wakes every sleeper. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const sleeper of this.#heap.splice(0)) if (!sleeper.done) sleeper.wake()
  }

  #arm(): void {
    const first = this.#heap[0]
    if (!first || first.at >= this.#armedFor) return
    clearTimeout(this.#timer)
    this.#armedFor = first.at
    const wait = Math.min(Math.max(0, first.at - Date.now()), 2 ** 31 - 1)
    this.#timer = setTimeout(() => this.#ring(), wait)
  }

  #ring(): void {
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = Date.now()
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (!first.done && first.at > now) break
      popFirst(this.#heap)
      if (!first.done) first.wake()
    }
    this.#arm()
  }
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  heap.push(sleeper)
  let i = heap.length - 1
  while (i > 0) {
    const up = (i - 1) >> 1
    const parent = heap[up]
    if (!parent || parent.at <= sleeper.at) break
    heap[i] = parent
    i = up
  }
  heap[i] = sleeper
}

function popFirst(heap: Sleeper[]): void {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  let i = 0
  for (;;) {
    const left = 2 * i + 1
    const right = left + 1
    const l = heap[left]
    const r = heap[right]
    if (!l) break
    const [down, child] = r && r.at < l.at ? [right, r] : [left, l]
    if (child.at >= last.at) break
    heap[i] = child
    i = down
  }
  heap[i] = last
}
