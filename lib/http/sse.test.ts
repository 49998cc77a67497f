import { createParser } from 'eventsource-parser'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { GET as getResults } from '@/app/api/[version]/fleet/campaigns/[id]/results/route'
import { POST as postStop } from '@/app/api/[version]/fleet/campaigns/[id]/stop/route'
import { GET as getStream } from '@/app/api/[version]/fleet/campaigns/[id]/stream/route'
import { POST as postRun } from '@/app/api/[version]/fleet/queries/run/route'
import { stopCampaigns } from '@/lib/domain/campaign-memory'
import { watch } from '@/lib/domain/watch'
import { tailCount } from '@/lib/domain/watch-tail'
import { lifecycle, runFarewells } from '@/lib/http/lifecycle'
import { sse } from '@/lib/http/sse'
import { openStreams } from '@/lib/http/stream-turns'
import { sql } from '@/lib/store/db'
import { ensurePartitions } from '@/lib/store/partitions'
import { type AgentDoor, openAgentDoor } from '@/lib/testing/agent-door'
import { patient } from '@/lib/testing/patience'
import { call, type Person, person } from '@/lib/testing/people'
import { ResultsReply, RunReply } from '@/lib/wire/campaigns'
import { IdParams } from '@/lib/wire/values'

let door: AgentDoor
let admin: Person
let key: string

beforeAll(async () => {
  door = await openAgentDoor()
  await ensurePartitions()
  admin = await person()
  key = await door.enroll()
})
afterAll(() => door.stop())
afterEach(async () => {
  await sql('people', "UPDATE campaigns SET status = 'stopped' WHERE status <> 'stopped'")
  stopCampaigns()
  await vi.waitFor(() => expect([openStreams(), tailCount()]).toEqual([0, 0]), patient)
})

async function run(query = 'SELECT version FROM osquery_info'): Promise<number> {
  const hosts = await sql<{ id: number }>('people', 'SELECT id FROM hosts')
  const selected = { hosts: hosts.map(({ id }) => id) }
  const reply = await call(postRun, { token: admin.token, body: { query, selected } })
  expect(reply.status).toBe(200)
  return RunReply.parse(reply.body).campaign_id
}

/** The ids of campaigns only: a host that just enrolled is also asked for its vitals. */
const read = async () => {
  const { json } = await door.send('distributed/read', { node_key: key })
  return Object.keys(Object(json.queries)).filter((id) => /^c\d+_/.test(id))
}

const write = (delivery: string, rows: unknown = [{ version: '5.23.1' }]) =>
  door.send('distributed/write', {
    node_key: key,
    queries: { [delivery]: rows },
    statuses: { [delivery]: 0 },
    messages: { [delivery]: '' },
    stats: { [delivery]: { wall_time_ms: 3, user_time: 1, system_time: 0, memory: 0 } },
  })

type Heard = { event: string | undefined; id: string | undefined; data: string }

async function listen(
  id: number,
  route = getStream,
  headers: Record<string, string> = {},
  who = admin,
) {
  const abort = new AbortController()
  const request = new Request(`http://localhost:3000/api/v1/fleet/campaigns/${id}/stream`, {
    headers: { authorization: `Bearer ${who.token}`, ...headers },
    signal: abort.signal,
  })
  const response = await route(request, {
    params: Promise.resolve({ version: 'v1', id: String(id) }),
  })
  const heard: Heard[] = []
  const parser = createParser({
    onEvent: ({ event, id: seq, data }) => heard.push({ event, id: seq, data }),
  })
  const done = (async () => {
    if (response.status !== 200 || !response.body) return
    for await (const chunk of response.body) parser.feed(new TextDecoder().decode(chunk))
  })().catch(() => {})
  return { response, heard, done, leave: () => abort.abort() }
}

const ids = (heard: Heard[]) => heard.filter(({ event }) => event === 'result').map(({ id }) => id)

test('C57 C58 C60 C61: from the agent through both doors, an answer is on the stream', async () => {
  expect(await read()).toEqual([])
  const id = await run()
  const stream = await listen(id)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform')
  expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
  const [delivery = ''] = await read()
  expect(delivery).toMatch(/^[A-Za-z0-9_-]{24,64}$/)
  expect(await read()).toEqual([])
  expect((await write(delivery)).json).toEqual({})
  await stream.done
  const result = JSON.parse(stream.heard.find(({ event }) => event === 'result')?.data ?? '')
  expect(result).toMatchObject({
    seq: 1,
    rows: [{ version: '5.23.1' }],
    stats: { wall_time_ms: 3 },
  })
  expect(stream.heard.at(-1)?.event).toBe('status')
})

test('C64 C65: a repeated write counts once, 20 MiB of rows are kept up to the cap', async () => {
  const id = await run('SELECT * FROM file')
  const [delivery = ''] = await read()
  const rows = Array.from({ length: 400 }, () => ({ a: 'x'.repeat(51_000) }))
  expect((await write(delivery, rows)).json).toEqual({})
  expect((await write(delivery, rows)).json).toEqual({})
  const [row] = await sql<{ too_large: number; last_seq: number }>(
    'people',
    'SELECT too_large, last_seq FROM campaigns WHERE id = $1',
    [id],
  )
  expect(row).toEqual({ too_large: 1, last_seq: 1 })
  expect(await read()).toEqual([])
})

test('S70: no row can forge an event', async () => {
  const id = await run()
  const [delivery = ''] = await read()
  await write(delivery, [{ a: '\n\nevent: bye\ndata: {}\n\n\u2028\r' }])
  const stream = await listen(id)
  await stream.done
  expect(stream.heard.filter(({ event }) => event === 'bye')).toEqual([])
  expect(ids(stream.heard)).toEqual(['1'])
})

test('R20: a stream continues after Last-Event-ID, and the pages say the same', async () => {
  const id = await run()
  const [delivery = ''] = await read()
  await write(delivery)
  const again = await listen(id, getStream, { 'last-event-id': '1' })
  await again.done
  expect(ids(again.heard)).toEqual([])
  const reply = await call(getResults, { token: admin.token, params: { id: String(id) } })
  expect(ResultsReply.parse(reply.body)).toMatchObject({ results: [{ seq: 1 }], next_cursor: null })
})

test('S67: nobody listens without a right, a seventh stream is refused, leaving frees all', async () => {
  const id = await run()
  const stranger = await listen(id, getStream, {}, { ...admin, token: 'nonsense' })
  expect(stranger.response.status).toBe(401)
  const gitops = await person({ global_role: 'gitops' })
  expect((await listen(id, getStream, {}, gitops)).response.status).toBe(403)
  const streams = await Promise.all(Array.from({ length: 7 }, () => listen(id)))
  expect(streams.filter(({ response }) => response.status === 200)).toHaveLength(6)
  expect(streams.filter(({ response }) => response.status === 429)).toHaveLength(1)
  for (const { leave } of streams) leave()
})

const route = (pace: object) =>
  sse({
    action: 'campaigns:read',
    params: IdParams,
    grant: async () => ({ scope_teams: undefined }),
    run: ({ id }, { scope_teams }, { after, signal }) => watch(id, { after, scope_teams, signal }),
    pace,
  })

test('S67: a role taken away in mid-stream closes it', async () => {
  const id = await run()
  const reader = await person({ global_role: 'observer' })
  const stream = await listen(id, route({ recheck_ms: 30 }), {}, reader)
  await vi.waitFor(() => expect(stream.heard.length).toBeGreaterThan(1), patient)
  await sql('people', 'UPDATE users SET global_role = NULL WHERE id = $1', [reader.viewer.user_id])
  await stream.done
  expect(stream.heard.at(-1)?.event).toBe('error')
})

test('S72: a stream says bye at its age, and when the server drains', async () => {
  const id = await run()
  const aged = await listen(id, route({ max_age_ms: 50 }))
  await aged.done
  expect(JSON.parse(aged.heard.at(-1)?.data ?? '')).toEqual({ retry_ms: expect.any(Number) })
  const drained = await listen(id)
  await vi.waitFor(() => expect(drained.heard.length).toBeGreaterThan(1), patient)
  await runFarewells(lifecycle().drains, 1_000, () => {})
  await drained.done
  expect(drained.heard.at(-1)?.event).toBe('bye')
})

test('S35: a stop is told on the stream and the host is not asked any more', async () => {
  const id = await run()
  const stream = await listen(id)
  await vi.waitFor(() => expect(stream.heard.length).toBeGreaterThan(1), patient)
  const reply = await call(postStop, { token: admin.token, body: {}, params: { id: String(id) } })
  expect(reply.status).toBe(200)
  await stream.done
  expect(JSON.parse(stream.heard.at(-1)?.data ?? '')).toMatchObject({
    status: 'stopped',
    counts: { cancelled: 1, waiting: 0 },
  })
  expect(await read()).toEqual([])
})
