import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { refreshCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { forgetAll } from '@/lib/domain/directory'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { flushSeen } from '@/lib/domain/seen'
import { unpin } from '@/lib/global'
import { sql, statementCount } from '@/lib/store/db'
import { type AgentDoor, expectInvalid, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import type { Viewer } from '@/lib/wire/roles'

let door: AgentDoor
let admin: Viewer
let key: string
let other: string

beforeAll(async () => {
  door = await openAgentDoor()
  await startIngest()
  key = await door.enroll()
  other = await door.enroll({ instance_id: 'other', hardware_serial: 'S2' })
  const [user] = await sql<{ id: number }>(
    'work',
    "INSERT INTO users (name, email, global_role) VALUES ('A', 'a@example.org', 'admin') RETURNING id",
  )
  admin = {
    user_id: user?.id ?? 0,
    name: 'A',
    email: 'a@example.org',
    global_role: 'admin',
    teams: [],
    via: 'session',
  }
})
afterAll(async () => {
  await stopIngest()
  await door.stop()
})
beforeEach(async () => {
  await sql('work', 'TRUNCATE campaigns, campaign_hosts CASCADE')
  await sql(
    'work',
    'UPDATE hosts SET detail_updated_at = now(), labels_evaluated_at = now(), labels_version = 1000',
  )
  await refreshCampaigns()
  unpin('agent.unreadable')
  forgetAll()
})

async function ask(hosts: number[]): Promise<number> {
  const reply = await runCampaign(
    admin,
    {
      query: 'SELECT version FROM osquery_info',
      selected: {
        hosts,
        labels: [],
        teams: [],
        all: false,
        label_match: 'any',
        exclude: { hosts: [], labels: [] },
      },
      expires_in: 600,
      include_offline: true,
      newcomers: false,
    },
    '',
  )
  return reply.campaign_id
}

async function handedTo(nodeKey: string): Promise<string[]> {
  const reply = await door.send('distributed/read', { node_key: nodeKey })
  expectOk(reply)
  return Object.keys(Object(reply.json.queries))
}

const states = (id: number) =>
  sql<{ host_id: number; state: string; rows: number }>(
    'work',
    'SELECT host_id, state, rows FROM campaign_hosts WHERE campaign_id = $1 ORDER BY host_id',
    [id],
  )
const write = (body: Record<string, unknown>, nodeKey = key) =>
  door.send('distributed/write', { ...body, node_key: nodeKey })

test('C57: a read with nothing pending is a constant, seen, and touches no database', async () => {
  expect((await door.send('distributed/read', { node_key: key })).text).toBe('{"queries":{}}')
  const before = statementCount()
  for (let n = 0; n < 20; n += 1) {
    const headers = n % 2 ? { authorization: `NodeKey ${key}` } : {}
    const reply = await door.send('distributed/read', { node_key: key }, { headers })
    expect(reply.text).toBe('{"queries":{}}')
  }
  expect(statementCount()).toBe(before)
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '1 day'")
  await door.send('read', { node_key: key })
  await flushSeen()
  const [row] = await sql<{ fresh: boolean }>(
    'work',
    "SELECT seen_at > now() - interval '1 minute' AS fresh FROM host_seen WHERE host_id = 1",
  )
  expect(row?.fresh).toBe(true)
})

test('C58 and C60: a pending query is handed to its host once, under an id that agents accept', async () => {
  await ask([1])
  const reply = await door.send('distributed/read', { node_key: key })
  const queries = Object.entries(Object(reply.json.queries))
  expect(queries).toEqual([
    [expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), 'SELECT version FROM osquery_info'],
  ])
  expect(await handedTo(key)).toEqual([])
  expect(await handedTo(other)).toEqual([])
})

test('C59: accelerate is a whole number of seconds, and only while a live query is open', async () => {
  await ask([1])
  const { json } = await door.send('distributed/read', { node_key: key })
  if ('accelerate' in json) expect(json.accelerate).toSatisfy(Number.isInteger)
  const idle = await door.send('distributed/read', { node_key: other })
  expect(idle.json).not.toHaveProperty('accelerate')
})

test('C58: with discovery every id has an entry, and one more always holds', async () => {
  await sql('work', 'UPDATE hosts SET detail_updated_at = NULL')
  forgetAll()
  await ask([1])
  const { json } = await door.send('distributed/read', { node_key: key })
  const ids = Object.keys(Object(json.queries))
  expect(ids.length).toBeGreaterThan(1)
  for (const value of Object.values(Object(json.queries))) expect(value).toMatch(/\S/)
  if (!('discovery' in json)) return
  const discovery: Record<string, unknown> = Object(json.discovery)
  for (const id of ids) expect(discovery[id]).toMatch(/\S/)
  expect(Object.keys(discovery).filter((id) => !ids.includes(id))).toHaveLength(1)
})

test('C61 and C62: answers of every agent version are stored, rows or none', async () => {
  const forms = [
    (id: string) => ({ queries: { [id]: [{ version: '5.23.1' }] }, statuses: { [id]: 0 } }),
    (id: string) => ({ queries: { [id]: '' }, statuses: { [id]: '0' } }),
    (id: string) => ({ queries: { [id]: [] }, stats: { [id]: {} } }),
  ]
  const rows: number[] = []
  for (const form of forms) {
    const campaign = await ask([1])
    const [id = ''] = await handedTo(key)
    expectOk(await write(form(id)))
    const [host] = await states(campaign)
    expect(host?.state).toBe('answered')
    rows.push(host?.rows ?? -1)
  }
  expect(rows).toEqual([1, 0, 0])
})

test('C64, S28 and S29: an answer to an unknown, repeated or foreign delivery changes nothing', async () => {
  const campaign = await ask([1, 2])
  const [id = ''] = await handedTo(key)
  const forged = { queries: { [id]: [{ version: 'forged' }], nothing: [{}], '': [] } }
  expectOk(await write(forged, other))
  expect(await states(campaign)).toMatchObject([{ state: 'sent' }, { state: 'waiting' }])
  for (let n = 0; n < 5; n += 1) expectOk(await write({ queries: { [id]: [{ version: '1' }] } }))
  expect(await states(campaign)).toMatchObject([
    { state: 'answered', rows: 1 },
    { state: 'waiting', rows: 0 },
  ])
})

test('C65: a write of 20 MiB is taken up to the cap, marked, and the next read works', async () => {
  const campaign = await ask([1])
  const [id = ''] = await handedTo(key)
  const rows = Array.from({ length: 5_000 }, (_, n) => ({ n: String(n), c: 'x'.repeat(4_096) }))
  expectOk(await write({ queries: { [id]: rows } }))
  const [host] = await states(campaign)
  expect(host?.state).toBe('too_large')
  expect(host?.rows).toBeGreaterThan(100)
  expect(await handedTo(key)).toEqual([])
})

test('R16: a write beyond 32 MiB is acknowledged and its delivery ends as too large', async () => {
  const campaign = await ask([1])
  const [id = ''] = await handedTo(key)
  const rows = Array.from({ length: 9_000 }, (_, n) => ({ n: String(n), c: 'x'.repeat(4_096) }))
  expectOk(await write({ queries: { [id]: rows } }))
  expect(await states(campaign)).toMatchObject([{ state: 'too_large', rows: 0 }])
})

test('C66: a write under an unknown key is invalid and stores nothing', async () => {
  const campaign = await ask([1])
  const [id = ''] = await handedTo(key)
  expectInvalid(await write({ queries: { [id]: [{}] } }, 'unknown'))
  expect(await states(campaign)).toMatchObject([{ state: 'sent' }])
})

test('C13 and C14: NUL and prototype names in rows are plain cells', async () => {
  const campaign = await ask([1])
  const [id = ''] = await handedTo(key)
  const body = `{"queries":{"${id}":[{"__proto__":"p","constructor":"c","n":"a\\u0000b\\ud800"}]},"node_key":"${key}"}`
  expectOk(await door.send('distributed/write', body))
  const [row] = await sql<{ rows: unknown }>(
    'work',
    'SELECT rows FROM campaign_results WHERE campaign_id = $1',
    [campaign],
  )
  const text = typeof row?.rows === 'string' ? row.rows : JSON.stringify(row?.rows)
  expect(text).toContain('"__proto__":"p"')
  expect(text).toContain('"n":"ab\ufffd"')
})
