import {
  simulatedHosts,
  startSimulatedHosts,
  stopSimulatedHosts,
} from '@/lib/domain/simulated-hosts'
import { refused } from '@/lib/http/errors'
import { userRoute } from '@/lib/http/user-route'
import { SimulatedHosts, SimulatedHostsStart } from '@/lib/wire/simulated-hosts'

export const GET = userRoute({
  action: 'settings:write',
  reply: SimulatedHosts,
  run: async ({ viewer }) => ({ simulated_hosts: simulatedHosts(viewer) }),
})

export const POST = userRoute({
  action: 'settings:write',
  body: SimulatedHostsStart,
  reply: SimulatedHosts,
  status: 201,
  run: async ({ viewer, body, address }) => ({
    simulated_hosts: await startSimulatedHosts(viewer, body, address),
  }),
})

export const DELETE = userRoute({
  action: 'settings:write',
  reply: SimulatedHosts,
  run: async ({ viewer, address }) => ({
    simulated_hosts: await stopSimulatedHosts(viewer, address),
  }),
})

export const { PUT, PATCH } = refused('GET', 'POST', 'DELETE')
