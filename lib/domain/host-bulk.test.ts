// Acts on many hosts: all or nothing, by rights over each, told before they are done, and audited whole.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeHosts, transferHosts } from '@/lib/domain/host-bulk'
import { idRanges } from '@/lib/domain/host-removals'
import { createPack } from '@/lib/domain/packs'
import { sql } from '@/lib/store/db'
import { removeLinesOfRemoved } from '@/lib/store/hosts-bulk'
import { ensurePartitions } from '@/lib/store/partitions'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { type Person, person, team } from '@/lib/testing/people'
import { HostBulk } from '@/lib/wire/host-bulk'
import { PackInput } from '@/lib/wire/packs'

let database: TestDatabase
let admin: Person
let here: number
let there: number
let ids: number[]

beforeAll(async () => {
  database = await testDatabase()
  await ensurePartitions()
  admin = await person()
  here = await team('Here')
  there = await team('There')
})
afterAll(() => database.stop())

beforeEach(async () => {
  await sql('work', 'DELETE FROM hosts')
  const rows = await sql<{ id: number }>(
    'work',
    `INSERT INTO hosts (hostname, platform, team_id)
     SELECT 'host-' || n, 'linux', $1 FROM generate_series(1, 4) n RETURNING id`,
    [here],
  )
  ids = rows.map(({ id }) => id)
  await sql('work', 'INSERT INTO host_seen (host_id, rhythm_seconds) SELECT id, 10 FROM hosts')
})

const bulk = (given: object) => HostBulk.parse(given)
const act = (who: Person, given: object) => changeHosts(who.viewer, bulk(given), '192.0.2.7')
const teamsOf = async () =>
  (await sql<{ team_id: number }>('work', 'SELECT team_id FROM hosts ORDER BY id')).map(
    ({ team_id }) => team_id,
  )
const audited = async () => {
  const [row] = await sql<{ type: string; hosts: number; details: Record<string, unknown> }>(
    'work',
    'SELECT type, hosts, details FROM activities ORDER BY id DESC LIMIT 1',
  )
  return row
}

test('a transfer says the packs gained and lost, then moves, audits every host and notes it on each', async () => {
  const queries = [{ name: 'q', query: 'SELECT 1 FROM time', interval: 60 }]
  const targets = (id: number) => ({ team_ids: [id], queries })
  await createPack(admin.viewer, PackInput.parse({ name: 'Of here', ...targets(here) }), '')
  await createPack(admin.viewer, PackInput.parse({ name: 'Of there', ...targets(there) }), '')
  const asked = { filter: { team_id: here }, action: 'transfer', team_id: there }
  const told = await act(admin, { ...asked, dry_run: true })
  expect(told).toMatchObject({
    ...{ changed: 4, online: 4, offline: 0, unchanged: 0 },
    packs_gained: [{ name: 'Of there', hosts: 4 }],
    packs_lost: [{ name: 'Of here', hosts: 4 }],
  })
  expect(await teamsOf()).toEqual([here, here, here, here])
  expect(await act(admin, asked)).toMatchObject({ changed: 4 })
  expect(await teamsOf()).toEqual([there, there, there, there])
  expect(await audited()).toMatchObject({
    ...{ type: 'transferred_hosts', hosts: 4 },
    details: { host_ids: idRanges(ids), was: { team_ids: [here] }, is: { team_id: there } },
  })
  const events = await sql('work', "SELECT details->>'to' AS to FROM host_events ORDER BY host_id")
  expect(events).toEqual(Array(4).fill({ to: 'There' }))
  expect(await act(admin, asked)).toMatchObject({ changed: 0 })
})

test('one host beyond the viewer’s teams, or one id that is nobody’s, refuses the whole act', async () => {
  const member = await person({ teams: [{ id: here, role: 'maintainer' }] })
  await expect(act(member, { ids, action: 'transfer', team_id: there })).rejects.toThrow()
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id = $2', [there, ids[0]])
  await expect(act(member, { ids, action: 'delete' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(act(admin, { ids: [...ids, 999_999], action: 'delete' })).rejects.toMatchObject({
    code: 'invalid',
  })
  expect(await teamsOf()).toEqual([there, here, here, here])
  const observer = await person({ teams: [{ id: here, role: 'observer' }] })
  const filter = { team_id: here }
  await expect(act(observer, { filter, action: 'delete' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect(await act(observer, { filter, action: 'refetch' })).toMatchObject({ changed: 3 })
})

test('above the threshold the number is typed and the password was proved lately', async () => {
  await sql('work', `UPDATE settings SET limits = '{"confirm_above_hosts": 3}'`)
  const browser: Person = { ...admin, viewer: { ...admin.viewer, in_browser: true } }
  const asked = { ids, action: 'transfer', team_id: there }
  const told = await act(browser, { ...asked, dry_run: true })
  expect(told.confirm).toEqual({ needed: true, hosts: 4, password: false })
  await expect(act(browser, asked)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(act(browser, { ...asked, confirm: 5 })).rejects.toMatchObject({ code: 'conflict' })
  await sql('work', "UPDATE sessions SET proved_at = now() - interval '1 day'")
  await expect(act(browser, { ...asked, confirm: 4 })).rejects.toMatchObject({
    errors: [{ name: 'password', reason: expect.any(String) }],
  })
  await sql('work', 'UPDATE sessions SET proved_at = now()')
  expect(await act(browser, { ...asked, confirm: 4 })).toMatchObject({ changed: 4 })
  // A list names each host, those that are there already too: no number is asked for.
  await sql('work', 'UPDATE hosts SET team_id = $1 WHERE id <> $2', [here, ids[0]])
  await transferHosts(browser.viewer, { team_id: there, hosts: ids }, '')
  expect(await teamsOf()).toEqual([there, there, there, there])
  await sql('work', `UPDATE settings SET limits = '{}'`)
})

test('hosts join and leave a label by hand, and only such a label', async () => {
  const [label] = await sql<{ id: number }>(
    'work',
    "INSERT INTO labels (name, kind) VALUES ('Chosen', 'manual') RETURNING id",
  )
  const label_id = label?.id ?? 0
  await act(admin, { ids: ids.slice(0, 2), action: 'label', label_id })
  expect(await act(admin, { ids, action: 'label', label_id })).toMatchObject({
    ...{ changed: 2, unchanged: 2 },
  })
  expect(await audited()).toMatchObject({ type: 'labelled_hosts', hosts: 2 })
  const filter = { label_id }
  expect(await act(admin, { filter, action: 'unlabel', label_id })).toMatchObject({ changed: 4 })
  const [builtIn] = await sql<{ id: number }>(
    'work',
    "SELECT id FROM labels WHERE kind = 'builtin'",
  )
  await expect(
    act(admin, { ids, action: 'label', label_id: builtIn?.id ?? 0 }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('deleted hosts leave at once, and their lines in bounded steps until none is left', async () => {
  await sql(
    'work',
    `INSERT INTO status_lines (host_id, unix_time, severity, filename, line, message, version, fingerprint)
     SELECT $1, 1, 0, 'f', 1, 'm' || n, '5', gen_random_uuid() FROM generate_series(1, 5) n`,
    [ids[0]],
  )
  expect(await act(admin, { ids: ids.slice(0, 3), action: 'delete' })).toMatchObject({ changed: 3 })
  expect((await sql('work', 'SELECT id FROM hosts')).length).toBe(1)
  expect(await audited()).toMatchObject({
    ...{ type: 'deleted_hosts', hosts: 3 },
    details: { host_ids: idRanges(ids.slice(0, 3)), hosts: [{ name: 'host-1' }, {}, {}] },
  })
  const steps: number[] = []
  for (let step = 0; step < 4; step++) steps.push(await removeLinesOfRemoved(3))
  expect(steps).toEqual([3, 2, 0, 0])
  expect(await sql('work', 'SELECT * FROM removed_hosts')).toEqual([])
})

test('ids are told as ranges, whatever their order', () => {
  expect(idRanges([7, 1, 3, 2, 9, 10])).toBe('1-3, 7, 9-10')
  expect(idRanges([])).toBe('')
})
