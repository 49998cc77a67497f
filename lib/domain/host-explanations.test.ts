import { afterAll, beforeAll, expect, test } from 'vitest'
import * as explain from '@/app/api/[version]/fleet/hosts/[id]/explain/route'
import * as hostQueries from '@/app/api/[version]/fleet/hosts/[id]/queries/route'
import * as rollouts from '@/app/api/[version]/fleet/packs/[id]/rollouts/route'
import * as pack from '@/app/api/[version]/fleet/packs/[id]/route'
import * as packs from '@/app/api/[version]/fleet/packs/route'
import { shardBucket } from '@/lib/domain/agent-rules'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'

let database: TestDatabase
let admin: Person
let finance: number
let host: number
let packId: number

const users = { name: 'users', query: 'SELECT * FROM users', interval: 60 }

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  const mine = await team('Mine')
  const [label] = await sql<{ id: number }>(
    'work',
    "INSERT INTO labels (name, kind, query) VALUES ('Finance', 'sql', 'SELECT 1') RETURNING id",
  )
  finance = label?.id ?? 0
  const [made] = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, platform, osquery_version, team_id)
     VALUES ('db01', 'linux', '5.9.1', $1) RETURNING id`,
    [mine],
  )
  host = made?.id ?? 0
  await sql(
    'work',
    `INSERT INTO label_verdicts (label_id, host_id, member, since, error)
     VALUES ($1, $2, true, '2026-03-12T08:00:00Z', 'no such table: launchd')`,
    [finance, host],
  )
  const body = { name: 'finance', label_ids: [finance], queries: [users] }
  const reply = await call(packs.POST, { token: admin.token, body })
  packId = Number(Object(Object(reply.body).pack).id)
})
afterAll(() => database.stop())

const why = (query: string) =>
  call(explain.GET, { token: admin.token, query, params: { id: String(host) } })
const stepsOf = (reply: { body: never }) => [...Object(reply.body).steps]

test('a rule about labels tells the membership, since when, and the evaluation that failed', async () => {
  const reply = await why(`pack_id=${packId}&query=users`)
  expect(reply.body).toMatchObject({ scheduled: true, revision: 1 })
  expect(stepsOf(reply).find(({ rule }) => rule === 'target')).toEqual({
    rule: 'target',
    outcome: 'passed',
    detail: 'in Finance',
    labels: [
      {
        id: finance,
        name: 'Finance',
        member: true,
        since: '2026-03-12T08:00:00.000Z',
        evaluated_at: expect.any(String),
        error: 'no such table: launchd',
      },
    ],
  })
})

test('a query that exists nowhere is not found, in words', async () => {
  expect(await why('query=nonsense')).toMatchObject({
    status: 404,
    body: { message: 'No pack has a query named nonsense' },
  })
  expect(await why(`pack_id=${packId}&query=nonsense`)).toMatchObject({
    status: 404,
    body: { message: 'Pack finance has no query named nonsense' },
  })
})

test('a query of a draft is told to be one; a rollout tells the bucket and the revision', async () => {
  const params = { id: String(packId) }
  const body = { queries: [users, { ...users, name: 'newer', version: '5.20.0' }], release: false }
  await call(pack.PATCH, { token: admin.token, method: 'PATCH', body, params })
  const draft = await why(`pack_id=${packId}&query=newer`)
  expect(draft.body).toMatchObject({ scheduled: false, revision: 1 })
  expect(stepsOf(draft).at(-1)).toEqual({
    rule: 'revision',
    outcome: 'failed',
    detail: 'not in revision 1, which the host gets; it is in revision 2, a draft',
  })
  const bucket = shardBucket('db01')
  const start = { revision: 2, share: bucket }
  expect(await call(rollouts.POST, { token: admin.token, body: start, params })).toMatchObject({
    status: 200,
  })
  const outside = await why(`pack_id=${packId}&query=newer`)
  expect(outside.body).toMatchObject({ scheduled: false, revision: 1 })
  expect(stepsOf(outside)).toContainEqual({
    rule: 'rollout',
    outcome: 'passed',
    detail: `revision 1: bucket ${bucket} of 100 is outside the rollout's ${bucket} %`,
  })
  expect(stepsOf(outside).at(-1)).toMatchObject({
    detail: 'not in revision 1, which the host gets; it is in revision 2, on its way',
  })
})

test('a query that is switched off says so', async () => {
  const body = { name: 'partly off', label_ids: [finance], queries: [{ ...users, disabled: true }] }
  await call(packs.POST, { token: admin.token, body })
  const reply = await why('query=users')
  const { packs: told } = Object(reply.body)
  const own = [...told].find(({ name }) => name === 'partly off')
  expect(own).toMatchObject({
    scheduled: true,
    queries: [
      {
        name: 'users',
        scheduled: false,
        steps: [
          { rule: 'enabled', outcome: 'failed', detail: 'the query is switched off in the pack' },
        ],
      },
    ],
  })
})

test('a query that runs tells first that it is switched on', async () => {
  const reply = await why('query=users')
  const { packs: told } = Object(reply.body)
  const own = [...told].find(({ name }) => name === 'finance')
  expect(own.queries[0].steps[0]).toEqual({
    rule: 'enabled',
    outcome: 'passed',
    detail: 'the query is switched on in the pack',
  })
})

test('the queries ruled out on a host are those that its explanation tells not to run', async () => {
  const id = String(host)
  const all = await call(explain.GET, { token: admin.token, params: { id } })
  const told = [...Object(all.body).packs].flatMap(({ queries: each }) => [...each])
  const listed = await call(hostQueries.GET, { token: admin.token, params: { id } })
  const { queries, ruled_out } = Object(listed.body)
  expect(told.filter(({ scheduled }) => !scheduled)).toHaveLength(ruled_out)
  expect(told.filter(({ scheduled }) => scheduled)).toHaveLength([...queries].length)
  expect(ruled_out).toBeGreaterThan(1)
})

test('what only the agent decides is predicted, with what it is expected to do', async () => {
  const body = { name: 'new agents', label_ids: [finance], version: '5.20.0', queries: [users] }
  const made = await call(packs.POST, { token: admin.token, body })
  const reply = await why(`pack_id=${Object(Object(made.body).pack).id}`)
  expect(reply.body).toMatchObject({ scheduled: true })
  expect(stepsOf(reply).find(({ rule }) => rule === 'version')).toEqual({
    rule: 'version',
    outcome: 'predicted',
    detail: 'needs 5.20.0, host has 5.9.1: does not run',
    expected: false,
  })
})
