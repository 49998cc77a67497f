import https from 'node:https'
import { gzipSync } from 'node:zlib'
import selfsigned from 'selfsigned'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { forgetAll } from '@/lib/domain/directory'
import { unpin } from '@/lib/global'
import { heldBytes } from '@/lib/http/agent-budget'
import { sql } from '@/lib/store/db'
import {
  type AgentDoor,
  expectFail,
  expectInvalid,
  expectOk,
  objectOf,
  openAgentDoor,
} from '@/lib/testing/agent-door'
import type { LogBody } from '@/lib/wire/osquery'

const batches: LogBody[] = []
// What the store does with lines has a suite of its own; this one watches what reaches it.
vi.mock('@/lib/domain/ingest', () => ({
  recordLog: async (_host: unknown, batch: LogBody) => void batches.push(batch),
}))

const mebibyte = 1024 * 1024
let door: AgentDoor
let key: string
let other: string

beforeAll(async () => {
  const { private: pem, cert } = await selfsigned.generate([
    { name: 'commonName', value: 'localhost' },
  ])
  door = await openAgentDoor({ key: pem, cert })
  key = await door.enroll()
  other = await door.enroll({ instance_id: 'other', hardware_serial: 'S2' })
})
afterAll(() => door.stop())
beforeEach(() => {
  batches.length = 0
  unpin('agent.unreadable')
})

const header = (nodeKey: string) => ({ authorization: `NodeKey ${nodeKey}` })
const L1 = {
  name: 'pack/base/users',
  hostIdentifier: 'web-01',
  calendarTime: 'Tue Sep  2 09:00:01 2025 UTC',
  unixTime: 1756803601,
  epoch: 0,
  counter: 3,
  numerics: false,
  columns: { uid: '0', username: 'root' },
  action: 'added',
}
const logOf = (data: unknown[], nodeKey = key) => ({ data, log_type: 'result', node_key: nodeKey })
const endpoints = ['enroll', 'config', 'log', 'distributed/read', 'distributed/write']
const paths = ['/api/osquery', '/api/v1/osquery'].flatMap((base) =>
  [...endpoints, 'read', 'write', 'carve/begin', 'carve/block'].map((path) => `${base}/${path}`),
)

test('C1: a body that is no JSON object is refused on every endpoint, with and without a key', async () => {
  for (const path of endpoints) {
    for (const body of ['{', '', '[]', 'null', '"x"', '42', '{"data":[}', '{}x']) {
      for (const headers of [{}, header(key)]) {
        unpin('agent.unreadable')
        const reply = await door.send(path, body, { headers })
        expectFail(reply)
      }
    }
  }
  expect(batches).toEqual([])
})

test('C3: other methods are refused with a body, on every path', async () => {
  for (const path of paths) {
    for (const method of ['GET', 'PUT', 'OPTIONS', 'DELETE', 'PATCH']) {
      expectFail(await door.send(path, '', { method }))
    }
  }
})

test('C4: a trailing slash changes nothing and redirects nowhere', async () => {
  for (const path of ['/api/osquery/config', '/api/v1/osquery/config']) {
    const plain = await door.send(path, { node_key: key })
    expectOk(plain)
    expect((await door.send(`${path}/`, { node_key: key })).text).toBe(plain.text)
    expect((await door.send(`${path}?x=1`, { node_key: key })).text).toBe(plain.text)
  }
  for (const path of ['distributed/read/', 'read/', 'distributed/write/', 'write/', 'log/']) {
    expectOk(await door.send(path, { ...logOf([]), queries: {} }))
  }
})

test('C5: an unknown path below the prefix is refused as JSON', async () => {
  for (const path of ['nothing', 'config/x', '', 'distributed', '../osquery/none']) {
    expectFail(await door.send(`/api/osquery/${path}`, { node_key: key }))
  }
})

test('C6: two hundred requests, each on a TLS connection of its own, are all served', async () => {
  const body = JSON.stringify({ node_key: key })
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const request = https.request({
        host: '127.0.0.1',
        port: door.front.tlsPort,
        path: '/api/osquery/distributed/read',
        method: 'POST',
        agent: false,
        rejectUnauthorized: false,
        headers: { connection: 'keep-alive', 'content-length': body.length },
      })
      request.on('error', reject)
      request.on('response', async (response) => {
        const { socket } = response
        response.setEncoding('utf8')
        let text = ''
        for await (const part of response) text += String(part)
        objectOf(text, response.statusCode ?? 0, response.headers)
        socket.destroy()
        resolve()
      })
      request.end(body)
    })
  for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 20 }, one))
})

test('C7: gzip is understood on log, config and write', async () => {
  const headers = { 'content-encoding': 'gzip' }
  const zip = (body: unknown) => gzipSync(JSON.stringify(body), { level: 9 })
  expectOk(await door.send('log', zip(logOf([L1])), { headers }))
  expect(batches).toMatchObject([{ log_type: 'result', data: [L1] }])
  expectOk(await door.send('config', zip({ node_key: key }), { headers }))
  expectOk(await door.send('distributed/write', zip({ queries: {}, node_key: key }), { headers }))
})

test('C8 and S15: damaged gzip, two layers and other encodings are refused', async () => {
  const whole = gzipSync(JSON.stringify(logOf([L1])))
  const gzip = { 'content-encoding': 'gzip' }
  expectFail(await door.send('log', '{"data":[]}', { headers: gzip }))
  expectFail(await door.send('log', whole.subarray(0, -9), { headers: gzip }))
  expectFail(await door.send('log', gzipSync(whole), { headers: gzip }))
  for (const encoding of ['br', 'deflate', 'gzip, gzip', 'zstd']) {
    expectFail(await door.send('log', whole, { headers: { 'content-encoding': encoding } }))
  }
  expect(batches).toEqual([])
})

test('C9: a gzip bomb costs neither memory nor time, twice', async () => {
  const spaces = gzipSync(Buffer.alloc(256 * mebibyte, ' '), { level: 9 })
  const bomb = Buffer.concat([spaces, spaces, spaces, spaces])
  const before = process.memoryUsage().rss
  for (const headers of [header(key), header(key), {}]) {
    const sent = door.send('log', bomb, { headers: { 'content-encoding': 'gzip', ...headers } })
    const beside = await door.send('distributed/read', { node_key: other })
    expectOk(beside)
    const reply = await sent
    expectFail(reply)
    expect(reply.ms).toBeLessThan(5_000)
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(80 * mebibyte)
  expect(heldBytes()).toBe(0)
})

test('C10: a reply is never encoded', async () => {
  const headers = { 'accept-encoding': 'gzip' }
  const reply = await door.send('config', { node_key: key }, { headers })
  expect(reply.headers['content-encoding']).toBeUndefined()
})

test('C11: a batch of 8 MiB in 1,024 lines arrives whole, and so does a line of 1 MiB', async () => {
  const line = { ...L1, columns: { path: '/x"\\'.repeat(1_600) } }
  const lines = Array.from({ length: 1_024 }, (_, counter) => ({ ...line, counter }))
  expectOk(await door.send('log', logOf(lines)))
  expect(batches[0]?.data).toHaveLength(1_024)
  expect(JSON.stringify(batches[0]?.data[1_023])).toBe(JSON.stringify(lines[1_023]))
  expectOk(await door.send('log', logOf([{ ...L1, columns: { c: 'y'.repeat(mebibyte) } }])))
  expect(JSON.stringify(batches[1]).length).toBeGreaterThan(mebibyte)
})

test('C12: bytes that are not UTF-8 become replacement characters, the other lines stay', async () => {
  const text = JSON.stringify(logOf([{ ...L1, columns: { bad: 'aXYb' } }, L1]))
  const bytes = Buffer.from(text)
  bytes.set([0x80, 0xff], bytes.indexOf('aXYb') + 1)
  expectOk(await door.send('log', bytes))
  expect(batches[0]?.data).toEqual([{ ...L1, columns: { bad: 'a\ufffd\ufffdb' } }, L1])
})

test('C13: a NUL in an enrolment is dropped and the host enrols', async () => {
  const nul = await door.enroll({ instance_id: 'nul', hardware_serial: '', hostname: 'a\0b' })
  expectOk(await door.send('distributed/read', { node_key: nul }))
  const rows = await sql('work', "SELECT 1 FROM hosts WHERE hostname = 'ab'")
  expect(rows).toHaveLength(1)
})

test('C16: the header, the body or both name the key, and they must agree', async () => {
  expectOk(await door.send('config', {}, { headers: header(key) }))
  expectOk(await door.send('config', { node_key: key }))
  expectOk(await door.send('config', { node_key: key }, { headers: header(key) }))
  expectOk(await door.send('config', { node_key: key }, { headers: { authorization: 'Bearer x' } }))
  expectFail(await door.send('config', { node_key: other }, { headers: header(key) }))
  expectFail(await door.send('log', logOf([L1], other), { headers: header(key) }))
  expectInvalid(await door.send('config', { node_key: key }, { headers: header('unknown') }))
  expect(batches).toEqual([])
})

test('C17 and S8: a body under an unknown header key is answered before it is read', async () => {
  const body = Buffer.alloc(50 * mebibyte, 'x')
  const before = process.memoryUsage().rss
  const reply = await door.send('log', body, { headers: header('unknown') })
  expectInvalid(reply)
  expect(process.memoryUsage().rss - before).toBeLessThan(40 * mebibyte)
})

test('S9: keys and secrets in the address are refused', async () => {
  for (const query of [`?enroll_secret=${door.secret}`, `?a=b&node_key=${key}`]) {
    expectFail(await door.send(`/api/osquery/config${query}`, { node_key: key }))
  }
})

test('S14 and R6: a log batch over the cap is refused and the next batches are halved', async () => {
  const lines = (lineCount: number) =>
    sql<{ logger_max_lines: number | null }>(
      'work',
      'SELECT logger_max_lines FROM hosts WHERE id = (SELECT min(id) FROM hosts)',
    ).then(([row]) => expect(row?.logger_max_lines ?? 1024).toBe(lineCount))
  await sql('work', 'UPDATE hosts SET logger_max_lines = NULL')
  forgetAll()
  const large = logOf([{ ...L1, columns: { c: 'y'.repeat(17 * mebibyte) } }])
  expectFail(await door.send('log', large))
  await lines(512)
  expectFail(await door.send('log', large, { headers: header(key) }))
  await lines(256)
  expectFail(
    await door.send('log', gzipSync(JSON.stringify(large)), {
      headers: { 'content-encoding': 'gzip' },
    }),
  )
  await lines(128)
  expectOk(await door.send('log', logOf([L1])))
  await lines(1024)
  await sql('work', 'UPDATE hosts SET logger_max_lines = 1')
  forgetAll()
  batches.length = 0
  expectOk(await door.send('log', large))
  expect(batches[0]?.data).toEqual([expect.stringContaining('was not kept')])
  expect(heldBytes()).toBe(0)
})

test('R6: a batch of far more lines than agents send is refused and the next are halved', async () => {
  await sql('work', 'UPDATE hosts SET logger_max_lines = NULL')
  forgetAll()
  batches.length = 0
  expectFail(await door.send('log', logOf(Array.from({ length: 8_193 }, () => L1))))
  const [row] = await sql('work', 'SELECT logger_max_lines FROM hosts ORDER BY id LIMIT 1')
  expect(row).toEqual({ logger_max_lines: 512 })
  expect(batches).toEqual([])
  expectOk(await door.send('log', logOf([L1])))
})

test('S14: small endpoints take 64 KiB and no more', async () => {
  const padding = 'x'.repeat(65 * 1024)
  for (const path of ['enroll', 'config', 'distributed/read']) {
    const reply = await door.send(path, { node_key: key, padding })
    expectFail(reply)
    expect(reply.status).toBe(413)
  }
})

test('R16: a write that nobody can read is refused twice, then acknowledged', async () => {
  const send = () => door.send('distributed/write', '{"queries":', { headers: header(key) })
  expectFail(await send())
  expectFail(await send())
  expectOk(await send())
  expectFail(await send())
})
