// `npm run bench [-- names]`: measures what Muster must reach, beside bare comparisons, and writes the
// table to lib/decisions/bench.md when all of it ran. Ends by itself and ends what it started.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { benchAccess } from './bench/access'
import { benchCampaigns } from './bench/campaigns'
import { benchCheck } from './bench/check'
import { endAll } from './bench/children'
import { benchConfig } from './bench/config'
import { benchEditor } from './bench/editor'
import { benchExplorer } from './bench/explorer'
import { benchExports } from './bench/exports'
import { type Row, tableText } from './bench/figures'
import { benchForward } from './bench/forward'
import { benchGroups } from './bench/groups'
import { benchHosts } from './bench/hosts'
import { benchIdle } from './bench/idle'
import { benchImport } from './bench/import'
import { benchIngest } from './bench/ingest'
import { benchIngestDestinations } from './bench/ingest-destinations'
import { benchLatest } from './bench/latest'
import { benchLaunch } from './bench/launch'
import { benchLive } from './bench/live'
import { benchPreflight } from './bench/preflight'
import { benchRetention } from './bench/retention'
import { benchRows } from './bench/rows'
import { benchStorage } from './bench/storage'

const benches: Record<string, () => Promise<Row[]>> = {
  check: benchCheck,
  idle: benchIdle,
  ingest: benchIngest,
  storage: benchStorage,
  'ingest-destinations': benchIngestDestinations,
  retention: benchRetention,
  config: benchConfig,
  forward: benchForward,
  editor: benchEditor,
  import: benchImport,
  launch: benchLaunch,
  live: benchLive,
  campaigns: benchCampaigns,
  preflight: benchPreflight,
  rows: benchRows,
  exports: benchExports,
  explorer: benchExplorer,
  groups: benchGroups,
  hosts: benchHosts,
  access: benchAccess,
  latest: () => benchLatest(),
}

const file = 'lib/decisions/bench.md'

function machine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model ?? 'unknown'}, Node ${process.version}, ${process.platform}`
}

function report(rows: readonly Row[], date: string): string {
  return `# What Muster reaches

${date}, ${machine()}. \`npm run bench\`

Ours and bare ran in turn in one run; each figure is the median of its rounds (lowest–highest), each
ratio that of the medians. Server, load and bare comparison are processes of their own and share the
machine's processors with PostgreSQL. How each is measured: \`cli/bench/\`; what was learnt:
\`0003-measures.md\`.

${tableText(rows)}
`
}

async function main(): Promise<void> {
  const names = process.argv.slice(2)
  const unknown = names.filter((name) => !(name in benches))
  if (unknown.length > 0) {
    throw new Error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  }
  const rows: Row[] = []
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue
    console.log(`${name} …`)
    const started = performance.now()
    const measured = await bench()
    rows.push(...measured)
    console.log(`${tableText(measured)}\n${Math.round((performance.now() - started) / 1_000)} s\n`)
  }
  if (names.length > 0) return
  const text = report(rows, new Date().toISOString().slice(0, 10))
  writeFileSync(file, text)
  console.log(text)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void endAll().finally(() => process.exit(1)))
}

await main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(endAll)
process.exit()
