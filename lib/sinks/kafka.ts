// Lines to Kafka, keyed by host so that the lines of one host keep their order. Every broker that the
// cluster names is a connection of its own and passes the guard. Says nothing on the console.
import { CompressionTypes, Kafka, logLevel, type Producer, type SASLOptions } from 'kafkajs'
import { knownFault } from '@/lib/sinks/connection-faults'
import { connectMs, Guard, type GuardOptions } from '@/lib/sinks/outbound'
import { type Experience, Halving, type Placed, pieces, type Refusal } from '@/lib/sinks/pieces'
import { type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { templated } from '@/lib/sinks/template'
import type { KafkaConfig, KafkaSecrets } from '@/lib/wire/destination-kinds'

/** Below what a broker takes at once by default (1 MB). */
const limits = { lines: 2_000, bytes: 900_000 }
const answerMs = 30_000
const topicMax = 249

const inTopic = (value: string) => value.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100)

/** Errors that are about what was sent, so that less of it may be taken. */
const aboutContent =
  /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_RECORD|INVALID_TIMESTAMP|CORRUPT_MESSAGE)$/
const answers: Record<string, string> = {
  SASL_AUTHENTICATION_FAILED: 'It does not accept our name and password',
  ILLEGAL_SASL_STATE: 'It wants us to sign in',
  UNSUPPORTED_SASL_MECHANISM: 'It does not know that way to sign in',
  TOPIC_AUTHORIZATION_FAILED: 'Our user may not write to that topic',
  CLUSTER_AUTHORIZATION_FAILED: 'Our user may not write to that cluster',
  UNKNOWN_TOPIC_OR_PARTITION: 'It has no such topic',
  INVALID_TOPIC_EXCEPTION: 'It takes no topic of that name',
  NOT_ENOUGH_REPLICAS: 'Too few of its replicas are there to take lines',
  LEADER_NOT_AVAILABLE: 'The topic has no leader right now',
}

function saslOf({ sasl }: KafkaConfig, { password = '' }: KafkaSecrets): { sasl?: SASLOptions } {
  if (!sasl) return {}
  const { mechanism, username } = sasl
  return { sasl: { mechanism, username, password } }
}

class KafkaTopics implements Sink {
  private readonly guard: Guard
  private readonly topicOf
  private readonly seen: Experience = { taken: false, inARow: 0 }
  private readonly kafka: Kafka
  private producer: Producer | undefined
  private lastError: unknown

  constructor(
    private readonly config: KafkaConfig,
    secrets: KafkaSecrets,
    outbound: GuardOptions,
  ) {
    this.guard = new Guard(outbound)
    this.topicOf = templated(config.topic, inTopic)
    this.kafka = new Kafka({
      clientId: 'muster',
      brokers: config.brokers,
      ssl: config.tls,
      ...saslOf(config, secrets),
      socketFactory: ({ host, port, onConnect }) => this.dial(host, port, onConnect),
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 1_000 },
      logLevel: logLevel.NOTHING,
      logCreator: () => () => {},
    })
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const placed = events.map((event, index) => ({ event, index }))
    const halving = new Halving(this.seen, (piece) => this.produce(piece, signal))
    for (const piece of pieces(placed, limits)) await halving.send(piece)
    return halving.refused
  }

  async close() {
    const { producer } = this
    this.producer = undefined
    await producer?.disconnect().catch(() => {}) // its connections may be gone already
  }

  private dial(host: string, port: number, onConnect: () => void) {
    const { tls: secure } = this.config
    const socket = this.guard.dial({ host, port, secure })
    socket.once('error', (error) => {
      this.lastError = error
    })
    return socket.once(secure ? 'secureConnect' : 'connect', onConnect)
  }

  private async produce(piece: readonly Placed[], signal: AbortSignal): Promise<Refusal | 'taken'> {
    let stop = () => {}
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(new SinkFault('The attempt was stopped'))
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      await Promise.race([this.deliver(piece), stopped])
      return 'taken'
    } catch (error) {
      const type = typeOf(error)
      if (type !== undefined && aboutContent.test(type))
        return { reason: `It answers ${type} to this line` }
      const closed = this.close()
      if (!signal.aborted) await closed
      throw error instanceof SinkFault ? error : this.fault(error, type)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  private async deliver(piece: readonly Placed[]): Promise<void> {
    const producer = await this.connected()
    const topics = new Map<string, { key: string; value: string; headers: { key: string } }[]>()
    for (const { event } of piece) {
      const topic = this.topicOf(event).slice(0, topicMax)
      const message = { key: event.host, value: event.text, headers: { key: event.key } }
      const messages = topics.get(topic)
      if (messages) messages.push(message)
      else topics.set(topic, [message])
    }
    const { acks, compression } = this.config
    await producer.sendBatch({
      acks: acks === 'all' ? -1 : 1,
      timeout: answerMs,
      compression: compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
      topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })),
    })
  }

  private async connected(): Promise<Producer> {
    if (this.producer) return this.producer
    this.lastError = undefined
    // A topic by template may be named by anybody's host, so none is made for it.
    const allowAutoTopicCreation = !this.config.topic.includes('{')
    const producer = this.kafka.producer({ allowAutoTopicCreation, maxInFlightRequests: 5 })
    this.producer = producer
    await producer.connect()
    // Whoever asked may have left meanwhile, and nobody would close it.
    if (this.producer !== producer) await producer.disconnect()
    return producer
  }

  private fault(error: unknown, type: string | undefined): SinkFault {
    const told = type === undefined ? undefined : (answers[type] ?? `It answers with ${type}`)
    const words = told ?? knownFault(this.lastError) ?? knownFault(error) ?? namedFault(error)
    return new SinkFault(words, { cause: error })
  }
}

/** The error that a broker answered with, however often the client has wrapped it. */
function typeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  if ('type' in error && typeof error.type === 'string' && /^[A-Z_]+$/.test(error.type))
    return error.type
  return typeOf(error.cause, depth + 1)
}

function namedFault(error: unknown): string {
  const names = (one: unknown): string[] =>
    one instanceof Error ? [one.name, ...names(one.cause)] : []
  const chain = names(error)
  if (chain.includes('KafkaJSSASLAuthenticationError'))
    return 'It does not accept our name and password'
  if (chain.includes('KafkaJSRequestTimeoutError'))
    return `It did not answer within ${answerMs / 1_000} s`
  return 'The connection was cut'
}

export async function openKafka(
  config: KafkaConfig,
  secrets: KafkaSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new KafkaTopics(config, secrets, outbound)
}
