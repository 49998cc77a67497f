// Lines as entries of Redis streams, in pipelines. A connection that fails is not mended in the dark:
// the batch fails, and the next one opens a new connection through the guard. Says nothing on the console.
import { AbstractConnector, type ChainableCommander, Redis } from 'ioredis'
import { knownFault } from '@/lib/sinks/connection-faults'
import { connectMs, Guard, type GuardOptions, type Place } from '@/lib/sinks/outbound'
import { type Placed, pieces } from '@/lib/sinks/pieces'
import { type Refused, type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { templated } from '@/lib/sinks/template'
import type { RedisConfig, RedisSecrets } from '@/lib/wire/destination-kinds'

const limits = { lines: 1_000, bytes: 4_000_000 }
const answerMs = 30_000
const defaultPort = 6_379

const inKey = (value: string) => value.replace(/[^\x21-\x7e]/g, '_').slice(0, 200)

/** Words for answers that are about the server; the rest of such an answer is not shown. */
const answers: Record<string, string> = {
  WRONGPASS: 'It does not accept our name and password',
  NOAUTH: 'It wants a password',
  NOPERM: 'Our user may not write to that stream',
  WRONGTYPE: 'There is something else than a stream under that name',
  OOM: 'It has no memory left',
  MISCONF: 'It cannot write to its disk',
  READONLY: 'It is a replica and takes nothing',
  LOADING: 'It is still loading its data',
  MOVED: 'It is one node of a cluster, and the stream belongs to another',
  CLUSTERDOWN: 'Its cluster is down',
}
const tooLong = /invalid (multi)?bulk length|exceeds maximum allowed size/

const longLine = ({ index }: Placed): Refused => ({
  index,
  reason: 'It is longer than this Redis takes',
})

/** How many bytes a line may have; beyond all bounds where our user may not ask. */
async function limitOf(redis: Redis): Promise<number> {
  const told = await redis.call('CONFIG', 'GET', 'proto-max-bulk-len').catch(() => undefined)
  return Array.isArray(told) && Number(told[1]) > 0 ? Number(told[1]) : Number.POSITIVE_INFINITY
}

type Target = Place & { username: string; database: number }

function targetOf(text: string): Target {
  const url = new URL(text)
  if (url.password !== '')
    throw new SinkFault('Its address must not hold a password: that belongs to its secrets')
  const database = Number(url.pathname.slice(1) || 0)
  if (!Number.isInteger(database))
    throw new SinkFault('Its address must end in the number of a database')
  return {
    host: decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, '$1')),
    port: Number(url.port || defaultPort),
    secure: url.protocol === 'rediss:',
    username: decodeURIComponent(url.username),
    database,
  }
}

/** Connections through the guard, whichever way the client comes to want one. */
function connectorTo(guard: Guard, place: Place) {
  return class GuardedConnector extends AbstractConnector {
    constructor() {
      super(1_000)
    }

    override async connect() {
      this.connecting = true
      this.stream = guard.dial(place)
      return this.stream
    }
  }
}

class RedisStreams implements Sink {
  private readonly to: Target
  private readonly guard: Guard
  private readonly streamOf
  private redis: Redis | undefined
  private lastError: unknown
  /** Bytes of the longest line that the server takes, as far as it tells. */
  private longest = Number.POSITIVE_INFINITY

  constructor(
    private readonly config: RedisConfig,
    private readonly secrets: RedisSecrets,
    outbound: GuardOptions,
  ) {
    this.to = targetOf(config.url)
    this.guard = new Guard(outbound)
    this.streamOf = templated(config.stream, inKey)
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const refused: Refused[] = []
    const placed = events.map((event, index) => ({ event, index }))
    for (const piece of pieces(placed, limits)) {
      let left = piece
      while (left.length > 0) left = left.slice(await this.append(left, refused, signal))
    }
    return refused
  }

  async close() {
    this.redis?.disconnect()
    this.redis = undefined
  }

  /** Sends lines and tells how many of them were judged, from the first on: taken or refused. */
  private async append(piece: readonly Placed[], refused: Refused[], signal: AbortSignal) {
    const { sent, results } = await this.ended(signal, () => this.piped(piece))
    for (const [at, one] of sent.entries()) {
      const error = results?.[at]?.[0]
      if (!error) continue
      if (!tooLong.test(error.message)) throw await this.fault(error)
      refused.push(longLine(one))
      // The server closes the connection on such a line, and has not read those behind it.
      await this.close()
      return at + 1
    }
    const long = piece[sent.length]
    if (!long) return piece.length
    refused.push(longLine(long))
    return sent.length + 1
  }

  /**
   * Sends the lines before the first that is longer than the server takes. It is not tried: the server
   * would close the connection on it, which can be faster than its answer.
   */
  private async piped(piece: readonly Placed[]) {
    const redis = await this.connected()
    const long = piece.findIndex(({ event }) => Buffer.byteLength(event.text) > this.longest)
    const sent = long < 0 ? piece : piece.slice(0, long)
    const pipeline = redis.pipeline()
    for (const { event } of sent) this.add(pipeline, event)
    return { sent, results: await pipeline.exec() }
  }

  private add(pipeline: ChainableCommander, event: SinkEvent): void {
    const trim = this.config.maxlen === undefined ? [] : ['MAXLEN', '~', this.config.maxlen]
    const { key, kind, pack, query, host, at, text } = event
    const fields = {
      key,
      kind,
      pack: pack ?? '',
      query: query ?? '',
      host,
      at: at.toISOString(),
      line: text,
    }
    pipeline.call('XADD', this.streamOf(event), ...trim, '*', ...Object.entries(fields).flat())
  }

  private async connected(): Promise<Redis> {
    if (this.redis?.status === 'ready') return this.redis
    await this.close()
    this.lastError = undefined
    const redis = new Redis({
      Connector: connectorTo(this.guard, this.to),
      lazyConnect: true,
      protocol: 2,
      db: 0,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      disableClientInfo: true,
      connectTimeout: connectMs,
    })
    this.redis = redis
    redis.on('error', (error) => {
      this.lastError = error
    })
    await redis.connect()
    const { username, database } = this.to
    const { password } = this.secrets
    if (password !== undefined) await redis.call('AUTH', ...(username ? [username] : []), password)
    if (database !== 0) await redis.call('SELECT', database)
    this.longest = await limitOf(redis)
    return redis
  }

  /** The work, unless it takes too long or is stopped: then the connection is closed under it. */
  private async ended<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    let why: string | undefined
    const end = (reason: string) => {
      why ??= reason
      this.redis?.disconnect()
    }
    const stop = () => end('The attempt was stopped')
    const timer = setTimeout(() => end(`It did not answer within ${answerMs / 1_000} s`), answerMs)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      const done = signal.aborted ? undefined : await work()
      if (why !== undefined || done === undefined)
        throw new SinkFault(why ?? 'The attempt was stopped')
      return done
    } catch (error) {
      throw why === undefined ? await this.fault(error) : new SinkFault(why, { cause: error })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  private async fault(error: unknown): Promise<SinkFault> {
    await this.close()
    if (error instanceof SinkFault) return error
    const message = error instanceof Error ? error.message : ''
    const isStranger = message.includes('unauthenticated') // said of long lines instead of NOAUTH
    const code = isStranger ? 'NOAUTH' : /^[A-Z]{2,20}\b/.exec(message)?.[0]
    const known = knownFault(error) ?? knownFault(this.lastError)
    const words = code === undefined ? (known ?? 'The connection was cut') : answers[code]
    return new SinkFault(words ?? `It answers with the error ${code}`, { cause: error })
  }
}

export async function openRedis(
  config: RedisConfig,
  secrets: RedisSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new RedisStreams(config, secrets, outbound)
}
