// npm run prove:stream -- [--kills 100] [--hosts 40] [--readers 50] [--seed 1]: the stream ledger at
// length: what readers of live queries are told through kills, cuts and reconnections.
import { parseArgs } from 'node:util'
import { isBalanced } from '@/cli/stream-ledger/balance'
import { runStreamLedger } from '@/cli/stream-ledger/stream-ledger'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    hosts: { type: 'string', default: '40' },
    readers: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})

const report = await runStreamLedger({
  kills: Number(values.kills),
  hosts: Number(values.hosts),
  readers: Number(values.readers),
  seed: Number(values.seed),
  onKill: (done, what) => {
    if (done % 10 === 0) console.log(`${done} kills (${what})`)
  },
})
const { missing, repeated, disordered, foreign, lost, ...figures } = report
const broken = { missing, repeated, disordered, foreign, lost }
const counts = Object.entries(broken).map(([name, list]) => [name, list.length])
console.log(JSON.stringify({ ...figures, ...Object.fromEntries(counts) }))
const good = isBalanced(report)
if (!good) console.log(JSON.stringify(broken).slice(0, 4_000))
console.log(good ? 'Every reader was told what is stored.' : 'THE STREAM LEDGER DOES NOT BALANCE.')
process.exit(good ? 0 : 1)
