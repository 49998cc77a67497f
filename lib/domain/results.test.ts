import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeadLetters, sumDeadLetters } from '@/lib/domain/dead-letters'
import { recordLog } from '@/lib/domain/ingest'
import { listResults } from '@/lib/domain/results'
import { listStatusLogs } from '@/lib/domain/status-lines'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { L1, L3, L4, logHost, results, statuses } from '@/lib/testing/log-lines'
import { admin } from '@/lib/testing/people'
import { scheduleUsers, userLine } from '@/lib/testing/scheduled'
import { ResultsQuery } from '@/lib/wire/result-filters'
import { ResultsReply } from '@/lib/wire/results'
import type { Viewer } from '@/lib/wire/roles'
import { StatusLinesQuery, StatusLinesReply } from '@/lib/wire/status-lines'

let database: TestDatabase
let teamId = 0

beforeAll(async () => {
  database = await testDatabase()
  ;({ teamId } = await scheduleUsers())
})
afterAll(() => database.stop())

const ask = (query: Record<string, string>) => ResultsQuery.parse(query)

describe('lines', () => {
  test("are listed newest first, page after page, in the contract's shape", async () => {
    const host = await logHost('list-01')
    await recordLog(host, results(...[1, 2, 3].map((counter) => userLine(counter, `u${counter}`))))
    const query = { host_id: String(host.id), limit: '2' }
    const first = await listResults(admin, ask(query))
    const second = await listResults(admin, ask({ ...query, cursor: first.next_cursor ?? '' }))
    const lines = [...first.results, ...second.results]
    expect(lines.map((line) => line.counter)).toEqual(['3', '2', '1'])
    expect(second.next_cursor).toBeNull()
    expect(ResultsReply.parse(first).results[0]).toMatchObject({
      host: { id: host.id, hostname: 'list-01', display_name: '' },
      pack_id: 1,
      pack: 'base',
      query: 'users',
      action: 'added',
      epoch: '0',
      columns: { username: 'u3' },
      clock_suspect: false,
    })
  })

  test('are filtered by pack, query, action, time and text; unknown names only without either', async () => {
    const host = await logHost('filter-01')
    const strange = userLine(9, 'strange', { name: 'pack/base/never' })
    await recordLog(
      host,
      results(userLine(1, 'ann'), userLine(2, 'bob', { action: 'removed' }), strange, L3),
    )
    const found = async (query: Record<string, string>) => {
      const reply = await listResults(admin, ask({ host_id: String(host.id), ...query }))
      return reply.results.map((line) => line.columns?.username ?? line.rows?.length).reverse()
    }
    expect(await found({})).toEqual(['ann', 'bob', 'strange', 2])
    expect(await found({ pack_id: '1' })).toEqual(['ann', 'bob'])
    expect(await found({ query: 'procs' })).toEqual([2])
    expect(await found({ action: 'removed' })).toEqual(['bob'])
    expect(await found({ q: 'AN' })).toEqual(['ann', 'strange'])
    expect(await found({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
  })

  test('C53: a line from the future or from 1970 says that its clock is suspect', async () => {
    const host = await logHost('skew-01')
    await recordLog(host, results({ ...L1, unixTime: 0 }, { ...L1, unixTime: 4_102_444_800 }))
    const { results: lines } = await listResults(admin, ask({ host_id: String(host.id) }))
    expect(lines.map((line) => line.clock_suspect)).toEqual([true, true])
  })

  test('of another team are not there for a member of one', async () => {
    const host = await logHost('team-01')
    await recordLog(host, results(userLine(1, 'secret')))
    await recordLog(host, statuses(L4))
    await recordLog(host, results('odd'))
    const member: Viewer = {
      ...admin,
      global_role: null,
      teams: [{ id: teamId, role: 'admin' }],
    }
    expect((await listResults(member, ask({}))).results).toEqual([])
    expect((await listStatusLogs(member, StatusLinesQuery.parse({}))).status_logs).toEqual([])
    expect((await listDeadLetters(member, { limit: 9 })).dead_letters).toEqual([])
    expect(await sumDeadLetters(member)).toEqual({ count: 0, atLeast: false })
    await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [teamId, host.id])
    expect(await sumDeadLetters(member)).toEqual({ count: 1, atLeast: false })
    expect((await listResults(member, ask({}))).results).toHaveLength(1)
  })
})

test('status lines and dead letters are listed with their host', async () => {
  const host = await logHost('status-01')
  await recordLog(host, statuses(L4, { ...L4, severity: 0, message: 'chatter' }, 7))
  const query = StatusLinesQuery.parse({ host_id: String(host.id), severity: '1' })
  const { status_logs } = StatusLinesReply.parse(await listStatusLogs(admin, query))
  expect(status_logs).toMatchObject([{ host: { hostname: 'status-01' }, message: L4.message }])
  const { dead_letters } = await listDeadLetters(admin, { host_id: host.id, limit: 10 })
  expect(dead_letters).toMatchObject([{ log_type: 'status', reason: 'not_an_object', sample: '7' }])
})
