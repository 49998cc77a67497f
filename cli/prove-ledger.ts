// npm run prove:ledger -- [--kills 200] [--agents 8] [--seed 1]: the acknowledgement ledger at length.
import { parseArgs } from 'node:util'
import { runLedger } from '@/cli/ledger/ledger'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    agents: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
})

const report = await runLedger({
  kills: Number(values.kills),
  agents: Number(values.agents),
  seed: Number(values.seed),
  onKill: (done, what) => {
    if (done % 10 === 0) console.log(`${done} kills (${what})`)
  },
})
console.log(
  JSON.stringify({ ...report, lost: report.lost.length, invented: report.invented.length }),
)
const good =
  report.lost.length === 0 &&
  report.invented.length === 0 &&
  report.duplicates === 0 &&
  report.stuck === 0
console.log(good ? 'The ledger balances.' : 'THE LEDGER DOES NOT BALANCE.')
process.exit(good ? 0 : 1)
