import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { POST as KEEP } from '@/app/api/[version]/fleet/host_conflicts/[id]/keep_both/route'
import { POST as MERGE } from '@/app/api/[version]/fleet/host_conflicts/[id]/merge/route'
import { POST as REOPEN } from '@/app/api/[version]/fleet/host_conflicts/[id]/reopen/route'
import { POST as BULK } from '@/app/api/[version]/fleet/host_conflicts/bulk/route'
import { GET } from '@/app/api/[version]/fleet/host_conflicts/route'
import { sql } from '@/lib/store/db'
import { type AgentDoor, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { call, type Person, person, team } from '@/lib/testing/people'
import type { ConflictList, HostConflict } from '@/lib/wire/host-conflicts'

let door: AgentDoor
let admin: Person
let keys: string[]

beforeAll(async () => {
  door = await openAgentDoor()
  admin = await person()
})
afterAll(() => door.stop())
beforeEach(async () => {
  await sql('work', 'TRUNCATE hosts, node_keys, host_seen, label_verdicts, host_conflicts CASCADE')
  await sql('work', 'ALTER SEQUENCE hosts_id_seq RESTART')
  const clone = { hostname: 'web-02', hardware_serial: 'S2' }
  keys = [await door.enroll(), await door.enroll(clone)]
})

const list = async (query = '', token = admin.token): Promise<ConflictList> =>
  (await call(GET, { token, query })).body

async function only(token = admin.token): Promise<HostConflict> {
  const { conflicts } = await list('', token)
  const [conflict] = conflicts
  if (!conflict || conflicts.length > 1) throw new Error('not one conflict')
  return conflict
}

const act = async (route: typeof MERGE, id: number, token = admin.token) =>
  call(route, { token, body: {}, params: { id: String(id) } })

const read = (node_key = '') => door.send('distributed/read', { node_key })

test('a conflict shows both records, what they share, and since when', async () => {
  expect(await list()).toMatchObject({ count: 1, by_state: { open: 1, merged: 0, kept_both: 0 } })
  expect(await only()).toMatchObject({
    ...{ state: 'open', hidden: false, undoable: false },
    host: { id: 2, hostname: 'web-02', keys: 1, enroll_secrets: ['Test'], status: 'online' },
    other: { id: 1, hostname: 'web-01', address: '127.0.0.1' },
    evidence: {
      ...{ reason: 'enrolled', equal: ['instance_id', 'uuid'] },
      different: ['hardware_serial', 'hostname'],
      both_live: null,
      merges_at: expect.stringMatching(/^\d{4}-/),
    },
  })
  await sql('work', "UPDATE host_conflicts SET created_at = now() - interval '1 hour'")
  expect((await only()).evidence).toMatchObject({ both_live: true, merges_at: null })
  expect(await list('host_id=1')).toMatchObject({ count: 1 })
  expect(await list('host_id=99')).toMatchObject({ count: 0 })
  expect(await list('query=WEB-02&state=open')).toMatchObject({ count: 1 })
})

test('two machines: both stay, the conflict is settled, and can be opened again', async () => {
  const { id } = await only()
  const kept = await act(KEEP, id)
  expect(kept.body).toMatchObject({
    conflict: { state: 'kept_both', decided_by: admin.viewer.name, undoable: true },
  })
  expect((await act(KEEP, id)).status).toBe(409)
  expect(await sql('work', 'SELECT identity_conflict FROM hosts ORDER BY id')).toEqual([
    { identity_conflict: null },
    { identity_conflict: null },
  ])
  expect((await act(REOPEN, id)).body).toMatchObject({ conflict: { state: 'open' } })
  expect(await sql('work', 'SELECT identity_conflict FROM hosts WHERE id = 2')).toEqual([
    { identity_conflict: 1 },
  ])
  const deeds = await sql<{ type: string }>('work', 'SELECT type FROM activities ORDER BY id')
  expect(deeds.map(({ type }) => type).slice(-2)).toEqual([
    'kept_both_hosts',
    'reopened_host_conflict',
  ])
})

test('same machine: one record with both keys, however they are used, and parted again on demand', async () => {
  const { id } = await only()
  expect((await act(MERGE, id)).body).toMatchObject({
    conflict: { state: 'merged', host: null, other: { id: 1, keys: 2 }, undoable: true },
  })
  for (let round = 0; round < 3; round += 1) for (const key of keys) expectOk(await read(key))
  expect(await sql('work', 'SELECT id FROM hosts')).toEqual([{ id: 1 }])
  expect((await act(REOPEN, id)).body).toMatchObject({
    conflict: { state: 'open', host: { hostname: 'web-02', keys: 1 }, other: { id: 1, keys: 1 } },
  })
  for (const key of keys) expectOk(await read(key))
})

test('a conflict between teams is decided by somebody with rights over both', async () => {
  const [north, south] = [await team(), await team()]
  await sql('work', 'UPDATE hosts SET team_id = CASE id WHEN 1 THEN $1::int ELSE $2::int END', [
    north,
    south,
  ])
  const one = await person({ teams: [{ id: north, role: 'admin' }] })
  const both = await person({
    teams: [
      { id: north, role: 'maintainer' },
      { id: south, role: 'maintainer' },
    ],
  })
  const observer = await person({ global_role: 'observer' })
  const stranger = await person({ teams: [{ id: await team(), role: 'admin' }] })
  const { id } = await only()
  expect(await only(one.token)).toMatchObject({
    ...{ hidden: true, host: null, other: { id: 1 } },
    evidence: { equal: [], address: '' },
  })
  expect(await list('', stranger.token)).toMatchObject({ count: 0, by_state: { open: 0 } })
  for (const action of [MERGE, KEEP]) {
    expect((await act(action, id, one.token)).status).toBe(404)
    expect((await act(action, id, stranger.token)).status).toBe(404)
    expect((await act(action, id, observer.token)).status).toBe(403)
  }
  expect((await act(KEEP, id, both.token)).status).toBe(200)
})

test('many are settled at once, all or none, and a deleted record settles its conflict', async () => {
  await door.enroll({ hostname: 'web-03', hardware_serial: 'S3' })
  await door.enroll({ hostname: 'web-04', hardware_serial: 'S4' })
  const ids = (await list('state=open')).conflicts.map(({ id }) => id)
  const body = { ids, action: 'keep_both' }
  await sql('work', 'DELETE FROM hosts WHERE id = 4')
  expect(await list()).toMatchObject({ by_state: { open: 2, gone: 1 } })
  expect((await call(BULK, { token: admin.token, body })).status).toBe(409)
  expect(await list()).toMatchObject({ by_state: { open: 2, kept_both: 0 } })
  const open = (await list('state=open')).conflicts.map((conflict) => conflict.id)
  const merged = await call(BULK, { token: admin.token, body: { ids: open, action: 'merge' } })
  expect(merged).toMatchObject({ status: 200, body: { changed: 2 } })
  expect(await sql('work', 'SELECT id FROM hosts')).toEqual([{ id: 1 }])
})
