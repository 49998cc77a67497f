import { afterEach, describe, expect, it } from 'vitest'
import { paths, type Received, type TestAgent, testAgent } from './testing'

let t: TestAgent
afterEach(() => t.close())

interface Script {
  reads?: object[]
  writes?: string[]
  version?: string
}

async function withServer({ reads = [], writes = [], version = '5.23.1' }: Script, flags = {}) {
  const left = { reads: [...reads], writes: [...writes] }
  t = await testAgent(
    ({ path }: Received) => {
      if (path === paths.read) return JSON.stringify(left.reads.shift() ?? {})
      return path === paths.write ? (left.writes.shift() ?? '{}') : undefined
    },
    { version, flags },
  )
}

const written = () => t.server.at(paths.write).map((request) => request.body)
const answeredIds = (n = 0) => Object.keys(Object(written()[n]?.queries))

describe('a round of live queries', () => {
  it('really executes and answers all at once, in byte order of the ids', async () => {
    await withServer({
      reads: [
        { queries: { b: "select 'x' as y", B: 'select 1 as n where 0', a: 'select * from foo' } },
      ],
    })
    expect(await t.agent.distributedRound()).toBe(true)
    expect(written()).toHaveLength(1)
    expect(answeredIds()).toEqual(['B', 'a', 'b'])
    expect(written()[0]).toMatchObject({
      queries: { B: [], a: [], b: [{ y: 'x' }] },
      statuses: { B: 0, a: 1, b: 0 },
      messages: { B: '', a: 'no such table: foo', b: '' },
      stats: { b: { wall_time_ms: expect.any(Number), memory: expect.any(Number) } },
      node_key: 'key-1',
    })
  })

  it('writes nothing without a query', async () => {
    await withServer({})
    await t.agent.distributedRound()
    expect(written()).toEqual([])
  })

  it('keeps results that were not accepted and merges them into the next round', async () => {
    const down = '{"error":"down"}'
    await withServer({
      reads: [{ queries: { one: 'select 1' } }, { queries: { two: 'select 2' } }],
      writes: [down, down, down],
    })
    expect(await t.agent.distributedRound()).toBe(false)
    expect(t.clock.slept).toEqual([1, 4])
    expect(t.agent.distributed.unsent).toBe(1)
    expect(await t.agent.distributedRound()).toBe(true)
    expect(answeredIds(3)).toEqual(['one', 'two'])
    expect(t.agent.distributed.unsent).toBe(0)
  })

  it('loses results with an empty error body and with a restart', async () => {
    await withServer({ reads: [{ queries: { one: 'select 1' } }], writes: [''] })
    await t.agent.distributedRound()
    expect(t.agent.distributed.unsent).toBe(0)
    await t.close()
    await withServer({ reads: [{ queries: { one: 'select 1' } }], writes: Array(3).fill('[]') })
    await t.agent.distributedRound()
    t.agent.restart()
    await t.agent.distributedRound()
    expect(written()).toHaveLength(3)
  })

  it('stops reading the map at an entry that is not SQL', async () => {
    await withServer({
      reads: [{ queries: { a: 'select 1', b: '', c: 'select 1' }, accelerate: 60 }],
    })
    await t.agent.distributedRound()
    expect(answeredIds()).toEqual(['a'])
    expect(t.agent.distributed.pauseSeconds).toBe(60)
  })

  it('leaves parts out that older agents do not know', async () => {
    await withServer({ reads: [{ queries: { a: 'select 1' } }], version: '4.3.0' })
    await t.agent.distributedRound()
    expect(Object.keys(written()[0] ?? {})).toEqual(['queries', 'statuses', 'node_key'])
  })
})

describe('discovery', () => {
  const queries = { a: 'select 1', b: 'select 1', c: 'select 1' }
  const yes = 'select 1'
  const no = 'select 1 where 0'

  it.each([
    ['5.23.1', { a: yes, b: no }, ['a', 'c']],
    ['5.23.1', { a: no, b: no, c: no }, []],
    ['5.7.0', { a: yes, b: no }, ['a']],
    ['5.7.0', { a: no, b: no }, ['a', 'b', 'c']],
    ['5.7.0', { a: yes, b: no, c: yes, always: yes }, ['a', 'c']],
    ['5.7.0', { a: no, b: no, c: no, always: yes }, []],
  ])('agent %s with %j runs %j', async (version, discovery, expected) => {
    await withServer({ reads: [{ queries, discovery }], version })
    await t.agent.distributedRound()
    expect(answeredIds()).toEqual(expected)
  })

  it.each(['select * from nowhere', '', 5])('spoils the whole reply when it is %j', async (bad) => {
    await withServer({ reads: [{ queries, discovery: { a: bad } }] })
    expect(await t.agent.distributedRound()).toBe(false)
    expect(written()).toEqual([])
  })
})

describe('acceleration', () => {
  it('needs an integer above zero and ends by itself', async () => {
    for (const [accelerate, pause] of [
      [30, 5],
      ['30', 60],
      [1.5, 60],
      [0, 60],
      [-5, 60],
      [true, 60],
    ]) {
      await t?.close()
      await withServer({ reads: [{ accelerate }] })
      await t.agent.distributedRound()
      expect(t.agent.distributed.pauseSeconds).toBe(pause)
      t.clock.advance(30)
      expect(t.agent.distributed.pauseSeconds).toBe(60)
    }
  })
})

describe('a live query that the watchdog ends', () => {
  const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n'

  it('takes the round with it and is denylisted by its text for a day', async () => {
    const again = { queries: { again: endless, other: `${endless} limit 1` } }
    await withServer({
      reads: [{ queries: { a: 'select 1', b: endless } }, again, { queries: { late: endless } }],
    })
    expect(await t.agent.distributedRound()).toBe(false)
    expect(written()).toEqual([])
    await t.agent.distributedRound()
    expect(written()[0]).toMatchObject({
      queries: { again: [], other: [{ i: '1' }] },
      statuses: { again: 1, other: 0 },
      messages: { again: 'distributed query is denylisted' },
      stats: { again: {} },
    })
    t.clock.advance(86_400)
    expect(await t.agent.distributedRound()).toBe(false)
    expect(written()).toHaveLength(1)
  })
})

describe('a slow live query', () => {
  it('is answered after the time it says it took', async () => {
    const sql = "select path from file where path like '/home/%%'"
    await withServer({ reads: [{ queries: { slow: sql, quick: 'select 1' } }] })
    await t.agent.distributedRound()
    const { wall_time_ms: wall } = Object(Object(written()[0]?.stats).slow)
    expect(wall).toBeGreaterThan(1_000)
    expect(t.clock.slept[0]).toBeGreaterThanOrEqual(wall / 1_000)
  })
})
