import { hash } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { whenReady } from '@/cli/server-child'
import { pauseCampaign, stopCampaign } from '@/lib/domain/campaign-end'
import { stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { readCampaign } from '@/lib/domain/campaigns'
import type { KnownHost } from '@/lib/domain/directory'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { asking, fleet, person } from '@/lib/testing/live'
import {
  buildServer,
  launchServer,
  removeServer,
  type Server,
  stopServers,
  tempDir,
} from '@/lib/testing/server'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let admin: Viewer
let one: Server
let other: Server

/** Two servers for agents beside this process: three instances of one installation. */
beforeAll(async () => {
  database = await testDatabase()
  const DATA_DIR = tempDir()
  process.env.DATA_DIR = DATA_DIR
  admin = await person('Ada', 'admin')
  await buildServer()
  const env = { ROLE: 'agent', DATABASE_URL: database.url, DATA_DIR }
  one = await launchServer(env)
  other = await launchServer(env)
  await Promise.all([whenReady(one), whenReady(other)])
}, 120_000)
afterAll(async () => {
  stopCampaigns()
  await stopServers()
  removeServer()
  await database.stop()
})

const keyOf = (host: KnownHost) => `key-${host.id}`.padEnd(43, 'x')

/** Hosts with keys that are asked nothing else. */
async function agents(size: number): Promise<KnownHost[]> {
  const hosts = await fleet(size)
  const hashes = hosts.map((host) => Buffer.from(hash('sha256', keyOf(host), 'hex'), 'hex'))
  const ids = hosts.map(({ id }) => id)
  await sql(
    'people',
    `INSERT INTO node_keys (key_hash, host_id)
     SELECT k, h FROM unnest($1::bytea[], $2::int[]) AS u(k, h)`,
    [hashes, ids],
  )
  await sql(
    'people',
    `UPDATE hosts SET detail_updated_at = now(), labels_evaluated_at = now(),
            labels_version = (SELECT labels_version FROM settings) WHERE id = ANY($1::int[])`,
    [ids],
  )
  return hosts
}

async function call(server: Server, path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(`${server.url}/api/v1/osquery/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await reply.json()) as Record<string, unknown>
}

/** The live queries that a read brings. */
async function read(server: Server, host: KnownHost): Promise<string[]> {
  const { queries = {} } = await call(server, 'distributed/read', { node_key: keyOf(host) })
  return Object.keys(queries ?? {}).filter((id) => id.startsWith('c'))
}

/** Reads until the query is there: the instance hears of a campaign a moment after its start. */
const readUntil = (server: Server, host: KnownHost): Promise<string> =>
  vi.waitFor(
    async () => {
      const [id] = await read(server, host)
      if (!id) throw new Error('the host was not asked')
      return id
    },
    { timeout: 10_000, interval: 25 },
  )

const write = (server: Server, host: KnownHost, delivery: string, wall_time_ms: number) =>
  call(server, 'distributed/write', {
    node_key: keyOf(host),
    queries: { [delivery]: [{ one: '1' }] },
    statuses: { [delivery]: 0 },
    messages: { [delivery]: '' },
    stats: { [delivery]: { wall_time_ms, user_time: 1, system_time: 0, memory: 0 } },
  })

test('a limit broken on one instance stops another at once, and so do a pause and a stop', async () => {
  const hosts = await agents(30)
  const [first, slow, third] = hosts
  if (!first || !slow || !third) throw new Error('no hosts')
  const asked = { ...asking(hosts), guard: { max_wall_ms: 1_000 } }
  const { campaign_id: id } = await runCampaign(admin, asked, '')
  // Both instances know the campaign and hand it out.
  await readUntil(other, first)
  const delivery = await readUntil(one, slow)
  await write(one, slow, delivery, 9_000)
  const rest = hosts.slice(3)
  expect((await Promise.all(rest.map((host) => read(other, host)))).flat()).toEqual([])
  expect(await readCampaign(admin, id)).toMatchObject({ status: 'paused', counts: { sent: 1 } })

  await pauseCampaign(admin, id, { paused: false, address: '' })
  await readUntil(other, third)
  await pauseCampaign(admin, id, { paused: true, address: '' })
  for (const server of [one, other]) {
    expect((await Promise.all(rest.map((host) => read(server, host)))).flat()).toEqual([])
  }
  await pauseCampaign(admin, id, { paused: false, address: '' })
  await stopCampaign(admin, id, { late_answers: 'keep', address: '' })
  for (const server of [one, other]) {
    expect((await Promise.all(rest.map((host) => read(server, host)))).flat()).toEqual([])
  }
}, 60_000)

test('two instances together hand out no more a minute than one campaign allows', async () => {
  const hosts = await agents(30)
  const asked = { ...asking(hosts), guard: { hosts_per_minute: 7 } }
  const { campaign_id: id } = await runCampaign(admin, asked, '')
  const [first, second] = hosts
  if (!first || !second) throw new Error('no hosts')
  await Promise.all([readUntil(one, first), readUntil(other, second)])
  const reads = hosts.flatMap((host) => [read(one, host), read(other, host)])
  const given = (await Promise.all(reads)).flat()
  expect(given).toHaveLength(5)
  expect((await readCampaign(admin, id)).counts).toMatchObject({ sent: 7, waiting: 23 })
}, 60_000)
