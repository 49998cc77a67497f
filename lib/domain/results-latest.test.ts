import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldHealth } from '@/lib/domain/health-folds'
import { recordLog } from '@/lib/domain/ingest'
import { listChanges } from '@/lib/domain/results-changes'
import { listLatest } from '@/lib/domain/results-latest'
import { listNetChanges } from '@/lib/domain/results-net'
import { listPeers } from '@/lib/domain/results-peers'
import { listTicks } from '@/lib/domain/results-ticks'
import { sql, transaction } from '@/lib/store/db'
import { updateHostMerged } from '@/lib/store/hosts-merge'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { never } from '@/lib/testing/health'
import { L3, logHost, results } from '@/lib/testing/log-lines'
import { admin } from '@/lib/testing/people'
import { nowUnix, scheduleUsers, userLine } from '@/lib/testing/scheduled'
import { ChangesQuery, TicksQuery } from '@/lib/wire/results-changes'
import { LatestQuery } from '@/lib/wire/results-latest'
import { PeersQuery } from '@/lib/wire/results-peers'

let database: TestDatabase
let teamId = 0

beforeAll(async () => {
  database = await testDatabase()
  ;({ teamId } = await scheduleUsers())
})
afterAll(() => database.stop())

const users = { pack_id: '1', query: 'users' }
const procs = { pack_id: '2', query: 'procs' }
const user = (counter: number, username: string, more = {}) =>
  userLine(counter, username, { unixTime: nowUnix - 600 + counter, ...more })
const run = (second: number, ...pids: string[]) => ({
  ...L3,
  unixTime: nowUnix - 600 + second,
  snapshot: pids.map((pid) => ({ pid })),
})

const latest = (query: Record<string, string>) => listLatest(admin, LatestQuery.parse(query))
const changes = (query: Record<string, string>) => listChanges(admin, ChangesQuery.parse(query))

/** A moment after everything that was received so far and before whatever comes next. */
async function between(): Promise<string> {
  await sql('work', 'SELECT pg_sleep(0.005)')
  const [row] = await sql<{ at: Date }>('work', 'SELECT clock_timestamp() AS at')
  await sql('work', 'SELECT pg_sleep(0.005)')
  return row?.at.toISOString() ?? ''
}

describe('the latest state', () => {
  test('of each host is told page by page, with how many there are', async () => {
    const hosts = [await logHost('page-1'), await logHost('page-2'), await logHost('page-3')]
    for (const host of hosts) await recordLog(host, results(run(0, String(host.id))))
    const first = await latest({ ...procs, limit: '2' })
    const second = await latest({ ...procs, limit: '2', cursor: first.next_cursor ?? '' })
    expect([...first.hosts, ...second.hosts].map(({ host, rows }) => [host.id, rows])).toEqual(
      hosts.map(({ id }) => [id, [{ pid: String(id) }]]),
    )
    expect(first.hosts_count).toBe(3)
    expect(second.next_cursor).toBeNull()
    expect(first.kept_since).not.toBeNull()
  })

  test('as of a past time is what had been received by then, late lines in their place', async () => {
    const host = await logHost('past-1')
    await recordLog(host, results(user(0, 'ann'), user(0, 'bob')))
    const first = await between()
    await recordLog(host, results(user(5, 'cy')))
    const second = await between()
    await recordLog(host, results(user(3, 'bob', { action: 'removed' })))
    const names = async (more: Record<string, string>) => {
      const [state] = (await latest({ ...users, host_id: `${host.id}`, ...more })).hosts
      return state?.rows.map((row) => row.username)
    }
    expect(await names({ at: first })).toEqual(['ann', 'bob'])
    expect(await names({ at: second })).toEqual(['ann', 'bob', 'cy'])
    expect(await names({})).toEqual(['ann', 'cy'])
  })

  test('of a team that is not the reader’s is not there', async () => {
    const host = await logHost('team-1')
    await recordLog(host, results(user(0, 'secret')))
    const member = { ...admin, global_role: null, teams: [{ id: teamId, role: 'admin' as const }] }
    const asked = LatestQuery.parse({ ...users, host_id: `${host.id}` })
    expect(await listLatest(member, asked)).toMatchObject({ hosts: [], hosts_count: 0 })
    expect((await listChanges(member, ChangesQuery.parse(users))).changes).toEqual([])
    const peers = PeersQuery.parse({ ...users, host_id: `${host.id}` })
    await expect(listPeers(member, peers)).rejects.toMatchObject({ code: 'not_found' })
    await sql('work', 'UPDATE packs SET team_id = $1 WHERE id = 1', [teamId])
    const other = { ...member, teams: [{ id: teamId + 1, role: 'admin' as const }] }
    await expect(listLatest(other, asked)).rejects.toMatchObject({ code: 'not_found' })
    await sql('work', 'UPDATE packs SET team_id = NULL WHERE id = 1')
  })

  test('of two records that became one host is that of the lines of both', async () => {
    const [other, host] = [await logHost('merged'), await logHost('merged')]
    await recordLog(other, results(user(1, 'bob')))
    await recordLog(host, results(user(0, 'ann')))
    await foldHealth({ signal: never })
    await transaction('work', (tx) => updateHostMerged(tx, other.id, host.id))
    const [state] = (await latest({ ...users, host_id: `${host.id}` })).hosts
    expect(state?.rows.map((row) => row.username)).toEqual(['ann', 'bob'])
  })

  test('of a query that its pack does not have is not found', async () => {
    await expect(latest({ pack_id: '1', query: 'nothing' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('changes', () => {
  test('are of states: what a snapshot repeats and what a full set sends anew is none', async () => {
    const host = await logHost('change-1')
    const own = { host_id: `${host.id}` }
    await recordLog(host, results(run(0, '1', '2')))
    await recordLog(host, results(run(60, '2', '1')))
    await recordLog(host, results(run(120, '2', '3')))
    const told = (await changes({ ...procs, ...own })).changes
    expect(told.map(({ action, columns, first }) => [action, columns.pid, first])).toEqual([
      ['removed', '1', false],
      ['added', '3', false],
      ['added', '1', true],
      ['added', '2', true],
    ])
    expect(told[0]?.agent_time).toBe(new Date((nowUnix - 480) * 1_000).toISOString())

    await recordLog(host, results(user(0, 'ann'), user(0, 'bob')))
    const since = await between()
    await recordLog(host, results(user(0, 'ann', { epoch: 2, unixTime: nowUnix - 60 })))
    const anew = await changes({ ...users, ...own, from: since })
    expect(anew.changes.map(({ action, columns }) => [action, columns.username])).toEqual([
      ['removed', 'bob'],
    ])
  })

  test('are told page after page without a gap, also where one arrival is longer than a page', async () => {
    const host = await logHost('change-2')
    const own = { ...users, host_id: `${host.id}` }
    await recordLog(host, results(user(0, 'a'), user(0, 'b'), user(0, 'c'), user(0, 'd')))
    await recordLog(host, results(user(1, 'e'), user(2, 'b', { action: 'removed' })))
    const all = (await changes(own)).changes
    expect(all).toHaveLength(6)
    const paged: typeof all = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await changes({ ...own, limit: '1', ...(cursor ? { cursor } : {}) })
      paged.push(...page.changes)
      cursor = page.next_cursor
    }
    expect(paged).toEqual(all)
  })

  test('between two times are what is different at the end, when only that is asked for', async () => {
    const host = await logHost('change-3')
    await recordLog(host, results(user(0, 'ann')))
    const from = await between()
    await recordLog(host, results(user(1, 'bob'), user(2, 'cy')))
    await recordLog(host, results(user(3, 'bob', { action: 'removed' })))
    const query = { ...users, host_id: `${host.id}`, from, to: await between(), net: 'true' }
    const net = await listNetChanges(admin, ChangesQuery.parse(query))
    expect(net.changes.map(({ action, columns }) => [action, columns.username])).toEqual([
      ['added', 'cy'],
    ])
  })

  test('make ticks at which the state holds them', async () => {
    const host = await logHost('tick-1')
    const own = { ...procs, host_id: `${host.id}` }
    await recordLog(host, results(run(0, '1')))
    await recordLog(host, results(run(60, '1')))
    const middle = await between()
    await recordLog(host, results(run(120, '2')))
    const { ticks, at_least } = await listTicks(admin, TicksQuery.parse({ ...own, from: middle }))
    expect(ticks).toMatchObject([{ hosts: 1, changes: 2 }])
    expect(at_least).toBe(false)
    const at = ticks[0]?.at ?? ''
    expect((await latest({ ...own, at })).hosts[0]?.rows).toEqual([{ pid: '2' }])
  })
})

test('a host stands beside its peers: same tables together, rare and missing rows told', async () => {
  await sql('work', "DELETE FROM result_lines WHERE name = 'procs'")
  const hosts = await Promise.all(['p1', 'p2', 'p3'].map((name) => logHost(name)))
  for (const host of hosts.slice(0, 2)) await recordLog(host, results(run(0, 'a', 'b')))
  const odd = hosts[2]
  if (!odd) throw new Error('no host')
  await recordLog(odd, results(run(0, 'b', 'c')))
  const peers = await listPeers(admin, PeersQuery.parse({ ...procs, host_id: `${odd.id}` }))
  expect(peers.groups).toMatchObject([
    { hosts: 2, is_own: false, lacks: 1, more: 1 },
    { hosts: 1, is_own: true, lacks: 0, more: 0 },
  ])
  expect(peers.hosts).toBe(3)
  expect(peers.own_rows.map(({ columns, hosts }) => [columns.pid, hosts])).toEqual([
    ['c', 1],
    ['b', 3],
  ])
  expect(peers.missing_rows.map(({ columns, hosts }) => [columns.pid, hosts])).toEqual([['a', 2]])
})
