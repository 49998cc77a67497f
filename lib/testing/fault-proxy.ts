// A TCP proxy of the loopback that stands between two parties and fails them as networks do. Bounded in
// connections and in bytes held. A black hole holds bytes back, as TCP does: once healed they arrive.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Fault, FaultLane } from '@/lib/testing/fault-lane'

export type { Fault } from '@/lib/testing/fault-lane'

export type FaultProxy = {
  port: number
  /** How often somebody connected. */
  readonly accepted: number
  /** Bytes that came from the parties that connect, passed on or not. */
  readonly received: number
  /** What open connections and new ones meet from now on. */
  meet: (fault: Fault) => Promise<void>
  /** Resolves once so many more bytes than now came in; for faults in the middle of something. */
  heard: (bytes: number, signal: AbortSignal) => Promise<void>
  stop: () => Promise<void>
}

/** A port of the loopback, or a socket in the file system. */
export type Target = { host?: string; port: number } | { path: string }

const connectionsMax = 512

const loopback = ['127.0.0.1', '::1', 'localhost']

/** Opens a proxy towards a party on this machine, on `port` or on any that is free. */
export async function openFaultProxy(target: Target, port = 0): Promise<FaultProxy> {
  if ('port' in target && !loopback.includes(target.host ?? '127.0.0.1'))
    throw new Error('A fault proxy stays on the loopback')
  const proxy = new Passage('port' in target ? { host: '127.0.0.1', ...target } : target)
  await proxy.listen(port)
  return proxy
}

class Link {
  upstream: Socket | undefined
  dead = false
  readonly lanes: FaultLane[] = []

  constructor(
    readonly client: Socket,
    private readonly to: Target,
    private readonly fault: () => Fault,
    private readonly closed: () => void,
    private readonly hear: (bytes: number) => void,
  ) {
    client.setNoDelay(true)
    client.on('error', () => this.end())
    client.on('close', () => this.end())
  }

  dial(): void {
    if (this.upstream || this.dead) return
    const upstream = connect({ ...this.to, allowHalfOpen: true })
    upstream.setNoDelay(true)
    this.upstream = upstream
    upstream.on('error', () => this.end(true))
    upstream.on('close', () => {
      if (!this.dead) this.end()
    })
    this.lanes.push(
      new FaultLane(this.client, upstream, 'there', this.fault, this.hear),
      new FaultLane(upstream, this.client, 'back', this.fault),
    )
  }

  /** The other party is gone and this one is never told: what it writes goes nowhere from now on. */
  desert(): void {
    if (this.dead) return
    this.dead = true
    for (const lane of this.lanes) lane.stop()
    this.upstream?.destroy()
    this.client.removeAllListeners('data')
    this.client.on('data', (chunk: Buffer) => this.hear(chunk.length))
    this.client.resume()
  }

  end(reset = false): void {
    this.dead = true
    for (const lane of this.lanes) lane.stop()
    for (const socket of [this.client, this.upstream]) {
      if (!socket || socket.destroyed) continue
      // A socket in the file system knows no reset.
      if (reset && socket.remoteFamily !== undefined) socket.resetAndDestroy()
      else socket.destroy()
    }
    this.closed()
  }
}

class Passage implements FaultProxy {
  port = 0
  accepted = 0
  received = 0
  private fault: Fault = { kind: 'none' }
  private server: Server | undefined
  private readonly links = new Set<Link>()
  private readonly ears = new Set<() => void>()

  constructor(private readonly target: Target) {}

  async listen(port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (client) => this.take(client))
    server.maxConnections = connectionsMax
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    this.server = server
  }

  private take(client: Socket): void {
    this.accepted += 1
    const link: Link = new Link(
      client,
      this.target,
      () => this.fault,
      () => this.links.delete(link),
      (bytes) => this.hear(bytes),
    )
    this.links.add(link)
    this.show(link)
  }

  private hear(bytes: number): void {
    this.received += bytes
    for (const ear of this.ears) ear()
  }

  /** Lets a connection meet the present fault. */
  private show(link: Link): void {
    const { kind } = this.fault
    if (kind === 'cut' || kind === 'refuse') link.end()
    else if (kind === 'reset') link.end(true)
    else if (kind === 'half_open') link.desert()
    else if (kind !== 'black_hole') link.dial()
    for (const lane of link.lanes) lane.pump()
  }

  meet = async (fault: Fault): Promise<void> => {
    const wasRefusing = this.fault.kind === 'refuse'
    this.fault = fault
    if (fault.kind === 'refuse') this.server?.close()
    else if (wasRefusing) await this.listen(this.port)
    for (const link of [...this.links]) this.show(link)
  }

  heard = (bytes: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const goal = this.received + bytes
      const settle = (how: () => void) => {
        this.ears.delete(ear)
        signal.removeEventListener('abort', leave)
        how()
      }
      const ear = () => {
        if (this.received >= goal) settle(resolve)
      }
      const leave = () => settle(() => reject(new Error(`fewer than ${bytes} bytes came`)))
      signal.addEventListener('abort', leave)
      this.ears.add(ear)
      if (signal.aborted) leave()
    })

  stop = async (): Promise<void> => {
    for (const link of [...this.links]) link.end(true)
    const { server } = this
    if (!server?.listening) return
    const closed = once(server, 'close')
    server.close()
    await closed
  }
}
