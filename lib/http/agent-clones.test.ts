import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { refreshCampaigns, stopCampaigns } from '@/lib/domain/campaign-memory'
import { runCampaign } from '@/lib/domain/campaign-start'
import { forgetAll } from '@/lib/domain/directory'
import { mergeSameMachines } from '@/lib/domain/host-merges'
import { unpin } from '@/lib/global'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type AgentDoor, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { asking, person } from '@/lib/testing/live'
import { patient } from '@/lib/testing/patience'

const clones = Array.from({ length: 50 }, (_, n) => n)
let door: AgentDoor

beforeAll(async () => {
  door = await openAgentDoor()
  await ensurePartitions()
})
afterAll(async () => {
  stopCampaigns()
  await door.stop()
})
beforeEach(async () => {
  await sql('work', 'TRUNCATE hosts, node_keys, host_seen, label_verdicts, host_conflicts CASCADE')
  await sql('work', 'ALTER SEQUENCE hosts_id_seq RESTART')
  unpin('enrolment.limits')
  forgetAll()
})

/** The image's instance id, and what the virtual machine says of itself. */
const clone = (n: number) => ({
  hostname: `desk-${n}`,
  uuid: `22222222-2222-4222-8222-${String(n).padStart(12, '0')}`,
  hardware_serial: `VM-${n}`,
})

const read = (node_key: string) => door.send('distributed/read', { node_key })

async function readAll(keys: readonly string[]): Promise<void> {
  // One after another: keys that share a record share what one host may ask at once, too.
  for (const key of keys) expectOk(await read(key))
}

async function count(from: string): Promise<number> {
  const [row] = await sql<{ count: number }>('work', `SELECT count(*)::int AS count FROM ${from}`)
  return row?.count ?? 0
}

/** What each key is asked now: deliveries of the one campaign. */
async function asked(key: string): Promise<string> {
  const { queries } = (await read(key)).json
  const own = Object.keys(Object(queries)).filter((id) => !/^[vl]_/.test(id))
  expect(own).toHaveLength(1)
  return own[0] ?? ''
}

async function eachIsAsked(keys: readonly string[]): Promise<void> {
  const admin = await person('Ada', 'admin')
  const { campaign_id } = await runCampaign(admin, asking('all'), '')
  await refreshCampaigns()
  const deliveries = await Promise.all(keys.map(asked))
  expect(new Set(deliveries).size).toBe(keys.length)
  for (const [n, delivery] of deliveries.entries()) {
    const body = { queries: { [delivery]: [{ n: String(n) }] }, statuses: { [delivery]: 0 } }
    expectOk(await door.send('distributed/write', { node_key: keys[n], ...body }))
    const data = [{ severity: 1, filename: 'a', line: 1, message: `of ${n}`, version: '5' }]
    expectOk(await door.send('log', { node_key: keys[n], log_type: 'status', data }))
  }
  const results = `campaign_results WHERE campaign_id = ${campaign_id}`
  expect(await count(results)).toBe(keys.length)
  expect(await count(`(SELECT DISTINCT host_id FROM ${results}) x`)).toBe(keys.length)
  await vi.waitFor(
    async () =>
      expect(await count('(SELECT DISTINCT host_id FROM status_lines) x')).toBe(keys.length),
    patient,
  )
  const [row] = await sql('work', 'SELECT targeted, answered FROM campaigns WHERE id = $1', [
    campaign_id,
  ])
  expect(row).toEqual({ targeted: keys.length, answered: keys.length })
  await sql('work', 'TRUNCATE status_lines')
}

test('fifty clones of an image on machines of their own are fifty hosts, each with its own work', async () => {
  const keys = await Promise.all(clones.map((n) => door.enroll(clone(n))))
  expect(await count('hosts')).toBe(50)
  expect(await count("host_conflicts WHERE state = 'open'")).toBe(49)
  await readAll(keys)
  await eachIsAsked(keys)
  const again = await door.enroll(clone(7))
  expect(await count('hosts')).toBe(50)
  await readAll([...keys, again])
  expect(await mergeSameMachines()).toBe(0)
}, 60_000)

test('fifty clones alike in everything are parted as they call, and no key of any ends', async () => {
  const keys: string[] = []
  for (const _ of clones) keys.push(await door.enroll())
  expect(await count('hosts')).toBe(1)
  await readAll(keys)
  await sql('work', "UPDATE node_keys SET superseded_at = superseded_at - interval '2 minutes'")
  await vi.waitFor(
    async () => {
      await readAll(keys)
      expect(await count('hosts')).toBe(50)
    },
    { timeout: 30_000, interval: 100 },
  )
  expect(await count("host_conflicts WHERE state = 'open' AND reason = 'shared_key'")).toBe(49)
  expect(await count('node_keys WHERE valid_until IS NOT NULL')).toBe(0)
  await eachIsAsked(keys)
  expect(await mergeSameMachines()).toBe(0)
}, 60_000)

test('a machine that slept while a clone was taken for it has its own record again when it wakes', async () => {
  const asleep = await door.enroll()
  await sql('work', "UPDATE hosts SET last_enrolled_at = now() - interval '30 minutes'")
  const taken = await door.enroll()
  await sql('work', "UPDATE hosts SET enrolled_at = now() - interval '6 minutes' WHERE id = 2")
  await sql('work', "UPDATE host_seen SET seen_at = now() - interval '7 minutes' WHERE host_id = 1")
  expect(await mergeSameMachines()).toBe(1)
  forgetAll()
  await sql('work', "UPDATE node_keys SET superseded_at = superseded_at - interval '2 minutes'")
  await vi.waitFor(async () => {
    await readAll([asleep, taken])
    expect(await count('hosts')).toBe(2)
  }, patient)
  await sql('work', "UPDATE hosts SET enrolled_at = now() - interval '6 minutes' WHERE id <> 1")
  expect(await mergeSameMachines()).toBe(0)
})

test('S13: a record that was parted has the team of its own secret and no label of the other', async () => {
  const first = await door.enroll()
  const [label] = await sql<{ id: number }>(
    'work',
    "INSERT INTO labels (name, kind) VALUES ('By hand', 'manual') RETURNING id",
  )
  await sql('work', 'INSERT INTO label_verdicts (label_id, host_id, member) VALUES ($1, 1, true)', [
    label?.id,
  ])
  await sql('work', "INSERT INTO teams (name) VALUES ('Victims')")
  await sql('work', 'UPDATE hosts SET team_id = (SELECT max(id) FROM teams)')
  const second = await door.enroll()
  await sql('work', "UPDATE node_keys SET superseded_at = superseded_at - interval '2 minutes'")
  await vi.waitFor(async () => {
    await readAll([first, second])
    expect(await count('hosts')).toBe(2)
  }, patient)
  expect(await count('hosts WHERE id <> 1 AND team_id IS NULL')).toBe(1)
  expect(await count(`label_verdicts WHERE label_id = ${label?.id} AND host_id = 1`)).toBe(1)
  expect(await count(`label_verdicts WHERE label_id = ${label?.id}`)).toBe(1)
})
