// What a process starts after its database is ready and before it serves, and what the domain lends
// to the front door. What runs on registers its end with `onStop`.
import type { Env } from '@/lib/env'
import type { AgentListener } from '@/lib/http/front-door'

export type Wiring = {
  /** Serves the agents' endpoints. */
  agent?: AgentListener
  /** The one-time link of set-up; undefined once set-up is done. */
  setupLink: () => Promise<string | undefined>
  /** Whether a bearer token may read /metrics from elsewhere. */
  metricsToken: (token: string) => Promise<boolean>
}

/** Called once, after migrations. A failure here stops the start. */
export async function boot(_role: Env['ROLE']): Promise<Wiring> {
  return { setupLink: async () => undefined, metricsToken: async () => false }
}
