// The audit trail as it is searched and taken away: who asked what of which device.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET as readOne } from '@/app/api/[version]/fleet/activities/[id]/route'
import { GET as list } from '@/app/api/[version]/fleet/activities/route'
import { GET as asCsv } from '@/app/api/[version]/fleet/activities.csv/route'
import { GET as asNdjson } from '@/app/api/[version]/fleet/activities.ndjson/route'
import { recordActivity, recordRefusal, verifyExported } from '@/lib/domain/activity'
import { sql, transaction } from '@/lib/store/db'
import { type TestDatabase, testDatabase } from '@/lib/testing/database'
import { call, type Person, person, team } from '@/lib/testing/people'
import type { Activity } from '@/lib/wire/activity'

let database: TestDatabase
let admin: Person
let bob: Person
let red: number

const act = (who: Person, deed: Parameters<typeof recordActivity>[2]) =>
  transaction('people', (tx) => recordActivity(tx, who.viewer, deed))

beforeAll(async () => {
  database = await testDatabase()
  admin = await person()
  bob = await person({ global_role: 'maintainer' })
  red = await team()
  await sql(
    'work',
    `INSERT INTO hosts (id, hostname, team_id) VALUES (41, 'a', $1), (42, 'b', NULL)`,
    [red],
  )
  await sql(
    'work',
    `INSERT INTO campaigns (id, query, selected, expires_at) VALUES (7, 'SELECT 1', '{}', now())`,
  )
  await sql('work', 'INSERT INTO campaign_hosts (campaign_id, host_id) VALUES (7, 41)')
  await act(bob, {
    type: 'started_campaign',
    object_kind: 'campaign',
    object_id: 7,
    object_name: '=HYPERLINK("x")',
    details: { query: 'SELECT * FROM shadow', selected: { hosts: [41] } },
    address: '192.0.2.7',
  })
  await act(admin, { type: 'edited_host', object_kind: 'host', object_id: 41 })
  await act(admin, { type: 'downloaded_carve', object_kind: 'carve', details: { host_id: 41 } })
  await act(admin, { type: 'transferred_hosts', details: { team_id: red, host_ids: [41, 42] } })
  await act(admin, { type: 'edited_host', object_kind: 'host', object_id: 42 })
  await recordRefusal({ agent: 'a', host_id: 41 }, { type: 'agent_said' })
})
afterAll(() => database.stop())

type Page = { activities: Activity[]; count: number; next_cursor: string | null }
const feed = async (query: string) => (await call(list, { token: admin.token, query })).body as Page
const types = async (query: string) => (await feed(query)).activities.map(({ type }) => type)

async function file(route: typeof asCsv, query = ''): Promise<string> {
  const request = new Request(`http://localhost:3000/x?${query}`, {
    headers: { authorization: `Bearer ${admin.token}` },
  })
  return (await route(request, { params: Promise.resolve({ version: 'v1' }) })).text()
}

test('a host finds all that concerns it: acts on it, its own, its carves and who asked it', async () => {
  expect(await types('host_id=41')).toEqual([
    ...['agent_said', 'transferred_hosts', 'downloaded_carve', 'edited_host', 'started_campaign'],
  ])
  expect(await types('host_id=42')).toEqual(['edited_host', 'transferred_hosts'])
  expect(await types(`team_id=${red}`)).toEqual(['transferred_hosts', 'edited_host'])
})

test('actor, type, object, time and text narrow it together', async () => {
  expect(await types(`actor_id=${bob.viewer.user_id}`)).toEqual(['started_campaign'])
  expect(await types('actor_kind=agent')).toEqual(['agent_said'])
  expect(await types('type=edited_host,agent_said')).toHaveLength(3)
  expect(await types('object_kind=campaign&object_id=7')).toEqual(['started_campaign'])
  expect(await types('query=from+shadow')).toEqual(['started_campaign'])
  expect(await types('query=192.0.2.7')).toEqual(['started_campaign'])
  expect(await types(`to=${new Date(Date.now() - 3_600_000).toISOString()}`)).toEqual([])
  expect(await types(`host_id=41&actor_id=${bob.viewer.user_id}`)).toEqual(['started_campaign'])
  const reply = await call(list, { token: admin.token, query: 'from=yesterday' })
  expect(reply.status).toBe(422)
})

test('pages by keyset hold every entry once, also while others are written', async () => {
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const page: Page = await feed(`per_page=2${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.activities.map(({ id }) => id))
    cursor = page.next_cursor
    if (seen.length < 5) await recordRefusal('system', { type: 'meanwhile' })
  } while (cursor)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual([...seen].sort((a, b) => b - a))
  expect(seen).toHaveLength(6)
})

test('one entry shows both of its hashes; what is not there is not found', async () => {
  const [first] = (await feed('type=started_campaign')).activities
  const params = { id: String(first?.id) }
  const one = (await call(readOne, { token: admin.token, params })).body as {
    activity: Activity & { prev_hash: string }
  }
  expect(one.activity).toMatchObject({ hash: first?.hash, prev_hash: '0'.repeat(64) })
  expect((await call(readOne, { token: admin.token, params: { id: '999' } })).status).toBe(404)
  expect((await call(readOne, { token: bob.token, params })).status).toBe(403)
})

test('S76: the CSV runs nothing in a spreadsheet, and the export is on record before it leaves', async () => {
  const text = await file(asCsv, 'type=started_campaign')
  expect(text).toContain(`'=HYPERLINK`)
  expect(text.split('\r\n')).toHaveLength(3)
  const [entry] = (await feed('type=exported_activities')).activities
  expect(entry).toMatchObject({
    actor_name: admin.viewer.name,
    details: { format: 'csv', filter: { type: 'started_campaign' } },
  })
  expect((await call(asCsv, { token: bob.token })).status).toBe(403)
})

test('S98: an export of everything proves itself, and a changed or missing line is found', async () => {
  const lines = (await file(asNdjson)).split('\n').filter(Boolean)
  async function* given(of: string[]) {
    yield* of
  }
  expect(await verifyExported(given(lines))).toMatchObject({
    unbroken: true,
    entries: lines.length,
  })
  const forged = lines.map((line, n) =>
    n === 2 ? line.replace(/"type":"\w+"/, '"type":"x"') : line,
  )
  const forgedId = JSON.parse(lines[2] ?? '').id
  expect(await verifyExported(given(forged))).toMatchObject({
    unbroken: false,
    first_broken: forgedId,
  })
  const cut = lines.filter((_, n) => n !== 2)
  expect(await verifyExported(given(cut))).toMatchObject({ unbroken: false })
})
