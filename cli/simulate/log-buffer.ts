// Lines that wait to be acknowledged, in the agent's own order: key by second and unpadded number,
// results before statuses. Lines leave it only when a server accepted them or the buffer overflows.
export type LogType = 'result' | 'status'

export interface Line {
  second: number
  /** Unpadded in the key: within a second, 10 sorts before 9. */
  number: number
  text: string
}

interface Scan {
  result: Line[]
  status: Line[]
}

export class LogBuffer {
  readonly #lines: { result: Line[]; status: Line[] } = { result: [], status: [] }
  #next = 1
  #purged = 0

  append(type: LogType, text: string, nowSeconds: number): void {
    this.#lines[type].push({ second: nowSeconds, number: this.#next++, text })
  }

  get size(): number {
    return this.#lines.result.length + this.#lines.status.length
  }

  /** Lines lost to overflow since the start. */
  get purged(): number {
    return this.#purged
  }

  /** The first `max` keys of both types together; statuses starve behind results. */
  scan(max: number): Scan {
    const result = firstKeys(this.#lines.result, max)
    return { result, status: firstKeys(this.#lines.status, max - result.length) }
  }

  /** Forgets exactly these lines. */
  remove(type: LogType, lines: readonly Line[]): void {
    const gone = new Set(lines)
    this.#lines[type] = this.#lines[type].filter((line) => !gone.has(line))
  }

  /** Drops the oldest lines above `max`; the agent does this only after an attempt to send. */
  purge(max: number): void {
    for (const type of ['result', 'status'] as const) {
      const excess = this.size - max
      if (excess <= 0) return
      const dropped = firstKeys(this.#lines[type], excess)
      this.remove(type, dropped)
      this.#purged += dropped.length
    }
  }

  /** Numbering starts over with the process; the lines themselves survive it. */
  restart(): void {
    this.#next = 1
  }
}

function firstKeys(lines: readonly Line[], max: number): Line[] {
  if (max <= 0) return []
  // Appended in time order: only the last second of the slice can hold keys in another order.
  const edge = lines[Math.min(max, lines.length) - 1]?.second
  if (edge === undefined) return []
  let end = Math.min(max, lines.length)
  while (end < lines.length && lines[end]?.second === edge) end++
  return lines.slice(0, end).sort(byKey).slice(0, max)
}

function byKey(a: Line, b: Line): number {
  if (a.second !== b.second) return a.second - b.second
  const [x, y] = [String(a.number), String(b.number)]
  return x < y ? -1 : x > y ? 1 : 0
}
