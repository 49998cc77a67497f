import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET, OPTIONS, POST } from '@/app/api/osquery/[[...path]]/route'
import { wake } from '@/lib/bus/bus'
import { forgetAll, forgetHost, knownHost, rememberedHost } from '@/lib/domain/directory'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { pinned, unpin } from '@/lib/global'
import { sql, statementCount } from '@/lib/store/db'
import { type AgentDoor, objectOf, openAgentDoor } from '@/lib/testing/agent-door'
import { enrolment } from '@/lib/testing/enrolments'

let door: AgentDoor
let key: string

beforeAll(async () => {
  door = await openAgentDoor()
  await startIngest()
  key = await door.enroll()
})
afterAll(async () => {
  await stopIngest()
  await door.stop()
})

async function post(path: string, body: unknown, init: RequestInit = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = new Request(`http://localhost/api/osquery/${path}`, {
    method: 'POST',
    body: text,
    ...init,
  })
  const response = await POST(request)
  const reply = await response.text()
  return {
    status: response.status,
    json: objectOf(reply, response.status, Object.fromEntries(response.headers)),
  }
}

test('R2: the route of plain `next start` speaks as the front door does', async () => {
  expect((await post('enroll', enrolment(door.secret))).json).toMatchObject({ node_invalid: false })
  expect((await post('distributed/read/', { node_key: key })).json).toHaveProperty('queries')
  expect((await post('config', { node_key: key })).json).toHaveProperty('schedule')
  expect((await post('log', { data: [], log_type: 'result', node_key: key })).json).toEqual({})
  expect((await post('write', { queries: {}, node_key: key })).json).toEqual({})
  expect((await post('config', { node_key: 'unknown' })).json).toMatchObject({ node_invalid: true })
  expect((await post('config', '{')).json).toHaveProperty('error')
  expect((await post('nothing', '{}')).json).toHaveProperty('error')
  expect((await post('config', 'x'.repeat(70_000))).status).toBe(413)
})

test('C3: the route answers other methods with a body', async () => {
  for (const [method, route] of Object.entries({ GET, OPTIONS })) {
    const response = await route(new Request('http://localhost/api/osquery/config', { method }))
    objectOf(await response.text(), response.status, Object.fromEntries(response.headers))
    expect(response.status).toBe(405)
  }
})

test('R2: a body that breaks off is refused, not an empty reply', async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"node_key":'))
      controller.error(new Error('gone'))
    },
  })
  const init = { method: 'POST', body: broken, duplex: 'half' }
  const response = await POST(new Request('http://localhost/api/osquery/log', init))
  expect(await response.json()).toHaveProperty('error')
})

test('a change of a host reaches memory: its next request reads the database', async () => {
  const before = await knownHost(key)
  await sql('work', "UPDATE hosts SET os_name = 'Changed' WHERE id = $1", [before?.id])
  expect((await knownHost(key))?.os_name).toBe('Ubuntu')
  wake(`hosts:${before?.id}`)
  expect((await knownHost(key))?.os_name).toBe('Changed')
  await sql('work', "UPDATE hosts SET os_name = 'Again' WHERE id = $1", [before?.id])
  wake('hosts')
  expect((await knownHost(key))?.os_name).toBe('Again')
})

test('a change that arrives while its host is being read is not lost', async () => {
  const host = await knownHost(key)
  forgetAll()
  const reading = knownHost(key)
  await Promise.resolve()
  forgetHost(host?.id ?? 0)
  await reading
  expect(rememberedHost(key, Date.now())).toBeUndefined()
})

test('unknown keys that flood cost one statement a second, not one each', async () => {
  await knownHost('flood')
  const before = statementCount()
  for (let n = 0; n < 50; n += 1) expect(await knownHost('flood')).toBeNull()
  expect(statementCount()).toBe(before)
})

test('a known host takes less than 1 kB of memory', async () => {
  const hosts = 20_000
  await sql(
    'work',
    `WITH h AS (INSERT INTO hosts (hostname, host_identifier, platform, os_name, osquery_version)
       SELECT 'host-' || n, 'host-' || n, 'linux', 'Ubuntu', '5.23.1'
         FROM generate_series(1, $1) n RETURNING id)
     INSERT INTO node_keys (key_hash, host_id) SELECT sha256(('k' || id)::bytea), id FROM h`,
    [hosts],
  )
  const ids = await sql<{ id: number }>('work', "SELECT id FROM hosts WHERE hostname LIKE 'host-%'")
  forgetAll()
  unpin('domain.seen')
  const keys = ids.map(({ id }) => `k${id}`)
  const before = heapUsed()
  await Promise.all(keys.map((one) => knownHost(one)))
  const directory = pinned<{ keys: Map<string, unknown> }>('domain.directory', () => ({
    keys: new Map(),
  }))
  expect(directory.keys.size).toBe(hosts)
  expect((heapUsed() - before) / hosts).toBeLessThan(1_024)
})

/** After a collection, so that only what is held counts. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
