// Open campaigns and the hosts they do not ask: what an idle read costs while twenty are open, and how
// much memory one to a hundred thousand hosts takes.
import { type Asked, runCampaign } from '@/lib/domain/campaign-start'
import { sql } from '@/lib/store/db'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'
import { limitRow, type Row } from './figures'
import type { OpenReply } from './open-program'
import { openRig, type Rig, type Server } from './rig'
import { seedHosts } from './seed'

const fleet = 10_000
const campaigns = 20
const hostsEach = 100
/** Hosts above these are asked; those up to them read. */
const untargeted = fleet - campaigns * hostsEach
const seconds = 5
const many = 100_000
const bytesMost = 16

export async function benchCampaigns(): Promise<Row[]> {
  const rig = await openRig()
  try {
    await seedHosts(1, fleet)
    const idle = await idleReads(rig)
    await seedHosts(fleet + 1, many)
    return [idle, ...(await memoryRows(rig))]
  } finally {
    await rig.close()
  }
}

/** One person may have five open campaigns. */
async function people(count: number): Promise<Viewer[]> {
  const rows = await sql<{ id: number }>(
    'people',
    `INSERT INTO users (name, email, global_role)
     SELECT 'Bench ' || n, 'bench-' || n || '@example.com', 'admin'
       FROM generate_series(1, $1::int) AS n RETURNING id`,
    [count],
  )
  return rows.map(({ id }) => ({
    ...{ user_id: id, name: 'Bench', email: '', teams: [], via: 'session' as const, session_id: 0 },
    global_role: 'admin',
  }))
}

async function openTwenty(): Promise<void> {
  const askers = await people(campaigns)
  for (const [at, viewer] of askers.entries()) {
    const first = untargeted + at * hostsEach + 1
    const hosts = Array.from({ length: hostsEach }, (_, n) => first + n)
    const asked: Asked = {
      query: `SELECT ${at} AS n`,
      selected: Selected.parse({ hosts }),
      ...{ expires_in: 3_600, include_offline: true, newcomers: false },
    }
    await runCampaign(viewer, asked, '')
  }
}

async function idleLoad(rig: Rig, server: Server, forSeconds: number) {
  const load = { port: server.port, kind: 'idle' as const, connections: 64, hosts: untargeted }
  const reply = await rig.load({ ...load, seconds: forSeconds })
  if (reply.failures > 0 || reply.sample !== '{"queries":{}}') {
    throw new Error(`The hosts are not idle: ${reply.failures} failures, ${reply.sample}`)
  }
  return reply.count
}

async function idleReads(rig: Rig): Promise<Row> {
  await openTwenty()
  const server = await rig.startServer()
  const statements = () => server.metric('database_statements_total')
  const everyHost = { kind: 'idle' as const, connections: 64, hosts: untargeted }
  await rig.load({ port: server.port, ...everyHost })
  await idleLoad(rig, server, 1)
  const before = await statements()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const without = (await statements()) - before
  const again = await statements()
  const reads = await idleLoad(rig, server, seconds)
  const withReads = (await statements()) - again
  await server.end()
  const each = withReads / reads
  return limitRow(
    `statements per idle read, ${campaigns} campaigns open, ${fleet} hosts`,
    `${each.toFixed(5)} (${withReads} in ${reads} reads; ${without} in as long without)`,
    '0 but for flushes',
    each < 0.001,
  )
}

/** A campaign that asks every host, made straight in the database: what is measured is its memory. */
async function openToAll(): Promise<void> {
  await sql('work', "UPDATE campaigns SET status = 'stopped', ended_at = now()")
  await sql(
    'work',
    `WITH made AS (
       INSERT INTO campaigns (query, name, selected, expires_at, targeted, waiting)
       VALUES ('SELECT 1', '', '{}', now() + interval '1 hour', $1, $1) RETURNING id)
     INSERT INTO campaign_hosts (campaign_id, host_id)
     SELECT made.id, h.id FROM made, hosts h`,
    [many],
  )
}

async function measure(rig: Rig): Promise<number> {
  const program = await rig.program('open', { flags: ['--expose-gc'] })
  const reply = await program.ask<OpenReply>({ databaseUrl: rig.databaseUrl })
  await program.end()
  if (reply.campaigns !== 1) throw new Error(`${reply.campaigns} campaigns are open`)
  return reply.bytes / many
}

async function memoryRows(rig: Rig): Promise<Row[]> {
  await openToAll()
  const waiting = await measure(rig)
  await sql(
    'work',
    `UPDATE campaign_hosts SET state = 'sent', sends = 1, sent_at = now()
      WHERE campaign_id = (SELECT max(id) FROM campaigns)`,
  )
  const sent = await measure(rig)
  const rowOf = (state: string, bytes: number) =>
    limitRow(
      `open campaign, ${many} hosts ${state}, per host`,
      `${bytes.toFixed(1)} B`,
      `≤ ${bytesMost} B`,
      bytes <= bytesMost,
    )
  return [rowOf('waiting', waiting), rowOf('at work', sent)]
}
