// The load: many kept connections over raw sockets, one request under way on each, as light as can be
// so that the server is what is measured. Every reply must be 200 with the length it announces.
import { connect, type Socket } from 'node:net'
import { type Kind, linesPerBatch, requestOf } from './bodies'
import { answerParent } from './children'
import { quantile } from './figures'

export type Load = {
  port: number
  kind: Kind
  connections: number
  /** Hosts 1 to this many call in turn. */
  hosts: number
  /** For so long; or, without it, each host once. */
  seconds?: number
  /** Requests a second, each due at its time; as fast as it goes without it. */
  rate?: number
  /** Of logs: at most so many batches, with lines numbered from `counter` on. */
  batches?: number
  counter?: number
}

export type LoadReply = {
  count: number
  seconds: number
  failures: number
  p50_ms: number
  p99_ms: number
  /** The latest reply's body, as a sample. */
  sample: string
}

type Connection = { socket: Socket; head: Buffer; missing: number; since: number }

const kept = new Map<string, Buffer[]>()

/** Requests are written before the clock starts; those of hosts are the same in every round. */
function requestsOf({ kind, hosts, batches = 0, counter = 0 }: Load): Buffer[] {
  if (kind === 'log') {
    return Array.from({ length: batches }, (_, at) =>
      requestOf('log', 1 + (at % hosts), counter + at * linesPerBatch),
    )
  }
  const name = `${kind} ${hosts}`
  const known = kept.get(name) ?? Array.from({ length: hosts }, (_, at) => requestOf(kind, at + 1))
  kept.set(name, known)
  return known
}

class Run {
  private readonly requests: Buffer[]
  private readonly times: number[] = []
  private readonly idle: Connection[] = []
  private readonly due: number[] = []
  private next = 0
  private failures = 0
  private sample = ''
  private started = 0
  private open = 0
  private whole = 0

  constructor(
    private readonly load: Load,
    private readonly done: (reply: LoadReply) => void,
  ) {
    this.requests = requestsOf(load)
  }

  async start(): Promise<void> {
    const sockets = Array.from({ length: this.load.connections }, () => this.dial())
    const connections = await Promise.all(sockets)
    this.open = connections.length
    this.started = performance.now()
    if (this.load.rate === undefined) for (const connection of connections) this.send(connection)
    else {
      this.idle.push(...connections)
      this.pace(this.load.rate)
    }
  }

  private dial(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.load.port, '127.0.0.1')
      socket.setNoDelay(true)
      const connection = { socket, head: Buffer.alloc(0), missing: 0, since: 0 }
      socket.once('connect', () => resolve(connection))
      socket.once('error', reject)
      socket.on('data', (chunk: Buffer) => this.receive(connection, chunk))
    })
  }

  private over(): boolean {
    const { seconds, kind } = this.load
    if (kind === 'log' || seconds === undefined) {
      if (this.next >= this.requests.length) return true
    }
    return seconds !== undefined && performance.now() - this.started > seconds * 1_000
  }

  private pace(rate: number): void {
    const gap = 1_000 / rate
    let planned = 0
    const timer = setInterval(() => {
      const now = performance.now()
      while (!this.over() && this.started + planned * gap <= now) {
        this.due.push(this.started + planned * gap)
        planned += 1
        const connection = this.idle.pop()
        if (connection) this.send(connection)
      }
      if (!this.over() || this.due.length > 0) return
      clearInterval(timer)
      for (const connection of this.idle.splice(0)) this.close(connection)
    }, 2)
  }

  private send(connection: Connection): void {
    const paced = this.load.rate !== undefined
    const due = this.due.shift()
    if (paced && due === undefined) {
      if (this.over()) this.close(connection)
      else this.idle.push(connection)
      return
    }
    const request = this.requests[this.next % this.requests.length]
    if (!request || (!paced && this.over())) {
      this.close(connection)
      return
    }
    this.next += 1
    // From when it was due: a late start is the server's fault too.
    connection.since = due ?? performance.now()
    connection.socket.write(request)
  }

  private receive(connection: Connection, chunk: Buffer): void {
    if (connection.missing > 0) connection.missing -= chunk.length
    else if (connection.head.length === 0 && chunk.length === this.whole) {
      // The same length as a whole reply before it: nothing is missing.
      if (chunk[9] !== 50) this.failures += 1
    } else if (!this.readHead(connection, chunk)) return
    if (connection.missing > 0) return
    connection.missing = 0
    this.times.push(performance.now() - connection.since)
    this.send(connection)
  }

  private readHead(connection: Connection, chunk: Buffer): boolean {
    connection.head = Buffer.concat([connection.head, chunk])
    const end = connection.head.indexOf('\r\n\r\n')
    if (end < 0) return false
    const text = connection.head.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (!text.startsWith('HTTP/1.1 200')) this.failures += 1
    const total = end + 4 + length
    connection.missing = total - connection.head.length
    if (connection.missing === 0) this.whole = total < 2_000 ? total : 0
    this.sample ||= connection.head.toString('utf8', end + 4)
    connection.head = Buffer.alloc(0)
    return true
  }

  private close(connection: Connection): void {
    connection.socket.destroy()
    this.open -= 1
    if (this.open > 0) return
    this.done({
      count: this.times.length,
      seconds: (performance.now() - this.started) / 1_000,
      failures: this.failures,
      p50_ms: quantile(this.times, 0.5),
      p99_ms: quantile(this.times, 0.99),
      sample: this.sample,
    })
  }
}

answerParent(
  (load: Load) =>
    new Promise<LoadReply>((resolve, reject) => {
      new Run(load, resolve).start().catch(reject)
    }),
)
