import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { keyOf, markOf } from '@/cli/delivery-ledger/far-end'
import { type HttpEnd, openHttpEnd } from '@/cli/delivery-ledger/http-end'
import { whenReady } from '@/cli/server-child'
import { addDestination } from '@/lib/domain/destinations'
import { type LogHost, recordLog } from '@/lib/domain/ingest'
import { sql } from '@/lib/store/db'
import { leaseOf } from '@/lib/store/destination-cursors'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { person } from '@/lib/testing/live'
import { L1, logHost, results } from '@/lib/testing/log-lines'
import { buildServer, launchServer, removeServer, stopServers } from '@/lib/testing/server'
import { DestinationCreate } from '@/lib/wire/destinations'

const dataDir = mkdtempSync(join(tmpdir(), 'muster-takeover-'))
let database: TestDatabase
let end: HttpEnd
let host: LogHost

beforeAll(async () => {
  vi.stubEnv('DATA_DIR', dataDir)
  await buildServer()
  database = await testDatabase()
  await ensurePartitions()
  end = await openHttpEnd()
  host = await logHost()
}, 120_000)
afterAll(async () => {
  await stopServers()
  removeServer()
  await end.stop()
  await database.stop()
  rmSync(dataDir, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

/** An instance that does the jobs and forwards, on the database of this test. */
async function instance() {
  const env = { DATABASE_URL: database.url, DESTINATION_ALLOW: '127.0.0.0/8', LOG_LEVEL: 'error' }
  const server = await launchServer({ ...env, DATA_DIR: dataDir })
  await whenReady(server)
  return server
}

let counter = 0
const logged: string[] = []

async function log(name: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, n) => `${name}/${n}`)
  const lines = ids.map((id) => ({ ...L1, counter: counter++, columns: { id } }))
  await recordLog(host, results(...lines))
  logged.push(...ids)
}

const marks = async () => (await end.texts()).map(markOf)
const until = (check: () => Promise<void>, timeout = 60_000) =>
  vi.waitFor(check, { timeout, interval: 50 })

async function standing(id: number) {
  const [row] = await sql<{ result_id: number; delivered: number; fence: number; owner: string }>(
    'work',
    `SELECT d.result_id, d.delivered, l.fence, l.owner FROM destinations d
       JOIN leases l ON l.name = $2 WHERE d.id = $1`,
    [id, leaseOf(id)],
  )
  if (!row) throw new Error('nobody ever held it')
  return row
}

test('X3: who holds a destination and falls still is followed within 30 s, and what it does on waking counts for nothing', async () => {
  const first = await instance()
  const { kind, config } = end.settings(end.port ?? 0)
  const settings = { kind, name: 'far', config: { ...config, timeout_seconds: 120 } }
  const admin = await person('Ada', 'admin')
  const { id } = await addDestination(admin, DestinationCreate.parse(settings), '')
  await log('first', 30)
  await until(async () => expect(await marks()).toEqual(logged))
  const before = await standing(id)
  await instance()

  // The first one sends a batch, is stopped before it hears the answer, and does not know.
  const unanswered: ServerResponse[] = []
  end.receiver.answering = (_, res) => {
    unanswered.push(res)
    return false
  }
  await log('held', 20)
  await until(async () => expect(unanswered).toHaveLength(1))
  first.child.kill('SIGSTOP')
  const stopped = performance.now()
  end.receiver.answering = () => 200
  await log('after', 20)
  await until(async () => expect(await marks()).toEqual(logged))
  expect(performance.now() - stopped).toBeLessThan(30_000)
  await until(async () => expect((await standing(id)).delivered).toBe(logged.length))
  const taken = await standing(id)
  expect(taken.fence).toBeGreaterThan(before.fence)
  expect(taken.owner).not.toBe(before.owner)

  // It wakes, hears that its batch was taken, and wants to put an older place on record.
  first.child.kill('SIGCONT')
  for (const res of unanswered) res.writeHead(200).end()
  await log('woken', 20)
  await until(async () => expect((await standing(id)).delivered).toBe(logged.length))
  const woken = await standing(id)
  expect(woken).toMatchObject({ fence: taken.fence, owner: taken.owner })
  expect(woken.result_id).toBeGreaterThan(taken.result_id)
  const texts = await end.texts()
  expect(texts.map(markOf)).toEqual(logged)
  expect(new Set(texts.map(keyOf)).size).toBe(logged.length)
}, 180_000)
