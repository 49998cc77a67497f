import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordLog } from '@/lib/domain/ingest'
import { createPack } from '@/lib/domain/packs'
import { listStatusLogs, readStatusGroups } from '@/lib/domain/status-lines'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { servedHost, storeRendering } from '@/lib/testing/health'
import { L4, statuses } from '@/lib/testing/log-lines'
import { person, team } from '@/lib/testing/people'
import { PackInput } from '@/lib/wire/packs'
import type { Viewer } from '@/lib/wire/roles'
import {
  StatusGroups,
  StatusGroupsQuery,
  StatusLinesQuery,
  StatusLinesReply,
} from '@/lib/wire/status-lines'

let database: TestDatabase
let viewer: Viewer
let scheduled = 0
let packId = 0
const hosts: number[] = []

beforeAll(async () => {
  database = await testDatabase()
  viewer = (await person()).viewer
  const query = { name: 'users', query_id: null, query: 'SELECT 1', interval: 60 }
  packId = (await createPack(viewer, PackInput.parse({ name: 'base', queries: [query] }), '')).id
  const [row] = await sql<{ id: number }>('work', 'SELECT id FROM pack_queries')
  scheduled = row?.id ?? 0
  const queries = [{ id: scheduled, name: 'users', sql: 'SELECT 1' }]
  await storeRendering({ hash: 'r1', pack: { id: packId, name: 'base' }, queries })
  for (const name of ['quiet', 'noisy']) hosts.push(await servedHost(name, ['r1']))
})
afterAll(() => database.stop())
beforeEach(() => sql('work', 'TRUNCATE status_lines'))

let unixTime = 1_800_000_000
async function say(host: number | undefined, message: string, severity = 0) {
  unixTime += 1
  const from = { id: host ?? 0, host_identifier: 'x', renderings: [], rendering_hash: 'r1' }
  await recordLog(from, statuses({ ...L4, unixTime, message, severity }))
}

const ask = async (query: Record<string, unknown> = {}, who = viewer) =>
  StatusLinesReply.parse(await listStatusLogs(who, StatusLinesQuery.parse(query)))
const groups = async (query: Record<string, unknown>) =>
  StatusGroups.parse(await readStatusGroups(viewer, StatusGroupsQuery.parse(query)))
const failure = 'Error executing scheduled query pack/base/users: no such table: users'
const killed = 'Scheduled query may have failed: pack/base/users'

test('an error is tied to its query by the name that its own host was served', async () => {
  await say(hosts[0], failure, 2)
  await say(hosts[0], killed, 1)
  await say(hosts[0], failure.replace('users:', 'unheard:'), 2)
  await say(hosts[0], 'chatter about pack/base/users')
  const query = { pack_id: packId, pack: 'base', pack_query_id: scheduled, name: 'users' }
  expect((await ask()).status_logs.map((line) => line.query)).toEqual([null, null, query, query])
  const own = await ask({ pack_query_id: String(scheduled) })
  expect(own.status_logs.map(({ message }) => message)).toEqual([killed, failure])
})

test('lines are searched by message, severity, host and time, page after page', async () => {
  for (const n of [1, 2, 3]) await say(hosts[0], `disk ${n} is full`, n - 1)
  await say(hosts[1], '100% full', 3)
  const found = async (query: Record<string, unknown>) =>
    (await ask(query)).status_logs.map(({ message }) => message)
  expect(await found({ q: 'IS FULL' })).toHaveLength(3)
  expect(await found({ q: '0%' })).toEqual(['100% full'])
  expect(await found({ severity: '2' })).toEqual(['100% full', 'disk 3 is full'])
  expect(await found({ host_id: String(hosts[1]) })).toEqual(['100% full'])
  expect(await found({ to: '2020-01-01T00:00:00Z' })).toEqual([])
  const first = await ask({ q: 'disk', limit: '2' })
  const rest = await ask({ q: 'disk', limit: '2', cursor: first.next_cursor })
  expect(rest).toMatchObject({ status_logs: [{ message: 'disk 1 is full' }], next_cursor: null })
})

test('a search goes through stretches of lines until it is at the end', async () => {
  await say(hosts[0], 'a needle')
  await sql(
    'work',
    `INSERT INTO status_lines (host_id, unix_time, severity, filename, line, message, version,
       fingerprint)
     SELECT $1, 0, 0, 'f', 1, 'hay', '5', gen_random_uuid() FROM generate_series(1, 120000)`,
    [hosts[1]],
  )
  const reply = await ask({ q: 'needle' })
  expect(reply.status_logs).toMatchObject([{ message: 'a needle' }])
  expect(reply).toMatchObject({ next_cursor: null, read_to: null })
})

test('noisy hosts come first, and what they say is counted without its numbers', async () => {
  for (const n of [1, 2, 3]) await say(hosts[1], `worker ${n} exited`, 1)
  await say(hosts[0], failure, 2)
  const byHost = await groups({ by: 'host' })
  expect(byHost).toMatchObject({ lines: 4, at_least: false })
  expect(byHost.groups).toMatchObject([
    { host: { hostname: 'noisy' }, lines: 3, severe: 3, severity: 1 },
    { host: { hostname: 'quiet' }, lines: 1 },
  ])
  expect((await groups({ by: 'message' })).groups).toMatchObject([
    { message: 'worker # exited', lines: 3, hosts: 1 },
    { message: failure, lines: 1 },
  ])
  expect((await groups({ by: 'query' })).groups).toMatchObject([
    { query: { name: 'users', pack_query_id: scheduled }, message: failure, lines: 1 },
  ])
})

test('lines of another team’s hosts, and names of its packs, stay out of sight', async () => {
  const own = await team()
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [own, hosts[0]])
  await sql('work', 'UPDATE packs SET team_id = $1 WHERE id = $2', [await team(), packId])
  await say(hosts[0], failure, 2)
  await say(hosts[1], failure, 2)
  const member = (await person({ teams: [{ id: own, role: 'observer' }] })).viewer
  expect((await ask({}, member)).status_logs).toMatchObject([
    { host: { hostname: 'quiet' }, query: null },
  ])
  await expect(ask({ pack_query_id: String(scheduled) }, member)).rejects.toMatchObject({
    code: 'not_found',
  })
})
