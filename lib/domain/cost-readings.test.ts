import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, type Counted } from '@/lib/domain/cost-readings'
import { type Reading, readingsOf } from '@/lib/wire/cost-readings'

const digest = '11111111-1111-4111-8111-111111111111'
const other = '22222222-2222-4222-8222-222222222222'

type Event =
  | { kind: 'run'; wall: number; user: number; system: number }
  | { kind: 'restart' }
  | { kind: 'read' }

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      wall: fc.nat(9_000),
      user: fc.nat(9_000),
      system: fc.nat(900),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
)

const started = (): Reading => ({
  name: 'pack/a/b',
  executions: 0,
  wall_ms: 0,
  user_ms: 0,
  system_ms: 0,
  memory_bytes: 0,
  last_executed: 0,
  denylisted: false,
})

/** An agent that is read now and then: what it did since its last reading is lost by a restart. */
function play(events: readonly Event[], tellsStart: boolean) {
  let agent = started()
  let counted: Counted | undefined
  let process = 1
  let readProcess = 1
  const seen = { runs: 0, wall: 0, user: 0, system: 0 }
  let unread = { runs: 0, wall: 0, user: 0, system: 0 }
  for (const each of events) {
    if (each.kind === 'run') {
      agent = {
        ...agent,
        executions: agent.executions + 1,
        wall_ms: agent.wall_ms + each.wall,
        user_ms: agent.user_ms + each.user,
        system_ms: agent.system_ms + each.system,
      }
      unread = {
        runs: unread.runs + 1,
        wall: unread.wall + each.wall,
        user: unread.user + each.user,
        system: unread.system + each.system,
      }
    } else if (each.kind === 'restart') {
      agent = started()
      process += 1
      unread = { runs: 0, wall: 0, user: 0, system: 0 }
    } else {
      counted = advance(counted, agent, digest, tellsStart && process !== readProcess)
      readProcess = process
      seen.runs += unread.runs
      seen.wall += unread.wall
      seen.user += unread.user
      seen.system += unread.system
      unread = { runs: 0, wall: 0, user: 0, system: 0 }
    }
  }
  return { counted, seen }
}

test('sums are those of every run that a reading saw, over any restarts', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const { counted, seen } = play(events, true)
      expect([
        counted?.runs ?? 0,
        counted?.total_wall_ms ?? 0,
        counted?.total_user_ms ?? 0,
        counted?.total_system_ms ?? 0,
      ]).toEqual([seen.runs, seen.wall, seen.user, seen.system])
    }),
  )
})

test('of an agent that does not tell its start a reset is seen by sums that fell; never is more counted', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const { counted, seen } = play(events, false)
      expect(counted?.runs ?? 0).toBeLessThanOrEqual(seen.runs)
      expect(counted?.total_wall_ms ?? 0).toBeLessThanOrEqual(seen.wall)
      expect(counted?.total_wall_ms ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('other SQL under the same name begins anew', () => {
  const reading = { ...started(), executions: 4, user_ms: 40, last_executed: 9 }
  const before = advance(undefined, reading, digest, false)
  expect(advance(before, { ...reading, executions: 1, user_ms: 3 }, other, false)).toMatchObject({
    runs: 1,
    total_user_ms: 3,
    recent_cpu_ms: 3,
  })
})

test('a reading without a run keeps the cost that was', () => {
  const reading = { ...started(), executions: 4, user_ms: 40, system_ms: 40 }
  const before = advance(undefined, reading, digest, false)
  expect(advance(before, reading, digest, false)).toMatchObject({ ran: false, recent_cpu_ms: 20 })
})

const row = {
  name: 'pack/a/b',
  executions: '3',
  wall_time_ms: '30',
  user_time: '20',
  system_time: '10',
  average_memory: '4096',
  last_executed: '1756803601',
  denylisted: '0',
}

test('older agents tell seconds and blacklisted', () => {
  const { wall_time_ms: _, denylisted: __, ...old } = row
  expect(readingsOf([{ ...old, wall_time: '2', blacklisted: '1' }])).toMatchObject([
    { wall_ms: 2_000, denylisted: true },
  ])
})

test('a number that cannot be leaves its row out, whatever it is', () => {
  const numbers = ['executions', 'wall_time_ms', 'user_time', 'system_time', 'average_memory']
  const hostile = fc.oneof(
    fc.constantFrom('-1', '1e308', 'NaN', 'Infinity', '', ' 1', '0x10', '99999999999999999999'),
    fc.string().filter((text) => !/^\d{1,16}$/.test(text)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...numbers), hostile, (column, value) => {
      expect(
        readingsOf([
          { ...row, [column]: value },
          { ...row, name: 'fine' },
        ]),
      ).toMatchObject([{ name: 'fine' }])
    }),
  )
})

test('more than a day in one run is dropped, and counting goes on', () => {
  const huge = { ...started(), executions: 2, user_ms: 900_000_000_000 }
  const after = advance(undefined, huge, digest, false)
  expect(after).toMatchObject({ runs: 0, total_user_ms: 0, recent_cpu_ms: null })
  const next = { ...huge, executions: 3, user_ms: huge.user_ms + 50 }
  expect(advance(after, next, digest, false)).toMatchObject({ runs: 1, total_user_ms: 50 })
})
