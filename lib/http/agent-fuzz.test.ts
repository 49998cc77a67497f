import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIngest, stopIngest } from '@/lib/domain/ingest'
import { heldBytes } from '@/lib/http/agent-budget'
import { faultOf, fuzzDoor, hostileRequest } from '@/lib/http/agent-fuzz'
import { metricsRegistry } from '@/lib/metrics'
import { type AgentDoor, expectOk, openAgentDoor } from '@/lib/testing/agent-door'

let door: AgentDoor
let keys: [string, ...string[]]

beforeAll(async () => {
  door = await openAgentDoor()
  await startIngest()
  keys = [await door.enroll(), await door.enroll({ instance_id: 'b', hardware_serial: 'B' })]
})
afterAll(async () => {
  await stopIngest()
  await door.stop()
})

test('the same seed is the same request, so that a fault can be sent again', () => {
  const known = { secret: 's', keys: ['k'] as const }
  expect(hostileRequest(7, known)).toEqual(hostileRequest(7, known))
})

test('the judgement knows a bad reply when it sees one', () => {
  const length = { 'content-length': '2' }
  expect(faultOf(200, length, '{}')).toBeUndefined()
  expect(faultOf(500, length, '')).toBe('empty body')
  expect(faultOf(308, length, '{}')).toBe('redirect 308')
  expect(faultOf(200, length, '[]')).toBe('no object')
  expect(faultOf(400, length, '<html>')).toBe('not JSON')
  expect(faultOf(400, length, '{"error":""}')).toBe('odd error')
})

test('S22: 5,000 hostile requests neither end nor block the process, and each is answered', async () => {
  const pid = process.pid
  const report = await fuzzDoor(
    door.front.port,
    { secret: door.secret, keys },
    { count: 5_000, seed: 1 },
  )
  expect(report.faults.slice(0, 10)).toEqual([])
  expect(Object.keys(report.statuses)).toEqual(expect.arrayContaining(['200', '400', '401', '405']))
  expect(report.event_loop_delay_p99_ms).toBeLessThan(500)
  expect(process.pid).toBe(pid)
  const refusals = await metricsRegistry().getSingleMetric('agent_refused_total')?.get()
  const internal = refusals?.values.find(({ labels }) => labels.reason === 'internal')
  expect(internal?.value ?? 0).toBe(0)
  expect(heldBytes()).toBe(0)
  expectOk(await door.send('distributed/read', { node_key: keys[0] }))
}, 120_000)
