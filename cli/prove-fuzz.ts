// Proves S22: a hundred thousand hostile requests (or --count N, from --seed N) to every agent
// endpoint of a real door on a database of its own; ends with 1 when a promise is broken.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startBus, stopBus } from '@/lib/bus/bus'
import { startCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { enroll } from '@/lib/domain/enrolment'
import { startHostChecks } from '@/lib/domain/host-checks'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { createSecret } from '@/lib/domain/secrets'
import { startSeen, stopSeen } from '@/lib/domain/seen'
import { announceDatabase, announceDataDir } from '@/lib/env'
import { heldBytes } from '@/lib/http/agent-budget'
import { fuzzDoor } from '@/lib/http/agent-fuzz'
import { agentListener } from '@/lib/http/agent-route'
import { openFrontDoor } from '@/lib/http/front-door'
import { lifecycle } from '@/lib/http/lifecycle'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase } from '@/lib/store/db'
import { decodeEnroll } from '@/lib/wire/osquery'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
})
const delayMaxMs = 200

async function openDoor() {
  lifecycle().phase = 'serving'
  const door = await openFrontDoor({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://localhost',
    health: {
      version: '0',
      database: async () => 0,
      schemaCurrent: () => true,
      metricsToken: async () => false,
    },
    onError: (error) => console.error(error),
  })
  door.open({ agent: agentListener })
  return door
}

async function enrolTwo(secret: string): Promise<[string, ...string[]]> {
  const keys: string[] = []
  for (const instance_id of ['fuzz-1', 'fuzz-2']) {
    const body = decodeEnroll({
      enroll_secret: secret,
      host_details: { osquery_info: { instance_id } },
    })
    const reply = await enroll(body, { address: '' })
    if (reply.outcome === 'enrolled') keys.push(reply.node_key)
  }
  const [first, ...others] = keys
  if (first === undefined) throw new Error('no host could enrol')
  return [first, ...others]
}

async function prove(): Promise<boolean> {
  await Promise.all([startBus(), startIngest(), startHostChecks(), startCampaigns()])
  startSeen()
  const door = await openDoor()
  const { secret } = await createSecret({ name: 'Fuzz' })
  const keys = await enrolTwo(secret)
  const count = Number(values.count)
  const report = await fuzzDoor(door.port, { secret, keys }, { count, seed: Number(values.seed) })
  await door.close(1_000)
  stopCampaigns()
  await Promise.all([stopIngest(), stopSeen(), stopBus()])
  const { faults, ...figures } = report
  const rss_mib = Math.round(process.memoryUsage().rss / 1024 / 1024)
  console.log(
    JSON.stringify({ ...figures, faults: faults.length, rss_mib, held_bytes: heldBytes() }),
  )
  for (const fault of faults.slice(0, 20)) console.log(fault)
  return faults.length === 0 && report.event_loop_delay_p99_ms < delayMaxMs && heldBytes() === 0
}

const dataDir = mkdtempSync(join(tmpdir(), 'muster-fuzz-'))
chmodSync(dataDir, 0o700)
announceDataDir(dataDir)
const embedded = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
announceDatabase(embedded.url)
try {
  await migrate(embedded.url)
  process.exitCode = (await prove()) ? 0 : 1
  console.log(process.exitCode === 0 ? 'Every reply kept its promises.' : 'A promise was broken.')
} finally {
  await closeDatabase()
  await embedded.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit()
