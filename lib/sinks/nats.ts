// Lines to NATS JetStream, each with its key as message id: within the stream's window a line that
// comes again is dropped there. A connection that fails is not mended in the dark; the next batch opens one.
import { JetStreamApiError, type JetStreamClient, jetstream } from '@nats-io/jetstream'
import {
  AuthorizationError,
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  NoRespondersError,
  PermissionViolationError,
  TimeoutError,
} from '@nats-io/transport-node'
import { knownFault } from '@/lib/sinks/connection-faults'
import { connectMs, Guard, type GuardOptions, type Place } from '@/lib/sinks/outbound'
import { type Placed, pieces } from '@/lib/sinks/pieces'
import { type Refused, type Sink, type SinkEvent, SinkFault } from '@/lib/sinks/sink'
import { templated } from '@/lib/sinks/template'
import type { NatsConfig, NatsSecrets } from '@/lib/wire/destination-kinds'

/** Lines that wait for their acknowledgements at once. */
const limits = { lines: 2_000, bytes: 4_000_000 }
const answerMs = 20_000
const defaultPort = 4_222
/** What the header with the key adds to a message. */
const headerBytes = 200

const inSubject = (value: string) => value.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100)

/** Codes of JetStream's answers that are about the one message. */
const messageTooLarge = 10_054
const answers: Record<number, string> = {
  10023: 'It has no room left (10023)',
  10047: 'It has no room left (10047)',
  10060: 'Another stream than that takes its subject',
  10076: 'JetStream is switched off there',
  10077: 'Its stream is full and takes no more',
}

function placeOf(text: string): Place {
  const named = /^[a-z+]+:\/\//.test(text) ? text : `nats://${text}`
  if (!URL.canParse(named)) throw new SinkFault('One of its servers is no address')
  const url = new URL(named)
  if (!/^(nats|tls):$/.test(url.protocol))
    throw new SinkFault('Its servers are given as host:port, nats://host:port or tls://host:port')
  if (url.username !== '' || url.password !== '')
    throw new SinkFault('Its servers must not hold credentials: they belong to its secrets')
  const host = decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, '$1'))
  return { host, port: Number(url.port || defaultPort), secure: url.protocol === 'tls:' }
}

function credentialsOf({ creds, token, user, password }: NatsSecrets): ConnectionOptions {
  if (creds !== undefined)
    return { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) }
  if (token !== undefined) return { token }
  return user === undefined ? {} : { user, pass: password ?? '' }
}

class NatsStream implements Sink {
  private readonly guard: Guard
  private readonly places: Place[]
  private readonly subjectOf
  private readonly credentials: ConnectionOptions
  private open: { nc: NatsConnection; js: JetStreamClient } | undefined

  constructor(
    private readonly config: NatsConfig,
    secrets: NatsSecrets,
    outbound: GuardOptions,
  ) {
    this.guard = new Guard(outbound)
    this.places = config.servers.map(placeOf)
    if (/[\s*>]|^\.|\.\.|\.$/.test(config.subject))
      throw new SinkFault('Its subject must be words parted by single dots, without wildcards')
    this.subjectOf = templated(config.subject, inSubject)
    this.credentials = credentialsOf(secrets)
  }

  async send(events: readonly SinkEvent[], signal: AbortSignal) {
    const refused: Refused[] = []
    const placed = events.map((event, index) => ({ event, index }))
    let stop = () => {}
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(new SinkFault('The attempt was stopped'))
    })
    stopped.catch(() => {}) // nobody may be waiting for it any more
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      for (const piece of pieces(placed, limits))
        refused.push(...(await Promise.race([this.publish(piece, signal), stopped])))
      return refused
    } catch (error) {
      await this.close()
      throw faultOf(error)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async close() {
    const { open } = this
    this.open = undefined
    await open?.nc.close().catch(() => {}) // it may be closed already
  }

  /** Publishes all at once, in order, and waits until each is stored or refused. */
  private async publish(piece: readonly Placed[], signal: AbortSignal): Promise<Refused[]> {
    const { nc, js } = await this.connected(signal)
    const most = (nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - headerBytes
    const expect =
      this.config.stream === undefined ? {} : { expect: { streamName: this.config.stream } }
    const outcomes = await Promise.allSettled(
      piece.map(async ({ event }) => {
        if (Buffer.byteLength(event.text) > most) return 'It is longer than this NATS takes'
        const options = { msgID: event.key, timeout: answerMs, ...expect }
        await js.publish(this.subjectOf(event), event.text, options)
        return undefined
      }),
    )
    return outcomes.flatMap((outcome, at) => {
      const index = piece[at]?.index ?? at
      const reason = outcome.status === 'fulfilled' ? outcome.value : refusalOf(outcome.reason)
      return reason === undefined ? [] : [{ index, reason }]
    })
  }

  private async connected(signal: AbortSignal) {
    if (this.open && !this.open.nc.isClosed()) return this.open
    await this.close()
    let last: unknown
    for (const place of this.places) {
      try {
        const nc = await this.dial(place)
        if (!signal.aborted) {
          this.open = { nc, js: jetstream(nc) }
          return this.open
        }
        // Whoever asked has left; the next one opens a connection of their own.
        await nc.close()
      } catch (error) {
        last = error
      }
      if (signal.aborted) throw new SinkFault('The attempt was stopped')
    }
    throw last
  }

  /** Connects to one address that was checked; TLS is held to the name of the settings. */
  private async dial(place: Place): Promise<NatsConnection> {
    const [first] = await this.guard.addresses(place)
    const address = first?.address ?? place.host
    const server = `${address.includes(':') ? `[${address}]` : address}:${place.port}`
    const tls = { host: address, ...this.guard.tlsOf(place.host) }
    const nc = await connect({
      servers: [server],
      name: 'muster',
      timeout: connectMs,
      reconnect: false,
      ignoreClusterUpdates: true,
      resolve: false,
      noAsyncTraces: true,
      tls: place.secure ? tls : null,
      ...this.credentials,
    })
    return nc
  }
}

/** Why one message was refused for good; throws what is about more than that message. */
function refusalOf(error: unknown): string {
  if (error instanceof JetStreamApiError && error.apiError().err_code === messageTooLarge)
    return 'It is longer than its stream takes'
  throw error
}

function faultOf(error: unknown): SinkFault {
  if (error instanceof SinkFault) return error
  return new SinkFault(wordsOf(error), { cause: error })
}

function wordsOf(error: unknown): string {
  if (error instanceof JetStreamApiError) {
    const { err_code } = error.apiError()
    return answers[err_code] ?? `Its stream answers with the error ${err_code}`
  }
  const name = error instanceof Error ? error.name : ''
  if (error instanceof NoRespondersError || name === 'JetStreamNotEnabled')
    return 'No stream takes that subject'
  if (error instanceof AuthorizationError) return 'It does not accept our credentials'
  if (error instanceof PermissionViolationError) return 'Our user may not publish there'
  if (error instanceof TimeoutError) return `It did not answer within ${answerMs / 1_000} s`
  const message = error instanceof Error ? error.message : ''
  if (/does not support 'tls'/.test(message)) return 'It does not speak TLS there'
  if (/connection refused/.test(message)) return 'Nothing listens at that address'
  return knownFault(error) ?? 'The connection was cut'
}

export async function openNats(
  config: NatsConfig,
  secrets: NatsSecrets,
  outbound: GuardOptions,
): Promise<Sink> {
  return new NatsStream(config, secrets, outbound)
}
