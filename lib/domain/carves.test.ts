// Carves towards people: who sees them, what leaves, what is on record, and what time does to them.
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as takeCarve } from '@/app/api/[version]/fleet/carves/[id]/download/route'
import { GET as read, DELETE as remove } from '@/app/api/[version]/fleet/carves/[id]/route'
import { GET as list } from '@/app/api/[version]/fleet/carves/route'
import { finishCarves, keepCarves } from '@/lib/domain/carve-upkeep'
import { sql } from '@/lib/store/db'
import { type AgentDoor, openAgentDoor } from '@/lib/testing/agent-door'
import { largeObjects, sendCarve } from '@/lib/testing/carves'
import { patient } from '@/lib/testing/patience'
import { call, type Person, person, team } from '@/lib/testing/people'
import type { CarveDetail, CarveList } from '@/lib/wire/carves'

let door: AgentDoor
let key: string
let hostId: number
let red: number
let admin: Person

beforeAll(async () => {
  door = await openAgentDoor()
  key = await door.enroll()
  admin = await person()
  red = await team()
  const [host] = await sql<{ id: number }>('work', 'UPDATE hosts SET team_id = $1 RETURNING id', [
    red,
  ])
  hostId = host?.id ?? 0
})
afterAll(() => door.stop())

const bytes = randomBytes(2_500_000)
const signal = new AbortController().signal
const send = (changes: { carve_id: string; bytes?: Buffer; blocks?: number }) =>
  sendCarve(door, { node_key: key, bytes, block_size: 1_000_000, ...changes })
const ofCarve = (id: number, token: string) => ({ token, params: { id: String(id) } })
const listed = async (token: string, query = '') => {
  const reply = await call(list, { token, query })
  return { status: reply.status, body: reply.body as typeof CarveList._output }
}
const idOf = async (guid: string) =>
  (await listed(admin.token, `query=${guid}`)).body.carves[0]?.id ?? 0

async function entries(type: string) {
  return sql<{ actor_name: string; object_id: number; details: Record<string, unknown> }>(
    'work',
    'SELECT actor_name, object_id, details FROM activities WHERE type = $1 ORDER BY id',
    [type],
  )
}

function take(id: number, token: string): Promise<Response> {
  const request = new Request('http://localhost:3000/x', {
    headers: { authorization: `Bearer ${token}` },
  })
  return takeCarve(request, { params: Promise.resolve({ version: 'v1', id: String(id) }) })
}

test('a carve is read with its progress, hashed when whole, and downloaded as it was sent', async () => {
  await send({ carve_id: 'guid-whole', blocks: 2 })
  const id = await idOf('guid-whole')
  const half = (await call(read, ofCarve(id, admin.token))).body as { carve: CarveDetail }
  expect(half.carve).toMatchObject({ state: 'receiving', blocks: [[0, 1]], blocks_received: 2 })
  expect((await take(id, admin.token)).status).toBe(409)
  await send({ carve_id: 'guid-whole' })
  await finishCarves({ signal })
  const whole = (await call(read, ofCarve(id, admin.token))).body as { carve: CarveDetail }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(whole.carve).toMatchObject({
    state: 'complete',
    blocks: [[0, 2]],
    sha256,
    host_id: hostId,
  })
  const response = await take(id, admin.token)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(
      new RegExp(`^attachment; filename="carve-${id}-[A-Za-z0-9._-]+\\.tar"$`),
    ),
  })
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await entries('downloaded_carve')).at(-1)).toMatchObject({
    actor_name: admin.viewer.name,
    object_id: id,
    details: { host_id: hostId, sha256, bytes: bytes.length },
  })
  expect((await entries('received_carve')).at(-1)).toMatchObject({ object_id: id })
})

test('a hostile path or name of a host is never part of the file name', async () => {
  await sql('work', `UPDATE hosts SET display_name = E'../../etc/"x"\\r\\nSet-Cookie: a=b'`)
  const zstd = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), bytes])
  await send({ carve_id: 'guid-hostile', bytes: zstd })
  await sql(
    'work',
    `UPDATE carves SET path = '../../../etc/passwd' WHERE carve_guid LIKE '%hostile'`,
  )
  const response = await take(await idOf('guid-hostile'), admin.token)
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="carve-\d+-[A-Za-z0-9._-]*\.tar\.zst"$/,
  )
  expect(response.headers.get('content-disposition')).not.toContain('..')
  expect(response.headers.get('set-cookie')).toBeNull()
  await response.body?.cancel()
})

test('carves are seen in the teams of a maintainer, by nobody lower, and not by other teams', async () => {
  await send({ carve_id: 'guid-team' })
  const id = await idOf('guid-team')
  const blue = await team()
  const own = await person({ teams: [{ id: red, role: 'maintainer' }] })
  const stranger = await person({ teams: [{ id: blue, role: 'admin' }] })
  const observer = await person({ global_role: 'observer_plus' })
  expect((await listed(own.token)).body.carves.map((carve) => carve.id)).toContain(id)
  expect((await listed(stranger.token)).body).toMatchObject({ carves: [], count: 0 })
  expect((await listed(observer.token)).status).toBe(403)
  for (const route of [read, takeCarve, remove]) {
    const status = async (token: string) => (await call(route, ofCarve(id, token))).status
    expect(await status(stranger.token)).toBe(404)
    expect(await status(observer.token)).toBe(403)
  }
  expect((await call(read, ofCarve(id, own.token))).status).toBe(200)
})

test('filters by host, state and campaign; unknown keys are refused', async () => {
  await send({ carve_id: 'guid-open', blocks: 1 })
  const guids = async (query: string) =>
    (await listed(admin.token, query)).body.carves.map((carve) => carve.carve_guid)
  expect(await guids('state=receiving')).toEqual(['guid-open'])
  expect(await guids(`host_id=${hostId + 1}`)).toEqual([])
  expect(await guids('campaign_id=77')).toEqual([])
  expect(await guids(`host_id=${hostId}&per_page=1`)).toEqual(['guid-open'])
  expect((await listed(admin.token, 'order_key=content')).status).toBe(422)
})

test('a deleted carve leaves an entry and no bytes; its blocks are refused from then on', async () => {
  const before = await largeObjects()
  await send({ carve_id: 'guid-deleted' })
  const id = await idOf('guid-deleted')
  expect((await call(remove, { ...ofCarve(id, admin.token), method: 'DELETE' })).status).toBe(200)
  expect(await largeObjects()).toBe(before)
  expect((await call(read, ofCarve(id, admin.token))).status).toBe(404)
  expect((await entries('deleted_carve')).at(-1)).toMatchObject({ object_id: id })
})

test('carves past retention go with their bytes, and the trail says which', async () => {
  await sql('work', `UPDATE settings SET carves = '{"retention_days": 5}'`)
  await send({ carve_id: 'guid-old' })
  const id = await idOf('guid-old')
  const before = await largeObjects()
  await keepCarves()
  expect(await idOf('guid-old')).toBe(id)
  await sql('work', `UPDATE carves SET finished_at = now() - interval '6 days' WHERE id = $1`, [id])
  await keepCarves()
  expect(await idOf('guid-old')).toBe(0)
  expect(await largeObjects()).toBe(before - 1)
  expect((await entries('expired_carves')).at(-1)?.details).toEqual({
    carves: [{ id, carve_guid: 'guid-old' }],
  })
})

test('a download that is cut short stops reading', async () => {
  await send({ carve_id: 'guid-cut' })
  const response = await take(await idOf('guid-cut'), admin.token)
  const reader = response.body?.getReader()
  expect((await reader?.read())?.value?.length).toBe(1024 * 1024)
  await reader?.cancel()
  await vi.waitFor(async () => {
    const [row] = await sql<{ n: number }>(
      'work',
      `SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'SELECT lo_get%' AND state = 'active'`,
    )
    expect(row?.n).toBe(0)
  }, patient)
})
