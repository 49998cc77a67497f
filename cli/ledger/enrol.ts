// The agents of a ledger, enrolled one after the other, spread over the instances.
import { LedgerAgent } from '@/cli/ledger/agent'

type Fleet = {
  urls: readonly string[]
  secret: string
  /** The agents are called so, with their number. */
  name: string
  count: number
  random: () => number
}

export async function enrolAgents(fleet: Fleet): Promise<LedgerAgent[]> {
  const { urls, secret, name, count, random } = fleet
  const agents = Array.from({ length: count }, (_, n) => {
    const url = urls[n % urls.length] ?? ''
    return new LedgerAgent({ url, secret, name: `${name}-${n}`, random })
  })
  for (const agent of agents) await agent.enrol()
  return agents
}
