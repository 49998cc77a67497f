// A broker of one topic partition for what librdkafka's mock cluster cannot do: refuse what is too large,
// and ask who is there (SASL PLAIN). Speaks the oldest forms of Kafka's protocol that clients still offer.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

const apis = { produce: 0, metadata: 3, saslHandshake: 17, versions: 18, saslAuthenticate: 36 }
/** The one version of each that is spoken; of `versions` all up to it. */
const spoken = {
  [apis.produce]: 3,
  [apis.metadata]: 1,
  [apis.saslHandshake]: 1,
  [apis.saslAuthenticate]: 0,
}
const messageTooLarge = 10
const saslFailed = 58

class Reader {
  private at = 0
  constructor(private readonly bytes: Buffer) {}

  int16(): number {
    return this.bytes.readInt16BE(this.pass(2))
  }

  int32(): number {
    return this.bytes.readInt32BE(this.pass(4))
  }

  text(): string {
    return this.take(this.int16()).toString()
  }

  data(): Buffer {
    return this.take(this.int32())
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read)
  }

  private take(length: number): Buffer {
    const from = this.pass(Math.max(0, length))
    return this.bytes.subarray(from, this.at)
  }

  /** Where the reader stood before it passed over so many bytes. */
  private pass(length: number): number {
    this.at += length
    return this.at - length
  }
}

const int8 = (value: number) => Buffer.of(value)
const int16 = (value: number) => Buffer.of((value >> 8) & 255, value & 255)
function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const int64 = (value: number) => Buffer.concat([int32(0), int32(value)])
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)])
const list = (items: readonly Buffer[]) => Buffer.concat([int32(items.length), ...items])
const join = (...parts: Buffer[]) => Buffer.concat(parts)

export class KafkaBroker {
  /** Record batches that were taken, as bytes; without compression their lines can be read in them. */
  readonly taken: Buffer[] = []
  batchBytes = Number.POSITIVE_INFINITY
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(private readonly login?: { username: string; password: string }) {
    this.server = createServer((socket) => this.hear(socket))
  }

  static async start(login?: { username: string; password: string }): Promise<KafkaBroker> {
    const broker = new KafkaBroker(login)
    broker.server.listen(0, '127.0.0.1')
    await once(broker.server, 'listening')
    return broker
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get connections(): number {
    return this.sockets.size
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }

  private hear(socket: Socket): void {
    const session = { isKnown: this.login === undefined }
    let rest = Buffer.alloc(0)
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const size = rest.readInt32BE(0)
        const request = new Reader(rest.subarray(4, 4 + size))
        rest = rest.subarray(4 + size)
        const [api, version, correlation] = [request.int16(), request.int16(), request.int32()]
        request.text()
        const body = this.answer(api, version, request, session)
        if (!body) return void socket.destroy()
        socket.write(join(int32(4 + body.length), int32(correlation), body))
      }
    })
  }

  /** Nothing for those who have not said who they are, as brokers do: they hang up. */
  private answer(api: number, version: number, request: Reader, session: { isKnown: boolean }) {
    if (api === apis.versions) return this.versions(version)
    if (api === apis.saslHandshake) return join(int16(0), list([text('PLAIN')]))
    if (api === apis.saslAuthenticate) return this.authenticate(request, session)
    if (!session.isKnown) return undefined
    if (api === apis.metadata) return this.metadata(request.list(() => request.text()))
    return api === apis.produce ? this.produce(request) : undefined
  }

  private versions(version: number): Buffer {
    const each = Object.entries({ ...spoken, [apis.versions]: 0 })
    const told = each.map(([api, one]) => join(int16(Number(api)), int16(one), int16(one)))
    return join(int16(0), list(told), ...(version > 0 ? [int32(0)] : []))
  }

  private authenticate(request: Reader, session: { isKnown: boolean }): Buffer {
    const [, username, password] = request.data().toString().split('\0')
    session.isKnown = username === this.login?.username && password === this.login?.password
    const told = session.isKnown ? [int16(0), text('')] : [int16(saslFailed), text('canary-reason')]
    return join(...told, int32(0))
  }

  private metadata(topics: readonly string[]): Buffer {
    const broker = join(int32(1), text('127.0.0.1'), int32(this.port), int16(-1))
    const own = list([int32(1)])
    const partition = join(int16(0), int32(0), int32(1), own, own)
    const told = topics.map((name) => join(int16(0), text(name), int8(0), list([partition])))
    return join(list([broker]), int32(1), list(told))
  }

  private produce(request: Reader): Buffer {
    const isNull = request.int16() === -1
    if (!isNull) throw new Error('no transactions here')
    request.int16()
    request.int32()
    const topics = request.list(() => ({
      name: request.text(),
      partitions: request.list(() => ({ id: request.int32(), records: request.data() })),
    }))
    const told = topics.map(({ name, partitions }) => {
      const each = partitions.map(({ id, records }) => {
        const fits = records.length <= this.batchBytes
        if (fits) this.taken.push(Buffer.from(records))
        return join(int32(id), int16(fits ? 0 : messageTooLarge), int64(0), int64(0))
      })
      return join(text(name), list(each))
    })
    return join(list(told), int32(0))
  }
}
