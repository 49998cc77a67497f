import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foldSchedules } from '@/lib/domain/cost-collection'
import { costsOf, sqlDigest } from '@/lib/domain/costs'
import { computeCosts, foldHealth } from '@/lib/domain/health-folds'
import { scheduleOf } from '@/lib/domain/vitals'
import { sql } from '@/lib/store/db'
import { foldResultLines } from '@/lib/store/health-folds'
import { findSettledId } from '@/lib/store/health-horizon'
import { appendChecks } from '@/lib/store/host-checks'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import {
  insertLineSql,
  lineValues,
  never,
  openTransaction,
  queryHost,
  servedHost,
  storeLine,
  storeRendering,
  storeStatus,
} from '@/lib/testing/health'

const users = { id: 7, name: 'users', sql: 'SELECT * FROM users' }
const procs = { id: 8, name: 'procs: all', sql: 'SELECT * FROM processes' }
const turn = { signal: never }

let database: TestDatabase
let host: number
let stranger: number

beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  const pack = { id: 1, name: 'base' }
  await storeRendering({ hash: 'r1', pack, queries: [users, procs], revision: 3 })
  await storeRendering({ hash: 'r2', pack: { id: 2, name: 'other' }, queries: [] })
  host = await servedHost('web-01', ['r1'])
  stranger = await servedHost('web-02', ['r2'])
})
afterAll(() => database.stop())

beforeEach(async () => {
  await foldHealth(turn)
  await sql('work', 'TRUNCATE query_hosts, query_days, host_schedules, query_costs, sql_costs')
})

const day = async (query: number) => {
  const [row] = await sql<Record<string, unknown>>(
    'work',
    'SELECT lines, rows, bytes, hosts FROM query_days WHERE pack_query_id = $1',
    [query],
  )
  return row
}

test('lines are counted once, by host and by day, in however many turns', async () => {
  await storeLine({ host, query: 7, rows: 2 })
  await foldHealth(turn)
  await storeLine({ host, query: 7, rows: 3 })
  await storeLine({ host: stranger, query: 7, rows: 0 })
  await foldHealth(turn)
  await foldHealth(turn)
  expect(await queryHost(7, host)).toMatchObject({ lines: 2, rows: 5 })
  expect(await day(7)).toMatchObject({ lines: 3, rows: 5, hosts: 2 })
})

test('a line that commits after later ones is not missed', async () => {
  const late = await openTransaction()
  await late.run(insertLineSql, lineValues({ host, query: 7, rows: 10 }))
  await storeLine({ host, query: 7, rows: 1 })
  expect(await findSettledId('result_lines')).toBeNull()
  await foldHealth(turn)
  expect(await queryHost(7, host)).toEqual({})
  await late.commit()
  await foldHealth(turn)
  expect(await queryHost(7, host)).toMatchObject({ lines: 2, rows: 11 })
})

test('a fold that ends in the middle leaves nothing and its lines are counted by the next', async () => {
  await storeLine({ host, query: 7, rows: 4 })
  await sql('work', 'ALTER TABLE query_hosts ADD CONSTRAINT broken CHECK (rows <> 4)')
  const horizon = (await findSettledId('result_lines')) ?? 0
  await expect(foldResultLines(horizon, 100)).rejects.toThrow('broken')
  await sql('work', 'ALTER TABLE query_hosts DROP CONSTRAINT broken')
  expect(await day(7)).toBeUndefined()
  await Promise.all([foldResultLines(horizon, 100), foldResultLines(horizon, 100)])
  expect(await queryHost(7, host)).toMatchObject({ lines: 1, rows: 4 })
})

test('an error is of the query that its own host was served, names with colons included', async () => {
  await storeStatus(host, 'Error executing scheduled query pack/base/procs: all: no such table: x')
  await storeStatus(host, 'Scheduled query may have failed: pack/base/users')
  await storeStatus(stranger, 'Error executing scheduled query pack/base/users: no such table: x')
  await storeStatus(host, 'Error executing scheduled query nobody: knows')
  await foldHealth(turn)
  expect(await queryHost(8, host)).toMatchObject({ error: 'no such table: x', killed_at: null })
  expect(await queryHost(7, host)).toMatchObject({ killed_at: expect.any(Date) })
  expect(await queryHost(7, stranger)).toEqual({})
})

const row = (name: string, executions: number, user: string) => ({
  name,
  executions: String(executions),
  wall_time_ms: '100',
  user_time: user,
  system_time: '10',
  average_memory: '4096',
  last_executed: '1799999990',
  denylisted: '0',
})

async function answer(hostId: number, rows: Record<string, string>[]): Promise<void> {
  const answers = new Map([
    ['schedule', rows],
    ['agent', [{ config_hash: 'r1-applied', start_time: '1799990000' }]],
    ['clock', [{ unix_time: '1800000000' }]],
  ])
  await appendChecks({
    host_id: hostId,
    facts: null,
    schedule: scheduleOf(answers),
    verdicts: [],
    labels_version: null,
  })
}

test('a reading becomes sums with the SQL and revision that the host runs; costs follow', async () => {
  await answer(host, [row('pack/base/users', 2, '40')])
  await foldHealth(turn)
  await computeCosts(turn)
  expect(await queryHost(7, host)).toMatchObject({
    sql_digest: sqlDigest('select * from USERS;'),
    revision: 3,
    runs: 2,
    total_user_ms: 40,
    recent_cpu_ms: 25,
  })
  const cost = (await costsOf(['select *  from users'])).get('select *  from users')
  expect(cost).toMatchObject({ cpu_ms: { p50: 25, p95: 25 }, hosts: 1, runs: 2 })
  expect(cost?.platforms).toHaveProperty('linux')
  const [trend] = await sql(
    'work',
    'SELECT revision, p50 FROM query_trends WHERE pack_query_id = 7',
  )
  expect(trend).toMatchObject({ revision: 3, p50: 25 })
})

test('a name of another host’s configuration is not counted', async () => {
  await sql('work', "UPDATE host_renderings SET rendering_hash = 'r2' WHERE host_id = $1", [
    stranger,
  ])
  await answer(stranger, [row('pack/base/users', 2, '40')])
  await foldHealth(turn)
  expect(await queryHost(7, stranger)).toEqual({})
})

test('hostile numbers move no other host’s figures', async () => {
  await answer(host, [row('pack/base/users', 2, '40')])
  const rogue = await servedHost('rogue', ['r1'])
  for (const user of ['-5', '1e308', 'many', '9999999999999999']) {
    await answer(rogue, [row('pack/base/users', 2, user)])
    await foldHealth(turn)
  }
  await computeCosts(turn)
  expect((await costsOf([users.sql])).get(users.sql)).toMatchObject({
    hosts: 1,
    cpu_ms: { p95: 25 },
  })
  expect(await foldSchedules()).toBe(false)
})

test('the answers of a live query feed the cost of its SQL, each once', async () => {
  const [campaign] = await sql<{ id: number }>(
    'work',
    `INSERT INTO campaigns (query, selected, expires_at, last_seq)
     VALUES ('SELECT 1 FROM x', '{}', now(), 2) RETURNING id`,
  )
  for (const [seq, wall] of [1, 1e308].entries()) {
    await sql(
      'work',
      `INSERT INTO campaign_results (campaign_id, seq, host_id, rows, bytes, stats)
       VALUES ($1, $2, $3, '[{},{}]', 8, $4)`,
      [campaign?.id, seq + 1, host, { wall_time_ms: wall, user_time: 3, system_time: 1 }],
    )
  }
  await foldHealth(turn)
  await foldHealth(turn)
  await computeCosts(turn)
  expect((await costsOf(['select 1 from x'])).get('select 1 from x')).toMatchObject({
    runs: 1,
    rows_per_run: 2,
    cpu_ms: { p50: 4 },
  })
})
