// Which days of lines go, what outlives them, and that nobody waits meanwhile.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { foldHealth } from '@/lib/domain/health-folds'
import { type LogHost, recordLog } from '@/lib/domain/ingest'
import { carryBases } from '@/lib/domain/results-bases'
import { listLatest } from '@/lib/domain/results-latest'
import { judgePartitions, keepPartitions } from '@/lib/domain/retention'
import { sql } from '@/lib/store/db'
import { ensurePartitions, type Partition } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { never } from '@/lib/testing/health'
import { L1, logHost, results, rowCount } from '@/lib/testing/log-lines'
import { makeDay, partitions } from '@/lib/testing/partition-days'
import { admin } from '@/lib/testing/people'
import { LatestQuery } from '@/lib/wire/results-latest'

const now = new Date('2026-03-10T12:00:00Z')

function day(table: Partition['table'], daysAgo: number, bytes: number): Partition {
  const until = new Date(Date.parse('2026-03-11T00:00:00Z') - daysAgo * 86_400_000)
  const closed = until <= now
  return { table, name: `${table} ${daysAgo}`, until, bytes, stage: 'attached', closed }
}

const limits = {
  days: { result_lines: 30, status_lines: 7 },
  needed: {},
  bytes_max: null,
  held_bytes_max: null,
  now,
}
const judged = (
  partitions: Partition[],
  more: Partial<Parameters<typeof judgePartitions>[1]> = {},
) =>
  judgePartitions(partitions, { ...limits, ...more }).map(
    ({ partition, why }) => `${partition.name} ${why}`,
  )

describe('days of lines go', () => {
  test('when they are older than the days of their table, to the day', () => {
    const all = [31, 30].map((ago) => day('result_lines', ago, 1))
    expect(judged([...all, day('status_lines', 8, 1), day('status_lines', 7, 1)])).toEqual([
      'result_lines 31 age',
      'status_lines 8 age',
    ])
  })

  test('when all of them outgrow their size, the oldest first, but never the day that is not over', () => {
    const all = [3, 2, 1, 0].map((ago) => day('result_lines', ago, 10))
    expect(judged(all, { bytes_max: 25 })).toEqual(['result_lines 3 size', 'result_lines 2 size'])
    expect(judged(all, { bytes_max: 5 })).toEqual(
      [3, 2, 1].map((ago) => `result_lines ${ago} size`),
    )
  })

  test('not while a destination that blocks needs them, until these outgrow a size of their own', () => {
    const all = [40, 39, 1].map((ago) => day('result_lines', ago, 10))
    const needed = {
      result_lines: new Date(day('result_lines', 39, 0).until.getTime() - 3_600_000),
    }
    expect(judged(all, { needed })).toEqual(['result_lines 40 age'])
    expect(judged(all, { needed, bytes_max: 5, held_bytes_max: 20 })).toEqual([
      'result_lines 40 age',
    ])
    expect(judged(all, { needed, bytes_max: 5, held_bytes_max: 10 })).toEqual([
      'result_lines 40 age',
      'result_lines 39 held too large',
    ])
  })

  test('when their end was begun, before all others and whatever else holds; their size counts no more', () => {
    const begun = { ...day('result_lines', 2, 100), stage: 'detaching' as const }
    const left = { ...day('result_lines', 1, 100), stage: 'detached' as const }
    const all = [day('result_lines', 31, 10), begun, left, day('result_lines', 0, 10)]
    expect(judged(all, { bytes_max: 20 })).toEqual([
      'result_lines 2 begun',
      'result_lines 1 begun',
      'result_lines 31 age',
    ])
  })
})

describe('in the database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
    await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base')")
    await sql(
      'work',
      `INSERT INTO pack_queries (id, pack_id, name, query, interval)
       VALUES (7, 1, 'users', 'SELECT 1', 60)`,
    )
  })
  afterAll(() => database.stop())

  const user = (counter: number, username: string, daysAgo: number, more = {}) => ({
    ...L1,
    counter,
    unixTime: Math.floor(Date.now() / 1_000) - daysAgo * 86_400,
    columns: { username },
    ...more,
  })

  /** Stores the lines as if they had been received so many days ago. */
  async function record(host: LogHost, daysAgo: number, ...lines: object[]): Promise<void> {
    await recordLog(host, results(...lines))
    await sql(
      'work',
      `UPDATE result_lines SET received_at = received_at - $2 * interval '1 day'
        WHERE host_id = $1 AND received_at >= date_trunc('day', now(), 'UTC') AND unix_time
          BETWEEN extract(epoch FROM now() - $2 * interval '1 day') - 60
              AND extract(epoch FROM now() - $2 * interval '1 day') + 60`,
      [host.id, daysAgo],
    )
  }

  async function users(host: LogHost, daysAgo = 0) {
    const at = new Date(Date.now() - daysAgo * 86_400_000 + 60_000).toISOString()
    const query = { pack_id: '1', query: 'users', host_id: `${host.id}`, at }
    const [state] = (await listLatest(admin, LatestQuery.parse(query))).hosts
    return (
      state && { names: state.rows.map((row) => row.username).sort(), partial: state.partial_since }
    )
  }

  test('what a differential query amounted to outlives the lines that told it', async () => {
    await ensurePartitions()
    const days = [await makeDay(40), await makeDay(39), await makeDay(5)]
    const [host, anew, stream] = [await logHost('a'), await logHost('b'), await logHost('c')]
    await record(host, 40, user(0, 'ann', 40), user(0, 'bob', 40))
    await record(host, 39, user(1, 'bob', 39, { action: 'removed' }), user(1, 'cy', 39))
    await record(host, 5, user(2, 'dee', 5))
    await record(anew, 40, user(0, 'old', 40))
    await record(anew, 39, user(0, 'new', 39, { epoch: 1 }))
    await record(stream, 39, user(5, 'event', 39))
    await foldHealth({ signal: never })
    await carryBases(days[0] ?? '')
    // A day is carried on before it goes: nothing of it may count twice meanwhile.
    expect(await users(host)).toEqual({ names: ['ann', 'cy', 'dee'], partial: undefined })
    await keepPartitions()
    expect(await partitions()).not.toContain(days[1])
    expect(await users(host)).toEqual({ names: ['ann', 'cy', 'dee'], partial: undefined })
    expect(await users(host, 6)).toEqual({ names: ['ann', 'cy'], partial: undefined })
    expect(await users(anew)).toEqual({ names: ['new'], partial: undefined })
    expect(await users(stream)).toBeUndefined()
  })

  test('however many hosts a day has, the state of each outlives it', async () => {
    await makeDay(45)
    const hosts: LogHost[] = []
    for (let n = 0; n < 35; n++) hosts.push(await logHost(`many-${n}`))
    for (const [n, host] of hosts.entries()) await record(host, 45, user(0, `one-${n}`, 45))
    await foldHealth({ signal: never })
    await keepPartitions()
    for (const [n, host] of hosts.entries())
      expect(await users(host)).toEqual({ names: [`one-${n}`], partial: undefined })
  })

  const isDetaching = async () =>
    (
      await sql(
        'work',
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
            AND wait_event_type = 'Lock' AND query LIKE '%DETACH PARTITION%' AND pid <> pg_backend_pid()`,
      )
    ).length > 0

  test('R35: a long reader delays the end of days; no writer waits for either, nor does any other duty', async () => {
    const old = [await makeDay(51), await makeDay(50)]
    const host = await logHost('busy')
    await recordLog(host, results('stale'))
    await sql(
      'work',
      `UPDATE dead_letters SET received_at = now() - interval '31 days' WHERE host_id = $1`,
      [host.id],
    )
    const reader = new pg.Client({ connectionString: database.url })
    await reader.connect()
    await reader.query('BEGIN; SELECT count(*) FROM result_lines')
    let counter = 0
    const written: boolean[] = []
    // Once the end of a day was begun, and once it goes on from there.
    for (let turn = 0; turn < 2; turn++) {
      let done = false
      const purge = keepPartitions().finally(() => {
        done = true
      })
      await vi.waitFor(async () => expect(await isDetaching()).toBe(true), { timeout: 20_000 })
      await recordLog(host, results(user(counter, `u${counter++}`, 0)))
      // A writer that had to wait for it would have come through only when it had given up.
      written.push(!done && (await isDetaching()))
      await purge
      expect(await partitions()).toEqual(expect.arrayContaining(old))
    }
    expect(written).toEqual([true, true])
    expect(await rowCount('dead_letters', host.id)).toBe(0)
    await reader.query('COMMIT')
    await reader.end()
    await keepPartitions()
    for (const day of old) expect(await partitions()).not.toContain(day)
  }, 60_000)
})
