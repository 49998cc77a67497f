// Where a request came from. The front door stamps the socket's address into a header that only this
// process can sign; what a client puts there, or in any other header, counts for nothing.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type BlockList, isIP } from 'node:net'
import { addressRanges, env } from '@/lib/env'
import { pinned } from '@/lib/global'

const header = 'x-muster-address'
const signature = () => pinned('address.signature', () => randomBytes(16).toString('hex'))

/** IPv4 written as IPv6 (`::ffff:10.0.0.1`) becomes IPv4 again. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address.trim())
  return mapped?.[1] ?? address.trim()
}

/** Null without any: asking even an empty list was 4 % of an agent's idle read. */
function proxies(): BlockList | null {
  if (env().TRUSTED_PROXIES.length === 0) return null
  return addressRanges(env().TRUSTED_PROXIES)
}

const trusts = (list: BlockList, address: string) =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * The client of a request as the socket tells it or, when the peer is one of TRUSTED_PROXIES, the
 * right-most hop of X-Forwarded-For that is not. Empty when the socket is gone.
 */
export function socketAddress(request: IncomingMessage): string {
  const peer = plain(request.socket.remoteAddress ?? '')
  const trusted = pinned('address.proxies', proxies)
  if (!trusted || !trusts(trusted, peer)) return peer
  const hops = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plain)
  let client = peer
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) return client
    client = hop
    if (!trusts(trusted, hop)) return client
  }
  return client
}

/** Where pages find the path that was asked for; Next does not tell layouts. */
export const pathHeader = 'x-muster-path'

/** For the front door: writes address and path over whatever the client sent under those names. */
export function stampAddress(request: IncomingMessage): void {
  request.headers[header] = `${signature()} ${socketAddress(request)}`
  request.headers[pathHeader] = (request.url ?? '/')
    .replace(/([?&])_rsc=[^&]*&?/, '$1')
    .replace(/[?&]$/, '')
}

/** The address that the front door stamped; empty when no front door stood before us. */
export function clientAddress(headers: Headers | Record<string, unknown>): string {
  const value = headers instanceof Headers ? headers.get(header) : headers[header]
  if (typeof value !== 'string') return ''
  const [signed, address] = value.split(' ', 2)
  return signed === signature() ? (address ?? '') : ''
}
