import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { contentHash, readConfig, reportedHash } from './config'
import { type TestAgent, testAgent } from './testing'

const settings = { delimiter: '_', defaultIntervalSeconds: 3600, refuseReserved: true }
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const queriesOf = (config: object) =>
  readConfig({ ...config }, settings).packs.flatMap((pack) => pack.queries)

describe('reading a configuration', () => {
  it('names queries of packs with the delimiter in force, also one that comes along', () => {
    const config = {
      schedule: { a: { query: 'select 1', interval: 10 } },
      packs: { p: { queries: { b: { query: 'select 2', interval: '20' } } } },
    }
    expect(queriesOf(config).map((q) => q.fullName)).toEqual(['a', 'pack_p_b'])
    const other = { ...config, options: { pack_delimiter: '/' } }
    expect(queriesOf(other).map((q) => q.fullName)).toEqual(['a', 'pack/p/b'])
  })

  it('takes the members of the pack `*` as packs and refuses packs given as text', () => {
    const plan = readConfig(
      { packs: { '*': { x: { queries: {} }, y: { queries: {} } }, z: '/etc/z.conf' } },
      settings,
    )
    expect(plan.packs.map((pack) => pack.name)).toEqual(['x', 'y'])
    expect(plan.warnings).toEqual(['Error loading pack z: not implemented'])
  })

  it.each([
    [{ interval: 60 }, 60],
    [{ interval: '60' }, 60],
    [{}, 3600],
    [{ interval: 0 }, undefined],
    [{ interval: '' }, undefined],
    [{ interval: 604_801 }, undefined],
    [{ interval: 604_800 }, 604_800],
    [{ interval: 1.5 }, undefined],
    [{ interval: 'abc' }, undefined],
  ])('an interval of %j becomes %s', (given, seconds) => {
    const [query] = queriesOf({ schedule: { q: { query: 'select 1', ...given } } })
    expect(query?.intervalSeconds).toBe(seconds)
  })

  it.each([
    ['true', true],
    ['T', true],
    [1, true],
    [0, false],
    ['yes', false],
    [false, false],
  ])('a flag of %j is %s', (given, on) => {
    const [query] = queriesOf({ schedule: { q: { query: 'x', interval: 1, snapshot: given } } })
    expect(query?.snapshot).toBe(on)
  })

  it('drops only the bad item', () => {
    const names = ['ok', 'login_counter', 'query.x', 'timeepoch', 'cache.x', 'config_views.x']
    const schedule = Object.fromEntries(names.map((name) => [name, { query: 'x', interval: 1 }]))
    const plan = readConfig(
      { schedule: { ...schedule, no_sql: { interval: 1 }, text: 'x' } },
      settings,
    )
    expect(plan.packs[0]?.queries.map((q) => q.fullName)).toEqual(['ok'])
    expect(plan.warnings).toHaveLength(5)
  })
})

describe('the hash of a configuration', () => {
  it('is that of the compact document in its own key order', () => {
    const compact = '{"b":1,"a":{"10":"x y","2":"\\n"}}'
    expect(contentHash('{ "b": 1,\n "a": {"10": "x y", "2": "\\u000a"} }')).toBe(sha1(compact))
    expect(reportedHash(contentHash(compact))).toBe(sha1(sha1(compact)))
  })
})

describe('applying a configuration', () => {
  let t: TestAgent
  afterEach(() => t.close())
  const names = () => t.agent.schedule.queries.map((q) => q.fullName)
  const good = '{"schedule":{"q":{"query":"select 1","interval":10}}}'

  it('shows what was applied in osquery_info and osquery_schedule', async () => {
    t = await testAgent(() => undefined)
    expect(t.agent.applyConfig(good)).toBe('applied')
    const info = t.agent.query('select config_hash, config_valid from osquery_info')
    expect(info.rows).toEqual([{ config_hash: sha1(sha1(good)), config_valid: '1' }])
    const schedule = t.agent.query('select name, interval, denylisted from osquery_schedule')
    expect(schedule.rows).toEqual([{ name: 'q', interval: '10', denylisted: '0' }])
  })

  it('does nothing for unchanged content and reconfigures for any other byte', async () => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig(good)
    expect(t.agent.applyConfig(` ${good}`)).toBe('unchanged')
    expect(t.agent.applyConfig(good.replace('{', '{"node_invalid":false,'))).toBe('applied')
  })

  it('wipes the schedule for an empty body', async () => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig(good)
    expect(t.agent.applyConfig('')).toBe('applied')
    expect(names()).toEqual([])
  })

  it.each([
    ['over 1 MiB', good.replace('{', `{"pad":"${'x'.repeat(1_048_576)}",`)],
    ['deeper than 32 levels', good.replace('{', `{"deep":${'['.repeat(32)}${']'.repeat(32)},`)],
  ])('wipes the schedule for a document %s and remembers it by hash', async (_, body) => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig(good)
    expect(t.agent.applyConfig(body)).toBe('wiped')
    expect(names()).toEqual([])
    expect(t.agent.applyConfig(body)).toBe('unchanged')
    expect(t.agent.applyConfig(good)).toBe('applied')
    expect(names()).toEqual(['q'])
  })

  it('accepts 32 levels', async () => {
    t = await testAgent(() => undefined)
    const body = good.replace('{', `{"deep":${'['.repeat(31)}${']'.repeat(31)},`)
    expect(t.agent.applyConfig(body)).toBe('applied')
  })

  it('keeps the old configuration when the reply is not accepted', async () => {
    t = await testAgent(({ path }) => (path.endsWith('/config') ? '<html>' : undefined))
    t.agent.applyConfig(good)
    expect(await t.agent.refreshConfig()).toBe('failed')
    expect(names()).toEqual(['q'])
  })

  it('keeps options until a restart and ignores those of the command line', async () => {
    t = await testAgent(() => undefined)
    t.agent.applyConfig('{"options":{"distributed_interval":33,"config_refresh":5,"custom_x":1}}')
    t.agent.applyConfig('{"options":{}}')
    expect(t.agent.flags.values.distributed_interval).toBe(33)
    expect(t.agent.flags.values.config_refresh).toBe(0)
    t.agent.restart()
    expect(t.agent.flags.values.distributed_interval).toBe(60)
  })
})
