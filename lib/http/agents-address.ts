// Where agents reach this server, as its own environment says; for "Add hosts".
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { permits } from '@/lib/domain/permissions'
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

/** Our own TLS listener, or, while that is off, a proxy that speaks TLS at PUBLIC_URL. */
export function agentsAddress(): AgentsAddress {
  const { DATA_DIR, HOST, PUBLIC_URL, TLS_PORT } = env()
  const { hostname, host, protocol } = new URL(PUBLIC_URL)
  const own = TLS_PORT !== 'off'
  const proxied = protocol === 'https:' ? host : null
  return {
    embedded: existsSync(join(DATA_DIR, 'simulator.secret')),
    tls_host: own ? `${hostname}:${TLS_PORT}` : proxied,
    certificate: own ? readCertificate(DATA_DIR) : null,
    loopback: own && loopbacks.has(HOST),
  }
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
export function addHostsFacts(viewer: Viewer, teams: readonly { id: number; name: string }[]) {
  const targets = [{ id: null, name: 'No team' }, ...teams.map(({ id, name }) => ({ id, name }))]
  return {
    ...agentsAddress(),
    teams: targets.filter(({ id }) => permits(viewer, 'secrets:write', { team_id: id })),
    may_simulate: permits(viewer, 'settings:write', { team_id: null }),
  }
}
