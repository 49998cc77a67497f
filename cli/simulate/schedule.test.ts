import { afterEach, describe, expect, it } from 'vitest'
import { type TestAgent, testAgent } from './testing'

let t: TestAgent
afterEach(() => t.close())

const start = 1_800_000_000
const query = (sql: string, more = {}) => ({ query: sql, interval: 1, ...more })

/** Applies, runs each of the seconds, and returns the buffered lines parsed. */
function run(config: object, seconds = 1, from = start) {
  t.agent.applyConfig(JSON.stringify(config))
  for (let s = 0; s < seconds; s++) t.agent.runSchedule(from + s)
  return lines()
}

function lines(): Record<string, unknown>[] {
  const { result, status } = t.agent.logger.buffer.scan(9999)
  t.agent.logger.buffer.remove('result', result)
  t.agent.logger.buffer.remove('status', status)
  return [...result, ...status].map((line) => JSON.parse(line.text))
}

describe('differential queries', () => {
  it('log everything once, then nothing while nothing changes', async () => {
    t = await testAgent(() => undefined)
    const config = { schedule: { q: query("select 'a' as x union all select 'b'") } }
    expect(run(config, 3)).toMatchObject([
      {
        name: 'q',
        columns: { x: 'a' },
        action: 'added',
        counter: 0,
        epoch: 0,
        unixTime: start,
        numerics: false,
      },
      { name: 'q', columns: { x: 'b' }, action: 'added', counter: 0 },
    ])
  })

  it('compare as a multiset, removed lines first, the counter moving by one', async () => {
    t = await testAgent(() => undefined)
    run({ schedule: { q: query("select 'a' as x union all select 'a' union all select 'b'") } }, 3)
    const changed = run(
      { schedule: { q: query("select 'a' as x union all select 'c'") } },
      1,
      start + 1,
    )
    expect(changed.map((l) => [l.action, l.columns, l.counter])).toEqual([
      ['removed', { x: 'a' }, 1],
      ['removed', { x: 'b' }, 1],
      ['added', { x: 'c' }, 1],
    ])
  })

  it('hide removed rows after the counter moved, so that counters have gaps', async () => {
    t = await testAgent(() => undefined)
    const at = (sql: string, second: number) =>
      run({ schedule: { q: query(sql, { removed: false }) } }, 1, start + second)
    at("select 'a' as x union all select 'b'", 0)
    expect(at("select 'a' as x", 1)).toEqual([])
    expect(at("select 'a' as x union all select 'c'", 2)).toMatchObject([
      { columns: { x: 'c' }, counter: 2 },
    ])
  })

  it('start over with counter 0 when the epoch changes', async () => {
    t = await testAgent(() => undefined)
    const config = (epoch: number) => ({
      options: { schedule_epoch: epoch },
      schedule: { q: query("select 'a' as x") },
    })
    run(config(0))
    expect(run(config(7), 1, start + 1)).toMatchObject([
      { columns: { x: 'a' }, counter: 0, epoch: 7 },
    ])
  })

  it('in batch form write one line, also for a first run without rows', async () => {
    t = await testAgent(() => undefined, { flags: { logger_event_type: false } })
    expect(run({ schedule: { q: query('select 1 as x where 0') } }, 2)).toMatchObject([
      { name: 'q', diffResults: { removed: [], added: [] }, counter: 0 },
    ])
  })

  it('escape non-ASCII text before 5.22 only', async () => {
    const config = { schedule: { q: query("select 'Ж' as x") } }
    t = await testAgent(() => undefined, { version: '5.21.0' })
    expect(run(config)).toMatchObject([{ columns: { x: '\\xD0\\x96' } }])
    await t.close()
    t = await testAgent(() => undefined)
    expect(run(config)).toMatchObject([{ columns: { x: 'Ж' } }])
  })
})

describe('snapshots', () => {
  it('are sent on every run, also empty, with counter 0', async () => {
    t = await testAgent(() => undefined)
    const config = { schedule: { q: query('select 1 as x where 0', { snapshot: true }) } }
    expect(run(config, 2)).toMatchObject([
      { snapshot: [], action: 'snapshot', counter: 0 },
      { snapshot: [], action: 'snapshot', counter: 0 },
    ])
  })

  it('as events are a line per row and none when empty', async () => {
    t = await testAgent(() => undefined, { flags: { logger_snapshot_event_type: true } })
    const rows = { schedule: { q: query('values (1), (2)', { snapshot: true }) } }
    expect(run(rows).map((l) => l.action)).toEqual(['snapshot', 'snapshot'])
    const none = { schedule: { q: query('select 1 where 0', { snapshot: true }) } }
    expect(run(none, 1, start + 1)).toEqual([])
  })
})

describe('what runs', () => {
  it('is chosen by platform, version and shard of pack and query', async () => {
    t = await testAgent(() => undefined)
    const q = query('select 1')
    const pack = (rule: object) => ({ ...rule, queries: { q } })
    t.agent.applyConfig(
      JSON.stringify({
        schedule: { yes: q, mac: { ...q, platform: 'darwin' }, newer: { ...q, version: '9.0' } },
        packs: {
          linux: pack({ platform: 'linux' }),
          win: pack({ platform: 'windows' }),
          newer: pack({ version: '5.24.0' }),
          shard: pack({ shard: '1' }),
        },
      }),
    )
    expect(t.agent.schedule.queries.map((each) => each.fullName)).toEqual(['yes', 'pack_linux_q'])
  })

  it('needs a row from every discovery query, asked once per hour', async () => {
    t = await testAgent(() => undefined)
    const pack = (...discovery: string[]) => ({
      discovery,
      queries: { q: query('select 1', { snapshot: true }) },
    })
    const config = {
      packs: {
        both: pack('select 1', 'select 2'),
        one: pack('select 1', 'select 1 where 0'),
        bad: pack('select * from nowhere'),
      },
    }
    const written = run(config, 3)
    expect(written.filter((l) => l.action).map((l) => l.name)).toEqual(Array(3).fill('pack_both_q'))
    expect(written.filter((l) => l.message)).toMatchObject([{ severity: 1 }])
    const packs = t.agent.query(
      'select name, active, discovery_executions from osquery_packs order by 1',
    )
    expect(packs.rows).toEqual([
      { name: 'bad', active: '0', discovery_executions: '1' },
      { name: 'both', active: '1', discovery_executions: '1' },
      { name: 'one', active: '0', discovery_executions: '1' },
    ])
  })

  it('is due in the seconds that the splayed interval divides, within ± the percentage', async () => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig(
      JSON.stringify({
        schedule: {
          q: { query: 'select 1', interval: 1000 },
          r: { query: 'select 1', interval: 5 },
        },
      }),
    )
    const ran: Record<string, number[]> = { q: [], r: [] }
    for (let s = start; s < start + 5000; s++)
      for (const n of t.agent.runSchedule(s)) ran[n]?.push(s)
    const [first = 0, second = 0] = ran.q ?? []
    expect(second - first).toBeGreaterThanOrEqual(900)
    expect(second - first).toBeLessThanOrEqual(1100)
    expect(first % (second - first)).toBe(0)
    expect(ran.r).toHaveLength(1000)
    expect(t.agent.schedule.nextDue(first - 1)).toBe(first)
  })

  it('reports SQL errors in a status line and goes on', async () => {
    t = await testAgent(() => undefined)
    const written = run({ schedule: { bad: query('select * from nope'), ok: query('select 1') } })
    expect(written).toMatchObject([
      { name: 'ok' },
      { severity: 2, message: 'Error executing scheduled query bad: no such table: nope' },
    ])
  })
})

describe('the denylist', () => {
  const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n'

  it('keeps a query away for a day after the watchdog ended it, unless it opts out', async () => {
    t = await testAgent(() => undefined)
    const config = { schedule: { heavy: query(endless) } }
    expect(run(config)).toMatchObject([
      { severity: 1, message: 'Scheduled query may have failed: heavy' },
    ])
    t.agent.applyConfig(JSON.stringify(config))
    expect(t.agent.runSchedule(start + 1)).toEqual([])
    expect(t.agent.query('select denylisted from osquery_schedule').rows).toEqual([
      { denylisted: '1' },
    ])
    expect(t.agent.runSchedule(start + 86_400)).toEqual(['heavy'])
    t.agent.applyConfig(
      JSON.stringify({ schedule: { heavy: query(endless, { denylist: false }) } }),
    )
    expect(t.agent.runSchedule(start + 86_401)).toEqual(['heavy'])
  })
})

describe('decorations', () => {
  it('join load, interval and always queries on every line', async () => {
    t = await testAgent(() => undefined)
    const config = {
      decorators: {
        load: ["select 'l' as a, 'l' as b"],
        always: ["select 'always' as c"],
        interval: { '60': ["select 'i' as b"], '61': ["select 'never' as d"] },
      },
      schedule: { q: query('select 1', { snapshot: true }) },
    }
    expect(run(config, 1, start - (start % 60))).toMatchObject([
      { decorations: { a: 'l', b: 'i', c: 'always' } },
    ])
    const top = { ...config, options: { decorations_top_level: true } }
    expect(run(top, 1, start + 7)[0]).toMatchObject({ name: 'q', a: 'l', c: 'always' })
  })
})

describe('status lines', () => {
  it('carry their numbers as strings up to 5.9', async () => {
    for (const [version, severity] of [
      ['5.9.1', '2'],
      ['5.23.1', 2],
    ] as const) {
      await t?.close()
      t = await testAgent(() => undefined, { version })
      expect(run({ schedule: { bad: query('selec') } })[0]).toMatchObject({ severity, version })
    }
  })
})
