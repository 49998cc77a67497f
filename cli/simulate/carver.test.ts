import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { type TestAgent, testAgent } from './testing'

let held: TestAgent | undefined
afterEach(() => held?.close())

const begin = '/api/osquery/carve/begin'
const block = '/api/osquery/carve/block'
const sql = "SELECT * FROM carves WHERE carve = 1 AND path LIKE '/etc/%'"
const flags = { disable_carver: false, carver_block_size: 2048 }
const session = '{"session_id":"s1","success":true}'

async function open(
  script: Parameters<typeof testAgent>[0],
  options: Parameters<typeof testAgent>[1] = {},
): Promise<TestAgent> {
  held = await testAgent(script, { flags, ...options })
  await held.agent.enrol()
  return held
}

const row = (opened: TestAgent) => opened.agent.query('SELECT * FROM carves').rows[0]

test('a query schedules an archive, and a scan sends it as numbered blocks that add up to it', async () => {
  const opened = await open(({ path }) => (path === begin ? session : undefined))
  const asked = opened.agent.query(sql).rows[0]
  expect(asked).toMatchObject({ status: 'SCHEDULED', size: '-1', carve: '1' })
  expect(asked?.path).toContain('/etc/passwd,')
  await opened.agent.carver.scan()
  const [begun] = opened.server.at(begin)
  const blocks = opened.server.at(block).map(({ body }) => body)
  const archive = Buffer.concat(blocks.map(({ data }) => Buffer.from(String(data), 'base64')))
  expect(begun?.body).toEqual({
    ...{ block_count: blocks.length, block_size: 2048, carve_size: archive.length },
    ...{ carve_id: asked?.carve_guid, request_id: asked?.request_id, node_key: 'key-1' },
  })
  expect(blocks.map(({ block_id }) => block_id)).toEqual(blocks.map((_, n) => n))
  expect(blocks.every((body) => body.session_id === 's1' && !('node_key' in body))).toBe(true)
  expect(opened.server.at(block)[0]?.headers.authorization).toBe('NodeKey key-1')
  expect(archive.subarray(0, 10).toString()).toBe('etc/passwd')
  expect(archive.subarray(257, 262).toString()).toBe('ustar')
  const sha256 = createHash('sha256').update(archive).digest('hex')
  expect(row(opened)).toMatchObject({ status: 'SUCCESS', sha256, size: String(archive.length) })
  await opened.agent.carver.scan()
  expect(opened.server.at(begin)).toHaveLength(1)
})

test('without a session it fails for good', async () => {
  const opened = await open(({ path }) => (path === begin ? '{"error":"no"}' : undefined))
  opened.agent.query(sql)
  await opened.agent.carver.scan()
  await opened.agent.carver.scan()
  expect(opened.server.at(begin)).toHaveLength(3)
  expect(opened.server.at(block)).toEqual([])
  expect(row(opened)?.status).toBe('DATA POST FAILED')
})

test('a newer agent gives up after three tries of a block, an older one goes on to the next', async () => {
  const script: Parameters<typeof testAgent>[0] = ({ path, body }) => {
    if (path === begin) return session
    return path === block && body.block_id === 1 ? 'hang up' : undefined
  }
  const newer = await open(script)
  newer.agent.query(sql)
  await newer.agent.carver.scan()
  // Each of the three tries is sent once more by the transport itself.
  expect(newer.server.at(block).map(({ body }) => body.block_id)).toEqual([0, 1, 1, 1, 1, 1, 1])
  expect(newer.clock.slept).toEqual([1, 4])
  await newer.close()
  const older = await open(script, { version: '5.9.1' })
  older.agent.query(sql)
  await older.agent.carver.scan()
  expect(Number(older.server.at(block).at(-1)?.body.block_id)).toBeGreaterThan(2)
})

test('a path that is not there, a carver that is off and a plain look carve nothing', async () => {
  const opened = await open(() => undefined)
  opened.agent.query("SELECT * FROM carves WHERE carve = 1 AND path = '/no/such'")
  opened.agent.query("SELECT * FROM carves WHERE path = '/etc/passwd'")
  expect(row(opened)).toBeUndefined()
  await opened.close()
  const off = await open(() => undefined, { flags: {} })
  off.agent.query(sql)
  expect(row(off)).toBeUndefined()
})
