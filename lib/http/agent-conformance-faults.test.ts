import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { forgetAll, knownHost } from '@/lib/domain/directory'
import { announceDatabase } from '@/lib/env'
import { unpin } from '@/lib/global'
import { closeDatabase, sql } from '@/lib/store/db'
import {
  type AgentDoor,
  expectFail,
  expectInvalid,
  expectOk,
  openAgentDoor,
} from '@/lib/testing/agent-door'
import { enrolment } from '@/lib/testing/enrolments'

let door: AgentDoor
let key: string

beforeAll(async () => {
  door = await openAgentDoor()
  key = await door.enroll()
})
afterAll(() => door.stop())
beforeEach(() => unpin('enrolment.limits'))

/** Runs with a database that refuses every connection. */
async function withoutDatabase(run: () => Promise<void>): Promise<void> {
  await closeDatabase()
  announceDatabase('postgres://127.0.0.1:1/none')
  try {
    await run()
  } finally {
    await closeDatabase()
    announceDatabase(door.database.url)
  }
}

const bodies = (nodeKey: unknown) => ({
  enroll: enrolment(door.secret),
  config: { node_key: nodeKey },
  log: { data: [], log_type: 'result', node_key: nodeKey },
  'distributed/read': { node_key: nodeKey },
  'distributed/write': { queries: { x: [] }, node_key: nodeKey },
})

test('C2, C32 and S6: without a database every endpoint refuses and none says the key is invalid', async () => {
  forgetAll()
  await withoutDatabase(async () => {
    for (const [path, body] of Object.entries(bodies(key))) {
      expectFail(await door.send(path, body))
      expectFail(await door.send(path, body, { headers: { authorization: `NodeKey ${key}` } }))
    }
    for (const missing of [undefined, '', null, 'never issued']) {
      expectFail(await door.send('config', bodies(missing).config))
    }
  })
  expectOk(await door.send('distributed/read', { node_key: key }))
})

test('C2: a store that fails in the middle refuses with words, not with an empty body', async () => {
  expectOk(await door.send('config', { node_key: key }))
  const tables = ['enroll_secrets', 'node_keys', 'hosts', 'settings']
  for (const table of tables) await sql('work', `ALTER TABLE ${table} RENAME TO ${table}_gone`)
  forgetAll()
  try {
    for (const [path, body] of Object.entries(bodies(key))) {
      const reply = await door.send(path, body)
      expectFail(reply)
      expect(reply.text).not.toMatch(/relation|postgres|_gone|stack/)
    }
  } finally {
    for (const table of tables) await sql('work', `ALTER TABLE ${table}_gone RENAME TO ${table}`)
  }
})

test('C30: a key that is unknown, empty, missing or no text is invalid, as a boolean', async () => {
  for (const nodeKey of ['unknown', '', undefined, null, 42, {}, 'x'.repeat(10_000)]) {
    for (const path of ['config', 'log', 'distributed/read', 'distributed/write'] as const) {
      expectInvalid(await door.send(path, bodies(nodeKey)[path]))
    }
  }
})

test('S7: a revoked key is invalid at its next request, on an instance that had it in memory', async () => {
  const revoked = await door.enroll({ instance_id: 'revoked', hardware_serial: '' })
  expectOk(await door.send('config', { node_key: revoked }))
  const host = await knownHost(revoked)
  await sql('work', 'UPDATE node_keys SET revoked_at = now() WHERE id = $1', [host?.key_id])
  forgetAll()
  expectInvalid(await door.send('config', { node_key: revoked }))
})

test('C31: two configurations without a change between are the same bytes', async () => {
  const first = await door.send('config', { node_key: key })
  expectOk(first)
  forgetAll()
  expect((await door.send('config', { node_key: key })).text).toBe(first.text)
})

test('C29 and C33: a host without packs still gets an explicit schedule', async () => {
  const reply = await door.send('config', { node_key: key })
  expectOk(reply)
  expect(reply.headers['content-type']).toMatch(/^application\/json/)
  expect('schedule' in reply.json || 'packs' in reply.json).toBe(true)
})

test('keys that ask at once share one statement, and all get their own answer', async () => {
  const keys = await Promise.all(
    [1, 2, 3, 4, 5].map((n) => door.enroll({ instance_id: `many ${n}`, hardware_serial: `M${n}` })),
  )
  forgetAll()
  const { statementCount } = await import('@/lib/store/db')
  const before = statementCount()
  const hosts = await Promise.all([...keys, 'unknown', ...keys].map((one) => knownHost(one)))
  expect(statementCount() - before).toBe(1)
  expect(new Set(hosts.map((host) => host?.id)).size).toBe(6)
  expect(hosts[5]).toBeNull()
})

test('a key issued a moment after it was asked for is known at once', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    expect(await knownHost('asked too early')).toBeNull()
    vi.advanceTimersByTime(1_001)
    await sql(
      'work',
      "INSERT INTO node_keys (key_hash, host_id) SELECT sha256('asked too early'), min(id) FROM hosts",
    )
    expect(await knownHost('asked too early')).not.toBeNull()
  } finally {
    vi.useRealTimers()
  }
})
