import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { forgetAll, knownHost } from '@/lib/domain/directory'
import { refetchHost } from '@/lib/domain/host-bulk'
import { createLabel, deleteLabel, editLabel, readLabel } from '@/lib/domain/labels'
import { sql, statementCount } from '@/lib/store/db'
import { type AgentDoor, expectOk, openAgentDoor } from '@/lib/testing/agent-door'
import { admin } from '@/lib/testing/people'
import { LabelInput } from '@/lib/wire/labels'

let door: AgentDoor
let key: string

beforeAll(async () => {
  door = await openAgentDoor()
  key = await door.enroll()
})
afterAll(() => door.stop())

type Queries = Record<string, string>

async function read(nodeKey = key): Promise<Queries> {
  const reply = await door.send('distributed/read', { node_key: nodeKey })
  expectOk(reply)
  return Object.fromEntries(
    Object.entries(Object(reply.json.queries)).map(([id, query]) => [id, String(query)]),
  )
}

/** Reads until something is handed out: the first read of a process may only load the labels. */
async function due(nodeKey = key): Promise<Queries> {
  return vi.waitUntil(async () => {
    const queries = await read(nodeKey)
    return Object.keys(queries).length > 0 ? queries : null
  })
}

const write = (
  queries: Record<string, unknown>,
  more: { statuses?: object; messages?: object } = {},
  nodeKey = key,
) => door.send('distributed/write', { queries, ...more, node_key: nodeKey })

const answerVitals = (queries: Queries) => {
  const rows: Record<string, unknown> = {}
  for (const id of Object.keys(queries)) {
    if (id.startsWith('v_os_')) rows[id] = [{ name: 'Ubuntu', version: '24.04', arch: 'x86_64' }]
    if (id.startsWith('v_agent_')) rows[id] = [{ version: '5.23.1', config_hash: 'abc' }]
    if (id.startsWith('v_system_'))
      rows[id] = [{ hostname: 'web-01', uuid: 'stolen', physical_memory: '8589934592' }]
    if (id.startsWith('v_flags_')) rows[id] = [{ name: 'distributed_interval', value: '10' }]
  }
  return write(rows)
}

const host = async () => {
  const [row] = await sql<Record<string, unknown>>('work', 'SELECT * FROM hosts ORDER BY id')
  return row ?? {}
}

test('a new host is asked for its vitals once, and its answers become columns', async () => {
  const queries = await due()
  expect(Object.keys(queries).every((id) => /^[A-Za-z0-9_-]{1,64}$/.test(id))).toBe(true)
  expect(await read()).toEqual({})
  expectOk(await answerVitals(queries))
  expect(await host()).toMatchObject({
    os_name: 'Ubuntu',
    osquery_version: '5.23.1',
    reported_config_hash: 'abc',
    distributed_interval: 10,
    vitals: { arch: 'x86_64', memory_bytes: 8_589_934_592 },
  })
  expect(await read()).toEqual({})
})

test('its schedule is asked in the same round, in words that its version knows, and kept', async () => {
  const { id } = await host()
  const ask = async (version: string) => {
    await sql('work', 'UPDATE hosts SET osquery_version = $1 WHERE id = $2', [version, id])
    await refetchHost(admin, Number(id), '')
    const queries = await due()
    const [name = ''] = Object.keys(queries).filter((key) => key.startsWith('v_schedule_'))
    return { queries, name, asked: queries[name] }
  }
  const old = await ask('5.2.3')
  expect(old.asked).toBe('SELECT * FROM osquery_schedule')
  await answerVitals(old.queries)
  const { name, asked, queries } = await ask('5.23.1')
  expect(asked).toMatch(/^SELECT name, executions, .*wall_time_ms.* FROM osquery_schedule$/)
  const row = { executions: '2', wall_time_ms: '30', user_time: '20', system_time: '1' }
  const fine = {
    name: 'pack/a/b',
    last_executed: '9',
    denylisted: '1',
    average_memory: '4',
    ...row,
  }
  await write({ [name]: [fine, { ...fine, name: 'pack/a/c', user_time: '1e308' }] })
  await answerVitals(queries)
  const [kept] = await sql('work', 'SELECT rows, folded FROM host_schedules WHERE host_id = $1', [
    id,
  ])
  expect(kept).toMatchObject({ folded: false, rows: [{ name: 'pack/a/b', denylisted: true }] })
})

test('what a host says of its hardware never changes who it is', async () => {
  expect(await host()).toMatchObject({ uuid: '11111111-1111-4111-8111-111111111111' })
})

test('C57: a read with nothing due touches no database', async () => {
  await read()
  const before = statementCount()
  expect(await read()).toEqual({})
  expect(statementCount()).toBe(before)
})

test('a refetch asks again, on the host it was wanted of', async () => {
  const { id } = await host()
  await refetchHost(admin, Number(id), '')
  const queries = await due()
  await answerVitals(queries)
  expect(await read()).toEqual({})
})

test('a label by SQL is asked at the next read; a row makes a member, none ends it, an error keeps', async () => {
  const label = await createLabel(
    admin,
    LabelInput.parse({ name: 'Has users', query: 'SELECT 1 FROM users' }),
    '',
  )
  const asked = await due()
  expect(Object.values(asked)).toEqual(['SELECT 1 FROM users'])
  const [first = ''] = Object.keys(asked)
  await write({ [first]: [{ '1': '1' }] })
  expect(await readLabel(admin, label.id)).toMatchObject({ count: 1, evaluated: 1, errors: 0 })
  expect(await read()).toEqual({})

  await editLabel(admin, label.id, { query: 'SELECT 2 FROM users' }, '')
  // Until it has answered the new text it keeps its place, and whatever its labels give it.
  expect((await knownHost(key))?.labels).toContain(label.id)
  const again = await due()
  const [second = ''] = Object.keys(again)
  await write(
    { [second]: [] },
    { statuses: { [second]: 1 }, messages: { [second]: 'no such table' } },
  )
  expect(await readLabel(admin, label.id)).toMatchObject({ count: 1, errors: 1 })

  await editLabel(admin, label.id, { query: 'SELECT 3 FROM users' }, '')
  const [third = ''] = Object.keys(await due())
  await write({ [first]: [{ '1': '1' }] })
  await write({ [third]: [] })
  await write({ [second]: [{ '2': '2' }] })
  expect(await readLabel(admin, label.id)).toMatchObject({ count: 0, errors: 0 })
  await deleteLabel(admin, label.id, '')
})

test('a label of another platform is not asked', async () => {
  const label = await createLabel(
    admin,
    LabelInput.parse({ name: 'Macs', query: 'SELECT 1 FROM apps', platform: 'macos' }),
    '',
  )
  expect(label.platform).toBe('darwin')
  await read()
  forgetAll()
  await read()
  expect(await read()).toEqual({})
  await deleteLabel(admin, label.id, '')
})

test('S12, S28: an answer to a check handed to another host changes nothing', async () => {
  const other = await door.enroll({
    uuid: '22222222-2222-4222-8222-222222222222',
    instance_id: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
    hardware_serial: 'S2',
    hostname: 'web-02',
  })
  const [stolen = ''] = Object.keys(await due(other)).filter((id) => id.startsWith('v_os_'))
  const before = await host()
  expectOk(await write({ [stolen]: [{ name: 'Evil', version: '1' }] }))
  expect(await host()).toEqual(before)
})

test('a host that was served another configuration is asked what it runs', async () => {
  expectOk(await door.send('config', { node_key: key }))
  await sql(
    'work',
    "UPDATE hosts SET detail_updated_at = now() - interval '2 min', config_served_at = now() - interval '1 min'",
  )
  forgetAll()
  const queries = await due()
  expect(Object.keys(queries).some((id) => id.startsWith('v_agent_'))).toBe(true)
  await answerVitals(queries)
  expect(await read()).toEqual({})
})

test('vitals that came before the agent can have applied its configuration are asked again', async () => {
  await sql(
    'work',
    `UPDATE hosts SET config_served_at = now() - interval '1 min',
       detail_updated_at = now() - interval '1 min' + interval '4 seconds'`,
  )
  forgetAll()
  expect(Object.keys(await due()).some((id) => id.startsWith('v_agent_'))).toBe(true)
})
