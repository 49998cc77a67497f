// What lines are sent to over HTTP: it takes them, answers 503 to all, or refuses those that hold a
// word, and remembers what it took.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}

export class Receiver {
  /** Answers 503 to everything. */
  down = false
  /** Lines that hold this word are not taken. */
  refuses: string | undefined
  /** Every line that it took, in order; a line twice is there twice. */
  readonly taken: string[] = []
  /** Header `authorization` of the latest request. */
  authorization: string | undefined
  private readonly server: Server

  constructor() {
    this.server = createServer((request, reply) => {
      void this.answer(request, reply)
    })
  }

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    const address = this.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    return `http://127.0.0.1:${port}/lines`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private async answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    this.authorization = request.headers.authorization
    if (this.down) return void reply.writeHead(503).end('closed')
    if (this.refuses !== undefined && body.includes(this.refuses))
      return void reply.writeHead(422).end('refused')
    this.taken.push(...body.split('\n').filter((line) => line !== ''))
    reply.writeHead(200).end()
  }
}
