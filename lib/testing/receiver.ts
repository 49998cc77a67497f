// An HTTP server that keeps what it is sent; tests say how it answers. It can go away and come back on
// the same port, as a server that is restarted.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'

export type Taken = { path: string; headers: http.IncomingHttpHeaders; body: Buffer }
/** Answers; returning nothing means 200. */
export type Answering = (taken: Taken, res: ServerResponse) => number | undefined | false

export class Receiver {
  readonly taken: Taken[] = []
  answering: Answering = () => 200
  private server: http.Server | undefined
  private port = 0

  constructor(private readonly tls?: { key: string; cert: string }) {}

  static async start(
    answering?: Answering,
    tls?: { key: string; cert: string },
  ): Promise<Receiver> {
    const receiver = new Receiver(tls)
    if (answering) receiver.answering = answering
    await receiver.listen()
    return receiver
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://localhost:${this.port}`
  }

  /** Connections that are open now. */
  connections(): Promise<number> {
    return new Promise((resolve) => this.server?.getConnections((_, count) => resolve(count)))
  }

  async listen(): Promise<void> {
    const hear = (req: IncomingMessage, res: ServerResponse) => void this.hear(req, res)
    this.server = this.tls ? https.createServer(this.tls, hear) : http.createServer(hear)
    const { server, port } = this
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    this.port = (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const { server } = this
    if (!server) return
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }

  private async hear(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const taken = { path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks) }
    const status = this.answering(taken, res)
    if (status === false || res.writableEnded || res.headersSent) return
    if (status === undefined || (status >= 200 && status < 300)) this.taken.push(taken)
    res.writeHead(status ?? 200).end()
  }
}
