// How many bytes of agents' bodies this instance holds at once, and how many requests of one host.
// Bodies that nobody has vouched for yet share a smaller part, so that strangers cannot fill it.
import { pinned } from '@/lib/global'

const bytesMax = 256 * 1024 * 1024
const strangerBytesMax = 64 * 1024 * 1024
const hostRequestsMax = 4
const heavyMax = 2

type Budget = {
  bytes: number
  strangerBytes: number
  hosts: Map<number, number>
  heavy: number
  queue: (() => void)[]
}

const budget = () =>
  pinned<Budget>('agent.budget', () => ({
    bytes: 0,
    strangerBytes: 0,
    hosts: new Map(),
    heavy: 0,
    queue: [],
  }))

/** What one request holds; everything is given back by `release`. */
export class Hold {
  private bytes = 0
  private host: number | undefined
  private heavy = false

  constructor(private stranger: boolean) {}

  /** Reserves bytes, or says that there is no room for them. */
  take(bytes: number): boolean {
    const all = budget()
    if (all.bytes + bytes > bytesMax) return false
    if (this.stranger && all.strangerBytes + bytes > strangerBytesMax) return false
    all.bytes += bytes
    if (this.stranger) all.strangerBytes += bytes
    this.bytes += bytes
    return true
  }

  /** Counts the request as one of that host, or says that it has too many under way. */
  enter(hostId: number): boolean {
    const all = budget()
    const running = all.hosts.get(hostId) ?? 0
    if (running >= hostRequestsMax) return false
    all.hosts.set(hostId, running + 1)
    this.host = hostId
    if (this.stranger) all.strangerBytes -= this.bytes
    this.stranger = false
    return true
  }

  /** Waits until few large bodies are being parsed and stored: each takes many times its size. */
  async weigh(): Promise<void> {
    const all = budget()
    if (all.heavy >= heavyMax) await new Promise<void>((resolve) => all.queue.push(resolve))
    else all.heavy += 1
    this.heavy = true
  }

  release(): void {
    const all = budget()
    all.bytes -= this.bytes
    if (this.stranger) all.strangerBytes -= this.bytes
    this.bytes = 0
    if (this.host !== undefined) {
      const running = (all.hosts.get(this.host) ?? 1) - 1
      if (running > 0) all.hosts.set(this.host, running)
      else all.hosts.delete(this.host)
      this.host = undefined
    }
    if (!this.heavy) return
    this.heavy = false
    const next = all.queue.shift()
    if (next) next()
    else all.heavy -= 1
  }
}

/** Bytes held now, for tests and metrics. */
export function heldBytes(): number {
  return budget().bytes
}
