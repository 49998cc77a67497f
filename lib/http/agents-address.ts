// Where agents reach this server, as its own environment says; for "Add hosts".
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { env } from '@/lib/env'

const loopbacks = new Set(['127.0.0.1', '::1', 'localhost'])

export type AgentsAddress = { embedded: boolean; tls_host: string | null; loopback: boolean }

/** The database is our own exactly when the start left a secret for the simulator. */
export function agentsAddress(): AgentsAddress {
  const { DATA_DIR, HOST, PUBLIC_URL, TLS_PORT } = env()
  const { hostname } = new URL(PUBLIC_URL)
  return {
    embedded: existsSync(join(DATA_DIR, 'simulator.secret')),
    tls_host: TLS_PORT === 'off' ? null : `${hostname}:${TLS_PORT}`,
    loopback: loopbacks.has(HOST),
  }
}
