import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { hostQueryReport, latestResultsOf, queryReport } from '@/lib/domain/query-reports'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L3, logHost, results } from '@/lib/testing/log-lines'
import { admin } from '@/lib/testing/people'
import { nowUnix, scheduleUsers, userLine } from '@/lib/testing/scheduled'
import { HostQueryReport, QueryReport, ReportQuery } from '@/lib/wire/query-reports'
import type { Viewer } from '@/lib/wire/roles'

let database: TestDatabase
let queryId = 0
let teamId = 0

beforeAll(async () => {
  database = await testDatabase()
  ;({ teamId, queryId } = await scheduleUsers())
})
afterAll(() => database.stop())

const report = async (query: Record<string, string> = {}, viewer = admin) =>
  QueryReport.parse(await queryReport(viewer, { query_id: queryId }, ReportQuery.parse(query)))

describe('state', () => {
  test('of a differential query is what its lines amount to', async () => {
    const host = await logHost('state-01')
    await recordLog(host, results(userLine(2, 'bob', { action: 'removed' }), userLine(1, 'cy')))
    await recordLog(host, results(userLine(0, 'ann'), userLine(0, 'bob')))
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
      await recordLog(each, results({ ...L3, unixTime: nowUnix - 60, snapshot: [{ pid: '7' }] }))
      await recordLog(each, results({ ...L3, unixTime: nowUnix - 120, snapshot: [{ pid: '1' }] }))
    }
    const told = await report({ per_page: '500' })
    const own = told.results.filter((row) => [host.id, late.id].includes(row.host_id))
    expect(own.map((row) => [row.host_name, row.columns])).toEqual([
      ['state-02', { pid: '7' }],
      ['state-03', { pid: '7' }],
    ])
  })

  test('of a host begins with the newest result of each query', async () => {
    const host = await logHost('latest-01')
    await recordLog(
      host,
      results(
        userLine(0, 'a'),
        userLine(1, 'b', { unixTime: nowUnix }),
        userLine(1, 'c', { unixTime: nowUnix }),
      ),
    )
    await recordLog(host, results({ ...L3, unixTime: nowUnix }))
    const latest = await latestResultsOf(admin, host.id)
    expect(latest.map(({ pack, query, action, rows }) => ({ pack, query, action, rows }))).toEqual([
      { pack: 'more', query: 'procs', action: 'snapshot', rows: 2 },
      { pack: 'base', query: 'users', action: 'added', rows: 2 },
    ])
  })

  test('of another team is not there for a member of one', async () => {
    const host = await logHost('team-02')
    await recordLog(host, results(userLine(1, 'secret')))
    const member: Viewer = { ...admin, global_role: null, teams: [{ id: teamId, role: 'admin' }] }
    await expect(hostQueryReport(member, host.id, queryId)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await report({}, member)).toMatchObject({ results: [], count: 0 })
  })

  test('is told as of a past time too, by host and over all of them', async () => {
    const host = await logHost('past-01')
    await recordLog(host, results(userLine(0, 'ann')))
    await sql(
      'work',
      "UPDATE result_lines SET received_at = received_at - interval '1 hour' WHERE host_id = $1",
      [host.id],
    )
    await recordLog(host, results(userLine(1, 'bob')))
    const users = (told: { results: { columns: Record<string, string> }[] }) =>
      told.results.map(({ columns }) => columns.username)
    const then = new Date(Date.now() - 30 * 60_000)
    expect(users(await hostQueryReport(admin, host.id, queryId))).toEqual(['ann', 'bob'])
    expect(users(await hostQueryReport(admin, host.id, queryId, then))).toEqual(['ann'])
    const query = { query: 'past-01' }
    expect(users(await report({ ...query, at: then.toISOString() }))).toEqual(['ann'])
    const before = new Date(Date.now() - 90 * 60_000).toISOString()
    expect(await report({ ...query, at: before })).toMatchObject({ results: [], hosts_count: 0 })
  })

  test('of many hosts comes in pages, in an order, of those that match', async () => {
    for (const name of ['page-b', 'page-c', 'page-a'])
      await recordLog(await logHost(name), results(userLine(0, name)))
    const names = async (query: Record<string, string>) =>
      (await report({ query: 'page-', ...query })).results.map(({ host_name }) => host_name)
    expect(await names({ order_key: 'host_name' })).toEqual(['page-a', 'page-b', 'page-c'])
    const last = { order_key: 'host_name', order_direction: 'desc', per_page: '2' }
    expect(await names({ ...last, page: '1' })).toEqual(['page-a'])
    expect(await report({ query: 'page-', ...last })).toMatchObject({
      count: 3,
      hosts_count: 2,
      meta: { has_next_results: true },
    })
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    expect(await report({ since: tomorrow })).toMatchObject({ count: 0, results: [] })
  })

  test('of one query of a pack is told apart from that of the saved query', async () => {
    const of = { pack_id: 1, pack_query_id: 7 }
    const ask = ReportQuery.parse({ query: 'state-0' })
    const told = QueryReport.parse(await queryReport(admin, of, ask))
    expect(told.query_id).toBeNull()
    expect([...new Set(told.results.map(({ host_name }) => host_name))]).toEqual(['state-01'])
    const other = queryReport(admin, { pack_id: 2, pack_query_id: 7 }, ask)
    await expect(other).rejects.toMatchObject({ code: 'not_found' })
  })
})
