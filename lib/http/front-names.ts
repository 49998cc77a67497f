// By which names people may reach this server. A page that points its own name at this machine (DNS
// rebinding) carries that name in Host, so a name that is not ours is refused; addresses cannot be.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** The name in a Host header, in lower case without port, brackets and trailing dot; null if none. */
function nameOf(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host.trim())
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '') ?? null
}

/**
 * Whether a request names this server: the host of PUBLIC_URL, the name it is bound to, localhost, or
 * any address. What proxies say in X-Forwarded-Host must hold too.
 */
export function isKnownName(req: IncomingMessage, publicUrl: string, boundTo: string): boolean {
  const ours = [new URL(publicUrl).hostname.toLowerCase(), boundTo.toLowerCase(), 'localhost']
  const known = (host: string) => {
    const name = nameOf(host)
    return name !== null && (isIP(name) !== 0 || ours.includes(name))
  }
  const forwarded = [req.headers['x-forwarded-host'] ?? []].flat()
  return known(req.headers.host ?? '') && forwarded.every(known)
}
