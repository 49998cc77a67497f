// The simulated fleet that a server on its own database runs for a first look.
import { z } from 'zod'
import { Timestamp } from '@/lib/wire/values'

export const SimulatedHostsStart = z.strictObject({
  hosts: z.int().min(1).max(100).default(25),
  /** After that they leave by themselves. */
  minutes: z.int().min(1).max(480).default(60),
})
export type SimulatedHostsStart = z.infer<typeof SimulatedHostsStart>

export const SimulatedHosts = z.object({
  simulated_hosts: z.object({
    running: z.boolean(),
    hosts: z.int(),
    ends_at: Timestamp.nullable(),
    /** Why the last ones left, when they were not told to. */
    error: z.string().nullable(),
  }),
})
export type SimulatedHosts = z.infer<typeof SimulatedHosts>['simulated_hosts']
/** As the domain says it, times still being Dates. */
export type SimulatedHostsState = z.input<typeof SimulatedHosts>['simulated_hosts']
