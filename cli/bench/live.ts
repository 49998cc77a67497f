// A live query to a fleet that checks in at its own rhythm: how soon the answers are stored and on the
// stream. Agents speak HTTP to a front door of ours; both share this process, so figures are cautious.
import { createHash, randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { watch } from '@/lib/domain/watch'
import { announceDatabase, env } from '@/lib/env'
import { agentListener } from '@/lib/http/agent-route'
import { openFrontDoor } from '@/lib/http/front-door'
import { lifecycle } from '@/lib/http/lifecycle'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase, sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { Result } from '@/lib/wire/campaigns'
import type { Viewer } from '@/lib/wire/roles'
import { Selected } from '@/lib/wire/targets'

export type LiveBench = {
  hosts: number
  answered: number
  /** From the start of the campaign until 95 % of the answers were on the stream. */
  seconds_to_95_percent: number
  /** From an agent's write to its frame. */
  p99_write_to_frame_ms: number
}

export type LiveBenchOptions = { hosts?: number; interval_seconds?: number }

type Fleet = { port: number; agent: Agent; wroteAt: Map<number, number>; over: AbortSignal }

function post(fleet: Fleet, path: string, body: unknown): Promise<unknown> {
  const text = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: fleet.port,
        path: `/api/osquery/distributed/${path}`,
        method: 'POST',
        agent: fleet.agent,
        headers: { 'content-length': Buffer.byteLength(text) },
      },
      async (reply) => {
        let heard = ''
        for await (const chunk of reply) heard += chunk
        resolve(JSON.parse(heard))
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

async function live(fleet: Fleet, host: { id: number; key: string }, intervalMs: number) {
  await delay(Math.random() * intervalMs, undefined, { signal: fleet.over })
  while (!fleet.over.aborted) {
    const { queries } = Object(await post(fleet, 'read', { node_key: host.key }))
    const ids = Object.keys(Object(queries))
    if (ids.length > 0) {
      const of = <T>(value: T) => Object.fromEntries(ids.map((id) => [id, value]))
      const rows = [{ version: '5.23.1', pid: String(host.id) }]
      fleet.wroteAt.set(host.id, performance.now())
      const said = { queries: of(rows), statuses: of(0), messages: of(''), node_key: host.key }
      await post(fleet, 'write', said)
    }
    await delay(intervalMs, undefined, { signal: fleet.over })
  }
}

async function prepare(size: number, interval: number): Promise<{ id: number; key: string }[]> {
  await ensurePartitions()
  const keys = Array.from({ length: size }, () => randomBytes(32).toString('base64url'))
  const hashes = keys.map((key) => createHash('sha256').update(key).digest())
  const rows = await sql<{ id: number }>(
    'work',
    "INSERT INTO hosts (hostname) SELECT 'bench-' || g FROM generate_series(1, $1::int) g RETURNING id",
    [size],
  )
  const ids = rows.map(({ id }) => id)
  await sql(
    'work',
    'INSERT INTO node_keys (host_id, key_hash) SELECT * FROM unnest($1::int[], $2::bytea[])',
    [ids, hashes],
  )
  await sql(
    'work',
    'INSERT INTO host_seen (host_id, rhythm_seconds) SELECT h, $2 FROM unnest($1::int[]) h',
    [ids, interval],
  )
  return ids.map((id, index) => ({ id, key: keys[index] ?? '' }))
}

async function viewerOf(): Promise<Viewer> {
  const given = { name: 'Bench', email: 'bench@example.test', global_role: 'admin' as const }
  const [user] = await sql<{ id: number }>(
    'work',
    'INSERT INTO users (name, email, global_role) VALUES ($1, $2, $3::role) RETURNING id',
    Object.values(given),
  )
  return { ...given, user_id: user?.id ?? 0, teams: [], via: 'session' }
}

/** Asks every host and follows to the end; sorted times of the frames and delays since the writes. */
async function askAll(fleet: Fleet): Promise<{ framesAt: number[]; delays: number[] }> {
  const viewer = await viewerOf()
  const began = performance.now()
  const asked = { expires_in: 60, include_offline: true, newcomers: false }
  const query = 'SELECT version, pid FROM osquery_info'
  const selected = Selected.parse({ all: true })
  const { campaign_id } = await runCampaign(viewer, { ...asked, query, selected }, '')
  const framesAt: number[] = []
  const delays: number[] = []
  const source = { after: 0, scope_teams: undefined, signal: AbortSignal.timeout(60_000) }
  for await (const frame of watch(campaign_id, source)) {
    if (frame.event !== 'result') continue
    const now = performance.now()
    framesAt.push(now - began)
    delays.push(now - (fleet.wroteAt.get(Result.parse(JSON.parse(frame.data)).host.id) ?? now))
  }
  return { framesAt, delays: delays.sort((a, b) => a - b) }
}

async function measure(size: number, interval: number, port: number): Promise<LiveBench> {
  const hosts = await prepare(size, interval)
  await startCampaigns()
  const over = new AbortController()
  setMaxListeners(0, over.signal)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const fleet: Fleet = { port, agent, wroteAt: new Map(), over: over.signal }
  const agents = hosts.map((host) => live(fleet, host, interval * 1_000).catch(() => {}))
  // Every agent checks in once before, so that all are known and none begins with the campaign.
  await delay(interval * 1_000)
  const { framesAt, delays } = await askAll(fleet)
  over.abort()
  await Promise.all(agents)
  agent.destroy()
  stopCampaigns()
  const nearlyAll = framesAt[Math.ceil(size * 0.95) - 1] ?? Number.POSITIVE_INFINITY
  return {
    hosts: size,
    answered: framesAt.length,
    seconds_to_95_percent: Math.round(nearlyAll / 100) / 10,
    p99_write_to_frame_ms: Math.round(delays[Math.ceil(delays.length * 0.99) - 1] ?? 0),
  }
}

/** Starts a database and a front door of its own, and measures one campaign to every host. */
export async function benchLive(options: LiveBenchOptions = {}): Promise<LiveBench> {
  const { hosts = 1_000, interval_seconds = 10 } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  chmodSync(dataDir, 0o700)
  const before = env().DATABASE_URL
  await closeDatabase()
  const embedded = await startEmbedded({ dataDir })
  try {
    await migrate(embedded.url)
    announceDatabase(embedded.url)
    lifecycle().phase = 'serving'
    const health = {
      version: '0',
      database: async () => 1,
      schemaCurrent: () => true,
      metricsToken: async () => false,
    }
    const publicUrl = 'http://localhost'
    const at = { host: '127.0.0.1', port: 0, publicUrl }
    const front = await openFrontDoor({ ...at, health, onError: () => {} })
    front.open({ agent: agentListener })
    const measured = await measure(hosts, interval_seconds, front.port)
    await front.close(0)
    return measured
  } finally {
    await closeDatabase()
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true })
    if (before) announceDatabase(before)
  }
}
