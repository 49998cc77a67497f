// npm run prove:delivery -- [--kills 60] [--agents 6] [--seed 1]: the delivery ledger at length, then every
// fault of the network before the database, and before every far end of a destination.
import { parseArgs } from 'node:util'
import { openRig } from '@/cli/bench/rig'
import { isBalanced } from '@/cli/delivery-ledger/balance'
import { runDeliveryLedger } from '@/cli/delivery-ledger/delivery-ledger'
import { openAllEnds } from '@/cli/delivery-ledger/engine-ends'
import { runSinkFaults } from '@/cli/delivery-ledger/sink-faults'
import { allFaults, runDatabaseFaults } from '@/cli/ledger/database-faults'
import { announceLoopbackDestinations } from '@/lib/env'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    agents: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
})
const [kills, agents, seed] = [values.kills, values.agents, values.seed].map(Number)

type Books = { lost: string[]; invented: string[]; duplicates: number; stuck: number }
const isClean = ({ lost, invented, duplicates, stuck }: Books) =>
  lost.length + invented.length + duplicates + stuck === 0

const counts = (report: object) =>
  JSON.stringify(report, (_, value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.length : value,
  )

const delivery = await runDeliveryLedger({
  ...{ kills: kills ?? 0, agents: agents ?? 0, seed: seed ?? 0 },
  onKill: (done, what) => {
    if (done % 4 === 0) console.log(`${done} kills ${what}`)
  },
})
console.log(counts(delivery))
const isDelivered = isClean(delivery) && delivery.ends.every(isBalanced)
console.log(isDelivered ? 'The delivery ledger balances.' : 'THE DELIVERY LEDGER DOES NOT BALANCE.')

const faults = await runDatabaseFaults({
  faults: allFaults,
  fault_ms: 5_000,
  onFault: ({ kind }, ms) => console.log(`${kind}: served again ${ms} ms after its end`),
})
console.log(counts(faults))
const isPrompt = Math.max(...Object.values(faults.recovery_ms)) < 30_000
const isSound = isClean(faults) && faults.unanswered === 0 && isPrompt
console.log(isSound ? 'Every fault was survived.' : 'A FAULT BROKE A PROMISE.')

announceLoopbackDestinations()
const rig = await openRig()
const ends = await openAllEnds()
const sinks = await runSinkFaults({
  ...{ databaseUrl: rig.databaseUrl, ends, faults: allFaults, fault_ms: 3_000 },
  onFault: ({ kind }, took) => console.log(`${kind}: all there after ms`, JSON.stringify(took)),
}).finally(() => Promise.all([...ends.map((end) => end.stop()), rig.close()]))
console.log(counts(sinks))
const isWhole = sinks.lost.length === 0 && sinks.ends.every(isBalanced)
console.log(isWhole ? 'Every far end has every line.' : 'A FAR END LACKS LINES.')
process.exit(isDelivered && isSound && isWhole ? 0 : 1)
