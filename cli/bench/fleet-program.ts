// The simulated fleet as a process of its own. It notes when each host begins to write an answer to a
// live query, so that the frame in a reader can be set beside it.
import { setTimeout as delay } from 'node:timers/promises'
import { type Fleet, startFleet } from '../simulate/fleet'
import { answerParent } from './children'

export type FleetStart = { baseUrl: string; secret: string; hosts: number; enrolSeconds: number }
/** Milliseconds since the epoch by host name, of the first write since the last question. */
export type Writes = { writes: [hostname: string, at_ms: number][] }
type Question = { start?: FleetStart }

let fleet: Fleet | undefined
const writes = new Map<string, number>()

/** Muster's own checks are answered too; only campaigns count here. */
const ofCampaign = (id: string) => !/^[vl]_/.test(id)

async function start({ baseUrl, secret, hosts, enrolSeconds }: FleetStart): Promise<void> {
  const started = await startFleet({
    ...{ baseUrl, secret, hosts, light: true, seed: 7, prefix: 'bench' },
    startsPerSecond: hosts / enrolSeconds,
    intervals: { distributed: 10, config: 60, logger: 60 },
    watch: (index) => ({
      onAnswering: (ids) => {
        const name = fleet?.agents[index]?.machine.hostname ?? ''
        if (ids.some(ofCampaign) && !writes.has(name)) writes.set(name, Date.now())
      },
    }),
  })
  fleet = started
  const deadline = Date.now() + enrolSeconds * 1_000 + 30_000
  while (started.stats().online < hosts) {
    if (Date.now() > deadline) {
      const { online, lastRefusal } = started.stats()
      throw new Error(`${online} of ${hosts} came online: ${lastRefusal}`)
    }
    await delay(100)
  }
}

answerParent(async ({ start: wanted }: Question): Promise<Writes> => {
  if (wanted) await start(wanted)
  const noted = [...writes]
  writes.clear()
  return { writes: noted }
})
