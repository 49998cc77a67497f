// What an enrolled or unenrolled peer can neither choose, fill, damage nor shorten.
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { GET as listAnswers } from '@/app/api/[version]/fleet/campaigns/[id]/results/route'
import { POST as runQuery } from '@/app/api/[version]/fleet/queries/run/route'
import { GET as listResults } from '@/app/api/[version]/fleet/results/route'
import { startHostChecks } from '@/lib/domain/host-checks'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { createSecret } from '@/lib/domain/secrets'
import { unpin } from '@/lib/global'
import { heldBytes } from '@/lib/http/agent-budget'
import { metricsRegistry } from '@/lib/metrics'
import { sql } from '@/lib/store/db'
import {
  type AgentDoor,
  expectFail,
  expectInvalid,
  expectOk,
  openAgentDoor,
} from '@/lib/testing/agent-door'
import { enrolment } from '@/lib/testing/enrolments'
import { L1 } from '@/lib/testing/log-lines'
import { patient } from '@/lib/testing/patience'
import { call, person, team } from '@/lib/testing/people'
import { RunReply } from '@/lib/wire/campaigns'

const kibibyte = 1024
const mebibyte = 1024 * kibibyte
let door: AgentDoor
let key: string

beforeAll(async () => {
  door = await openAgentDoor()
  await startIngest()
  await startHostChecks()
  key = await door.enroll()
})
afterAll(async () => {
  await stopIngest()
  await door.stop()
})
beforeEach(async () => {
  await sql('work', 'TRUNCATE result_lines, status_lines, dead_letters')
  unpin('agent.unreadable')
  unpin('enrolment.limits')
})

const authorization = (nodeKey: string) => ({ authorization: `NodeKey ${nodeKey}` })
const logOf = (data: unknown[]) => ({ data, log_type: 'result', node_key: key })
const kept = async () =>
  (
    await sql<{ n: number }>(
      'work',
      `SELECT (SELECT count(*) FROM result_lines)::int + (SELECT count(*) FROM dead_letters)::int
            + (SELECT count(*) FROM status_lines)::int AS n`,
    )
  )[0]?.n

test('S13: team and labels come from the secret and from people, whatever a host says of itself', async () => {
  const [red, blue] = [await team(), await team()]
  const { secret } = await createSecret({ name: 'Red', team_id: red })
  const own = { uuid: crypto.randomUUID(), instance_id: crypto.randomUUID(), hardware_serial: 'R' }
  const wanted = { team_id: blue, team: 'Blue', labels: ['Windows', 'Board'], label_ids: [1, 2] }
  const body = enrolment(secret, { ...own, body: wanted })
  Object.assign(Object(body.host_details), wanted, { muster: wanted })
  const nodeKey = String((await door.send('enroll', body)).json.node_key)
  const facts = () =>
    sql('work', "SELECT team_id FROM hosts WHERE hardware_serial = 'R'").then(async (teams) => ({
      teams,
      labels: await sql(
        'work',
        `SELECT l.name FROM label_verdicts v JOIN labels l ON l.id = v.label_id
           JOIN hosts h ON h.id = v.host_id WHERE v.member AND h.hardware_serial = 'R' ORDER BY 1`,
      ),
    }))
  const before = await facts()
  expect(before).toEqual({
    teams: [{ team_id: red }],
    labels: [{ name: 'All Hosts' }, { name: 'All Linux' }, { name: 'Ubuntu Linux' }],
  })
  const claims = { ...wanted, node_key: nodeKey }
  const line = { ...L1, ...wanted, decorations: wanted, columns: { team_id: String(blue) } }
  expectOk(await door.send('log', { ...claims, data: [line], log_type: 'result' }))
  expectOk(await door.send('config', claims))
  const queries = { v_system: [wanted], [`l_1_1_1_${'A'.repeat(22)}`]: [wanted], team_id: [wanted] }
  expectOk(await door.send('distributed/write', { ...claims, queries }))
  expect(await facts()).toEqual(before)
})

/** A stranger that sends most of a body and then keeps still. */
function stall(bytes: number): Socket {
  const socket = connect(door.front.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`POST /api/osquery/log HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes + 1}\r\n\r\n`)
  socket.write(Buffer.alloc(bytes, ' '))
  return socket
}

test('S16: over the budget in flight a stranger is told so at once, and known hosts are served', async () => {
  const sockets = Array.from({ length: 15 }, () => stall(4 * mebibyte))
  try {
    await vi.waitFor(() => expect(heldBytes()).toBeGreaterThanOrEqual(60 * mebibyte), patient)
    const large = logOf([{ ...L1, columns: { wide: 'x'.repeat(6 * mebibyte) } }])
    const refused = await door.send('log', large)
    expectFail(refused)
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    expect(refused.ms).toBeLessThan(5_000)
    expectOk(await door.send('log', large, { headers: authorization(key) }))
    expectOk(await door.send('distributed/read', { node_key: key }))
    expectOk(await door.send('log', logOf([L1])))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  await vi.waitFor(() => expect(heldBytes()).toBe(0), patient)
  expectOk(await door.send('log', logOf([{ ...L1, counter: 9 }])))
})

test('S18: names of prototypes are ordinary from the agent to the reader, and no prototype changes', async () => {
  const columns = '{"__proto__":"p","constructor":"c","prototype":"t","hasOwnProperty":"h","x":"1"}'
  const hostile = `{"__proto__":{"x":1,"polluted":1},"constructor":{"prototype":{"x":1}}}`
  const enrolling = JSON.stringify(
    enrolment(door.secret, { instance_id: 'proto', hardware_serial: 'P', uuid: 'proto' }),
  ).replace('"host_details":{', `"__proto__":${hostile},"host_details":{"__proto__":${hostile},`)
  const nodeKey = String((await door.send('enroll', enrolling)).json.node_key)
  const lines = ['__proto__', 'constructor', 'prototype'].map(
    (name) =>
      `{"name":"${name}","unixTime":1,"epoch":0,"counter":0,"action":"added","columns":${columns},
        "decorations":${columns}}`,
  )
  const log = `{"data":[${lines}],"log_type":"result","__proto__":${hostile},"node_key":"${nodeKey}"}`
  expectOk(await door.send('log', log))
  const admin = await person()
  const ran = await call(runQuery, {
    token: admin.token,
    body: { query: 'SELECT 1', selected: { all: true } },
  })
  const { campaign_id } = RunReply.parse(ran.body)
  const work = await door.send('distributed/read', { node_key: nodeKey })
  const delivery = Object.keys(Object(work.json.queries)).find((id) => /^c\d+_/.test(id))
  const answers = `{"__proto__":[${columns}],"constructor":[${columns}],"${delivery}":[${columns}]}`
  const written = `{"queries":${answers},"statuses":{"__proto__":${hostile}},"messages":${hostile},
    "node_key":"${nodeKey}"}`
  expectOk(await door.send('distributed/write', written))
  const stored = await sql<{ name: string; columns: string }>(
    'work',
    `SELECT name, content->'columns' AS columns FROM result_lines ORDER BY id`,
  )
  expect(stored.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'prototype'])
  const shown = await call(listResults, { token: admin.token })
  const params = { id: String(campaign_id) }
  const live = await call(listAnswers, { token: admin.token, params })
  expect([shown.status, live.status]).toEqual([200, 200])
  for (const cell of columns.slice(1, -1).split(',')) {
    expect(JSON.stringify(shown.body).split(cell), cell).toHaveLength(7)
    expect(JSON.stringify(live.body).split(cell), cell).toHaveLength(2)
  }
  for (const name of ['x', 'polluted']) expect(Object.prototype).not.toHaveProperty(name)
})

/** Indexed columns of text that hold more than 1 KiB somewhere. */
async function indexedBeyondKibibyte(): Promise<string[]> {
  const indexed = await sql<{ table: string; column: string }>(
    'work',
    `SELECT DISTINCT c.relname AS table, a.attname AS column
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
      WHERE a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'bytea'::regtype)`,
  )
  expect(indexed.map(({ table, column }) => `${table}.${column}`)).toContain('hosts.hostname')
  const beyond: string[] = []
  for (const { table, column } of indexed) {
    const long = `SELECT 1 FROM "${table}" WHERE octet_length("${column}") > 1024 LIMIT 1`
    if ((await sql('work', long)).length > 0) beyond.push(`${table}.${column}`)
  }
  return beyond
}

test('S21 and R16: no text of an agent is indexed beyond 1 KiB, or refused for where it was cut', async () => {
  // Cut at 255 units, it would end in half a character.
  const long = '👯é'.repeat(1_200)
  const odd = `xx${long}`
  const own = { uuid: long, instance_id: long, hardware_serial: long, hostname: long }
  const body = { host_identifier: long }
  const enrolled = await door.send(
    'enroll',
    enrolment(door.secret, { ...own, platform: long, body }),
  )
  expectOk(enrolled)
  expect(await indexedBeyondKibibyte()).toEqual([])
  const node_key = enrolled.json.node_key
  const work = await door.send('distributed/read', { node_key })
  const rows = [
    { hostname: long, computer_name: odd, version: odd, name: long, address: odd, arch: odd },
    { hostname: odd, cpu_brand: odd, hardware_vendor: odd, hardware_model: long, mac: odd },
  ].map((row, _, [first]) => ({ ...first, ...row }))
  const queries = Object.fromEntries(
    Object.keys(Object(work.json.queries)).map((id) => [id, rows] as const),
  )
  expect(Object.keys(queries).length).toBeGreaterThan(3)
  expectOk(await door.send('distributed/write', { node_key, queries }))
  const line = { ...L1, name: long, hostIdentifier: long, decorations: { [long]: long } }
  expectOk(await door.send('log', { node_key, log_type: 'result', data: [line, { [long]: long }] }))
  expect(await indexedBeyondKibibyte()).toEqual([])
})

const oneBlock = { session_id: 'never', block_id: 0, data: 'YQ==' }

const refusals = async (reason: string) => {
  const metric = await metricsRegistry().getSingleMetric('agent_refused_total')?.get()
  return metric?.values.find(({ labels }) => labels.reason === reason)?.value ?? 0
}

test('R3: each refusal has a status for operators and is counted by its reason', async () => {
  const padding = 'x'.repeat(65 * kibibyte)
  const gzip = { 'content-encoding': 'gzip' }
  const table: [string, number, () => ReturnType<typeof door.send>][] = [
    ['unknown_path', 404, () => door.send('nothing', {})],
    ['wrong_method', 405, () => door.send('config', {}, { method: 'PUT' })],
    ['secret_in_url', 400, () => door.send(`config?node_key=${key}`, {})],
    ['unknown_key', 401, () => door.send('config', { node_key: 'never' })],
    [
      'keys_differ',
      400,
      () => door.send('config', { node_key: 'x' }, { headers: authorization(key) }),
    ],
    ['bad_encoding', 415, () => door.send('log', '{}', { headers: { 'content-encoding': 'br' } })],
    ['unreadable', 400, () => door.send('log', 'x', { headers: gzip })],
    ['too_large', 413, () => door.send('config', { node_key: key, padding })],
    ['enrolment', 401, () => door.send('enroll', enrolment('wrong'))],
    [
      'disabled',
      403,
      () => {
        const size = { block_count: 1, block_size: 2 ** 43, carve_size: 2 ** 43 }
        return door.send('carve/begin', { node_key: key, carve_id: 'huge', ...size })
      },
    ],
    ['unknown_session', 404, () => door.send('carve/block', oneBlock)],
  ]
  for (const [reason, status, send] of table) {
    const before = await refusals(reason)
    const reply = await send()
    if (status === 401) expectInvalid(reply)
    else expectFail(reply)
    expect([reason, reply.status]).toEqual([reason, status])
    expect([reason, await refusals(reason)]).toEqual([reason, before + 1])
  }
  await sql('work', 'ALTER TABLE result_lines RENAME TO away')
  try {
    const before = await refusals('unavailable')
    expect((await door.send('log', logOf([L1]))).status).toBe(503)
    expect(await refusals('unavailable')).toBe(before + 1)
  } finally {
    await sql('work', 'ALTER TABLE away RENAME TO result_lines')
  }
  let limited = await door.send('enroll', enrolment('wrong'))
  for (let n = 0; n < 30 && limited.status !== 429; n += 1)
    limited = await door.send('enroll', enrolment('wrong'))
  expect(limited).toMatchObject({ status: 429, headers: { 'retry-after': '5' } })
  expect(await refusals('rate_limited')).toBeGreaterThan(0)
})

test('R8: a body cut after any kibibyte is refused, never acknowledged, and nothing of it is kept', async () => {
  const lines = Array.from({ length: 96 }, (_, counter) => ({
    ...L1,
    counter,
    columns: { text: 'é"\\]}'.repeat(80) },
  }))
  const whole = Buffer.from(JSON.stringify({ node_key: key, log_type: 'result', data: lines }))
  const packed = gzipSync(Buffer.from(JSON.stringify(logOf(lines.map(wide)))), { level: 0 })
  expect(whole.length).toBeGreaterThan(48 * kibibyte)
  const gzip = { 'content-encoding': 'gzip', ...authorization(key) }
  for (let cut = 0; cut < whole.length; cut += kibibyte) {
    expectFail(await door.send('log', whole.subarray(0, cut)))
    const headers = authorization(key)
    expectFail(await door.send('log', whole.subarray(0, cut), { headers }))
    if (cut > 0) expectFail(await door.send('log', packed.subarray(0, cut), { headers: gzip }))
  }
  expect(await kept()).toBe(0)
  expectOk(await door.send('log', whole))
  expect(await kept()).toBe(lines.length)
}, 60_000)

function wide<T extends object>(line: T): T & { more: string } {
  return { ...line, more: 'x' }
}
