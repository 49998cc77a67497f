// Every starter query is run by a simulated agent of each of its platforms.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { starters } from '@/lib/domain/pack-starters'
import { type Engine, openEngine } from './simulate/engine'
import { Flags } from './simulate/flags'
import { agentTables } from './simulate/identity'
import { exhausts } from './simulate/load'
import { makeMachine } from './simulate/machine'
import { Schedule } from './simulate/schedule'
import { atLeast } from './simulate/versions'

const now = 1_800_000_000
const platforms = ['darwin', 'linux', 'windows'] as const
let engine: Engine

beforeAll(async () => {
  engine = await openEngine()
})
afterAll(() => engine.close())

const hosts = platforms.flatMap((platform) =>
  [0, 1, 2, 3].map((index) => {
    const machine = makeMachine({ seed: 5, index, platform, nowSeconds: now })
    const schedule = new Schedule(machine, machine.random('splay'))
    const state = {
      machine,
      schedule,
      flags: new Flags(),
      startedAt: now - 3600,
      pid: 1200,
      configHash: 'a'.repeat(40),
      configValid: true,
      nowSeconds: () => now,
    }
    return { platform, host: { machine, agentTables: agentTables(() => state) } }
  }),
)

const cases = starters().flatMap(({ slug, queries }) =>
  queries.flatMap(({ name, query, version, platforms: on }) =>
    on.map((platform) => ({ slug, name, query, version, platform })),
  ),
)

test.each(cases)('$slug/$name runs on $platform', ({ query, version, platform }) => {
  const own = hosts.filter(
    (each) => each.platform === platform && atLeast(each.host.machine.version, version),
  )
  expect(own.length).toBeGreaterThan(0)
  const outcomes = own.map(({ host }) => engine.run(query, host, now))
  expect(own.filter(({ host }) => exhausts(host.machine, query))).toEqual([])
  expect(outcomes.flatMap(({ error }) => error ?? [])).toEqual([])
})
