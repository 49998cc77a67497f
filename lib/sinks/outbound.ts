// The guard before every connection to a destination: names are resolved once a connection, every
// address of a name must pass, and what was checked is what is connected to. No redirects: see
// exchange.ts. Plain text leaves only for addresses that DESTINATION_ALLOW covers.
import { promises as dns, type LookupAddress } from 'node:dns'
import http, { type ClientRequestArgs } from 'node:http'
import https, { type RequestOptions } from 'node:https'
import net, { type BlockList, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { addressRanges } from '@/lib/env'
import { allowed, forbidden } from '@/lib/sinks/addresses'
import { OutboundRefusal } from '@/lib/sinks/connection-faults'

export type Place = { host: string; port: number; secure: boolean }

export type GuardOptions = {
  allow: readonly string[]
  /** All addresses of a name; the system's resolver unless a test knows better. */
  resolve?: (host: string) => Promise<LookupAddress[]>
  /** Authorities to trust beside those of the system. */
  ca?: readonly string[]
}

/** How long a connection may take to come about. */
export const connectMs = 10_000

const privileged = 1_024
const securePort = 443
const resolveAll = (host: string) => dns.lookup(host, { all: true, verbatim: true })

export class Guard {
  private readonly allow: BlockList
  private readonly resolve: (host: string) => Promise<LookupAddress[]>
  private readonly authorities: readonly string[] | undefined

  constructor({ allow, resolve, ca }: GuardOptions) {
    this.allow = addressRanges(allow)
    this.resolve = resolve ?? resolveAll
    this.authorities = ca
  }

  /** Throws OutboundRefusal unless that address may be reached at that port, in that manner. */
  judge(address: string, { host, port, secure }: Place): void {
    const shown = address === host ? address : `${host} is ${address}, which`
    const kind = forbidden(address, this.allow)
    if (kind) throw new OutboundRefusal(`${shown} is ${kind}: destinations may not reach it`)
    if (allowed(address, this.allow)) return
    const outside = `${shown} is not in DESTINATION_ALLOW: there`
    if (!secure) throw new OutboundRefusal(`${outside} destinations must use TLS`)
    if (port !== securePort && port < privileged)
      throw new OutboundRefusal(`${outside} port ${port} is not for destinations`)
  }

  /** The addresses of a place, every one of them checked. */
  async addresses(place: Place): Promise<LookupAddress[]> {
    const family = isIP(place.host)
    const found = family ? [{ address: place.host, family }] : await this.resolve(place.host)
    for (const { address } of found) this.judge(address, place)
    if (found.length === 0) throw new OutboundRefusal(`${place.host} has no address`)
    return found
  }

  private lookup(place: Place): LookupFunction {
    return (_, options, done) => {
      this.addresses(place).then(
        (found) => {
          const [first] = found
          if (options.all === true) done(null, found)
          else done(null, first?.address ?? '', first?.family)
        },
        (error) => done(error, ''),
      )
    }
  }

  /** A socket on its way there; a refusal comes as its error, before anything was sent. */
  dial(place: Place, given: { servername?: string; alpn?: string[] } = {}): Socket {
    const { host, port, secure } = place
    try {
      if (isIP(host)) this.judge(host, place)
    } catch (error) {
      return stillborn(error, port)
    }
    const to = { host, port, lookup: this.lookup(place) }
    const socket = secure ? tls.connect({ ...to, ...this.tlsOf(host, given) }) : net.connect(to)
    return bounded(socket, secure ? 'secureConnect' : 'connect')
  }

  /** What TLS is held to. A server's name is that of its settings, whatever address it has. */
  tlsOf(host: string, { servername, alpn }: { servername?: string; alpn?: string[] } = {}) {
    const name = servername ?? host
    return {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2' as const,
      ...(isIP(name) ? {} : { servername: name }),
      ...(alpn ? { ALPNProtocols: alpn } : {}),
      ...(this.authorities
        ? { ca: [...tls.rootCertificates, ...this.authorities].join('\n') }
        : {}),
    }
  }

  /** For clients that speak HTTP by Node's own means; an answer beyond that size is cut off. */
  agent(secure: boolean, answerBytes = Number.POSITIVE_INFINITY): http.Agent {
    return secure ? new GuardedHttps(this, answerBytes) : new GuardedHttp(this, answerBytes)
  }
}

/** A socket that only says why it is none, once whoever asked for it listens. */
function stillborn(reason: unknown, port: number): Socket {
  const error = reason instanceof Error ? reason : new Error('refused')
  return net.connect({ host: 'refused.invalid', port, lookup: (_, __, done) => done(error, '') })
}

/** Cuts a socket that does not come about in time, and sends small pieces at once. */
function bounded(socket: Socket, ready: 'connect' | 'secureConnect'): Socket {
  const late = Object.assign(new Error('nothing answers'), { code: 'ETIMEDOUT' })
  const timer = setTimeout(() => socket.destroy(late), connectMs)
  for (const end of [ready, 'close']) socket.once(end, () => clearTimeout(timer))
  return socket.setNoDelay(true).setKeepAlive(true, 60_000)
}

/** Cuts a socket that says more than that since we last said something. */
function listening(socket: Socket, answerBytes: number): Socket {
  if (answerBytes === Number.POSITIVE_INFINITY) return socket
  let [heard, asked] = [0, 0]
  return socket.on('data', (chunk: Buffer) => {
    heard = socket.bytesWritten === asked ? heard + chunk.length : chunk.length
    asked = socket.bytesWritten
    if (heard > answerBytes) socket.destroy(new Error('its answer is too long'))
  })
}

type Made = (error: Error | null, stream: Duplex) => void
const kept = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: 8, maxFreeSockets: 2 }

function placeOf({ host, hostname, port }: ClientRequestArgs, secure: boolean): Place {
  const name = (host ?? hostname ?? '').replace(/^\[(.*)\]$/, '$1')
  return { host: name, port: Number(port ?? (secure ? securePort : 80)), secure }
}

class GuardedHttp extends http.Agent {
  constructor(
    private readonly guard: Guard,
    private readonly answerBytes: number,
  ) {
    super(kept)
  }

  override createConnection(options: ClientRequestArgs, _made?: Made) {
    return listening(this.guard.dial(placeOf(options, false)), this.answerBytes)
  }
}

class GuardedHttps extends https.Agent {
  constructor(
    private readonly guard: Guard,
    private readonly answerBytes: number,
  ) {
    super(kept)
  }

  override createConnection(options: RequestOptions, _made?: Made) {
    const servername = options.servername || undefined
    const name = servername === undefined ? {} : { servername }
    const socket = this.guard.dial(placeOf(options, true), { ...name, alpn: ['http/1.1'] })
    return listening(socket, this.answerBytes)
  }
}
