import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { forgetAll } from '@/lib/domain/directory'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { sql } from '@/lib/store/db'
import { type AgentDoor, expectInvalid, expectOk, openAgentDoor } from '@/lib/testing/agent-door'

let door: AgentDoor

beforeAll(async () => {
  door = await openAgentDoor()
})
afterAll(() => door.stop())
beforeEach(async () => {
  await sql('work', 'TRUNCATE hosts, node_keys, host_seen, label_verdicts CASCADE')
  await sql('work', 'ALTER SEQUENCE hosts_id_seq RESTART')
  forgetAll()
})

const read = (key: string) => door.send('distributed/read', { node_key: key })

/** Two records of one identity: the first enrolled long ago, the second six minutes ago. */
async function conflict(firstSeen: string): Promise<[string, string]> {
  const first = await door.enroll()
  await sql('work', "UPDATE hosts SET last_enrolled_at = now() - interval '30 minutes'")
  const second = await door.enroll()
  await sql('work', "UPDATE hosts SET enrolled_at = now() - interval '6 minutes' WHERE id = 2")
  await sql(
    'work',
    `UPDATE host_seen SET seen_at = now() - interval '${firstSeen}' WHERE host_id = 1`,
  )
  return [first, second]
}

test('a provisional host whose rival went silent is merged into it, with its keys and lines', async () => {
  const [first, second] = await conflict('7 minutes')
  await sql(
    'work',
    "INSERT INTO dead_letters (host_id, log_type, reason, sample, size_bytes) VALUES (2, 'result', 'odd', 'x', 1)",
  )
  expect(await mergeSameMachines()).toBe(1)
  expect(await sql('work', 'SELECT id, identity_conflict FROM hosts')).toEqual([
    { id: 1, identity_conflict: null },
  ])
  expect(await sql('work', 'SELECT host_id FROM dead_letters')).toEqual([{ host_id: 1 }])
  expectOk(await read(second))
  expectOk(await read(first))
  expect(await mergeSameMachines()).toBe(0)
})

test('two machines that both go on stay two', async () => {
  await conflict('1 minute')
  expect(await mergeSameMachines()).toBe(0)
})

test('a rival that called after the provisional enrolment was another machine, however silent now', async () => {
  await conflict('5 minutes 30 seconds')
  await sql('work', "UPDATE hosts SET enrolled_at = now() - interval '2 days' WHERE id = 2")
  expect(await mergeSameMachines()).toBe(0)
})

test('a superseded key that stays in use belongs to a second machine and does not end', async () => {
  const first = await door.enroll()
  await door.enroll()
  expectOk(await read(first))
  const ends = () => sql('work', 'SELECT valid_until IS NULL AS kept FROM node_keys ORDER BY id')
  expect(await ends()).toEqual([{ kept: false }, { kept: true }])
  await sql('work', "UPDATE node_keys SET superseded_at = superseded_at - interval '2 minutes'")
  expectOk(await read(first))
  await expect.poll(ends).toEqual([{ kept: true }, { kept: true }])
})

test('a revoked key never comes back by being used', async () => {
  const first = await door.enroll()
  await door.enroll()
  await sql('work', "UPDATE node_keys SET superseded_at = superseded_at - interval '2 minutes'")
  await sql('work', 'UPDATE node_keys SET revoked_at = now()')
  forgetAll()
  expectInvalid(await read(first))
})
