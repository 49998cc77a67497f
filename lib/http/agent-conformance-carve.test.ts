// Carves as agents of every version send them: C67 to C71, and what must not get in.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepCarves } from '@/lib/domain/carve-upkeep'
import { sql } from '@/lib/store/db'
import {
  type AgentDoor,
  expectFail,
  expectInvalid,
  expectOk,
  openAgentDoor,
  type Reply,
} from '@/lib/testing/agent-door'
import { carveBytes, largeObjects } from '@/lib/testing/carves'

let door: AgentDoor
let key: string
let other: string

beforeAll(async () => {
  door = await openAgentDoor()
  key = await door.enroll()
  other = await door.enroll({ uuid: crypto.randomUUID(), instance_id: crypto.randomUUID() })
})
afterAll(() => door.stop())

const header = (nodeKey: string) => ({ headers: { authorization: `NodeKey ${nodeKey}` } })

function begin(changes: Record<string, unknown> = {}): Promise<Reply> {
  const size = { block_count: 2, block_size: 4, carve_size: 6 }
  const names = { carve_id: crypto.randomUUID(), request_id: 'r1', node_key: key }
  return door.send('carve/begin', { ...size, ...names, ...changes })
}

async function begun(changes: Record<string, unknown> = {}): Promise<string> {
  const reply = await begin(changes)
  expectOk(reply)
  expect(reply.json.session_id).toEqual(expect.stringMatching(/^[\w-]{40,}$/))
  return String(reply.json.session_id)
}

function block(session_id: string, block_id: unknown, data: unknown, nodeKey?: string) {
  const body = { block_id, session_id, request_id: 'r1', data }
  return door.send('carve/block', body, nodeKey ? header(nodeKey) : {})
}

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

async function stored(carve_id: string) {
  const [row] = await sql<{ id: number; state: string; blocks_received: number }>(
    'work',
    'SELECT id, state, blocks_received FROM carves WHERE carve_guid = $1',
    [carve_id],
  )
  return row
}

test('C67: a beginning gives a session; repeated, the same one, and nothing is left over', async () => {
  const before = await largeObjects()
  const first = await begun({ carve_id: 'c67' })
  expect(await begun({ carve_id: 'c67' })).toBe(first)
  expectOk(await block(first, 0, base64('abcd')))
  expect(await begun({ carve_id: 'c67' })).toBe(first)
  expectOk(await block(first, 1, base64('ef')))
  expect(await carveBytes('c67')).toEqual(Buffer.from('abcdef'))
  expect(await largeObjects()).toBe(before + 1)
})

test('C67: a beginning of another size starts anew, and the old session is over', async () => {
  const before = await largeObjects()
  const first = await begun({ carve_id: 'anew' })
  expectOk(await block(first, 0, base64('abcd')))
  const second = await begun({ carve_id: 'anew', carve_size: 5 })
  expect(second).not.toBe(first)
  expectFail(await block(first, 1, base64('ef')))
  expect(await stored('anew')).toMatchObject({ state: 'receiving', blocks_received: 0 })
  expect(await largeObjects()).toBe(before + 1)
})

test.each([
  ['without a header', undefined],
  ['with the header of its host', () => key],
])('C68: blocks in any order and twice make the file once, %s', async (_, nodeKey) => {
  const carve_id = crypto.randomUUID()
  const session = await begun({ carve_id })
  for (const [id, text] of [
    [1, 'ef'],
    [0, 'abcd'],
    [0, 'abcd'],
    [1, 'ef'],
  ] as const)
    expectOk(await block(session, id, base64(text), nodeKey?.()))
  expect(await stored(carve_id)).toMatchObject({ state: 'complete', blocks_received: 2 })
  expect(await carveBytes(carve_id)).toEqual(Buffer.from('abcdef'))
})

test('C68: blocks sent at once, on every alias, make the file once', async () => {
  const bytes = randomBytes(64 * 1000 + 17)
  const paths = ['/api/osquery', '/api/v1/osquery'].flatMap((base) => [
    `${base}/carve/block`,
    `${base}/carve/block/`,
  ])
  const size = { block_size: 1000, block_count: 65, carve_size: bytes.length }
  const session = await begun({ carve_id: 'at-once', ...size })
  const sent = Array.from({ length: 130 }, (_, n) => {
    const block_id = (n * 37) % 65
    const data = base64(bytes.subarray(block_id * 1000, (block_id + 1) * 1000))
    const path = paths[n % paths.length] ?? ''
    return door.send(path, { block_id, session_id: session, request_id: 'r1', data })
  })
  for (const reply of await Promise.all(sent)) expectOk(reply)
  expect(await carveBytes('at-once')).toEqual(bytes)
})

test('C69: what cannot be accepted gets no session and leaves nothing', async () => {
  const before = await largeObjects()
  const refused: Record<string, unknown>[] = [
    { carve_size: 5 * 1024 ** 3, block_size: 1024 ** 2, block_count: 5 * 1024 },
    { block_count: 3 },
    { block_count: -1, carve_size: -6 },
    { carve_size: 2 ** 60, block_size: 2 ** 58, block_count: 4 },
    { carve_size: 0, block_count: 0 },
    { block_size: 0 },
    { block_size: 9 * 1024 ** 2, block_count: 1 },
    { carve_size: 3 * 1024 ** 2, block_size: 1, block_count: 3 * 1024 ** 2 },
    { carve_size: '6x' },
    { carve_size: 6.5 },
    { carve_id: '' },
    { carve_id: null },
  ]
  for (const changes of refused) {
    const reply = await begin(changes)
    expectFail(reply)
    expect(reply.json).not.toHaveProperty('session_id')
  }
  const unknown = await begin({ node_key: 'never' })
  expectInvalid(unknown)
  expect(unknown.json).not.toHaveProperty('session_id')
  await sql('work', `UPDATE settings SET carves = '{"enabled": false}'`)
  expectFail(await begin())
  await sql('work', `UPDATE settings SET carves = '{}'`)
  expect(await largeObjects()).toBe(before)
})

test('C69: limits of one host, of all hosts and of carves at once hold, also in a race', async () => {
  const limits = async (given: object) =>
    sql('work', 'UPDATE settings SET carves = $1', [JSON.stringify(given)])
  await sql('work', 'DELETE FROM carves')
  await limits({ host_open_max: 3 })
  const race = await Promise.all(Array.from({ length: 8 }, () => begin()))
  expect(race.filter(({ json }) => 'session_id' in json)).toHaveLength(3)
  expect(race.filter(({ status }) => status === 429)).toHaveLength(5)
  await begun({ node_key: other })
  await limits({ open_max: 4 })
  expectFail(await begin({ node_key: other }))
  await limits({ host_bytes_max: 20 })
  expectFail(await begin())
  await begun({ node_key: other })
  await limits({ total_bytes_max: 33 })
  expectFail(await begin({ node_key: other }))
  await limits({})
  await sql('work', 'DELETE FROM carves')
})

test('C70: foreign, ended and impossible blocks are answered and store nothing', async () => {
  const carve_id = crypto.randomUUID()
  const session = await begun({ carve_id })
  const odd: [unknown, unknown][] = [
    [0, 'not base64!'],
    [0, 'YQ'],
    [0, ''],
    [0, null],
    [0, base64('abcde')],
    [1, base64('abc')],
    [2, base64('ab')],
    [-1, base64('ab')],
    ['x', base64('ab')],
    [2 ** 53, base64('ab')],
  ]
  for (const [id, data] of odd) expectFail(await block(session, id, data))
  expectFail(await block(session, 0, base64('abcd'), other))
  expectInvalid(await block(session, 0, base64('abcd'), 'never'))
  expectFail(await block('x'.repeat(43), 0, base64('abcd')))
  for (const body of [{}, { session_id: 7 }, { session_id: session }])
    expectFail(await door.send('carve/block', body))
  expect(await stored(carve_id)).toMatchObject({ state: 'receiving', blocks_received: 0 })
  await sql('work', `UPDATE carves SET last_block_at = now() - interval '2 hours'`)
  await keepCarves()
  expectFail(await block(session, 0, base64('abcd')))
  expect(await stored(carve_id)).toMatchObject({ state: 'abandoned', blocks_received: 0 })
  expect(await begun({ carve_id })).not.toBe(session)
})

test('C71: too few bytes are no archive, a block that came short can be mended before the end', async () => {
  const before = await largeObjects()
  const short = await begun({ carve_id: 'short' })
  expectOk(await block(short, 0, base64('abc')))
  expectOk(await block(short, 1, base64('ef')))
  expect(await stored('short')).toMatchObject({ state: 'damaged' })
  expect(await largeObjects()).toBe(before)
  const mended = await begun({ carve_id: 'mended' })
  expectOk(await block(mended, 0, base64('abc')))
  expectOk(await block(mended, 0, base64('abcd')))
  expectOk(await block(mended, 1, base64('ef')))
  expect(await carveBytes('mended')).toEqual(Buffer.from('abcdef'))
})

test('C71: three gibibytes may be declared; only what comes takes room', async () => {
  const size = { carve_size: 3_221_225_472, block_size: 2_097_152, block_count: 1_536 }
  const session = await begun({ carve_id: 'large', ...size })
  const bytes = randomBytes(2_097_152)
  expectOk(await block(session, 1_535, base64(bytes)))
  const [row] = await sql<{ last: string }>(
    'work',
    `SELECT encode(lo_get(content, 3221225472 - 4, 4), 'hex') AS last
       FROM carves WHERE carve_guid = 'large'`,
  )
  expect(row?.last).toBe(bytes.subarray(-4).toString('hex'))
})

test('a host that is deleted takes its archives with it', async () => {
  const gone = await door.enroll({ uuid: 'gone', instance_id: crypto.randomUUID() })
  const before = await largeObjects()
  const session = await begun({ carve_id: 'of-gone', node_key: gone })
  expectOk(await block(session, 0, base64('abcd')))
  expect(await largeObjects()).toBe(before + 1)
  await sql(
    'work',
    `DELETE FROM hosts WHERE id = (SELECT host_id FROM carves WHERE carve_guid = 'of-gone')`,
  )
  expect(await largeObjects()).toBe(before)
  expectFail(await block(session, 1, base64('ef')))
})
