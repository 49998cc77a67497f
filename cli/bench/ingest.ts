// Durable ingest beside the bare insert of the same rows: how much of PostgreSQL's speed is left once
// lines are parsed, attributed, told apart and committed. Runs on a database of its own.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { type LogHost, recordLog } from '@/lib/domain/ingest'
import { announceDatabase, env } from '@/lib/env'
import { startEmbedded } from '@/lib/postgres/embedded'
import { migrate } from '@/lib/postgres/migrate'
import { closeDatabase, sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { parseAgentJson } from '@/lib/wire/osquery'

export type IngestBench = {
  ours_lines_per_second: number
  bare_rows_per_second: number
  ratio: number
  p99_ms_at_half_load: number
}

const linesPerBatch = 1_000
const hosts = 24
const roundSeconds = 3
const bareWriters = 3
const renderingHash = 'bench'

/** Measures for `seconds` each: the bare insert, ours as fast as it goes, ours at half that rate. */
export async function benchIngest({ seconds = 5 } = {}): Promise<IngestBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'))
  chmodSync(dataDir, 0o700)
  const before = env().DATABASE_URL
  await closeDatabase()
  const embedded = await startEmbedded({ dataDir })
  try {
    await migrate(embedded.url)
    announceDatabase(embedded.url)
    await prepare()
    await oursPerSecond(1)
    const { bare, ours } = await alternate(seconds)
    await sql('work', 'TRUNCATE result_lines')
    const p99 = await p99At(ours / 2, seconds)
    return {
      ours_lines_per_second: Math.round(ours),
      bare_rows_per_second: Math.round(bare),
      ratio: Math.round((ours / bare) * 100) / 100,
      p99_ms_at_half_load: Math.round(p99),
    }
  } finally {
    await closeDatabase()
    await embedded.stop()
    rmSync(dataDir, { recursive: true, force: true })
    if (before) announceDatabase(before)
  }
}

/** In turn, a few seconds each, so that whatever else the machine does slows both alike. */
async function alternate(seconds: number): Promise<{ bare: number; ours: number }> {
  const sums = { bare: 0, ours: 0 }
  const rounds = Math.max(1, Math.round(seconds / roundSeconds))
  for (let round = 0; round < rounds; round++) {
    sums.bare += await barePerSecond(roundSeconds)
    sums.ours += await oursPerSecond(roundSeconds)
  }
  return { bare: sums.bare / rounds, ours: sums.ours / rounds }
}

const bareColumns = `host_id int, name text, pack_id int, pack_query_id int, query_id int, action text,
  unix_time bigint, epoch numeric, counter numeric, content jsonb, decorations jsonb,
  unsolicited boolean, claimed_by text, fingerprint uuid`

async function prepare(): Promise<void> {
  await ensurePartitions()
  await sql('work', `CREATE TABLE bare_lines (id bigserial PRIMARY KEY, ${bareColumns})`)
  await sql('work', 'INSERT INTO hosts (id) SELECT generate_series(1, $1)', [hosts])
  const names = { 'pack/base/users': { pack_id: 1, pack_query_id: 7, query_id: null } }
  await sql('work', 'INSERT INTO renderings VALUES ($1, $2, $2, $3)', [renderingHash, '', names])
}

let counter = 0

function line(hostId: number) {
  counter += 1
  return {
    name: 'pack/base/users',
    hostIdentifier: `web-${hostId}`,
    calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
    unixTime: 1_756_803_601 + Math.floor(counter / 10_000),
    epoch: 0,
    counter,
    numerics: false,
    decorations: { host_uuid: `4C4C4544-0000-1000-8000-00000000${hostId}` },
    columns: {
      uid: String(counter),
      gid: '0',
      username: `user${counter}`,
      description: 'A person of flesh and blood',
      directory: `/home/user${counter}`,
      shell: '/bin/bash',
      uuid: '',
    },
    action: 'added',
  }
}

function bodyText(hostId: number): string {
  const data = Array.from({ length: linesPerBatch }, () => line(hostId))
  return JSON.stringify({ log_type: 'result', data, node_key: 'k' })
}

/** Bodies written beforehand, so that making them costs nobody. They are used up. */
function bodies(count: number): { hostId: number; text: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const hostId = 1 + (index % hosts)
    return { hostId, text: bodyText(hostId) }
  })
}

async function send({ hostId, text }: { hostId: number; text: string }): Promise<void> {
  const host: LogHost = {
    id: hostId,
    host_identifier: `web-${hostId}`,
    renderings: [renderingHash],
    rendering_hash: renderingHash,
  }
  // Bodies come from sockets, between which the event loop turns.
  await nextTurn()
  const body = parseAgentJson(text) as { log_type: string; data: unknown[] }
  await recordLog(host, body)
}

const batchesPerSecondMax = 70

async function oursPerSecond(seconds: number): Promise<number> {
  const ready = bodies(seconds * batchesPerSecondMax)
  const started = performance.now()
  let sent = 0
  const agent = async () => {
    while (performance.now() - started < seconds * 1_000) {
      const next = ready.pop()
      if (!next) return
      await send(next)
      sent += linesPerBatch
    }
  }
  await Promise.all(Array.from({ length: hosts }, agent))
  return (sent / (performance.now() - started)) * 1_000
}

function bareRow(hostId: number) {
  const { name, action, epoch, counter: count, unixTime, columns, decorations } = line(hostId)
  return {
    host_id: hostId,
    name,
    pack_id: 1,
    pack_query_id: 7,
    query_id: null,
    action,
    unix_time: unixTime,
    epoch,
    counter: count,
    content: { columns },
    decorations,
    unsolicited: false,
    claimed_by: null,
    fingerprint: crypto.randomUUID(),
  }
}

async function barePerSecond(seconds: number): Promise<number> {
  const batches = Array.from({ length: 64 }, () =>
    Array.from({ length: linesPerBatch }, (_, index) => bareRow(1 + (index % hosts))),
  )
  const started = performance.now()
  let sent = 0
  const writer = async () => {
    while (performance.now() - started < seconds * 1_000) {
      const rows = batches[(sent / linesPerBatch) % batches.length]
      sent += linesPerBatch
      await sql(
        'agents',
        `INSERT INTO bare_lines (${bareColumns.replace(/ (int|text|bigint|numeric|jsonb|boolean|uuid)\b/g, '')})
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(${bareColumns})`,
        [JSON.stringify(rows)],
      )
    }
  }
  await Promise.all(Array.from({ length: bareWriters }, writer))
  return (sent / (performance.now() - started)) * 1_000
}

/** The 99th percentile of a batch's reply when batches arrive at a fixed rate. */
async function p99At(linesPerSecond: number, seconds: number): Promise<number> {
  const gapMs = (linesPerBatch / linesPerSecond) * 1_000
  const ready = bodies(Math.floor((seconds * 1_000) / gapMs))
  const times: number[] = []
  const started = performance.now()
  const sends = ready.map(async (body, index) => {
    const due = started + index * gapMs
    await delay(Math.max(0, due - performance.now()))
    await send(body)
    // From when it was due: a late start is the server's fault too.
    times.push(performance.now() - due)
  })
  await Promise.all(sends)
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)] ?? 0
}
