// Where agents reach this server, as its settings and its own environment say; for "Add hosts".
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { permits } from '@/lib/domain/permissions'
import { readServerUrl } from '@/lib/domain/settings'
import { env } from '@/lib/env'
import { certificatePath } from '@/lib/http/tls'
import type { Viewer } from '@/lib/wire/roles'

const loopbacks = new Set(['127.0.0.1', '::1', 'localhost'])

export type AgentsAddress = {
  /** The database is our own, and a secret for the simulator lies beside it. */
  embedded: boolean
  /** "host:port" of what agents call; null where nothing here speaks TLS. */
  tls_host: string | null
  /** PEM to be given to agents; null where a proxy's own certificate is what they will see. */
  certificate: string | null
  /** Other machines cannot reach the listeners. */
  loopback: boolean
}

/**
 * The address that the settings name, else our own TLS listener, else, while that is off, a proxy that
 * speaks TLS at PUBLIC_URL.
 */
export function agentsAddress(serverUrl: string | null): AgentsAddress {
  const { DATA_DIR, HOST, PUBLIC_URL, TLS_PORT } = env()
  const embedded = existsSync(join(DATA_DIR, 'simulator.secret'))
  const own = TLS_PORT !== 'off'
  const certificate = own ? readCertificate(DATA_DIR) : null
  if (serverUrl?.startsWith('https:')) {
    const { hostname, host } = new URL(serverUrl)
    const named = certificate !== null && covers(certificate, hostname)
    return { embedded, tls_host: host, certificate: named ? certificate : null, loopback: false }
  }
  const { hostname, host, protocol } = new URL(PUBLIC_URL)
  const proxied = protocol === 'https:' ? host : null
  const tls_host = own ? `${hostname}:${TLS_PORT}` : proxied
  return { embedded, tls_host, certificate, loopback: own && loopbacks.has(HOST) }
}

function covers(certificate: string, hostname: string): boolean {
  const parsed = new X509Certificate(certificate)
  const name = hostname.replace(/^\[|\]$/g, '')
  return (isIP(name) ? parsed.checkIP(name) : parsed.checkHost(name)) !== undefined
}

/** Read each time: an instance that starts first, or a person who replaces it, writes it any moment. */
function readCertificate(dataDir: string): string | null {
  try {
    return readFileSync(certificatePath(dataDir), 'utf8')
  } catch {
    return null
  }
}

/** What the page of Add hosts needs to know: the address, and for whom the viewer may make secrets. */
export async function addHostsFacts(
  viewer: Viewer,
  teams: readonly { id: number; name: string }[],
) {
  const targets = [{ id: null, name: 'No team' }, ...teams.map(({ id, name }) => ({ id, name }))]
  return {
    ...agentsAddress(await readServerUrl()),
    teams: targets.filter(({ id }) => permits(viewer, 'secrets:write', { team_id: id })),
    may_simulate: permits(viewer, 'settings:write', { team_id: null }),
  }
}
