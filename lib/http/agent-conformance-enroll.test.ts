import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { forgetAll } from '@/lib/domain/directory'
import { unpin } from '@/lib/global'
import { sql } from '@/lib/store/db'
import { type AgentDoor, expectInvalid, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { enrolment } from '@/lib/testing/enrolments'

let door: AgentDoor

beforeAll(async () => {
  door = await openAgentDoor()
})
afterAll(() => door.stop())
beforeEach(async () => {
  await sql('work', 'TRUNCATE hosts, node_keys, host_seen, label_verdicts CASCADE')
  await sql('work', 'ALTER SEQUENCE hosts_id_seq RESTART')
  unpin('enrolment.limits')
  forgetAll()
})

const hosts = () => sql<Record<string, unknown>>('work', 'SELECT * FROM hosts ORDER BY id')
const enroll = (changes = {}, from?: string) =>
  door.send('enroll', enrolment(door.secret, changes), from ? { from } : {})
const read = (key: string) => door.send('distributed/read', { node_key: key })

test('C18: an enrolment yields a header-safe key, a host and its built-in labels', async () => {
  const reply = await enroll()
  expectOk(reply)
  expect(reply.json).toEqual({
    node_key: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    node_invalid: false,
  })
  expect(await hosts()).toMatchObject([
    { platform: 'linux', osquery_version: '5.23.1', hostname: 'web-01', os_name: 'Ubuntu' },
  ])
  const labels = await sql<{ name: string }>(
    'work',
    'SELECT l.name FROM label_verdicts v JOIN labels l ON l.id = v.label_id WHERE v.member ORDER BY 1',
  )
  expect(labels.map(({ name }) => name)).toEqual(['All Hosts', 'All Linux', 'Ubuntu Linux'])
})

test('C19: a secret that is wrong, empty or missing enrols nobody', async () => {
  for (const enroll_secret of [
    'wrong',
    '',
    `${door.secret}x`,
    door.secret.slice(1),
    undefined,
    7,
  ]) {
    expectInvalid(await enroll({ body: { enroll_secret } }))
  }
  expect(await hosts()).toEqual([])
})

test('S2: a revoked, expired or used-up secret is refused like a wrong one', async () => {
  const wrong = await enroll({ body: { enroll_secret: 'wrong' } })
  const limits = [
    "expires_at = now() - interval '1 s', revoked_at = NULL, max_uses = NULL",
    'expires_at = NULL, revoked_at = now(), max_uses = NULL',
    'expires_at = NULL, revoked_at = NULL, max_uses = uses',
  ]
  for (const limit of limits) {
    await sql('work', `UPDATE enroll_secrets SET ${limit}`)
    expect((await enroll()).text).toBe(wrong.text)
  }
  await sql('work', 'UPDATE enroll_secrets SET max_uses = uses + 1')
  const replies = await Promise.all(
    [1, 2, 3].map((n) => enroll({ instance_id: `i${n}`, hardware_serial: `X${n}` })),
  )
  expect(replies.filter(({ json }) => typeof json.node_key === 'string')).toHaveLength(1)
  await sql('work', 'UPDATE enroll_secrets SET max_uses = NULL')
})

test('S1 and S3: neither secret nor node key is in the database', async () => {
  const { json } = await enroll()
  const rows = await sql<{ text: string }>(
    'work',
    'SELECT s::text AS text FROM enroll_secrets s UNION ALL SELECT k::text FROM node_keys k',
  )
  const dump = rows.map(({ text }) => text).join('\n')
  for (const word of [door.secret, String(json.node_key)]) {
    expect(dump).not.toContain(word)
    expect(dump).not.toContain(Buffer.from(word).toString('hex'))
    expect(dump).not.toContain(Buffer.from(word, 'base64url').toString('hex'))
  }
})

test('C20: an enrolment with few or no details gets a key', async () => {
  expectOk(await enroll({ body: { host_details: undefined } }))
  expectOk(await enroll({ body: { host_details: {} } }))
  expectOk(await enroll({ body: { host_details: { osquery_info: { version: '5.0.1' } } } }))
  expectOk(await enroll({ body: { host_details: 'x', host_identifier: { a: 1 } } }))
})

test('C21: every platform mask is understood', async () => {
  const masks = ['21', '2', '37', 9, undefined]
  for (const [index, platform_type] of masks.entries()) {
    const body = { platform_type, host_details: { system_info: { hardware_serial: `P${index}` } } }
    expectOk(await enroll({ body }))
  }
  expect((await hosts()).map(({ platform }) => platform)).toEqual([
    'darwin',
    'windows',
    'freebsd',
    'linux',
    'unknown',
  ])
})

test('C22 and S5: a second enrolment of one process gives a second key of one host', async () => {
  const first = await door.enroll()
  const second = await door.enroll()
  expect(await hosts()).toHaveLength(1)
  expectOk(await read(first))
  expectOk(await read(second))
  await sql('work', 'UPDATE node_keys SET valid_until = now() WHERE valid_until IS NOT NULL')
  forgetAll()
  expectInvalid(await read(first))
  expectOk(await read(second))
})

test('C23: clones that enrol in turns never lose a key', async () => {
  const clone = { instance_id: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', hardware_serial: 'S2' }
  const keys: string[] = []
  for (let turn = 0; turn < 20; turn += 1) keys.push(await door.enroll(turn % 2 ? clone : {}))
  expect(await hosts()).toHaveLength(2)
  for (const key of keys.slice(-2)) expectOk(await read(key))
})

test('C24: a junk uuid makes nobody the same machine', async () => {
  const uuid = '03000200-0400-0500-0006-000700080009'
  await door.enroll({ uuid, instance_id: 'one' })
  await door.enroll({ uuid, instance_id: 'two' })
  expect(await hosts()).toHaveLength(2)
})

test('C25: an odd identifier is stored as it is, bounded', async () => {
  const odd = ['👯', 'x'.repeat(300), '<script>alert(1)</script>', 'a\0b']
  for (const [index, host_identifier] of odd.entries()) {
    expectOk(
      await enroll({ instance_id: `odd ${index}`, hardware_serial: '', body: { host_identifier } }),
    )
  }
  const stored = (await hosts()).map(({ host_identifier }) => host_identifier)
  expect(stored).toEqual(['👯', 'x'.repeat(255), '<script>alert(1)</script>', 'ab'])
})

test('C26: fifty enrolments of one agent at once make one host', async () => {
  const replies = await Promise.all(Array.from({ length: 50 }, () => enroll()))
  for (const reply of replies) expectOk(reply)
  expect(await hosts()).toHaveLength(1)
})

test('C27 and S10: wrong secrets are throttled by address, others enrol', async () => {
  const wrong = await Promise.all(
    Array.from({ length: 100 }, () => enroll({ body: { enroll_secret: 'wrong' } }, '127.0.0.9')),
  )
  expect(wrong.filter(({ status }) => status === 429).length).toBeGreaterThan(50)
  for (const { json } of wrong) expect(json).not.toHaveProperty('node_key')
  expectOk(await enroll({}, '127.0.0.8'))
})

test('C28: a secret works with the white space that only some agents trim', async () => {
  expectOk(await enroll({ body: { enroll_secret: ` ${door.secret}\r\n` } }))
})

test('S4: the identity of a live host yields a record of its own, and the host keeps its key', async () => {
  const victim = await door.enroll()
  await sql('work', "UPDATE hosts SET last_enrolled_at = now() - interval '20 minutes'")
  const attacker = await door.enroll({ instance_id: 'other' })
  expect(await hosts()).toMatchObject([{ id: 1 }, { id: 2, identity_conflict: 1 }])
  expectOk(await read(victim))
  expectOk(await read(attacker))
  const deeds = await sql<{ type: string }>('work', 'SELECT type FROM activities')
  expect(deeds).toContainEqual({ type: 'enrolled_provisional_host' })
})

test('S4: the identity of a host silent for an hour is taken over, audited', async () => {
  const old = await door.enroll()
  await sql('work', "UPDATE hosts SET last_enrolled_at = now() - interval '2 hours'")
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '61 minutes'")
  const fresh = await door.enroll({ hostname: 'web-02' })
  expect(await hosts()).toMatchObject([{ id: 1, hostname: 'web-02' }])
  const deeds = await sql<{ type: string }>('work', 'SELECT type FROM activities')
  expect(deeds).toContainEqual({ type: 'took_over_host' })
  await sql('work', 'UPDATE node_keys SET valid_until = now() WHERE valid_until IS NOT NULL')
  forgetAll()
  expectInvalid(await read(old))
  expectOk(await read(fresh))
})

test('S4: under the strict policy no record is ever reused', async () => {
  await door.enroll()
  await sql('work', "UPDATE settings SET enrolment_policy = 'strict'")
  await door.enroll()
  await sql('work', "UPDATE settings SET enrolment_policy = 'grace'")
  expect(await hosts()).toMatchObject([{ id: 1 }, { id: 2, identity_conflict: 1 }])
})
