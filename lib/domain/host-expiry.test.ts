// Hosts that are gone: removed by the clock when the settings say so, never because we were away, and
// back as another record when they return.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { knownHost } from '@/lib/domain/directory'
import { enroll } from '@/lib/domain/enrolment'
import { deleteHost } from '@/lib/domain/host-bulk'
import { expireHosts } from '@/lib/domain/host-removals'
import { createSecret } from '@/lib/domain/secrets'
import { patchConfig } from '@/lib/domain/settings'
import { sql } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { enrolment } from '@/lib/testing/enrolments'
import { type Person, person } from '@/lib/testing/people'
import { ConfigPatch } from '@/lib/wire/config'
import { decodeEnroll } from '@/lib/wire/osquery'

let database: TestDatabase
let admin: Person
let secret: string

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  secret = (await createSecret({ name: 'Test' })).secret
})
afterAll(() => database.stop())

beforeEach(async () => {
  await sql('work', 'DELETE FROM hosts')
  await sql('work', 'DELETE FROM fleet_minutes')
  await sql(
    'work',
    `WITH made AS (INSERT INTO hosts (hostname, last_enrolled_at)
       SELECT name, now() - interval '90 days' FROM unnest(ARRAY['alive', 'gone', 'long gone']) name
       RETURNING id, hostname)
     INSERT INTO host_seen (host_id, seen_at)
     SELECT id, now() - CASE hostname WHEN 'alive' THEN interval '29 days'
       WHEN 'gone' THEN interval '31 days' ELSE interval '80 days' END FROM made`,
  )
})

const expiry = (expiry_days: number | null) =>
  patchConfig(admin.viewer, ConfigPatch.parse({ hosts: { expiry_days } }), '')
const names = async () =>
  (await sql<{ hostname: string }>('work', 'SELECT hostname FROM hosts ORDER BY 1')).map(
    ({ hostname }) => hostname,
  )
const heardYesterday = () =>
  sql(
    'work',
    "INSERT INTO fleet_minutes (minute, check_ins) VALUES (now() - interval '30 hours', 7)",
  )

test('hosts stay for ever unless the settings say how long', async () => {
  await heardYesterday()
  await expiry(null)
  expect(await expireHosts()).toBe(0)
  expect(await names()).toEqual(['alive', 'gone', 'long gone'])
})

test('hosts silent for longer than that are removed, named in the audit, and nobody else is', async () => {
  await heardYesterday()
  await expiry(30)
  expect(await expireHosts()).toBe(2)
  expect(await names()).toEqual(['alive'])
  const [entry] = await sql(
    'work',
    'SELECT type, actor_kind, hosts, details FROM activities ORDER BY id DESC LIMIT 1',
  )
  expect(entry).toMatchObject({
    ...{ type: 'expired_hosts', actor_kind: 'system', hosts: 2 },
    details: { expiry_days: 30, hosts: [{ name: 'long gone' }, { name: 'gone' }] },
  })
  expect(await expireHosts()).toBe(0)
})

test('after an outage of ours no host goes before the fleet has been heard for a day', async () => {
  await expiry(30)
  expect(await expireHosts()).toBe(0)
  expect(await names()).toHaveLength(3)
})

test('the agent of a removed host is told to enrol, and comes back as another record', async () => {
  const body = decodeEnroll(enrolment(secret))
  const enrolled = async () => {
    const reply = await enroll(body, { address: '192.0.2.9' })
    if (reply.outcome !== 'enrolled') throw new Error('refused')
    return reply
  }
  const first = await enrolled()
  expect(await knownHost(first.node_key)).toMatchObject({ id: first.host_id })
  await deleteHost(admin.viewer, first.host_id, '')
  expect(await knownHost(first.node_key)).toBeNull()
  const second = await enrolled()
  expect(second.host_id).not.toBe(first.host_id)
  expect(await knownHost(second.node_key)).toMatchObject({ id: second.host_id })
})
