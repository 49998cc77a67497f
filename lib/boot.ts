// What a process starts after its database is ready and before it serves, and what the domain lends
// to the front door. What runs on is stopped through `onStop`, in the reverse order of its need.
import { startBus, stopBus } from '@/lib/bus/bus'
import { startClock, stopClock } from '@/lib/clock/clock'
import { jobs } from '@/lib/clock/jobs'
import { startCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { startForwarding, stopForwarding } from '@/lib/domain/destination-workers'
import { startDirectory } from '@/lib/domain/directory'
import { startHostChecks } from '@/lib/domain/host-checks'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { ensureSimulatorSecret } from '@/lib/domain/secrets'
import { startSeen, stopSeen } from '@/lib/domain/seen'
import { maySeeMetrics } from '@/lib/domain/sessions'
import { setupLink } from '@/lib/domain/setup'
import { endSimulatedHosts } from '@/lib/domain/simulated-hosts'
import type { Env } from '@/lib/env'
import { agentListener } from '@/lib/http/agent-route'
import type { AgentListener } from '@/lib/http/front-door'
import { onStop } from '@/lib/http/lifecycle'
import { reading } from '@/lib/metrics'
import { statementCount } from '@/lib/store/db'

export type Wiring = {
  /** Serves the agents' endpoints. */
  agent?: AgentListener
  /** The one-time link of set-up; null once set-up is done. */
  setupLink: () => Promise<string | null>
  /** Whether a bearer token may read /metrics from elsewhere. */
  metricsToken: (token: string) => Promise<boolean>
}

/** Called once, after migrations. A failure here stops the start. */
export async function boot(
  role: Env['ROLE'],
  { embedded }: { embedded: boolean },
): Promise<Wiring> {
  reading('database_statements_total', 'Statements sent to the database', statementCount)
  await startBus(role)
  startDirectory()
  startSeen()
  await startHostChecks()
  await startIngest()
  await startCampaigns()
  if (role === 'all' || role === 'worker') {
    startClock(jobs)
    startForwarding()
  }
  onStop(async () => {
    endSimulatedHosts()
    await stopForwarding()
    await stopClock()
    stopCampaigns()
    await stopIngest()
    await stopSeen()
    await stopBus()
  })
  if (embedded) await ensureSimulatorSecret()
  return {
    agent: agentListener,
    setupLink,
    metricsToken: maySeeMetrics,
  }
}
