import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { hostQueryReport, latestResultsOf, queryReport } from '@/lib/domain/query-reports'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, L3, logHost, results } from '@/lib/testing/log-lines'
import { admin } from '@/lib/testing/people'
import { HostQueryReport, QueryReport } from '@/lib/wire/query-reports'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let queryId = 0
let teamId = 0

beforeAll(async () => {
  database = await testDatabase()
  const [team] = await sql<{ id: number }>(
    'work',
    "INSERT INTO teams (name) VALUES ('Far') RETURNING id",
  )
  teamId = team?.id ?? 0
  const [query] = await sql<{ id: number }>(
    'work',
    "INSERT INTO queries (name, query) VALUES ('users', 'SELECT * FROM users') RETURNING id",
  )
  queryId = query?.id ?? 0
  await sql('work', "INSERT INTO packs (id, name) VALUES (1, 'base'), (2, 'more')")
  await sql(
    'work',
    `INSERT INTO pack_queries (id, pack_id, name, query_id, query, interval) VALUES
       (7, 1, 'users', $1, NULL, 60), (9, 2, 'procs', $1, NULL, 60)`,
    [queryId],
  )
})
afterAll(() => database.stop())

const now = Math.floor(Date.now() / 1_000)
const at = (counter: number, username: string, more = {}) => ({
  ...L1,
  counter,
  unixTime: now + counter - 60,
  columns: { username },
  ...more,
})

describe('state', () => {
  test('of a differential query is what its lines amount to', async () => {
    const host = await logHost('state-01')
    await recordLog(host, results(at(2, 'bob', { action: 'removed' }), at(1, 'cy')))
    await recordLog(host, results(at(0, 'ann'), at(0, 'bob')))
    const report = HostQueryReport.parse(await hostQueryReport(admin, host.id, queryId))
    expect(report.results.map((row) => row.columns.username)).toEqual(['ann', 'cy'])
    expect(report).toMatchObject({
      mode: 'differential',
      partial_since: null,
      host_name: 'state-01',
    })
  })

  test('of a snapshot query is its newest run, in a report over all hosts too', async () => {
    const host = await logHost('state-02')
    const late = await logHost('state-03')
    for (const each of [host, late]) {
      await recordLog(each, results({ ...L3, unixTime: now - 60, snapshot: [{ pid: '7' }] }))
      await recordLog(each, results({ ...L3, unixTime: now - 120, snapshot: [{ pid: '1' }] }))
    }
    const report = QueryReport.parse(await queryReport(admin, queryId, { page: 0, per_page: 500 }))
    const own = report.results.filter((row) => [host.id, late.id].includes(row.host_id))
    expect(own.map((row) => [row.host_name, row.columns])).toEqual([
      ['state-02', { pid: '7' }],
      ['state-03', { pid: '7' }],
    ])
  })

  test('of a host begins with the newest result of each query', async () => {
    const host = await logHost('latest-01')
    await recordLog(
      host,
      results(at(0, 'a'), at(1, 'b', { unixTime: now }), at(1, 'c', { unixTime: now })),
    )
    await recordLog(host, results({ ...L3, unixTime: now }))
    const latest = await latestResultsOf(admin, host.id)
    expect(latest.map(({ pack, query, action, rows }) => ({ pack, query, action, rows }))).toEqual([
      { pack: 'more', query: 'procs', action: 'snapshot', rows: 2 },
      { pack: 'base', query: 'users', action: 'added', rows: 2 },
    ])
  })

  test('of another team is not there for a member of one', async () => {
    const host = await logHost('team-02')
    await recordLog(host, results(at(1, 'secret')))
    const member: Viewer = { ...admin, global_role: null, teams: [{ id: teamId, role: 'admin' }] }
    await expect(hostQueryReport(member, host.id, queryId)).rejects.toMatchObject({
      code: 'not_found',
    })
    const report = await queryReport(member, queryId, { page: 0, per_page: 500 })
    expect(report).toMatchObject({ results: [], count: 0 })
  })
})
